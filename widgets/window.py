"""The main window: the agency's edge, the rail, the panes between splitters, and the status bar."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from widgets import tokens
from widgets.controls import hairline
from widgets.covered import Covered
from widgets.feed import Feed
from widgets.focus_round import FocusRound
from widgets.inbox.pane import InboxPane
from widgets.menu_key import asks_menu
from widgets.notice import NoticeBar
from widgets.rail import SETTINGS, Rail
from widgets.statusbar import StatusBar
from widgets.theme import Theme

if TYPE_CHECKING:
    from widgets.conversation.pane import ConversationPane
    from widgets.settings.page import SettingsPage

_FRAME = 40
"""px that the title bar of a desktop may take: the window opens whole on the screen."""
NARROW = 1366
"""Up to this width the rail shows only icons."""


class Window(Covered):
    """First only its frame, painted before anything is opened; `furnish` puts the panes in. `closing` asks for the end
    of the program, unless the window `stays` in the tray; `opened` tells which conversation stands open; `in_front`
    whether somebody looks at it now."""

    closing = Signal()
    opened = Signal(str)
    in_front = Signal(bool)

    def __init__(self, theme: Theme, feed: Feed) -> None:
        super().__init__()
        self._theme, self._feed = theme, feed
        self._inspector_wanted = True
        self.stays: Callable[[], bool] = lambda: False
        self._asked: tuple[str, str] | None = None
        self._inbox: InboxPane | None = None
        self._conversation: ConversationPane | None = None
        self._inspector: QWidget | None = None
        self._makes: dict[str, Callable[[], QWidget]] = {}
        self._modules: dict[str, QWidget] = {}
        self.setWindowTitle("STRATO")
        self.setWindowIcon(theme.icon("audio-lines", "accent.base", 24))
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize() - QSize(0, _FRAME)))
        self.rail = Rail(theme)
        self.status = StatusBar(theme)
        self.notice = NoticeBar(theme)
        self.panes, self.foot = QSplitter(Qt.Orientation.Horizontal), QVBoxLayout()
        self._rest = QWidget()
        self.pages = QStackedWidget()
        self._lay_out()
        feed.trouble.connect(self.notice.show_error)
        self.rail.chosen.connect(self.go_to)
        self.notice.asked.connect(self._help)
        theme.changed.connect(self._tint)
        self._tint()

    def show_agency(self, name: str, kind: str, member: str) -> None:
        """Whose window this is."""
        self.rail.show_agency(name, kind, member)
        self.setWindowTitle(f"{name} · STRATO")

    def seat(self, inbox: InboxPane) -> None:
        """The list first: it is seen and can be used before the other panes are made."""
        self._inbox = inbox
        usual = self._theme.scaled(tokens.value("layout.list.1"))
        self.panes.addWidget(inbox)
        self.panes.addWidget(self._rest)
        self.panes.setStretchFactor(1, 1)
        self.panes.setSizes([usual, max(460, self.width() - usual)])
        inbox.opened.connect(self.open_conversation)
        inbox.view_changed.connect(self.rail.show_chosen)
        inbox.views_changed.connect(lambda: self.rail.show_views(inbox.views()))
        self.rail.show_views(inbox.views())
        self.rail.show_chosen(inbox.view)
        self._tint()
        inbox.focus_list()

    def furnish(
        self,
        conversation: "ConversationPane",
        composer: QWidget,
        inspector: QWidget,
        make_settings: Callable[[], "SettingsPage"],
    ) -> None:
        """Put the other panes beside the list. The settings page is made when somebody goes there."""
        assert self._inbox is not None, "the list is seated first"
        self._conversation, self._inspector = conversation, inspector
        self.offer(SETTINGS, make_settings)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(conversation, 1)
        column.addWidget(composer)
        middle.setMinimumWidth(tokens.value("layout.conversationMin"))
        self.panes.insertWidget(1, middle)
        self._rest.setParent(None)
        self._rest.deleteLater()
        self.panes.addWidget(inspector)
        for place in range(self.panes.count()):
            self.panes.setCollapsible(place, False)
        self.panes.setStretchFactor(1, 1)
        usual, side = (self._theme.scaled(tokens.value(f"layout.{each}.1")) for each in ("list", "inspector"))
        self.panes.setSizes([usual, max(460, self.panes.width() - usual - side), side])
        self._connect(conversation)
        self.round = FocusRound(self, (self.rail, self._inbox, conversation, composer, inspector, self.status))
        self._tint()

    def offer(self, place: str, make: Callable[[], QWidget]) -> None:
        """A module beside the inbox: its page is made when somebody goes there."""
        self._makes[place] = make

    def go_to(self, place: str) -> None:
        """A view of the inbox, a module, or the settings."""
        if place in self._makes:
            if place not in self._modules:
                self._modules[place] = self._makes[place]()
                self.pages.addWidget(self._modules[place])
            self.pages.setCurrentWidget(self._modules[place])
            self._modules[place].setFocus()
        elif self._inbox is not None and place != SETTINGS:
            self.pages.setCurrentWidget(self.panes)
            self._inbox.choose_view(place)
        self.rail.show_chosen(place)

    def come_forward(self) -> None:
        """Be seen, wherever it was: behind others, minimized, or in the tray."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def open_settings(self, provider: str = "", section: str = "integrations") -> None:
        """The settings, at the panel of one provider or at a section if it is named."""
        self.go_to(SETTINGS)
        if (settings := self._modules.get(SETTINGS)) is not None and (provider or section != "integrations"):
            settings.open_section(section, provider)  # type: ignore[attr-defined]

    def open_conversation(self, conversation: str, message: str = "") -> None:
        """Show a conversation, wherever the list stands."""
        if self._inbox is None or self._conversation is None:
            self._asked = (conversation, message)
            return
        self._inbox.show_open(conversation)
        if self.pages.currentWidget() not in (self.panes, self._modules.get(SETTINGS)):
            self.pages.setCurrentWidget(self.panes)
            self.rail.show_chosen(self._inbox.view)
        self._conversation.open(conversation, message)
        self.opened.emit(conversation)

    def open_asked(self) -> bool:
        """Open what was asked for before there was a pane to show it; whether anything was."""
        asked, self._asked = self._asked, None
        if asked is not None:
            self.open_conversation(*asked)
        return asked is not None

    def shape(self) -> str:
        """Size, place and splitters, to be given to `take_shape` the next time."""
        parts = (self.saveGeometry(), self.panes.saveState())
        return " ".join(bytes(part.toBase64().data()).decode("ascii") for part in parts)

    def take_shape(self, shape: str) -> None:
        """Stand where the window stood; what does not fit this screen any more is corrected by Qt."""
        geometry, _, panes = shape.partition(" ")
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))
        self.take_panes(panes)

    def take_panes(self, panes: str) -> None:
        """The widths alone: the second half of a shape."""
        if panes and self.panes.count():
            self.panes.restoreState(QByteArray.fromBase64(panes.encode("ascii", "replace")))

    def show_inspector(self, shown: bool) -> None:
        """Show or hide the pane at the right."""
        self._inspector_wanted = shown
        self._fit()

    def _lay_out(self) -> None:
        self.panes.setHandleWidth(1)
        self.panes.setChildrenCollapsible(False)
        self.pages.addWidget(self.panes)
        self._overlay_edge = hairline(vertical=True, parent=self.pages)
        self._overlay_edge.hide()
        self._edge = QWidget()
        self._edge.setFixedWidth(tokens.value("stroke.tenantEdge"))
        inner, beside, whole = QWidget(), QHBoxLayout(), QHBoxLayout()
        beside.addWidget(self.rail)
        beside.addWidget(self.pages, 1)
        column = QVBoxLayout(inner)
        column.addLayout(beside, 1)
        column.addLayout(self.foot)
        column.addWidget(self.notice)
        column.addWidget(self.status)
        middle = QWidget()
        middle.setLayout(whole)
        whole.addWidget(self._edge)
        whole.addWidget(inner, 1)
        for layout in (beside, column, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setCentralWidget(middle)

    def _tint(self) -> None:
        scaled = self._theme.scaled
        self._edge.setStyleSheet(f"background: {self._theme.hex('tenant')}")
        least = QSize(scaled(900), scaled(560)).boundedTo(self.screen().availableSize() - QSize(0, _FRAME))
        self.setMinimumSize(least.expandedTo(QSize(900, 560)))
        for pane, name in ((self._inbox, "list"), (self._inspector, "inspector")):
            if pane is not None:
                pane.setMinimumWidth(scaled(tokens.value(f"layout.{name}.0")))
                pane.setMaximumWidth(scaled(tokens.value(f"layout.{name}.2")))
        self._fit()

    def _connect(self, conversation: "ConversationPane") -> None:
        conversation.header.inspector_toggled.connect(self.show_inspector)
        conversation.settings_wanted.connect(self.open_settings)

    def next_pane(self) -> None:
        """Give the keyboard to the next pane, round at the end."""
        self.round.move(1)

    def previous_pane(self) -> None:
        self.round.move(-1)

    def search(self) -> None:
        """The field that searches names and messages."""
        if self._inbox is not None:
            self.pages.setCurrentWidget(self.panes)
            self._inbox.header.focus_search()

    def _help(self, does: str) -> None:
        if does == "settings":
            self.open_settings()

    def _fit(self) -> None:
        """Up to 1366 px the rail shows icons; below 1200 px the inspector lies over the conversation. Larger text
        needs more room for the same, so it counts as a narrower window."""
        width = self.width() * 100 // max(100, self._theme.text)
        narrow = width <= NARROW
        self.rail.collapse(narrow)
        if self._inbox is not None:
            self._inbox.header.collapse(narrow)
        if self._inspector is None or self._conversation is None:
            return
        overlay = width < tokens.value("layout.inspectorHidesBelow")
        if overlay and self._inspector.parent() is self.panes:
            self._inspector.setParent(self.pages)
            self._inspector_wanted = False
        elif not overlay and self._inspector.parent() is not self.panes:
            self.panes.addWidget(self._inspector)
            self._inspector_wanted = True
        toggle = self._conversation.header.inspector
        toggle.blockSignals(True)
        toggle.setChecked(self._inspector_wanted)
        toggle.blockSignals(False)
        self._inspector.setVisible(self._inspector_wanted)
        self._overlay_edge.setVisible(overlay and self._inspector_wanted)
        if overlay:
            wide = self._theme.scaled(tokens.value("layout.inspector.1"))
            top = self._conversation.header.height() + 1
            page = self.pages.size()
            self._inspector.setGeometry(page.width() - wide, top, wide, page.height() - top)
            self._overlay_edge.setGeometry(page.width() - wide - 1, top, 1, page.height() - top)
            self._inspector.raise_()
            self._overlay_edge.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not asks_menu(self.focusWidget(), event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._conversation is not None:
            self._conversation.set_in_sight(self.isActiveWindow())
            self.in_front.emit(self.isActiveWindow())

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # the program ends first what it has begun, and then the window
        if self.stays():
            self.hide()
        else:
            self.closing.emit()
