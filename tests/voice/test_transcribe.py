"""A lead's voice is written down once, whoever asks; every refusal is said as it is."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.agency_records import Transcript
from services.entries import Draft, Entries, Welcome
from services.records import Media, Message
from services.store import Store
from services.trouble import Trouble
from services.voice.record import VoiceRecord
from services.voice.transcribe import Transcriber, read
from tests.store.logs import EPOCH, fact, hook, log, message_id, value
from tests.voice.rehearsal import Answer, Provider

ANSWER = {
    "language_code": "spa",
    "language_probability": 0.98,
    "text": "Hola, busco tres ambientes.",
    "words": [
        {"text": "Hola,", "start": 0.1, "end": 0.4, "type": "word", "logprob": -0.1},
        {"text": " ", "start": 0.4, "end": 0.5, "type": "spacing", "logprob": 0},
        {"text": "(risas)", "start": 0.5, "end": 0.6, "type": "audio_event", "logprob": 0},
        {"text": "busco", "start": 0.6, "end": 0.9, "type": "word", "logprob": -0.1},
        {"text": "tres", "start": 0.9, "end": 1.1, "type": "word", "logprob": -0.1},
        {"text": "ambientes.", "start": 1.1, "end": None, "type": "word", "logprob": -0.1},
        {"text": "sin tiempo", "type": "word", "logprob": -0.1},
    ],
    "audio_duration_secs": 2.5,
}


class Shelf:
    """A store that holds one voice; what is published becomes its transcript."""

    def __init__(self) -> None:
        media = Media("audio/ogg", seconds=2.0, voice=True)
        self.voice = Message("v1", "c", 1, "in", "audio", "", 0, 0, media=media)
        self.published: list[Draft] = []

    def message(self, identifier: str) -> Message | None:
        return self.voice if identifier == "v1" else None

    def transcript(self, message: str) -> Transcript | None:
        body = next((each.body for each in self.published if each.body["message"] == message), None)
        return None if body is None else Transcript(message, body["text"])

    async def publish(self, *drafts: Draft) -> None:
        self.published += drafts


def transcriber(shelf: Any, provider: Provider, tmp_path: Path) -> Transcriber:
    path = tmp_path / "voz.ogg"
    path.write_bytes(b"OggS voz")

    async def fetch(message: str) -> Path:
        return path

    return Transcriber(shelf, lambda: provider.client, fetch, VoiceRecord(shelf, "m1", "Martín"))


@pytest.mark.asyncio
async def test_a_voice_is_written_down_once_with_the_times_of_its_words(tmp_path: Path) -> None:
    shelf, provider = Shelf(), Provider(httpx.Response(200, json=ANSWER))
    listener = transcriber(shelf, provider, tmp_path)
    both = await asyncio.gather(listener.transcribe("v1"), listener.transcribe("v1"))
    assert both[0] == both[1]
    assert (await listener.transcribe("v1")).text == ANSWER["text"]
    (asked,) = provider.asked
    assert asked.headers["xi-api-key"] == "sk_test"
    body = asked.content
    assert b"OggS voz" in body
    assert b'name="model_id"' in body
    assert b"scribe_v2" in body
    (draft,) = shelf.published
    assert draft.kind == "voice.transcribed"
    assert draft.body["words"] == [
        [100, 400, "Hola,"],
        [600, 900, "busco"],
        [900, 1100, "tres"],
        [1100, 1100, "ambientes."],
    ]
    assert draft.body["seconds"] == 2.5


def refused(status: int, name: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"detail": {"status": name, "message": message}})


def broken(error: Exception) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


NO_QUOTA = "You have 0 credits remaining, while 9 credits are required"
NO_SCOPE = "The API key is missing the permission speech_to_text to execute"
INVALID = {"detail": [{"loc": ["body", "file"], "msg": "bad", "type": "x"}]}
DOWN = {"status": "internal_server_error"}
REFUSALS: list[tuple[Any, str, dict[str, object]]] = [
    (refused(401, "invalid_api_key", "Invalid API key"), "voice.bad_key", {}),
    (refused(401, "missing_permissions", NO_SCOPE), "voice.missing_permission", {"permission": "speech_to_text"}),
    (refused(401, "quota_exceeded", NO_QUOTA), "hearing.quota", {"left": 0}),
    (httpx.Response(422, json=INVALID), "hearing.refused", {}),
    (httpx.Response(500, json=DOWN), "hearing.provider_down", {"maybe_charged": True}),
    (httpx.Response(200, text="<html>"), "hearing.provider_down", {}),
    (httpx.Response(200, json={"text": " ", "words": []}), "hearing.nothing_said", {}),
    (broken(httpx.ReadError("gone")), "hearing.cut", {"maybe_charged": True}),
    (broken(httpx.ConnectError("no")), "hearing.no_network", {}),
]


@pytest.mark.parametrize(("answer", "code", "facts"), REFUSALS)
@pytest.mark.asyncio
async def test_what_keeps_it_from_being_written_is_said_as_it_is(
    answer: Any, code: str, facts: dict[str, object], tmp_path: Path
) -> None:
    shelf, provider = Shelf(), Provider(answer)
    with pytest.raises(Trouble) as told:
        await transcriber(shelf, provider, tmp_path).transcribe("v1")
    assert told.value.code == code
    assert facts.items() <= told.value.facts.items()
    assert not shelf.published
    assert len(provider.asked) == (3 if code == "hearing.no_network" else 1), (
        "what may have been charged is not asked again"
    )


@pytest.mark.parametrize("answer", [None, [], "x", {}, {"words": 3, "text": None}, {"words": [None, {"text": 1}]}])
def test_any_answer_is_read(answer: object) -> None:
    assert read("v1", answer) == Transcript("v1", "")


@pytest.mark.asyncio
async def test_the_words_are_searched_without_accents_shown_in_the_list_and_kept_with_their_message(
    tmp_path: Path,
) -> None:
    voice = {"from": "5491155550101", "id": "w1", "timestamp": str(EPOCH // 1000), "type": "audio"}
    voice |= {"audio": {"id": "77", "mime_type": "audio/ogg; codecs=opus", "voice": True}}
    body = value(contacts=[{"profile": {"name": "Ana"}, "wa_id": "5491155550101"}], messages=[voice])
    said = {"message": message_id("w1"), "text": "Busco en Núñez", "words": [[0, 300, "Busco"], [300, 400, "en"]]}
    entries = log([hook("h1", body), fact("desk", "voice.transcribed", "t1", **said, language="spa", seconds=2.0)])
    store = Store.open(tmp_path, "desk-1", lambda changes: None, lambda: EPOCH + 60_000)
    await store.apply(Welcome("e", 2))
    await store.apply(Entries(entries, 2))
    found = store.message(message_id("w1"))
    assert found is not None
    assert found.text == ""
    assert found.transcript == Transcript(found.id, "Busco en Núñez", "spa", ((0, 300, "Busco"), (300, 400, "en")), 2.0)
    assert store.transcript(found.id) == found.transcript
    assert [each.message for each in store.search("nunez")] == [found.id]
    (row,) = store.conversations(store.conversation_ids())
    assert row.last_text == "Busco en Núñez"
    await store.close()
