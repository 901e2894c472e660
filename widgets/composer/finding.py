"""Finds again, at the provider, a voice that was paid for and did not arrive, or whose file is gone."""

from collections.abc import Sequence

from services import voice as voices
from services.trouble import Trouble
from services.voice.office import VoiceOffice
from widgets.composer.speech import Option, Script


class Finding:
    """For the Trouble that lost it; `options` are the takes of the conversation that are here."""

    def __init__(self, office: VoiceOffice, trouble: Trouble, conversation: str, options: Sequence[Option]) -> None:
        self._office, self._trouble, self._conversation = office, trouble, conversation
        self._here = {option.take.history_id for option in options}

    async def find(self, script: Script) -> voices.Making:
        """It, as it comes again. Raises Trouble("voice.not_in_history"), and what the provider says."""
        wording = voices.Wording(*script.asked)
        item = str(self._trouble.facts.get("history_id") or "")
        try:
            spoken = await self._office.history.find(wording, item, self._here)
        except Trouble as trouble:
            if trouble.code != "voice.not_in_history":  # nobody could look: it may still be there
                trouble.facts["history_id"] = item
                trouble.facts["maybe_charged"] = self._trouble.facts.get("maybe_charged")
            raise
        if self._trouble.code != "clip.gone":
            await self._office.ledger.found(spoken, self._conversation)
        return self._office.history.fetch(spoken, wording, script.mime)
