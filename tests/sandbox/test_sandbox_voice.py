"""The rehearsal ElevenLabs: account, generation in every form, prices, refusals; and the voice behind it."""

import asyncio
import base64
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from services.sandbox.server import Plan, Sandbox, opened
from services.sandbox.sound import FORMATS, Sound, encode, encode_pieces, is_voice_note, seconds_of, voice_note
from services.sandbox.speech import Speech, Timbre
from tests.conftest import eventually

TEXT = "Lucía, te confirmo la visita."
TEXTS = ["Hola.", "Hola, ¿qué tal?", "Te confirmo la visita del viernes.", "Son ciento ochenta y cinco mil dólares."]


@pytest.fixture
def say(eleven: httpx.AsyncClient, sandbox: Sandbox) -> Any:
    async def post(tail: str = "", output_format: str = "pcm_24000", voice: str = "", **body: Any) -> httpx.Response:
        url = f"/v1/text-to-speech/{voice or sandbox.agency.voices[0].id}{tail}"
        return await eleven.post(url, params={"output_format": output_format}, json={"text": TEXT, **body})

    return post


@pytest.mark.asyncio
async def test_a_generation_is_audible_charged_and_kept(say: Any, eleven: httpx.AsyncClient, sandbox: Sandbox) -> None:
    answer = await say()
    samples = np.frombuffer(answer.content, "<i2")
    assert 0.5 < len(samples) / 24000 < 10
    assert samples.astype(float).std() > 300
    assert answer.headers["character-cost"] == str(len(TEXT))
    for name in ("request-id", "current-concurrent-requests", "maximum-concurrent-requests", "x-trace-id"):
        assert answer.headers[name]
    assert (await eleven.get("/v1/user/subscription")).json()["character_count"] == len(TEXT)
    item = (await eleven.get("/v1/history")).json()["history"][0]
    assert item["history_item_id"] == answer.headers["history-item-id"]
    assert (item["text"], item["request_id"]) == (TEXT, answer.headers["request-id"])
    again = await eleven.get(f"/v1/history/{item['history_item_id']}/audio")
    assert again.content == answer.content
    assert (await eleven.get("/v1/user/subscription")).json()["character_count"] == len(TEXT)


@pytest.mark.asyncio
async def test_two_takes_differ_and_a_seed_holds_them_together(say: Any) -> None:
    first, second, third, fourth = [(await say(**more)).content for more in ({}, {}, {"seed": 7}, {"seed": 7})]
    assert first != second
    assert len(third) == pytest.approx(len(fourth), abs=1000)  # espeak-ng itself is not exact


@pytest.mark.asyncio
@pytest.mark.parametrize("output_format", ["mp3_44100_128", "opus_48000_32", "pcm_24000", "ulaw_8000"])
async def test_a_stream_is_the_file_in_pieces(eleven: httpx.AsyncClient, sandbox: Sandbox, output_format: str) -> None:
    url = f"/v1/text-to-speech/{sandbox.agency.voices[1].id}/stream"
    pieces = []
    async with eleven.stream("POST", url, params={"output_format": output_format}, json={"text": TEXT}) as answer:
        item = answer.headers["history-item-id"]
        pieces = [piece async for piece in answer.aiter_raw()]
    kept = await eleven.get(f"/v1/history/{item}/audio")
    assert kept.content == b"".join(pieces)
    assert len(pieces) > 1
    if output_format.startswith("opus"):
        assert is_voice_note(kept.content)
    if output_format.startswith(("opus", "mp3")):
        assert seconds_of(kept.content) > 0.5


