"""What a person cannot read of a page: words wider than their place, lines under a too low edge, parts over parts."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QTextEdit,
    QWidget,
)

from widgets.controls import Label
from widgets.pieces.menu_button import MenuButton
from widgets.pieces.send_button import SendButton

_SLACK: Final = 1
"""px: what rounding costs."""
_GIVE_WAY: Final = (MenuButton, SendButton)
"""They end in "…" rather than being cut."""


def cut_off(root: QWidget, elided: bool = False) -> list[str]:
    """A sentence for each visible widget under `root` whose words are cut; with `elided` also for those labels that
    give way with an ellipsis and show the rest as their tooltip."""
    found = []
    for part in root.findChildren(QWidget):
        if part.isVisibleTo(root) and part.width() > 0:
            reasons = [why for kind, ask in _ASK if isinstance(part, kind) for why in ask(part, elided)]
            found += [f"{type(part).__name__} {_words(part)!r}: {why}" for why in (*reasons, *_stands_out(part))]
    return found


def _words(part: QWidget) -> str:
    for read in ("text", "currentText", "placeholderText"):
        if callable(said := getattr(part, read, None)) and (words := str(said())):
            return words[:60]
    return part.accessibleName()[:60]


def _label(part: QLabel, elided: bool) -> Iterator[str]:
    if not part.text():
        return
    metrics, room = part.fontMetrics(), part.contentsRect()
    if part.wordWrap():
        if (needs := part.heightForWidth(part.width())) > part.height() + _SLACK:
            yield f"needs {needs} px of height and has {part.height()}"
        return
    gives_way = isinstance(part, Label) and part._elide
    widest = max(metrics.horizontalAdvance(line) for line in part.text().split("\n"))
    if widest > room.width() + _SLACK and (elided or not gives_way):
        yield f"needs {widest} px and has {room.width()}" + (" (gives way)" if gives_way else "")
    if metrics.height() > part.height() + _SLACK:
        yield f"needs {metrics.height()} px of height and has {part.height()}"


def _button(part: QAbstractButton, elided: bool) -> Iterator[str]:
    if not part.text() or isinstance(part, _GIVE_WAY):
        return
    if not isinstance(part, QPushButton):
        if part.sizeHint().width() > part.width() + _SLACK:
            yield f"wants {part.sizeHint().width()} px and has {part.width()}"
        return
    option = QStyleOptionButton()
    part.initStyleOption(option)
    inner = part.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, part).width()
    icon = part.iconSize().width() + 4 if not part.icon().isNull() else 0
    needs = part.fontMetrics().horizontalAdvance(part.text().replace("&", "")) + icon
    if needs > inner + _SLACK:
        yield f"needs {needs} px and has {inner}"


def _scroll(part: QAbstractScrollArea, elided: bool) -> Iterator[str]:
    if not isinstance(part, QTextEdit) and (over := part.horizontalScrollBar().maximum()) > 0:
        yield f"is {over} px wider than its place"


def _stands_out(part: QWidget) -> Iterator[str]:
    beside = part.parentWidget()
    if not isinstance(part, (QLabel, QAbstractButton, QLineEdit, QComboBox)) or beside is None:
        return
    place, room = part.geometry(), beside.rect()
    if place.right() > room.right() + _SLACK or place.x() < -_SLACK or place.bottom() > room.bottom() + _SLACK:
        yield f"stands out of its {type(beside).__name__}: {place.getRect()} in {room.width()} by {room.height()}"


_ASK: Final[tuple[tuple[type, Callable[[Any, bool], Iterator[str]]], ...]] = (
    (QLabel, _label),
    (QAbstractButton, _button),
    (QAbstractScrollArea, _scroll),
)
