"""Where an answer is written: its modes, the draft of each conversation, and the way out."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import voice as voices
from services.drafts import Draft, Drafts
from services.outbox import Ability, Outbox
from services.records import Changes, Conversation, Outgoing
from services.settings import ENTER_SENDS, Settings
from services.store import Store
from services.trouble import Trouble
from widgets import words
from widgets.composer.booth import Booth
from widgets.composer.notice import Notice, hindrance
from widgets.composer.sending import Mode, Sending, Sent
from widgets.composer.text_panel import TextPanel
from widgets.composer.undo import UndoBar
from widgets.controls import Label, hairline
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.segments import Segments
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import sentence, tr

_KEEP_MS: Final = 400
"""A draft is written down this long after the last letter."""
_CAN: Final = Ability(None, None)


class Composer(QWidget):
    """The lower part of the conversation, with the undo bar at its foot. One text for each conversation, whichever mode
    it is written in.

    `mode_changed` ("text" or "voice"), `speech_changed` (Speech) and `quota_changed` (Quota) are for the inspector;
    `settings_wanted` names the provider whose key is missing; `conversation_wanted` asks to open the conversation that
    an undone message belongs to."""

    mode_changed = Signal(str)
    speech_changed = Signal(object)
    quota_changed = Signal(object)
    settings_wanted = Signal(str)
    conversation_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        store: Store,
        outbox: Outbox,
        voice: Callable[[], voices.Voice],
        player: Player,
        drafts: Drafts,
        settings: Settings,
        feed: Feed,
        device: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._store, self._outbox, self._drafts = theme, store, outbox, drafts
        self._settings, self._feed = settings, feed
        self._conversation: Conversation | None = None
        self._ability = _CAN
        self._mode: Mode = "text"
        self._sending = Sending(outbox, feed, self)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self.keep_draft)
        self.booth = Booth(theme, store, voice, player, settings, feed, self)
        self.undo_bar = UndoBar(theme, store, outbox, feed, device, self)
        self._build()
        self._connect()
        self._render()

    @property
    def mode(self) -> Mode:
        return self._mode

    def show_conversation(self, conversation: str | None) -> None:
        """Write to `conversation` now, its draft first; the one before keeps its own."""
        self.keep_draft()
        self._conversation = self._store.conversation(conversation) if conversation else None
        draft = self._drafts.get(conversation) if conversation else None
        self._look_at_ability()
        self._write(draft.text if draft else "")
        self._say_kept(draft)
        self.set_mode("voice" if draft and draft.mode == "voice" else "text")

    def focus_editor(self) -> None:
        (self.text_panel if self._mode == "text" else self.booth.panel).editor.setFocus()

    def to_voice(self) -> None:
        """Say the text instead of writing it."""
        if self.tabs.buttons["voice"].isEnabled():
            self.set_mode("voice")
            self.focus_editor()

    def set_mode(self, mode: str) -> None:
        """ "text" or "voice"; where no voice can be sent it stays "text"."""
        wanted: Mode = "voice" if mode == "voice" and self._voice_possible else "text"
        if wanted != self._mode:
            self._write(self._text)
            self._mode = wanted
            self._keeping.start()
        if wanted == "voice":
            self.booth.enter()
        self._render()
        self.mode_changed.emit(wanted)

    def choose_take(self, index: int) -> None:
        """Another take, from the inspector."""
        self.booth.choose(index)

    def tune_voice(self, settings: voices.VoiceSettings) -> None:
        """Other settings of the voice, from the inspector."""
        self.booth.tune(settings)

    def keep_draft(self) -> None:
        """Write the draft down now."""
        self._keeping.stop()
        if self._conversation is not None:
            draft = Draft(self._text, self._mode)
            self._say_kept(self._drafts.keep(self._conversation.id, draft))
            self._drafts.save()

    @property
    def _text(self) -> str:
        return self.text_panel.editor.toPlainText() if self._mode == "text" else self.booth.panel.text

    @property
    def _voice_possible(self) -> bool:
        return self._ability.voice != "channel.no_voice"

    def _build(self) -> None:
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(hairline(parent=self))
        self._inside = QWidget(self)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(9)
        head = QHBoxLayout()
        self.tabs = Segments(self._theme, {"text": (tr("Texto"), ""), "voice": (tr("Voz"), "audio-lines")}, parent=self)
        self._kept = Label(role="caption", tone="muted", elide=True, parent=self)
        self._kept.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.tabs)
        head.addWidget(self._kept, 1)
        column.addLayout(head)
        self.notice = Notice(self._theme, self)
        self.text_panel = TextPanel(self._theme, self)
        for part in (self.notice, self.text_panel, self.booth.panel):
            column.addWidget(part)
        outer.addWidget(self._inside)
        outer.addWidget(self.undo_bar)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.set_mode)
        self.text_panel.editor.textChanged.connect(self._typed)
        self.text_panel.submitted.connect(self._send_text)
        self.text_panel.voice_wanted.connect(self.to_voice)
        self.notice.acted.connect(self._open_settings)
        self.booth.written.connect(self._typed)
        self.booth.send_wanted.connect(self._send_voice)
        self.booth.settings_wanted.connect(self.settings_wanted)
        self.booth.speech_changed.connect(self.speech_changed)
        self.booth.quota_changed.connect(self.quota_changed)
        self._sending.gone.connect(self._gone)
        self._sending.refused.connect(self._refused)
        self.undo_bar.undone.connect(self._undone)
        self.undo_bar.focus_left.connect(self.focus_editor)
        self._feed.changed.connect(self._changed)
        self._feed.tick.connect(self._ticked)

    def _write(self, text: str) -> None:
        self.text_panel.editor.write(text)
        conversation = self._conversation
        if conversation is not None:
            self.booth.open(conversation.id, conversation.name, text, self._ability.voice)
        self._render()

    def _typed(self) -> None:
        self._keeping.start()
        self._render()

    def _send_text(self) -> None:
        if self._conversation is not None and self.text_panel.send_button.isEnabled():
            self._sending.text(self._conversation.id, self._text)

    def _send_voice(self) -> None:
        if self._conversation is not None and self.booth.speech.heard:
            self._sending.voice(self._conversation.id, self.booth.speech)

    def _gone(self, sent: Sent) -> None:
        """It is on its way: the editor is free for the next one."""
        if sent.speech is not None:
            self.booth.speaking.take_away(sent.conversation)
        if self._conversation is not None and self._conversation.id == sent.conversation:
            self._write("")
            self.keep_draft()
            self.focus_editor()
        else:
            self._drafts.keep(sent.conversation, Draft(""))
        self.undo_bar.refresh()
        announce(self, tr("En camino. Ctrl+Z lo deshace."))

    def _refused(self, trouble: Trouble) -> None:
        told = sentence(trouble.code, trouble.facts)
        self.notice.say(told.text, told.action if not told.does else "", icon="triangle-alert")
        self.notice.show()
        announce(self, told.text, urgent=True)

    def _undone(self, out: Outgoing) -> None:
        """Give back the draft, heard take and all; what was written meanwhile stays below it."""
        sent = self._sending.taken_back(out)
        here = self._conversation is not None and self._conversation.id == out.conversation
        newer = self._text if here else (self._drafts.get(out.conversation) or Draft("")).text
        text = f"{sent.text}\n{newer}" if newer.strip() else sent.text
        if sent.speech is not None and not newer.strip():
            self.booth.speaking.give_back(out.conversation, sent.speech)
        self._drafts.keep(out.conversation, Draft(text, sent.mode))
        if not here:
            self.conversation_wanted.emit(out.conversation)
            return
        self._write(text)
        self.set_mode(sent.mode)
        self.focus_editor()

    def _changed(self, changes: Changes) -> None:
        shown = self._conversation
        if shown is not None and (changes.everything or changes.outbox or shown.id in changes.conversations):
            self._conversation = self._store.conversation(shown.id)
            self._look_at_ability()
            self._render()

    def _ticked(self, now: int) -> None:
        """The window may have closed just now."""
        closes = self._conversation.window_closes_at if self._conversation else None
        if closes is not None and (closes <= now) != (self._ability.text == "whatsapp.window_closed"):
            self._look_at_ability()
            self._render()

    def _look_at_ability(self) -> None:
        self._ability = self._outbox.ability(self._conversation.id) if self._conversation else _CAN

    def _say_kept(self, draft: Draft | None) -> None:
        if draft is None:
            self._kept.setText("")
            return
        said = tr("Borrador de voz guardado {time}") if draft.mode == "voice" else tr("Borrador guardado {time}")
        self._kept.setText(said.format(time=words.clock(draft.at)))

    def _open_settings(self) -> None:
        self.settings_wanted.emit(self._conversation.channel if self._conversation else "")

    def _render(self) -> None:
        """The one place that shows, hides and enables."""
        conversation = self._conversation
        self._inside.setVisible(conversation is not None)
        if conversation is None:
            return
        closed = self._ability.text is not None
        self.text_panel.setVisible(not closed and self._mode == "text")
        self.booth.panel.setVisible(not closed and self._mode == "voice")
        self._render_tabs(closed)
        told = hindrance(conversation, self._ability, self._feed.now())
        self.notice.setVisible(told is not None)
        if told is not None:
            self.notice.say(told.title, told.detail, icon=told.icon, action=told.action)
        self.text_panel.editor.enter_sends = self._settings.get(ENTER_SENDS)
        self.text_panel.show_person(
            conversation.name,
            can_send=bool(self.text_panel.editor.toPlainText().strip()),
            can_speak=self._voice_possible,
            why="" if self._voice_possible else sentence("channel.no_voice").text,
        )

    def _render_tabs(self, closed: bool) -> None:
        self.tabs.choose(self._mode)
        self.tabs.set_icon("text", "lock" if closed else "")
        self.tabs.set_icon("voice", "lock" if closed else "audio-lines")
        self.tabs.buttons["text"].setEnabled(not closed)
        self.tabs.buttons["voice"].setEnabled(not closed and self._voice_possible)
