"""The rehearsal ElevenLabs writes down what the leads of the practice agency said, and refuses as documented."""

from itertools import pairwise

import httpx
import pytest

from services.sandbox.listening import words
from services.sandbox.server import Sandbox
from services.sandbox.sound import seconds_of
from services.sandbox.speech import Speech
from services.sandbox.whatsapp_hooks import Composer

FORM = {"model_id": "scribe_v2", "timestamps_granularity": "word"}


@pytest.mark.asyncio
async def test_a_lead_s_voice_comes_back_as_its_words(sandbox: Sandbox, eleven: httpx.AsyncClient) -> None:
    text = "Hola, busco tres ambientes en Belgrano."
    lead = next(each for each in sandbox.agency.leads if each.channel == "whatsapp")
    media = Composer(sandbox.state, Speech()).voice(lead, text)
    data = sandbox.state.bytes_of(media.sha256)
    before = sandbox.state.memory.credits_used
    answer = await eleven.post("/v1/speech-to-text", data=FORM, files={"file": ("voz.ogg", data, "audio/ogg")})
    told = answer.json()
    assert told["text"] == text
    said = [each for each in told["words"] if each["type"] == "word"]
    assert "".join(each["text"] for each in told["words"]) == text
    assert [each["text"] for each in said][:2] == ["Hola,", "busco"]
    assert 0 < told["words"][-1]["end"] <= seconds_of(data) + 0.01
    assert sandbox.state.memory.credits_used > before


@pytest.mark.asyncio
async def test_what_is_no_request_is_refused_as_documented(eleven: httpx.AsyncClient) -> None:
    assert (await eleven.post("/v1/speech-to-text", files={"file": ("a", b"x")})).status_code == 422
    assert (await eleven.post("/v1/speech-to-text", data=FORM, files={"x": ("a", b"x")})).status_code == 400
    silent = await eleven.post("/v1/speech-to-text", data=FORM, files={"file": ("a", b"no audio")})
    assert silent.status_code == 400
    assert silent.json()["detail"]["code"] == "invalid_audio"


def test_words_take_as_long_as_their_letters() -> None:
    found = words("Sí, quiero verlo.", 3.0)
    assert [each["text"] for each in found] == ["Sí,", " ", "quiero", " ", "verlo."]
    assert all(one["end"] <= other["start"] for one, other in pairwise(found))
