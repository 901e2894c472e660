"""What is ticked shows a tick, and a page keeps away from its scroll bar only while there is one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.pieces.beside_bar import keep_beside_bar
from widgets.pieces.tick import TickBox, TickedLines
from widgets.theme import Theme


def drawn_in(picture: QImage, color: QColor) -> set[tuple[int, int]]:
    """Where it is of nearly that colour, in the square of a box."""
    near = {(x, y) for x in range(3, 13) for y in range(picture.height())}
    return {at for at in near if abs(QColor(picture.pixel(*at)).lightness() - color.lightness()) < 40}


def test_a_ticked_box_shows_a_tick_in_both_themes(qtbot: QtBot, theme: Theme) -> None:
    box = TickBox("Sonar con cada aviso")
    qtbot.addWidget(box)
    for scheme in ("light", "dark"):
        theme.choose(scheme=scheme)  # type: ignore[arg-type]
        box.setChecked(True)
        yes = drawn_in(box.grab().toImage(), theme.color("text.onAccent"))
        assert yes, scheme
        rows = {y for _, y in yes}
        lowest = {x for x, y in yes if y == max(rows)}
        assert max(x for x, _ in yes) > max(lowest), "it goes up to the right, as a tick does"


def test_a_line_that_is_partly_ticked_is_told_from_both_others(qtbot: QtBot, theme: Theme) -> None:
    pictures = []
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked):
        view = QListWidget()
        qtbot.addWidget(view)
        view.setItemDelegate(TickedLines(view))
        item = QListWidgetItem("Visita")
        item.setCheckState(state)
        view.addItem(item)
        pictures.append(bytes(view.viewport().grab().toImage().constBits()))
    assert len(set(pictures)) == 3


def test_a_page_ends_where_its_area_ends_unless_it_scrolls(qtbot: QtBot, theme: Theme) -> None:
    area, page = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    keep_beside_bar(area, column, 8)
    area.setWidgetResizable(True)
    area.setWidget(page)
    field = QWidget(page)
    field.setMinimumHeight(40)
    column.addWidget(field)
    area.resize(300, 200)
    area.show()
    qtbot.waitUntil(lambda: field.width() == area.viewport().width())
    field.setMinimumHeight(400)
    qtbot.waitUntil(lambda: column.contentsMargins().right() == 8)
    field.setMinimumHeight(40)
    qtbot.waitUntil(lambda: field.width() == area.viewport().width())
