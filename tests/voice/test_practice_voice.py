"""The studio against the rehearsal provider over real HTTP, with each fault on: told by its code, charged once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from services.sandbox.faults import Fault
from services.sandbox.server import Plan, Sandbox, opened
from services.trouble import Trouble
from services.voice import Clips, Take, Voice
from services.voice.elevenlabs import ElevenLabs
from services.voice.sound import is_voice_note

KEYS = {"whatsapp": "w", "manychat": "m:m", "uchat": "u", "elevenlabs": "sk_ensayo"}
TEXT = "Hola, te espero el viernes."


@dataclass
class Practice:
    """The rehearsal provider and a studio that talks to it."""

    sandbox: Sandbox
    voice: Voice
    clips: Clips

    async def speak(self) -> Take:
        voice = (await self.voice.voices())[0].id
        return await self.voice.speak(TEXT, voice).take()


@pytest_asyncio.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async def key() -> str:
        return KEYS["elevenlabs"]

    async def at_once(seconds: float) -> None: ...

    plan = Plan(tmp_path / "practice", KEYS, fast=50.0, speech="tone")
    async with opened(plan) as sandbox, httpx.AsyncClient(trust_env=False) as http:
        clips = Clips(tmp_path / "clips")
        yield Practice(sandbox, Voice(ElevenLabs(http, key, f"{sandbox.url}/elevenlabs", at_once), clips), clips)


@pytest.mark.asyncio
async def test_it_speaks_and_what_it_charged_is_what_it_said(practice: Practice) -> None:
    estimated = practice.voice.estimate(TEXT)
    take = await practice.speak()
    assert is_voice_note(practice.clips.read(take.clip))
    assert take.credits == estimated == (await practice.voice.quota()).used


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "code", "charged"),
    [
        (Fault("bad_key"), "voice.bad_key", False),
        (Fault("quota"), "voice.quota", False),
        (Fault("payment"), "voice.plan", False),
        (Fault("html"), "voice.provider_down", False),
        (Fault("server_error"), "voice.provider_down", False),
        (Fault("server_error", status=503), "voice.provider_down", False),
        (Fault("reset"), "voice.nothing_came", False),
        (Fault("accept_error"), "voice.provider_down", True),
        (Fault("accept_reset"), "voice.nothing_came", True),
        (Fault("cut"), "voice.nothing_came", True),
        (Fault("cut", after=60_000), "voice.cut", True),
    ],
    ids=lambda value: f"{value.kind}{value.status}" if isinstance(value, Fault) else None,
)
async def test_a_fault_is_told_and_never_charged_twice(
    practice: Practice, fault: Fault, code: str, charged: bool
) -> None:
    fault.provider, fault.method = "elevenlabs", "POST"
    practice.sandbox.faults.add(fault)
    with pytest.raises(Trouble) as caught:
        await practice.speak()
    assert caught.value.code == code
    assert (await practice.voice.quota()).used == (practice.voice.estimate(TEXT) if charged else 0)
    if charged:
        assert caught.value.facts["maybe_charged"]


@pytest.mark.asyncio
async def test_a_busy_provider_is_waited_for(practice: Practice) -> None:
    practice.sandbox.faults.add(Fault("rate_limited", provider="elevenlabs", method="POST", count=2))
    assert (await practice.speak()).credits
