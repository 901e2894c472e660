"""Copia y exportación: an encrypted copy, everything as plain files, and people brought along from elsewhere."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from services.copies.copying import Copying
from services.importing.imports import Imports
from services.store import Store
from widgets.controls import Label
from widgets.feed import Feed
from widgets.settings.copy_card import CopyCard
from widgets.settings.export_card import ExportCard
from widgets.settings.import_card import ImportCard
from widgets.settings.import_page import ImportPage
from widgets.theme import Theme
from widgets.words import tr


class Moving(QWidget):
    """Cards; a file of people that was read takes their place until it is imported or given up."""

    def __init__(
        self,
        theme: Theme,
        copying: Copying,
        store: Store,
        file: Callable[[str], Path | None],
        imports: Imports,
        agency: str,
        feed: Feed,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.copy = CopyCard(copying, agency, feed)
        self.export = ExportCard(store, file, agency, feed)
        self.import_ = ImportCard(theme, imports, feed)
        self.people = ImportPage(theme, imports, feed)
        self._stack.addWidget(self._make_overview())
        self._stack.addWidget(self.people)
        self.import_.read.connect(self._open)
        self.people.done.connect(self._back)

    def _make_overview(self) -> QWidget:
        overview = QWidget(self)
        column = QVBoxLayout(overview)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Copia y exportación"), "heading", parent=overview))
        for card in (self.copy, self.export, self.import_):
            card.setMaximumWidth(760)
            column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(overview)
        return scroll

    def _open(self, sheet: object, file: str) -> None:
        self.people.show_sheet(sheet, file)  # type: ignore[arg-type]  # a signal carries it
        self._stack.setCurrentWidget(self.people)

    def _back(self, said: str) -> None:
        self._stack.setCurrentIndex(0)
        self.import_.say(said)
