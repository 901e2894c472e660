"""The two buttons at the top of the first run: in which language it is read, and in light or dark."""

from typing import Final, cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from widgets.controls import button
from widgets.theme import Choice, Theme
from widgets.words import tr

LANGUAGES: Final = {"es": "Español (Argentina)", "en": "English"}
"""Each in its own words."""


class LookButtons(QWidget):
    """`language_chosen(code)`; the theme changes at once, and `scheme_chosen(choice)` says so."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(str)

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._language = theme, language
        self.language, self.scheme = button(LANGUAGES[language], parent=self), button("", parent=self)
        self.language.clicked.connect(self._ask_language)
        self.scheme.clicked.connect(self._ask_scheme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for each in (self.language, self.scheme):
            each.setIconSize(QSize(22, 16))
            row.addWidget(each)
        theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.language.setIcon(self._theme.icon("languages", "text.primary", gap=6))
        self.scheme.setIcon(self._theme.icon("sun-moon", "text.primary", gap=6))
        self.scheme.setText(_schemes()[self._theme.choice])
        self.language.setAccessibleName(tr("Idioma: {name}").format(name=LANGUAGES[self._language]))
        self.scheme.setAccessibleName(tr("Tema: {name}").format(name=_schemes()[self._theme.choice]))

    def languages(self) -> QMenu:
        """The menu of the languages."""
        return self._menu(self.language, LANGUAGES, self._language, self._choose_language)

    def schemes(self) -> QMenu:
        """The menu of the themes."""
        return self._menu(self.scheme, _schemes(), self._theme.choice, self._choose_scheme)

    def _ask_language(self) -> None:
        self.languages().popup(self.language.mapToGlobal(self.language.rect().bottomLeft()))

    def _ask_scheme(self) -> None:
        self.schemes().popup(self.scheme.mapToGlobal(self.scheme.rect().bottomLeft()))

    def _menu(self, below: QPushButton, choices: dict[str, str], now: str, chosen: object) -> QMenu:
        menu = QMenu(below)
        group = QActionGroup(menu)
        for key, name in choices.items():
            entry = menu.addAction(name)
            entry.setData(key)
            entry.setCheckable(True)
            entry.setChecked(key == now)
            group.addAction(entry)
        group.triggered.connect(chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _choose_language(self, entry: object) -> None:
        code = str(entry.data())  # type: ignore[attr-defined]
        if code != self._language:
            self.language_chosen.emit(code)

    def _choose_scheme(self, entry: object) -> None:
        choice = cast("Choice", entry.data())  # type: ignore[attr-defined]
        self._theme.choose(scheme=choice)
        self.scheme_chosen.emit(choice)


def _schemes() -> dict[str, str]:
    return {"system": tr("Tema del sistema"), "light": tr("Claro"), "dark": tr("Oscuro")}
