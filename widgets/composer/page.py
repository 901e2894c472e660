"""The answer to the open conversation as one thing: gathered from the parts of the composer, and put back into them."""

from collections.abc import Mapping

from services.drafts import Draft, DraftVoice, Mode
from services.outbox import Ability
from services.records import Conversation
from services.store import Store
from widgets.composer.attaching import Attaching
from widgets.composer.booth import Booth
from widgets.composer.note_panel import NotePanel
from widgets.composer.quote import QuoteBar
from widgets.composer.template_desk import TemplateDesk
from widgets.composer.text_panel import TextPanel


class Page:
    """Knows which part holds which piece of a Draft. One text for text and voice; a note has its own, for it must never
    go out by mistake."""

    def __init__(
        self, store: Store, text: TextPanel, booth: Booth, templates: TemplateDesk, note: NotePanel,
        attaching: Attaching, quote: QuoteBar,
    ) -> None:  # fmt: skip
        self._store, self._text, self._booth, self._templates, self._note = store, text, booth, templates, note
        self._attaching, self._quote = attaching, quote
        self.mode: Mode = "text"

    @property
    def text(self) -> str:
        """What is written to the lead."""
        return self._booth.panel.text if self.mode == "voice" else self._text.editor.toPlainText()

    def gather(self) -> Draft:
        """The draft as it stands."""
        quoted, tape = self._quote.message, self._booth.deck.tape
        return Draft(
            self.text,
            self.mode,
            self._note.editor.toPlainText(),
            self._attaching.files,
            self._voice(),
            quoted.id if quoted is not None else "",
            self._templates.key if self._templates.own else "",
            self._templates.own,
            recording=tape.recording.id if tape is not None else "",
            sayings=tuple((each.written, each.said, each.nth) for each in self._booth.panel.choices),
        )

    def put(self, draft: Draft, conversation: Conversation, ability: Ability, facts: Mapping[str, str]) -> None:
        """Show the draft of `conversation`; the mode is chosen by whoever knows what is possible."""
        self._booth.panel.choose_sayings(draft.sayings)
        self.write(draft.text, conversation, ability)
        self._note.editor.write(draft.note)
        self._note.allow()
        self._note.mentioning.mark()
        self._attaching.open(conversation.id, draft.files)
        self.answer(draft.reply, conversation)
        self._templates.open(conversation, facts, ability.template, draft.template, draft.values)
        if draft.voice is not None:
            self._booth.restore(draft.voice)

    def write(self, text: str, conversation: Conversation, ability: Ability) -> None:
        """The text alone, in both of its editors."""
        self._text.editor.write(text)
        self._booth.open(conversation.id, conversation.name, text, ability)

    def answer(self, message: str, conversation: Conversation) -> None:
        """Answer this message, "" for none."""
        found = self._store.message(message) if message else None
        mine = found is not None and found.conversation == conversation.id
        self._quote.show_message(found if mine else None, conversation.name)

    def _voice(self) -> DraftVoice | None:
        speech = self._booth.speech
        script, option = speech.script, speech.chosen
        if option is not None:
            return DraftVoice(script.voice, script.model, option.take.clip.sha256, option.heard)
        if speech.like or self._booth.picked:
            return DraftVoice(script.voice, script.model, like=speech.like)
        return None
