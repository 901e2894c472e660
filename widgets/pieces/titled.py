"""A card with its title and, below it, what it is for."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from widgets.controls import Label


def titled(card: QFrame, title: str, about: str = "") -> QVBoxLayout:
    """Make `card` one; the column in which the rest of it goes."""
    card.setProperty("frame", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(8)
    column.addWidget(Label(title, "label", parent=card))
    if about:
        said = Label(about, "body", "secondary", parent=card)
        said.setWordWrap(True)
        column.addWidget(said)
    return column
