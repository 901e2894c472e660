"""The right pane. It follows the composer: Texto shows the lead, Voz the takes, Plantilla what the lead will see."""

from collections.abc import Coroutine
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from services.decisions import Decisions, Done
from services.leads.proposals import proposals
from services.records import Changes, Conversation
from services.store import Store
from services.voice import Quota, disclosure
from widgets import tokens
from widgets.composer.speech import Speech
from widgets.composer.template_desk import Preview
from widgets.controls import hairline
from widgets.feed import Feed
from widgets.inspector.history import HistoryPane
from widgets.inspector.lead import LeadPane
from widgets.inspector.preview import PreviewPane
from widgets.inspector.voice import VoicePane
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

READ: Final = 120
"""The newest messages, whose words propose something for the lead's fields."""
TABS: Final = ("lead", "voice", "preview", "history")


class Inspector(QWidget):
    """`take_chosen` (index among the options) and `settings_chosen` (VoiceSettings) are for the composer."""

    take_chosen = Signal(int)
    settings_chosen = Signal(object)
    decided = Signal(object)
    """Something that can be undone (services.decisions.Done)."""
    place_wanted = Signal(str, object)
    """A message to go to, and the second from which its voice is to be heard, or None."""

    def __init__(
        self, theme: Theme, store: Store, feed: Feed, decisions: Decisions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._store, self._feed, self._decisions = theme, store, feed, decisions
        self._tasks = Tasks(self, feed.report)
        self._conversation: Conversation | None = None
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(tokens.value("layout.inspector.0"))
        self._build()
        feed.changed.connect(self._changed)
        theme.changed.connect(self.updateGeometry)

    def show_conversation(self, conversation: str | None) -> None:
        """Show the lead of `conversation`; None shows nothing."""
        self._conversation = self._store.conversation(conversation) if conversation else None
        self._stack.setVisible(self._conversation is not None)
        self.show_speech(Speech())
        self._refresh()

    def follow(self, mode: str) -> None:
        """The composer is now in `mode`: text, voice, template or note."""
        self.tabs.setTabVisible(TABS.index("preview"), mode == "template")
        self.tabs.setCurrentIndex(TABS.index({"voice": "voice", "template": "preview"}.get(mode, "lead")))

    def show_speech(self, speech: Speech) -> None:
        """The takes of the message being prepared in this conversation."""
        self.voice.show_speech(speech)

    def show_preview(self, preview: Preview) -> None:
        """What the lead will see of the template being filled in."""
        self.preview.show_preview(preview, self._feed.now())

    def show_quota(self, quota: Quota) -> None:
        self.voice.show_quota(quota)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.scaled(tokens.value("layout.inspector.1")), 600)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)  # they would take the room of the last tab's name
        self.tabs.setAccessibleName(tr("Panel de la derecha"))
        for text in (tr("Lead"), tr("Voz"), tr("Vista previa"), tr("Historial")):
            self.tabs.addTab(text)
        self.tabs.setTabVisible(TABS.index("preview"), False)
        head.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        self._head = head
        column.addWidget(hairline(parent=self))
        self._stack = QStackedWidget(self)
        kept = self._stack.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the tabs stay above where nobody is shown
        self._stack.setSizePolicy(kept)
        self.lead, self.preview = LeadPane(self._theme), PreviewPane(self._theme)
        self.voice = VoicePane(self._theme, self._feed.now)
        self.history = HistoryPane()
        panes = (self.lead, self.voice, self.preview, self.history)
        for at, pane in enumerate(panes):
            self._stack.addWidget(_scrolled(pane, self.tabs.tabText(at)))
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.tabs.currentChanged.connect(self._lead_keyboard)
        self.voice.take_chosen.connect(self.take_chosen)
        self.voice.settings_chosen.connect(self.settings_chosen)
        self._listen()
        self._space()
        self._theme.changed.connect(self._space)

    def _lead_keyboard(self) -> None:
        """Who comes by F6 stands on what is to be decided, where there is something."""
        rows = self.lead.proposed.rows if self.tabs.currentIndex() == TABS.index("lead") else []
        self.setFocusProxy(rows[0] if rows else None)  # type: ignore[arg-type]

    def _listen(self) -> None:
        lead = self.lead
        lead.fields.changed.connect(lambda fields: self._do(self._decisions.describe(self._contact, fields)))
        lead.consent.changed.connect(self._consent)
        lead.proposed.accepted.connect(lambda found: self._do(self._decisions.accept(self._contact, found)))
        lead.proposed.refused.connect(lambda found: self._do(self._decisions.refuse(self._contact, found)))
        lead.proposed.wanted.connect(lambda found: self.place_wanted.emit(found.message, found.second))
        lead.same.parted.connect(lambda other: self._do(self._decisions.part(other)))
        lead.same.joined.connect(lambda other: self._do(self._decisions.merge(other, self._contact)))

    @property
    def _contact(self) -> str:
        return self._conversation.contact if self._conversation is not None else ""

    def _consent(self, given: bool) -> None:
        now = self._feed.now()
        self._do(self._decisions.consent(self._contact, given, tr("anotado por un agente"), now))

    def _do(self, work: Coroutine[Any, Any, Done | None]) -> None:
        async def decide() -> None:
            if (done := await work) is not None:
                self.decided.emit(done)

        self._tasks.start(decide())

    def _space(self) -> None:
        """The tabs end where the conversation's header does."""
        self.tabs.setMinimumHeight(self._theme.size("control"))
        self._head.setContentsMargins(16, self._theme.size("toolbar") - self.tabs.sizeHint().height(), 16, 0)

    def _changed(self, changes: Changes) -> None:
        shown = self._conversation
        if shown and (changes.everything or shown.contact in changes.contacts or shown.id in changes.conversations):
            self._conversation = self._store.conversation(shown.id)
            self._refresh()

    def _refresh(self) -> None:
        if self._conversation is None:
            return
        contact = self._store.contact(self._conversation.contact)
        if contact is not None:
            now = self._feed.now()
            self.lead.show_lead(contact, self._conversation, self._store.likenesses(contact.id), now)
            said = self._store.messages(self._conversation.id, limit=READ)
            self.lead.proposed.show_proposals(proposals(said, contact.fields, self._store.refused(contact.id)))
            self._lead_keyboard()
            self.voice.show_told(disclosure.line(self._store), disclosure.told_at(self._store, contact.id))
            self.history.show_history(self._store.history(contact.id), now)


def _scrolled(pane: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    area.setProperty("surface", "pane")
    pane.setProperty("surface", "pane")
    area.viewport().setProperty("surface", "pane")
    area.setWidget(pane)
    return area
