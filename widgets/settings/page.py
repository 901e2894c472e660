"""Ajustes: its sections at the left, the one chosen at the right."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from widgets.controls import Label, hairline
from widgets.pieces.icons import LEADING, leading
from widgets.settings.sections import sections
from widgets.theme import Theme
from widgets.words import tr


@runtime_checkable
class Refreshed(Protocol):
    """A section that looks again whenever it is opened."""

    def refresh(self) -> None: ...


_BESIDE: Final = 60
"""What stands beside a section's name: its icon and the margins."""


@runtime_checkable
class Parted(Protocol):
    """A section with parts of its own, like the integrations with their providers."""

    def open_part(self, part: str) -> None: ...


class SettingsPage(QWidget):
    """`makes` builds each section when it is first opened, by its key among `sections()`; what is not given has no
    place here."""

    def __init__(
        self, theme: Theme, agency: str, makes: Mapping[str, Callable[[], QWidget]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._makes = theme, makes
        self._sections: dict[str, QWidget] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_nav(agency))
        row.addWidget(hairline(vertical=True, parent=self))
        self._stack = QStackedWidget(self)
        row.addWidget(self._stack, 1)
        theme.changed.connect(self._tint)
        self.open_section(next(iter(self.nav)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the name of the section that is open."""
        super().focusInEvent(event)
        next(each for each in self.nav.values() if each.isChecked()).setFocus(event.reason())

    def section(self, key: str) -> QWidget:
        """The section with this key, made now if nobody opened it before."""
        if key not in self._sections:
            made = self._sections[key] = self._makes[key]()
            made.setProperty("surface", "canvas")
            made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._stack.addWidget(made)
        return self._sections[key]

    def open_section(self, key: str, part: str = "") -> None:
        """Show a section, and in it a part."""
        opened = self.section(key)
        self.nav[key].setChecked(True)
        self._stack.setCurrentWidget(opened)
        if isinstance(opened, Refreshed):
            opened.refresh()
        if part and isinstance(opened, Parted):
            opened.open_part(part)
        self._tint()

    def _make_nav(self, agency: str) -> QWidget:
        nav = self._nav = QWidget(self)
        nav.setProperty("surface", "list")
        nav.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        nav.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)  # as wide as its longest name
        column = QVBoxLayout(nav)
        column.setContentsMargins(8, 16, 8, 16)
        column.setSpacing(2)
        title = Label(tr("Ajustes"), "title", parent=nav)
        title.setContentsMargins(8, 0, 0, 10)
        column.addWidget(title)
        self.search = QLineEdit(nav)
        self.search.setPlaceholderText(tr("Buscar en los ajustes"))
        self.search.setAccessibleName(tr("Buscar en los ajustes"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open_found)
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self._nothing = Label(tr("Ningún ajuste se llama así."), "caption", "muted", parent=nav)
        self._nothing.setContentsMargins(8, 6, 0, 4)
        self._nothing.hide()
        column.addWidget(self._nothing)
        self._captions: dict[str, Label] = {}
        self.nav: dict[str, QPushButton] = {}
        group = QButtonGroup(nav)
        for of, heading in (("agency", agency), ("computer", tr("Esta computadora"))):
            caption = self._captions[of] = Label(heading, "caption", "muted", elide=True, parent=nav)
            caption.setContentsMargins(8, 6, 0, 4)
            column.addWidget(caption)
            for entry in (each for each in sections() if each.of == of and each.key in self._makes):
                button = self.nav[entry.key] = QPushButton(entry.name, nav)
                button.setCheckable(True)
                button.setProperty("kind", "nav")
                button.setIconSize(LEADING)
                button.setProperty("section", entry.key)
                button.clicked.connect(self._go)
                group.addButton(button)
                column.addWidget(button)
        column.addStretch(1)
        return nav

    def _find(self, words: str) -> None:
        """Only the sections that hold what somebody looks for."""
        found = {each.key: each.of for each in sections() if each.key in self.nav and each.has(words)}
        for key, button in self.nav.items():
            button.setVisible(key in found)
        for of, caption in self._captions.items():
            caption.setVisible(of in found.values())
        self._nothing.setVisible(not found)

    def _open_found(self) -> None:
        if self.search.text().strip():
            for key, button in self.nav.items():
                if not button.isHidden():
                    self.open_section(key)
                    button.setFocus()
                    return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self.search and event.type() == QEvent.Type.KeyPress and escapes and self.search.text():
            self.search.clear()
            return True
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        self.open_section(str(self.sender().property("section")))

    def _tint(self) -> None:
        metrics = QFontMetrics(self._theme.font("label"))  # the chosen one is written bolder
        widest = max(metrics.horizontalAdvance(button.text()) for button in self.nav.values())
        self._nav.setMinimumWidth(max(192, widest + _BESIDE))
        for entry in (each for each in sections() if each.key in self.nav):
            button = self.nav[entry.key]
            tone = "text.primary" if button.isChecked() else "text.secondary"
            button.setIcon(leading(self._theme, entry.icon, tone))
