"""How the composer is put together: its tabs, what is said above, the panel of each mode, and what is said below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import hours
from services.drafts import Draft, Drafts
from services.outbox import Ability, Outbox
from services.records import Conversation
from services.replies import Replies
from services.settings import Settings
from services.store import Store
from services.voice import Voice
from services.voice.office import VoiceOffice
from services.voice.pointing import moment_of
from services.voice.record import VoiceRecord
from services.voice.recordings import Recordings
from widgets import words
from widgets.composer.attaching import Attaching, carries
from widgets.composer.booth import Booth
from widgets.composer.compare import Comparing
from widgets.composer.deck import Deck
from widgets.composer.dispatch import Dispatch
from widgets.composer.later import LaterBar
from widgets.composer.note_panel import NotePanel
from widgets.composer.notice import Notice, hindrance
from widgets.composer.page import Page
from widgets.composer.possible import closed, modes
from widgets.composer.pronouncing import Pronouncing
from widgets.composer.quick_desk import Files, QuickDesk
from widgets.composer.quote import QuoteBar
from widgets.composer.speech import Speech
from widgets.composer.template_desk import Lists, TemplateDesk
from widgets.composer.text_panel import TextPanel
from widgets.composer.undo import UndoBar
from widgets.composer.way_out import WayOut
from widgets.controls import Label, hairline
from widgets.conversation.pictures import Pictures
from widgets.feed import Feed
from widgets.pieces.giving_way import GivingWay, Held
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.voice.microphone import Source, open_microphone
from widgets.voice.player import Player
from widgets.voice.recorder import Recorder
from widgets.words import tr

if TYPE_CHECKING:
    from services.agency import Agency

SOON_MS: Final = 3_600_000
"""A window that closes within this time says so here."""


_ICONS: Final = {"text": "", "voice": "audio-lines", "template": "layout-template", "note": "sticky-note"}


@dataclass(frozen=True)
class Means:
    """What the composer works with. What is heavy comes by a function and is asked for when it is first needed;
    `device`, `author` and `member` are who writes."""

    theme: Theme
    store: Store
    outbox: Outbox
    voice: Callable[[], Voice]
    player: Player
    drafts: Drafts
    settings: Settings
    feed: Feed
    device: str
    author: str
    templates: Callable[[], Lists]
    replies: Callable[[], Replies]
    files: Callable[[], Files]
    voice_office: Callable[[], VoiceOffice]
    recordings: Callable[[], Recordings]
    record: Callable[[], VoiceRecord]
    agency: "Callable[[], Agency]"
    microphone: Callable[[], Source] = open_microphone
    member: str = ""


class Frame(QWidget):
    """The parts of the composer and what they show; what they do is the composer's. `dropped` (QMimeData) for files
    and pictures that were let fall anywhere on it."""

    dropped = Signal(object)

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, feed, outbox = means.theme, means.feed, means.outbox
        self._theme, self._now = theme, feed.now
        recorder = Recorder(feed.report, open_source=means.microphone)
        deck = Deck(means.recordings, means.voice, means.record, means.player, recorder, feed, self)
        self.booth = Booth(
            theme, means.store, means.voice, means.voice_office, means.player, means.settings, feed, deck, self
        )
        self.comparing = Comparing(theme, self.booth, means.voice, means.player, feed, self)
        self.pronouncing = Pronouncing(self.booth.panel, means.agency, feed, self)
        self.pronouncing.changed.connect(self.booth.read)
        self.booth.panel.bar.correct_wanted.connect(self.correct_playing)
        self.templates = TemplateDesk(theme, means.templates, feed, self)
        self.undo_bar = UndoBar(theme, means.store, outbox, feed, means.device, self)
        self.notice, self.asking = Notice(theme, self), Notice(theme, self)
        pictures = Pictures(lambda sha256: means.files().path(sha256), feed.report, self)
        self.text_panel = TextPanel(theme, pictures, self)
        others = lambda: [each for each in means.store.colleagues() if each[0] != means.member]  # noqa: E731
        self.note_panel = NotePanel(theme, others, self)
        self.quote = QuoteBar(theme, self)
        self.later = LaterBar(theme, feed.now, lambda: hours.of(means.store.agency()), self)
        self.panels = {
            "text": self.text_panel,
            "voice": self.booth.panel,
            "template": self.templates.panel,
            "note": self.note_panel,
        }
        self.writes: dict[str, QWidget] = {
            "text": self.text_panel.editor,
            "voice": self.booth.panel.editor,
            "template": self.templates.panel.list.field,
            "note": self.note_panel.editor,
        }
        self.attaching = Attaching(outbox, feed, self)
        self.quick = QuickDesk(theme, self.text_panel.editor, means.replies, means.files, feed, self)
        self.page = Page(
            means.store, self.text_panel, self.booth, self.templates, self.note_panel, self.attaching, self.quote
        )
        dispatch = Dispatch(outbox, self.booth, self.templates, self.later, self.quick, self.note_panel.mentioning)
        self.way_out = WayOut(outbox, means.drafts, feed, dispatch, self.booth, self.asking, self.undo_bar, self)
        self.asking.hide()
        self.setAcceptDrops(True)
        self._build()
        self._join()

    def correct(self) -> None:
        """Ask how what is selected is said; with nothing selected while the voice is heard, the word that it says."""
        panel = self.booth.panel
        chosen = any(view.textCursor().hasSelection() for view in (panel.editor, panel.said))
        if self.booth.sounds and not chosen:
            self.correct_playing()
        else:
            self.pronouncing.correct()

    def correct_playing(self) -> None:
        """Pause at the word that was being said, and ask how it is said."""
        (at, total), times = self.booth.pause(), self.booth.following.times()
        self.booth.following.stand_at(moment_of(at, times))
        self.pronouncing.correct_at(at, total, times)

    def show_tabs(self, mode: str, ability: Ability) -> None:
        """Which modes there are here, and which one it is."""
        self.tabs.choose(mode)
        can, shut = modes(ability), closed(ability)
        for key, button in self.tabs.buttons.items():
            locked = shut and key in ("text", "voice")
            self.tabs.set_icon(key, "lock" if locked else _ICONS[key])
            button.setEnabled(can[key])
            code = None if can[key] else ability.of("audio" if key == "voice" else key)
            button.setToolTip(sentence(code).text if code else tr("Sale cuando conteste") if locked else "")

    def show_panels(self, mode: str | None) -> None:
        """The panel of one mode; None for none, where nothing can be written. The keyboard moves along: Qt would give
        that of a panel that is hidden to the first button of the window."""
        held = self.window().focusWidget()
        moves = held is not None and any(panel.isAncestorOf(held) for key, panel in self.panels.items() if key != mode)
        for key in sorted(self.panels, key=lambda key: key != mode):
            self.panels[key].setVisible(key == mode)
            if key == mode and moves:
                self.writes[key].setFocus()
        self.quote.setVisible(self.quote.message is not None and mode in ("text", "voice"))

    def show_notice(self, conversation: Conversation, ability: Ability, mode: str) -> None:
        """What stands between the agent and this lead."""
        told = hindrance(conversation, ability, self._now(), mode)
        self.notice.setVisible(told is not None and mode != "note")
        if told is not None:
            self.notice.say(told.title, told.detail, icon=told.icon, action=told.action)

    def show_text(self, conversation: Conversation, ability: Ability, verb: str, enter_sends: bool) -> None:
        """What can be done with the text: whom it goes to, its files, and why there is no voice."""
        panel, files = self.text_panel, self.attaching.files
        panel.editor.enter_sends = enter_sends
        panel.strip.show_files(files)
        panel.cards_button.setVisible(ability.cards is None or ability.quick_replies is None)
        panel.attach_button.setEnabled(not (ability.of("image") and ability.of("document")))
        panel.show_person(
            conversation.name,
            can_send=bool(panel.editor.toPlainText().strip() or files),
            can_speak=ability.voice is None,
            why=sentence(ability.voice).text if ability.voice == "channel.no_voice" else "",
            verb=verb,
        )

    def show_clock(self, conversation: Conversation, now: int) -> None:
        """How long one can still write freely, when that is not long."""
        left = (conversation.window_closes_at or 0) - now
        near = 0 < left <= SOON_MS
        self.clock.setText(tr("La ventana se cierra en {time}").format(time=words.countdown(left)) if near else "")
        self.clock.brief = tr("cierra en {time}").format(time=words.countdown(left)) if near else ""
        self.clock.setVisible(near)

    def say_kept(self, draft: Draft | None) -> None:
        if draft is None:
            self._kept.setText("")
            return
        said = tr("Borrador de voz guardado {time}") if draft.mode == "voice" else tr("Borrador guardado {time}")
        self._kept.setText(said.format(time=words.clock(draft.at)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carries(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def _build(self) -> None:
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(hairline(parent=self))
        inside = Held(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(9)
        column.addLayout(self._make_head())
        for part in (self.notice, self.quote, self.later, *self.panels.values(), self.asking):
            column.addWidget(part)
        self._inside = GivingWay(self._theme, inside, 200, self)
        outer.addWidget(self._inside)
        outer.addWidget(self.undo_bar)

    def _join(self) -> None:
        """What the parts tell each other."""
        text, booth, card = self.text_panel, self.booth, self.templates.panel.card
        text.strip.removed.connect(self.attaching.remove)
        self.quick.brought.connect(self.attaching.add)
        self.quick.format = lambda: booth.format
        self.quick.heard = lambda: option.take.clip if (option := booth.speech.chosen) and option.heard else None
        booth.position_changed.connect(card.show_position)
        booth.speech_changed.connect(self._show_take)
        card.played.connect(booth.toggle)

    def _show_take(self, speech: Speech) -> None:
        self.templates.panel.card.show_take(speech.chosen)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        named = {"text": tr("Texto"), "voice": tr("Voz"), "template": tr("Plantilla"), "note": tr("Nota")}
        self.tabs = Segments(self._theme, {key: (name, _ICONS[key]) for key, name in named.items()}, parent=self)
        self.clock = Label(role="caption", tone="warning", elide=True, parent=self)
        self.clock.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.clock.setProperty("strong", True)
        self._kept = Label(role="caption", tone="muted", elide=True, parent=self)
        self._kept.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.tabs)
        head.addWidget(self._kept, 1)
        head.addWidget(self.clock)
        return head