@pytest.mark.asyncio
async def test_a_client_that_hangs_up_is_charged_and_may_fetch_the_take_later(
    eleven: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    url, body = f"/v1/text-to-speech/{sandbox.agency.voices[1].id}/stream", {"text": TEXT * 8}
    async with eleven.stream("POST", url, json=body) as answer:
        item = answer.headers["history-item-id"]
        await anext(answer.aiter_raw())
    await eventually(lambda: sandbox.state.memory.spoken)
    assert sandbox.state.memory.credits_used == len(TEXT) * 8
    assert seconds_of((await eleven.get(f"/v1/history/{item}/audio")).content) > 8


@pytest.mark.asyncio
async def test_timestamps_cover_the_text_and_end_with_the_sound(say: Any) -> None:
    body = (await say("/with-timestamps", "wav_24000")).json()
    times = body["alignment"]
    assert "".join(times["characters"]) == TEXT
    duration = seconds_of(base64.b64decode(body["audio_base64"]))
    assert times["character_end_times_seconds"][-1] == pytest.approx(duration, abs=0.001)
    lines = (await say("/stream/with-timestamps")).text.split("\n")
    parts = [json.loads(line) for line in lines if line.strip()]
    assert "".join("".join((part["alignment"] or {"characters": []})["characters"]) for part in parts) == TEXT
    assert len(b"".join(base64.b64decode(part["audio_base64"]) for part in parts)) > 24000
    assert "" in lines[:-1]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"model_id": "eleven_v3", "voice_settings": {"stability": 0.7}}, 400, "invalid_ttd_stability"),
    ({"model_id": "eleven_v3", "previous_text": "Hola"}, 400, "unsupported_model"),
    ({"model_id": "eleven_v3", "previous_request_ids": ["x"]}, 400, "unsupported_model"),
    ({"model_id": "eleven_flash_v2_5", "language_code": "ell"}, 400, "invalid_parameters"),
    ({"language_code": "es"}, 400, "invalid_parameters"),
    ({"model_id": "eleven_multilingual_sts_v2"}, 400, "model_not_found"),
    ({"model_id": "nadie"}, 400, "model_not_found"),
    ({"voice": "nadie"}, 400, "voice_does_not_exist"),
    ({"voice_settings": {"speed": 2}}, 400, "invalid_voice_settings"),
    ({"text": "a" * 5001, "model_id": "eleven_v3"}, 400, "max_character_limit_exceeded"),
    ({"output_format": "pcm_44100"}, 403, "subscription_required"),
]
WRONG_TYPES: list[dict[str, Any]] = [
    {"text": None},
    {"text": 3},
    {"voice_settings": 1},
    {"voice_settings": {"stability": "x"}},
    {"seed": -1},
    {"output_format": "flac"},
]


@pytest.mark.asyncio
async def test_refusals(say: Any, sandbox: Sandbox) -> None:
    for more, status, code in REFUSED:
        answer = await say(**more)
        detail = answer.json()["detail"]
        assert (answer.status_code, detail.get("code") or detail["status"]) == (status, code), more
    for more in WRONG_TYPES:
        answer = await say(**more)
        assert answer.status_code == 422, more
        assert {"loc", "msg", "type"} == set(answer.json()["detail"][0])
    assert sandbox.state.memory.credits_used == 0


@pytest.mark.asyncio
async def test_accepted_settings_are_accepted(say: Any) -> None:
    for more in (
        {"model_id": "eleven_v3", "voice_settings": {"stability": 0.5}},
        {"model_id": "eleven_v4", "language_code": "es", "previous_text": "Hola"},
        {"model_id": "eleven_flash_v2_5", "language_code": "es", "previous_text": "Hola"},
    ):
        assert (await say(**more)).status_code == 200
    assert (await say("", "wav_24000")).content[:4] == b"RIFF"
    assert (await say("/stream", "wav_24000")).status_code == 422


