"""Where an answer is written: its modes, the draft of each conversation, and the way out."""

from typing import Final, cast

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QWidget

from services import replies as quick
from services.drafts import Draft, Mode
from services.outbox import Ability
from services.records import Changes, Conversation, Outgoing
from services.settings import ENTER_SENDS
from services.trouble import Trouble
from widgets.composer.frame import Frame, Means
from widgets.composer.possible import closed, nearest, preparing, touched, waits
from widgets.composer.sending import Sent
from widgets.pieces.announce import announce
from widgets.trouble_words import sentence
from widgets.words import tr

_KEEP_MS: Final = 400
"""A draft is written down this long after the last letter."""
_CAN: Final = Ability(None, None)


class Composer(Frame):
    """The lower part of the conversation, with the undo bar at its foot.

    `mode_changed` (text, voice, template or note), `speech_changed` (Speech), `quota_changed` (Quota) and
    `preview_changed` (template_desk.Preview) are for the inspector; `settings_wanted` names the provider whose key is
    missing; `conversation_wanted` asks for that of an undone message, `next_wanted` for the next one that waits."""

    mode_changed = Signal(str)
    speech_changed = Signal(object)
    quota_changed = Signal(object)
    preview_changed = Signal(object)
    settings_wanted = Signal(str)
    conversation_wanted = Signal(str)
    next_wanted = Signal()

    def __init__(self, means: Means, parent: QWidget | None = None) -> None:
        super().__init__(means, parent)
        self._store, self._outbox, self._drafts = means.store, means.outbox, means.drafts
        self._settings, self._feed, self._author = means.settings, means.feed, means.author
        self._conversation: Conversation | None = None
        self._ability = _CAN
        self._wanted: Mode = "text"
        """The mode that a person chose: it comes back when what forced another one is over."""
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self.keep_draft)
        self._connect()
        self._render()

    @property
    def mode(self) -> Mode:
        return self.page.mode

    def show_conversation(self, conversation: str | None) -> None:
        """Write to `conversation` now, its draft first; the one before keeps its own."""
        self.keep_draft()
        self._conversation = self._store.conversation(conversation) if conversation else None
        self.later.choose(None)
        self.asking.hide()
        self._look_at_ability()
        draft = (self._drafts.get(conversation) if conversation else None) or Draft()
        self._put(draft)
        self.say_kept(draft if draft.at else None)

    def focus_editor(self) -> None:
        """Give the keyboard to where one writes."""
        if self.mode == "template":
            self.templates.panel.list.field.setFocus()  # there may be no field to fill in, or none yet
            self.templates.panel.form.focus_first()
        else:
            others = {"voice": self.booth.panel.writes, "note": self.note_panel.editor}
            others.get(self.mode, self.text_panel.editor).setFocus()

    def to_voice(self) -> None:
        """Say the text instead of writing it."""
        self.go_to("voice")

    def set_mode(self, mode: Mode) -> None:
        """Write so; where that is not possible, the nearest that is."""
        self._wanted = mode
        wanted = nearest(mode, self._ability)
        if wanted != self.mode:
            text = self.page.text
            self.page.mode = wanted
            if self._conversation is not None:
                self.page.write(text, self._conversation, preparing(self._ability))
            self._keeping.start()
        if wanted == "voice":
            self.booth.enter()
        elif wanted == "template":
            self.templates.enter()
        self._render()
        self.mode_changed.emit(wanted)

    def reply_to(self, message: str) -> None:
        """Answer this message of the open conversation."""
        if self._conversation is not None and self._ability.reply is None:
            self.page.answer(message, self._conversation)
            self.set_mode(self.mode if self.mode == "voice" else "text")
            self.focus_editor()
            self._typed()
        elif self._conversation is not None:
            self._refused(Trouble(self._ability.reply or ""))

    def attach(self) -> None:
        """Choose files to send."""
        if self._conversation is not None:
            self.set_mode("text")
            self.attaching.ask(self)

    def quick_replies(self) -> None:
        """Offer the quick replies."""
        self.set_mode("text")
        self.quick.list.offer()

    def schedule(self) -> None:
        """Offer times to send at."""
        button = self.templates.panel.later_button if self.mode == "template" else self.text_panel.later_button
        if self._conversation is not None and button.isVisible():
            self.later.ask(button)

    def take_back(self, out: Outgoing) -> None:
        """A message that waits comes back into the editor."""
        self.way_out.take_back(out)

    def keep_draft(self) -> None:
        """Write the draft down now."""
        self._keeping.stop()
        if self._conversation is not None:
            draft = replace(self.page.gather(), mode=self._wanted)
            self.say_kept(self._drafts.keep(self._conversation.id, draft))
            self._drafts.save()

    def send(self, *, then: bool = False, sure: bool = False) -> None:
        """Send what the mode has; `then` opens the next conversation, `sure` asks nothing any more."""
        if self._conversation is not None and self._allowed():
            draft, at = self.page.gather(), self.later.at
            self.way_out.send(self._conversation, draft, at, then=then, sure=sure, waits=waits(self._ability))

    def go_to(self, mode: Mode) -> None:
        """Write so, if that is possible here."""
        if self._conversation is not None and nearest(mode, self._ability) == mode:
            self.set_mode(mode)
            self.focus_editor()

    def _connect(self) -> None:
        text, booth, templates = self.text_panel, self.booth, self.templates
        self.tabs.chosen.connect(self._chose_mode)
        text.editor.textChanged.connect(self._typed)
        text.editor.escaped.connect(self._escape)
        for brought in (text.editor.brought, self.dropped):
            brought.connect(self._bring)
        text.voice_wanted.connect(self.to_voice)
        text.attach_button.clicked.connect(self.attach)
        text.reply_button.clicked.connect(self.quick_replies)
        self.note_panel.editor.textChanged.connect(self._typed)
        for asks in (text.submitted, self.note_panel.submitted, booth.send_wanted, templates.send_wanted):
            asks.connect(self._send)
        for button in (text.later_button, templates.panel.later_button):
            button.clicked.connect(self.schedule)
        booth.speech_changed.connect(lambda _: self._keeping.start())
        for changed in (booth.written, templates.written, self.attaching.changed, self.later.changed):
            changed.connect(self._typed)
        for refused in (self.attaching.refused, self.quick.refused, self.way_out.refused):
            refused.connect(self._refused)
        self.quote.closed.connect(self._escape)
        self.notice.acted.connect(self._open_settings)
        self.asking.acted.connect(self._send_all_the_same)
        templates.panel.card.voice_wanted.connect(self.to_voice)
        for out, own in (
            (booth.speech_changed, self.speech_changed), (booth.quota_changed, self.quota_changed),
            (templates.preview_changed, self.preview_changed), (booth.settings_wanted, self.settings_wanted),
            (templates.settings_wanted, self.settings_wanted), (self.way_out.emptied, self._emptied),
        ):  # fmt: skip
            out.connect(own)
        self.way_out.keep = self.keep_draft
        self.way_out.came_back.connect(self._came_back)
        self.undo_bar.focus_left.connect(self.focus_editor)
        self._feed.changed.connect(self._changed)
        self._feed.tick.connect(self._ticked)

    def _put(self, draft: Draft) -> None:
        """Show a draft of the open conversation."""
        if self._conversation is not None:
            facts = self.quick.facts = quick.known(self._store.contact(self._conversation.contact), self._author)
            self.page.mode = draft.mode
            self.page.put(draft, self._conversation, preparing(self._ability), facts)
        self.set_mode(draft.mode)

    def _chose_mode(self, mode: str) -> None:
        self.set_mode(cast(Mode, mode))
        self.focus_editor()

    def _typed(self) -> None:
        self._keeping.start()
        self.way_out.written(self.page.text)
        self._render()

    def _escape(self) -> None:
        """Esc takes away, one after the other, the question and the message that is answered."""
        if self.asking.isVisible():
            self.asking.hide()
        elif self._conversation is not None and self.quote.message is not None:
            self.page.answer("", self._conversation)
            self._typed()

    def _bring(self, mime: QMimeData) -> None:
        if self._conversation is not None and self.text_panel.attach_button.isEnabled():
            self.set_mode("text")
            self.attaching.bring(mime)

    def _send(self) -> None:
        self.send()

    def _send_all_the_same(self) -> None:
        self.send(then=self.way_out.asked_then, sure=True)

    def _emptied(self, sent: Sent, left: Draft) -> None:
        """It is on its way: the editor is free for the next one."""
        if self._conversation is not None and self._conversation.id == sent.conversation:
            self.later.choose(None)
            self._put(left)
            self.keep_draft()
            self.focus_editor()
            if again := self.way_out.again:
                self.send(then=again.then)
        if sent.then:
            self.next_wanted.emit()

    def _came_back(self, sent: Sent, draft: Draft) -> None:
        if self._conversation is None or self._conversation.id != sent.conversation:
            self.conversation_wanted.emit(sent.conversation)
            return
        self._put(draft)
        self.later.choose(sent.at)
        self.focus_editor()

    def _refused(self, trouble: Trouble) -> None:
        told = sentence(trouble.code, trouble.facts)
        self.notice.say(told.text, told.action if not told.does else "", icon="triangle-alert")
        self.notice.show()
        announce(self, told.text, urgent=True)

    def _changed(self, changes: Changes) -> None:
        shown = self._conversation
        if shown is not None and touched(changes, shown):
            self._conversation = self._store.conversation(shown.id)
            self._look_at_ability()
            self._follow()

    def _ticked(self, now: int) -> None:
        """The window may have closed just now."""
        if self._conversation is None:
            return
        self.show_clock(self._conversation, now)
        closes = self._conversation.window_closes_at
        if closes is not None and (closes <= now) != closed(self._ability):
            self._look_at_ability()
            self._follow()

    def _follow(self) -> None:
        """What is possible changed: go back to the mode that was chosen, or away from it."""
        if nearest(self._wanted, self._ability) != self.mode:
            self.set_mode(self._wanted)
        else:
            self._render()

    def _look_at_ability(self) -> None:
        self._ability = self._outbox.ability(self._conversation.id) if self._conversation else _CAN

    def _open_settings(self) -> None:
        self.settings_wanted.emit(self._conversation.channel if self._conversation else "")

    def _allowed(self) -> bool:
        """Whether the mode has something that may be sent now."""
        if self.mode == "text":
            return self._ability.text is None and bool(self.page.text.strip() or self.attaching.files)
        return True

    def _render(self) -> None:
        """The one place that shows, hides and enables."""
        conversation, ability, mode = self._conversation, self._ability, self.mode
        self._inside.setVisible(conversation is not None)
        if conversation is None:
            return
        self.show_panels(mode if mode != "text" or ability.text is None else None)
        self.show_tabs(mode, ability)
        self.show_notice(conversation, ability, mode)
        self.show_clock(conversation, self._feed.now())
        self.later.show_conversation(conversation if mode in ("text", "template") else None, free=mode == "text")
        later = tr("Programar para {name}") if self.later.at is not None else ""
        self.templates.allow(ability.template)
        self.templates.say(later)
        self.booth.say(tr("Dejar en espera para {name}") if waits(ability) else "", ability.format)
        self.show_text(conversation, ability, later, self._settings.get(ENTER_SENDS))
