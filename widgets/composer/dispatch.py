"""What would be sent now, by the mode of the composer: the steps that the outbox is asked for."""

from services.drafts import Draft
from services.outbox import Leaving, Outbox
from widgets.composer.booth import Booth
from widgets.composer.later import LaterBar
from widgets.composer.mentioning import MentionList
from widgets.composer.quick_desk import QuickDesk
from widgets.composer.sending import Step
from widgets.composer.steps import disclosing_steps, template_steps, text_steps, voice_steps, waiting_steps
from widgets.composer.template_desk import TemplateDesk


class Dispatch:
    """Reads the parts of the composer; sends nothing itself."""

    def __init__(
        self, outbox: Outbox, booth: Booth, templates: TemplateDesk, later: LaterBar, quick: QuickDesk,
        mentioning: MentionList,
    ) -> None:  # fmt: skip
        self._outbox, self._booth, self._templates = outbox, booth, templates
        self._later, self._quick, self._mentioning = later, quick, mentioning

    def steps(self, conversation: str, draft: Draft, *, waits: bool) -> list[Step]:
        """The messages of `draft`, none where there is nothing to send. `waits`: a voice is left waiting."""
        outbox, leaving = self._outbox, Leaving(at=self._later.at)
        if draft.mode == "note":
            note = draft.note.strip()
            mentions = self._mentioning.mentions(note)
            return [lambda: outbox.note(conversation, note, mentions)] if note else []
        if draft.mode == "template":
            return self._template(conversation, leaving)
        if draft.mode == "text":
            steps = text_steps(outbox, conversation, draft, leaving, self._quick.waves() if draft.files else {})
            return [*disclosing_steps(outbox, conversation, draft, leaving), *steps]
        deck = self._booth.deck
        option = deck.option if deck.tape is not None else self._booth.speech.chosen
        if option is None or not option.heard:
            return []
        if waits:
            return waiting_steps(outbox, conversation, option, self._booth.panel.expiry.until)
        steps = voice_steps(outbox, conversation, option, draft.reply or None, leaving)
        if deck.tape is not None:
            return steps
        spoken = "" if option.take.wording.voice else option.take.clip.sha256
        return [lambda: outbox.disclosure(conversation, spoken, leaving), *steps]

    @property
    def voice_goes(self) -> bool:
        """Whether a template takes the voice on the table along, to wait."""
        return self._templates.panel.card.on

    def _template(self, conversation: str, leaving: Leaving) -> list[Step]:
        template, card = self._templates.template, self._templates.panel.card
        if template is None or not self._templates.panel.send_button.isEnabled():
            return []
        steps = template_steps(self._outbox, conversation, template, self._templates.values, leaving)
        if card.on and card.option is not None:
            steps += waiting_steps(self._outbox, conversation, card.option, card.expiry.until)
        return steps
