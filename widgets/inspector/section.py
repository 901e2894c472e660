"""One section of the pane: a heading, perhaps a link at its right, and rows of name and value."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.controls import Label, button, hairline


class Section(QFrame):
    """Rows are plain text, whoever wrote them; a long value wraps, so nothing is cut."""

    def __init__(self, title: str, link: str = "", parent: QWidget | None = None, *, card: bool = False) -> None:
        """As a `card` it has the frame and the heading of one, and no line below."""
        super().__init__(parent)
        outer = self.outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QWidget(self)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(8)
        head = QHBoxLayout()
        look = ("label", "primary") if card else ("caption", "secondary")
        heading = self._heading = Label(title, *look, elide=True, parent=self)
        heading.setProperty("strong", True)
        head.addWidget(heading, 1)
        self.link: QPushButton = button(link, parent=self)
        self.link.setProperty("kind", "link")
        self.link.setVisible(bool(link))
        head.addWidget(self.link)
        self.body.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 76)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        outer.addWidget(inner)
        if card:
            self.setProperty("frame", "card")
        else:
            outer.addWidget(hairline(parent=self))

    def set_title(self, title: str) -> None:
        """Another heading."""
        self._heading.setText(title)

    def show_rows(self, rows: list[tuple[str, str]]) -> None:
        """Replace what is shown. Labels are kept where the number of rows stays."""
        while self._grid.count() > 2 * len(rows):
            item = self._grid.takeAt(self._grid.count() - 1)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for i, (name, value) in enumerate(rows):
            if self._grid.itemAtPosition(i, 0) is None:
                self._add(i)
            for column, text in enumerate((name, value)):
                found = self._grid.itemAtPosition(i, column)
                label = found.widget() if found is not None else None
                assert isinstance(label, Label)
                label.setText(text)

    def _add(self, row: int) -> None:
        name, value = Label(tone="muted", parent=self), Label(parent=self)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for column, label in enumerate((name, value)):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label, row, column)
