"""Atajos: every action with its keys, to be looked up, changed, taken away and given back."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from widgets.actions.actions import Actions
from widgets.actions.declared import Action
from widgets.actions.keys import portable, refusal, written
from widgets.controls import IconButton, Label, button
from widgets.palette.fuzzy import match
from widgets.pieces.announce import announce
from widgets.shortcuts import cap
from widgets.theme import Theme
from widgets.words import tr

_MODIFIERS = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


class KeyButton(QPushButton):
    """Shows the keys of an action. Pressed, it waits for others: Escape leaves them, Backspace takes them away, and
    what cannot be is refused in words below the row."""

    def __init__(self, actions: Actions, action: Action, said: Label) -> None:
        super().__init__()
        self._actions, self._action, self._said = actions, action, said
        self._waiting = False
        self._asked = ""
        self.clicked.connect(self._wait)
        self.render_keys()

    def render_keys(self) -> None:
        """Show what stands now."""
        keys = self._actions.written(self._action.id)
        self.setText(tr("Apretá las teclas…") if self._waiting else keys or tr("Sin atajo"))
        self.setMinimumWidth(max(150, self.sizeHint().width()))
        self.setAccessibleName(f"{self._action.name}: {self.text()}")

    def event(self, event: QEvent) -> bool:
        if self._waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # while it waits, no shortcut runs
            return True
        if self._waiting and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._pressed(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end("")

    def _wait(self) -> None:
        self._waiting, self._asked = True, ""
        self._tell(tr("Esc deja las que están; Retroceso las quita."))
        self.render_keys()

    def _pressed(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if bare and event.key() == Qt.Key.Key_Escape:
            self._end("")
        elif bare and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._actions.choose(self._action.id, ())
            self._end("")
        else:
            self._take(portable(event.keyCombination()))

    def _take(self, key: str) -> None:
        """Refuse it, ask once where another action has it, or take it."""
        if why := refusal(key, self._action.scope):
            self._tell(f"{written(key)}: {why}", "danger")
            return
        other = self._actions.holder(key, self._action.id)
        if other is not None and other.scope == "widget":
            self._tell(
                tr("{key} es de «{action}» y no se puede cambiar.").format(key=written(key), action=other.name),
                "danger",
            )
        elif other is not None and self._asked != key:
            self._asked = key
            again = tr("{key} ya es de «{action}». Apretala otra vez para pasarla acá.")
            self._tell(again.format(key=written(key), action=other.name), "warning")
        else:
            self._actions.choose(self._action.id, (key,))
            self._end("")

    def _end(self, said: str) -> None:
        self._waiting = False
        self._tell(said)
        self.render_keys()

    def _tell(self, said: str, tone: str = "muted") -> None:
        self._said.setText(said)
        self._said.set_tone(tone)
        self._said.setVisible(bool(said))
        if said:
            announce(self, said)


class Shortcuts(QWidget):
    """Each change works at once and is kept."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._actions = theme, actions
        self.keys: dict[str, KeyButton] = {}
        self.resets: dict[str, IconButton] = {}
        self._rows: dict[str, list[QWidget]] = {}
        self._heads: dict[str, Label] = {}
        self.search = QLineEdit(placeholderText=tr("Buscar un atajo por nombre o tecla"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setMaximumWidth(360)
        self.reset = button(tr("Restablecer todos"))
        self._none = Label(tr("Nada se llama así."), "body", "muted")
        self._none.hide()
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addStretch(1)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 0)
        column.setSpacing(12)
        column.addWidget(Label(tr("Atajos"), "heading", parent=self))
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self._list(), 1)
        self.search.textChanged.connect(self._filter)
        self.reset.clicked.connect(self._reset_all)
        actions.changed.connect(self._render)
        self._render()

    def _list(self) -> QScrollArea:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 12, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(0, 220)
        line = 0
        for action in self._actions.told():
            if action.group not in self._heads:
                self._heads[action.group] = group = Label(action.group, "label", parent=inner)
                group.setContentsMargins(0, 14 if line else 0, 0, 4)
                grid.addWidget(group, line, 0, 1, 4)
                line += 1
            self._add(grid, line, action)
            line += 2
        grid.setRowStretch(line, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Atajos"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setProperty("surface", "canvas")
        area.setWidget(inner)
        return area

    def _add(self, grid: QGridLayout, line: int, action: Action) -> None:
        name = Label(action.name, "body")
        name.setWordWrap(True)
        grid.addWidget(name, line, 0)
        if action.scope == "widget":
            fixed, why = cap(self._actions.written(action.id)), Label(tr("Fija"), "caption", "muted")
            grid.addWidget(fixed, line, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(why, line, 2)
            self._rows[action.id] = [name, fixed, why]
            return
        said = Label("", "caption", "muted")
        said.setWordWrap(True)
        said.hide()
        key = self.keys[action.id] = KeyButton(self._actions, action, said)
        back = self.resets[action.id] = IconButton(
            self._theme, "undo", tr("Restablecer: {action}").format(action=action.name)
        )
        back.setProperty("action", action.id)
        back.clicked.connect(self._reset)
        grid.addWidget(key, line, 1)
        grid.addWidget(back, line, 2)
        grid.addWidget(said, line + 1, 0, 1, 4)
        self._rows[action.id] = [name, key, back]

    def _render(self) -> None:
        for each, key in self.keys.items():
            key.render_keys()
            self.resets[each].setEnabled(self._actions.is_own(each))
        self.reset.setEnabled(any(self._actions.is_own(each) for each in self.keys))

    def _filter(self) -> None:
        query, shown = self.search.text().strip(), set[str]()
        for action in self._actions.told():
            if action.id not in self._rows:
                continue
            seen = match(query, f"{action.name} {self._actions.written(action.id)}") is not None
            for part in self._rows[action.id]:
                part.setVisible(seen)
            if seen:
                shown.add(action.group)
        for name, head in self._heads.items():
            head.setVisible(name in shown)
        self._none.setVisible(not shown)

    def _reset(self) -> None:
        self._actions.reset(str(self.sender().property("action")))

    def _reset_all(self) -> None:
        self._actions.reset()
