"""The window of the first run: the panorama at the left, one page at the right, its buttons below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from widgets.controls import Label, button, hairline
from widgets.notice import NoticeBar
from widgets.onboarding.choices import ChoiceCard
from widgets.onboarding.look import LookButtons
from widgets.onboarding.panorama import Panorama, steps
from widgets.pieces.beside_bar import keep_beside_bar
from widgets.pieces.send_button import SendButton
from widgets.shortcuts import cap
from widgets.theme import Theme
from widgets.words import tr

_BOTH: Final = 1080
"""From this width on there is room for the panorama beside the page."""
WIDE: Final = 640
"""A page is this wide at most, as the lines of its words should be."""


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class Page:
    """`step` is which of the first run's it is, 0 where it is none of them. `does` is what its main button says ("" for
    none), `go` what it does; while `ready` says no, `why` is beside it. `back` leads to the page before. `aside` is
    another way out: its words, and what it does. A `tall` one takes all the room there is."""

    body: QWidget
    step: int
    title: str
    about: str
    does: Callable[[], str]
    go: Callable[[], object]
    ready: Callable[[], bool] = lambda: True
    why: Callable[[], str] = _nothing
    focus: Callable[[], object] | None = None
    back: Callable[[], object] | None = None
    aside: tuple[str, Callable[[], object]] | None = None
    arrows: bool = False
    tall: bool = False
    below: QWidget | None = None


class Frame(QWidget):
    """Shows one page at a time: Enter goes on, Escape goes back. `language_chosen(code)` when somebody wants to read
    it in another language, `scheme_chosen(choice)` after the theme changed, `step_asked(number)` when a step of the
    panorama is pressed."""

    language_chosen = Signal(str)
    scheme_chosen = Signal(str)
    step_asked = Signal(int)

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.page: Page | None = None
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.panorama = Panorama(theme, self)
        self.panorama.asked.connect(self.step_asked)
        self.look = LookButtons(theme, language, self)
        self.look.language_chosen.connect(self.language_chosen)
        self.look.scheme_chosen.connect(self.scheme_chosen)
        self.notice = NoticeBar(theme, self)
        self._step, self._title = Label("", "caption", "secondary", parent=self), Label("", "display", parent=self)
        self._about = Label("", "reading", "secondary", parent=self)
        for label in (self._title, self._about):
            label.setWordWrap(True)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room = QWidget(self._area)
        self._room.setProperty("surface", "canvas")
        self._page = QVBoxLayout(self._room)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(0)
        self._line = hairline(parent=self._room)
        self._area.setWidget(self._room)
        keep_beside_bar(self._area, self._page)
        self.go_on = SendButton(theme, self, strip=False)
        self.go_on.setMinimumHeight(40)
        self.back, self.aside = button(tr("Volver"), parent=self), button("", parent=self)
        for each in (self.back, self.aside):
            each.setProperty("kind", "link")
        self._why = Label("", "caption", "muted", parent=self)
        self._why.setWordWrap(True)
        self._arrows = self._make_arrows()
        self.go_on.clicked.connect(self._go)
        self.back.clicked.connect(self._back)
        self.aside.clicked.connect(self._leave)
        self._lay_out()

    def show_page(self, page: Page) -> None:
        """Put `page` in the place of the one before."""
        if self.page is not None:
            for old in (self.page.body, self.page.below):
                if old is not None:
                    old.hide()
                    self._page.removeWidget(old)
        while self._page.count():
            self._page.takeAt(0)
        self.page = page
        self._page.addWidget(page.body, 1 if page.tall else 0)
        page.body.show()
        self._line.setVisible(page.below is not None)
        if page.below is not None:
            self._page.addSpacing(20)
            self._page.addWidget(self._line)
            self._page.addSpacing(16)
            self._page.addWidget(page.below)
            page.below.show()
        if not page.tall:
            self._page.addStretch(1)
        number = tr("Paso {number} de {count}").format(number=page.step, count=len(steps()))
        self._step.setText(number if page.step else "")
        self._title.setText(page.title)
        self._about.setText(page.about)
        self.setAccessibleName(f"{number}. {page.title}")
        self.panorama.show_step(page.step)
        self._area.verticalScrollBar().setValue(0)
        self.refresh()
        (page.focus or self.go_on.setFocus)()

    def refresh(self) -> None:
        """The buttons as the page stands now."""
        page = self.page
        if page is None:
            return
        self.go_on.show_action(page.does(), tr("Intro"))
        self.go_on.setVisible(bool(page.does()))
        self.go_on.setEnabled(page.ready())
        self._why.setText("" if page.ready() else page.why())
        self._why.setVisible(not page.arrows or bool(self._why.text()))
        self._arrows.setVisible(page.arrows and not self._why.text())
        self.back.setVisible(page.back is not None)
        self.aside.setVisible(page.aside is not None)
        if page.aside is not None:
            self.aside.setText(page.aside[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page, focused = self.page, self.focusWidget()
        if event.key() == Qt.Key.Key_Escape and page is not None and page.back is not None:
            page.back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focused, QAbstractButton) and not isinstance(focused, ChoiceCard):
                focused.click()
            else:
                self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if self.page is not None and self.page.ready():
            self.page.go()

    def _back(self) -> None:
        if self.page is not None and self.page.back is not None:
            self.page.back()

    def _leave(self) -> None:
        if self.page is not None and self.page.aside is not None:
            self.page.aside[1]()

    def _make_arrows(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        said, _, end = tr("Usá {keys} para elegir").partition("{keys}")
        for part in (
            Label(said.strip(), "caption", "muted", parent=box), cap("↑"), cap("↓"),
            Label(end.strip(), "caption", "muted", parent=box),
        ):  # fmt: skip
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.look)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._arrows, 1)
        foot.addWidget(self._why, 1)
        for each in (self.back, self.aside, self.go_on):
            foot.addWidget(each)
        column = QVBoxLayout()
        column.setSpacing(0)
        for part, gap in ((self._step, 4), (self._title, 6), (self._about, 20)):
            column.addWidget(part)
            column.addSpacing(gap)
        column.addWidget(self._area, 1)
        column.addSpacing(14)
        column.addLayout(foot)
        held = QWidget(self)
        held.setMaximumWidth(self._theme.scaled(WIDE))
        held.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        held.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        middle = QHBoxLayout()
        middle.addSpacing(56)
        middle.addWidget(held, 10)
        middle.addStretch(1)
        middle.addSpacing(28)
        right = QVBoxLayout()
        right.setContentsMargins(28, 28, 28, 26)
        right.setSpacing(0)
        right.addLayout(top)
        right.addSpacing(56)
        right.addLayout(middle, 1)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addLayout(right, 1)
        side.addWidget(self.notice)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.panorama, 36)
        whole.addLayout(side, 64)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panorama.setVisible(self.width() >= self._theme.scaled(_BOTH))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what lies below is not for now
