"""Finds again, at the provider, a voice that was paid for and did not arrive, or whose file is gone."""

from services import voice as voices
from services.trouble import Trouble
from services.voice.office import VoiceOffice
from services.voice.script import Stretch
from widgets.composer.speech import Script, Speech


class Finding:
    """For the Trouble that lost it, in a conversation whose speech is this."""

    def __init__(self, office: VoiceOffice, trouble: Trouble, conversation: str, speech: Speech) -> None:
        self._office, self._trouble, self._conversation = office, trouble, conversation
        self._here = {option.take.history_id for option in speech.options}
        self._like = next((each.take.readings for each in speech.options if each.take.clip.sha256 == speech.base), ())

    async def find(self, script: Script, voice: voices.Voice) -> voices.Making:
        """It, as it comes again. Raises Trouble("voice.not_in_history"), and what the provider says."""
        wording = voices.Wording(*script.asked)
        facts = self._trouble.facts
        item, lost = str(facts.get("history_id") or ""), facts.get("stretch")
        if not isinstance(lost, Stretch):
            lost = Stretch(((0, len(wording.text)),)) if item else None
        ids = {lost: item} if lost is not None and item else {}
        try:
            plans = await voice.plans(wording, lost)
            found = await self._office.history.find(wording, plans, ids, self._here)
        except Trouble as trouble:
            if trouble.code != "voice.not_in_history":  # nobody could look: it may still be there
                trouble.facts.update({name: facts.get(name) for name in ("history_id", "maybe_charged", "stretch")})
            elif facts.get("credits"):
                raise Trouble("voice.paid_not_kept") from trouble
            raise
        if self._trouble.code != "clip.gone":
            for spoken in found.spoken.values():
                await self._office.ledger.found(spoken, self._conversation)
        return self._office.history.fetch(found, wording, self._like, script.mime)