@pytest.mark.asyncio
async def test_flash_costs_half_and_the_quota_ends(say: Any, sandbox: Sandbox) -> None:
    answer = await say(model_id="eleven_flash_v2_5")
    assert answer.headers["character-cost"] == str(-(-len(TEXT) // 2))
    sandbox.state.memory.credits_used = 99_990
    answer = await say()
    assert answer.status_code == 401
    assert answer.json()["detail"]["status"] == "quota_exceeded"
    assert "You have 10 credits remaining" in answer.json()["detail"]["message"]


@pytest.mark.asyncio
async def test_too_many_at_once(say: Any, sandbox: Sandbox) -> None:
    answers = await asyncio.gather(*(say("/stream", model_id="eleven_v3", text=TEXT * 30) for _ in range(8)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["detail"]["status"] == "too_many_concurrent_requests"
    assert (await say(model_id="eleven_v3")).status_code == 200


@pytest.mark.asyncio
async def test_the_account(eleven: httpx.AsyncClient, sandbox: Sandbox) -> None:
    models = (await eleven.get("/v1/models")).json()
    assert {"eleven_multilingual_v2", "eleven_v3"} <= {
        row["model_id"] for row in models if row["can_do_text_to_speech"]
    }
    names: list[str] = []
    token: str | None = None
    while True:
        page = (
            await eleven.get("/v2/voices", params={"page_size": 4, **({"next_page_token": token} if token else {})})
        ).json()
        names += [voice["name"] for voice in page["voices"]]
        token = page["next_page_token"]
        if not page["has_more"]:
            break
    assert names == [voice["name"] for voice in (await eleven.get("/v1/voices")).json()["voices"]]
    found = (await eleven.get("/v2/voices", params={"search": "cordob", "category": "generated"})).json()["voices"]
    assert [voice["name"] for voice in found] == ["Rodrigo"]
    one = (await eleven.get(f"/v1/voices/{found[0]['voice_id']}")).json()
    async with httpx.AsyncClient() as anybody:
        preview = await anybody.get(one["preview_url"])
    assert preview.headers["content-type"] == "audio/mpeg"
    assert seconds_of(preview.content) > 1
    assert (await eleven.get("/v1/user")).json()["subscription"]["tier"] == "creator"
    assert (await eleven.get("/v1/user", headers={"xi-api-key": "otra"})).json()["detail"][
        "status"
    ] == "invalid_api_key"
    assert (await eleven.get("/v2/voices", params={"page_size": 1000})).status_code == 422


@pytest.mark.asyncio
async def test_where_nothing_speaks_the_voices_say_that_they_are_tones(plan: Plan) -> None:
    async with opened(replace(plan, speech="tone")) as silent, httpx.AsyncClient(timeout=20) as http:
        http.headers["xi-api-key"] = plan.keys["elevenlabs"]
        page = (await http.get(f"{silent.base_urls()['elevenlabs']}/v2/voices")).json()
    assert page["voices"][0]["name"] == "Martín (tono, sin voz)"


@pytest.mark.parametrize("source", ["espeak-ng", "tone"])
def test_speech_is_audible_and_as_long_as_its_words(source: str) -> None:
    if source == "espeak-ng":
        pytest.importorskip("espeakng_loader")
    short, long = (Speech(source).say(text, Timbre()) for text in ("Hola", "Hola, ¿cómo andás? " * 4))
    assert long.seconds > 2 * short.seconds
    for sound in (short, long):
        assert sound.samples.astype(float).std() > 300


def test_speech_can_be_asked_from_many_threads_at_once() -> None:
    speech, timbres = Speech(), [Timbre(variant) for variant in ("f2", "m1", "m3", "f4")]
    alone = [speech.say(text, timbre).seconds for text, timbre in zip(TEXTS, timbres, strict=True)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda n: speech.say(TEXTS[n % 4], timbres[n % 4]).seconds, range(32)))
    assert together == pytest.approx(alone * 8, abs=0.02)
    assert len({round(seconds, 1) for seconds in alone}) == 4


def test_odd_texts_are_spoken_all_the_same() -> None:
    for text in ("", "\0\0", "🙌🙌", "a" * 3000, "<speak>&amp;</speak>"):
        assert len(Speech().say(text, Timbre()).samples)


@pytest.mark.parametrize("output_format", sorted(FORMATS))
def test_every_format_holds_the_sound(output_format: str) -> None:
    sound = Speech().say("Hola", Timbre())
    data = encode(sound, output_format)
    rate = int(output_format.split("_")[1])
    expected = len(sound.samples) / sound.rate
    if output_format.startswith(("pcm", "ulaw", "alaw")):
        width = 2 if output_format.startswith("pcm") else 1
        assert len(data) / width / rate == pytest.approx(expected, abs=0.01)
        assert data == b"".join(encode_pieces(sound, output_format))
    else:
        heard, _ = soundfile.read(io.BytesIO(data))
        assert heard.ndim == 1
        assert seconds_of(data) == pytest.approx(expected, abs=0.15)
        assert seconds_of(b"".join(encode_pieces(sound, output_format))) == pytest.approx(expected, abs=0.2)


def test_a_voice_note_is_known_by_its_bytes() -> None:
    sound = Sound((np.sin(np.arange(24000) / 10) * 8000).astype(np.int16), 24000)
    assert is_voice_note(voice_note(sound))
    for other in (b"", b"OggS", encode(sound, "mp3_44100_64"), encode(sound, "wav_24000"), b"OggS" + b"\xff" * 30):
        assert not is_voice_note(other)
    vorbis = io.BytesIO()
    soundfile.write(vorbis, sound.samples, 24000, format="OGG", subtype="VORBIS")
    assert not is_voice_note(vorbis.getvalue())
