"""The actions of one window: who does each, which keys it has now, and the shortcuts that run it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from services.settings import SHORTCUTS, Settings
from widgets.actions.declared import Action, declared
from widgets.actions.keys import all_written, refusal


class Taught(Protocol):
    """A button whose tooltip tells its keys."""

    def accessibleName(self) -> str: ...

    def set_name(self, name: str, shortcut: str = "") -> None: ...


@dataclass(frozen=True)
class _Bound:
    act: Callable[[], object]
    can: Callable[[], bool] | None
    shortcut: QShortcut


class Actions(QObject):
    """`bind` says who does an action; from then on its keys work, the palette offers it and the sheet tells it.
    `changed` when keys or bindings are others."""

    changed = Signal()

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._declared = {action.id: action for action in declared()}
        self._bound: dict[str, _Bound] = {}
        self._chosen = _read(settings.get(SHORTCUTS), self._declared)
        self._taught: dict[str, list[Taught]] = {}
        self.rests: Callable[[], bool] = lambda: False
        """Whether keys do nothing now: a page lies over what they act on."""

    def bind(
        self,
        action: str,
        act: Callable[[], object],
        *,
        on: QWidget | None = None,
        can: Callable[[], bool] | None = None,
    ) -> None:
        """`act` does `action`, whose keys count inside `on` where its scope is "pane". While `can` says no, nothing
        happens and the palette does not offer it. Raises KeyError for an action that is not declared."""
        scope = self._declared[action].scope
        assert scope != "widget", f"{action}: its widget reads these keys itself"
        assert (scope == "pane") == (on is not None), f"{action}: a pane's action is bound on its pane, others are not"
        if (old := self._bound.get(action)) is not None:
            old.shortcut.deleteLater()
        shortcut = QShortcut(on if on is not None else self._window)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut if on is None else inside)
        shortcut.setObjectName(action)
        shortcut.activated.connect(self._pressed)
        self._bound[action] = _Bound(act, can, shortcut)
        self._hang(action)
        self.changed.emit()

    def run(self, action: str) -> None:
        """Do it, if it can be done now."""
        if self.can(action):
            self._bound[action].act()

    def can(self, action: str) -> bool:
        """Whether somebody does it, and could do it now."""
        bound = self._bound.get(action)
        return bound is not None and (bound.can is None or bound.can())

    def told(self) -> list[Action]:
        """What stands in the sheet and in the settings: the bound ones and those that widgets read themselves."""
        return [each for each in self._declared.values() if each.id in self._bound or each.scope == "widget"]

    def offered(self) -> list[Action]:
        """What can be run now."""
        return [each for each in self._declared.values() if self.can(each.id)]

    def name(self, action: str) -> str:
        return self._declared[action].name

    def keys(self, action: str) -> tuple[str, ...]:
        """Its keys now, as Qt names them; none where a person took them away."""
        return self._chosen.get(action, self._declared[action].keys)

    def written(self, action: str) -> str:
        """Its keys for people: "Ctrl+Mayús+A"."""
        return all_written(self.keys(action))

    def teach(self, button: Taught, action: str) -> None:
        """The button does this action: its tooltip tells the keys, whichever they are."""
        self._taught.setdefault(action, []).append(button)
        button.set_name(button.accessibleName(), self.written(action))

    def holder(self, key: str, action: str) -> Action | None:
        """Which other action has this key."""
        return next((each for each in self._declared.values() if each.id != action and key in self.keys(each.id)), None)

    def choose(self, action: str, keys: Iterable[str]) -> None:
        """Give an action other keys, or none; whoever had them loses them. The settings page asked before."""
        taken = tuple(keys)
        for key in taken:
            if (other := self.holder(key, action)) is not None and other.scope != "widget":
                self._put(other.id, tuple(each for each in self.keys(other.id) if each != key))
        self._put(action, taken)
        self._keep()

    def reset(self, action: str = "") -> None:
        """The keys of the declaration again, of one action or of all."""
        if action:
            self.choose(action, self._declared[action].keys)
            return
        for each in list(self._chosen):
            self._put(each, self._declared[each].keys)
        self._keep()

    def is_own(self, action: str) -> bool:
        """Whether a person chose its keys."""
        return action in self._chosen

    def _put(self, action: str, keys: tuple[str, ...]) -> None:
        if keys == self._declared[action].keys:
            self._chosen.pop(action, None)
        else:
            self._chosen[action] = keys
        self._hang(action)

    def _keep(self) -> None:
        self._settings.put(SHORTCUTS, json.dumps(self._chosen, sort_keys=True))
        self.changed.emit()

    def _hang(self, action: str) -> None:
        """Make the shortcut and the tooltips those of now."""
        if (bound := self._bound.get(action)) is not None:
            bound.shortcut.setKeys([QKeySequence(key) for key in self.keys(action)])
        for button in self._taught.get(action, ()):
            button.set_name(button.accessibleName(), self.written(action))

    def _pressed(self) -> None:
        if not self.rests():
            self.run(self.sender().objectName())


def _read(text: str, known: dict[str, Action]) -> dict[str, tuple[str, ...]]:
    """What was kept, without actions that there are not and keys that must not be: the file may be of any version."""
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    return {
        action: tuple(key for key in keys if isinstance(key, str) and not refusal(key, known[action].scope))
        for action, keys in kept.items()
        if action in known and known[action].scope != "widget" and isinstance(keys, list)
    }
