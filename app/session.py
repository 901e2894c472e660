"""How somebody left the window, written down as it changes, so that it comes back after an end and after a kill."""

import json
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QScreen

from app.office import Office
from services.settings import CONVERSATION, GEOMETRY, INSPECTOR, PANES, PLACES, TODAY_FIRST, TODAY_SEEN, VIEW
from widgets import words
from widgets.conversation.place import Places
from widgets.rail import TODAY

KEEP_MS: Final = 600
"""Everything is written this long after the last change; each write is by rename."""


class Session(QObject):
    """`take_up` puts back what there was; from then on every change is kept."""

    def __init__(self, office: Office, now: Callable[[], int]) -> None:
        super().__init__(office.window)
        self._now = now
        self._office, self._settings = office, office.house.settings
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keeping.timeout.connect(self.keep)

    def take_up(self) -> None:
        """The panes of this screen, the inspector, the conversation and its place; another conversation that somebody
        asked for meanwhile goes first."""
        window, settings = self._office.window, self._settings
        self._take_panes(window.screen())
        shown, _, tab = settings.get(INSPECTOR).partition(" ")
        if shown:
            window.show_inspector(shown == "shown")
        last = settings.get(CONVERSATION)
        self._office.conversation.places = Places(settings.get(PLACES))
        new_day = self._new_day()
        if window.open_asked():
            new_day = False
        elif last and self._office.house.store.conversation(last) is not None:
            window.open_conversation(last)
            if tab.isdigit():
                self._office.inspector.tabs.setCurrentIndex(int(tab))
        else:
            self._office.composer.show_conversation(None)
            self._office.inspector.show_conversation(None)
        if new_day and settings.get(TODAY_FIRST):
            window.go_to(TODAY)
        self._watch()

    def _new_day(self) -> bool:
        """Whether this desk was open before, and not yet on this day of the agency."""
        today = words.local(self._now()).date().isoformat()
        seen = self._settings.get(TODAY_SEEN)
        self._settings.put(TODAY_SEEN, today)
        return seen not in ("", today)

    def keep(self) -> None:
        """Write down how it stands; what is as it was is not written."""
        self._keeping.stop()
        office, settings = self._office, self._settings
        found = office.conversation.conversation
        shown = "shown" if office.conversation.header.inspector.isChecked() else "hidden"
        settings.put(GEOMETRY, office.window.shape())
        settings.put(PANES, self._panes(office.window.screen()))
        settings.put(VIEW, office.inbox.view)
        settings.put(CONVERSATION, found.id if found else "")
        office.conversation.keep_place()
        settings.put(PLACES, office.conversation.places.written())
        settings.put(INSPECTOR, f"{shown} {office.inspector.tabs.currentIndex()}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._soon()
        return False

    def _watch(self) -> None:
        office = self._office
        for changed in (
            office.window.opened,
            office.window.panes.splitterMoved,
            office.inbox.view_changed,
            office.conversation.header.inspector_toggled,
            office.conversation.timeline.verticalScrollBar().valueChanged,
            office.inspector.tabs.currentChanged,
        ):
            changed.connect(self._soon)
        office.window.installEventFilter(self)
        if (handle := office.window.windowHandle()) is not None:
            handle.screenChanged.connect(self._take_panes)

    def _soon(self) -> None:
        self._keeping.start()

    def _take_panes(self, screen: QScreen) -> None:
        """The widths that were chosen on this screen; on a new one, those of now."""
        if kept := _read(self._settings.get(PANES)).get(_name(screen)):
            self._office.window.take_panes(kept)

    def _panes(self, screen: QScreen) -> str:
        kept = _read(self._settings.get(PANES))
        kept[_name(screen)] = self._office.window.shape().partition(" ")[2]
        return json.dumps(kept, sort_keys=True)


def _name(screen: QScreen) -> str:
    return f"{screen.geometry().width()}x{screen.geometry().height()}"


def _read(text: str) -> dict[str, str]:
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    return {key: value for key, value in kept.items() if isinstance(value, str)}
