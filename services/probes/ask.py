"""Which questions there are for each provider, and what this desk needs to ask them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from services.channels.senders import Senders
from services.channels.sending import Refused
from services.connections import Http
from services.probes import hook
from services.probes.finding import Check
from services.relay_client import RelayClient
from services.store import Store
from services.voice import probe as speech


class Asking:
    """Call it with a provider for its checks. Raises Trouble: "integration.…" or "voice.no_key" where there is no key
    on this desk. `relay` is None for who may not ask it about webhooks; `voices` are the voices that the agency
    chose."""

    def __init__(
        self,
        senders: Senders,
        store: Store,
        http: Http,
        speech_key: Callable[[], Awaitable[str | None]],
        voices: Callable[[], dict[str, Any]],
        relay: RelayClient | None,
    ) -> None:
        self._senders, self._store, self._http = senders, store, http
        self._speech_key, self._voices, self._relay = speech_key, voices, relay

    async def __call__(self, provider: str) -> list[Check]:
        if provider == "elevenlabs":
            return await self._speech()
        access = self._senders.access(provider)
        room = await self._senders.room(provider, "probe")
        checks: list[Check] = room.checks(self._http, access)
        if provider == "whatsapp":
            account = access.config
            checks.append(Check("upload", lambda: room.upload(self._http, access, account, _sample)))
        if self._relay is not None:
            checks.append(hook.check(provider, self._relay, self._store))
        return checks

    async def _speech(self) -> list[Check]:
        config = self._store.integration("elevenlabs")
        if config is None:
            raise Refused("integration.missing", provider="elevenlabs")
        chosen = [config.get("voice_id"), *self._voices().values()]
        voices = [each for each in chosen if isinstance(each, str) and each]
        return speech.checks(self._http, self._speech_key, config, voices)


async def _sample() -> bytes:
    """Half a second of quiet, made by the encoder that makes every voice note of this program."""
    return await asyncio.to_thread(_quiet)


def _quiet() -> bytes:
    import numpy as np

    from services.voice.note import Note
    from services.voice.sound import RATE

    note = Note()
    note.push(np.zeros(RATE // 2, dtype=np.int16))
    note.finish()
    return note.data
