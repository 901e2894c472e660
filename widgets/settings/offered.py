"""What a provider's account offers for a field of its panel: voices, models, automations; or why it lists nothing."""

from collections.abc import Callable
from typing import Final, Protocol

from services.channels.contacts import Flow
from services.trouble import Trouble
from services.voice import Voice
from widgets.settings.provider_panel import ProviderPanel
from widgets.trouble_words import sentence
from widgets.words import tr

STALE_MS: Final = 600_000
"""Automations listed longer ago than this are asked for again when the page is opened."""
LISTED: Final = {"manychat": ("flow",), "uchat": ("flow",), "elevenlabs": ("voice_id", "model_id")}
"""The fields that an account fills, by provider."""


class Flows(Protocol):
    """The automations of the accounts, kept on this desk."""

    def list(self, channel: str) -> tuple[Flow, ...]: ...

    def read_at(self, channel: str) -> int | None: ...

    async def refresh(self, channel: str) -> tuple[Flow, ...]: ...


class Offered:
    """Asks the accounts, and tells each panel what there is to choose."""

    def __init__(self, voice: Callable[[], Voice], flows: Callable[[], Flows], now: Callable[[], int]) -> None:
        self._voice, self._flows, self._now = voice, flows, now

    async def load(self, provider: str, panel: ProviderPanel, *, complete: bool) -> dict[str, str]:
        """What the ids are called. `complete` is whether its key is on this computer; without, nothing is asked."""
        if not complete:
            self._say(provider, panel, tr("La lista aparece cuando la clave está en esta computadora."))
            return {}
        try:
            found = await (self._voices() if provider == "elevenlabs" else self._automations(provider))
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._say(provider, panel, " ".join(filter(None, (told.text, told.action))))
            if provider == "elevenlabs":
                panel.show_secret_trouble("api_key", told)
            return {}
        for name, choices in found.items():
            panel.show_choices(name, choices)
        return {key: said for choices in found.values() for key, said in choices}

    async def _voices(self) -> dict[str, list[tuple[str, str]]]:
        voices = [(voice.id, voice.name) for voice in await self._voice().voices()]
        return {"voice_id": voices, "model_id": [(model.id, model.name) for model in await self._voice().models()]}

    async def _automations(self, channel: str) -> dict[str, list[tuple[str, str]]]:
        flows = self._flows()
        at = flows.read_at(channel)
        fresh = at is not None and self._now() - at < STALE_MS
        found = flows.list(channel) if fresh else await flows.refresh(channel)
        return {"flow": [(flow.id, flow.name) for flow in found]}

    @staticmethod
    def _say(provider: str, panel: ProviderPanel, why: str) -> None:
        for name in LISTED[provider]:
            panel.show_unlisted(name, why)
