"""The gap between a page and its scroll bar: only while there is a bar, so that edges stand in one line without it."""

from PySide6.QtWidgets import QLayout, QScrollArea


def keep_beside_bar(area: QScrollArea, page: QLayout, gap: int = 8) -> None:
    """`page`, the layout of what scrolls in `area`, stays `gap` px away from the vertical bar whenever that shows."""

    def fit(_least: int, most: int) -> None:
        margins = page.contentsMargins()
        margins.setRight(gap if most > 0 else 0)
        page.setContentsMargins(margins)

    area.verticalScrollBar().rangeChanged.connect(fit)
