"""Sentence by sentence: what is kept is not paid for again, joins are not heard, and each word knows its moment."""

import json
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np
import pytest

from services.trouble import Trouble
from services.voice import Clips, Making, Price, Take, Voice
from services.voice.loudness import TARGET, loudness
from services.voice.script import planned
from services.voice.sentences import sentences, within
from services.voice.sound import RATE
from services.voice.times import word_at
from tests.voice.rehearsal import HEADERS, Provider, decoded, speech, spoken_as, timed

TEXT = "Hola Lucía, te confirmo la visita. ¿Podés el viernes a las seis? Te espero en la esquina de siempre."
FIRST, SECOND, THIRD = ("Hola Lucía, te confirmo la visita.", "¿Podés el viernes a las seis?", TEXT[-35:])


@pytest.fixture
def clips(tmp_path: Path) -> Clips:
    return Clips(tmp_path / "voice")


async def heard(making: Making) -> tuple[bytes, Take]:
    pcm = b"".join([piece async for piece in making])
    return pcm, await making.take()


def texts(provider: Provider) -> list[str]:
    return [json.loads(request.content)["text"] for request in provider.asked]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, [FIRST, SECOND, THIRD]),
        ("Está en Av. Cabildo 2340, 4.º B, 3 amb. al frente. ¿Te sirve el viernes?",
         ["Está en Av. Cabildo 2340, 4.º B, 3 amb. al frente.", "¿Te sirve el viernes?"]),
        ("El Dr. J. Pérez vive en el piso 3. La Sra. Gómez también.",
         ["El Dr. J. Pérez vive en el piso 3.", "La Sra. Gómez también."]),
        ("Vale 1.500.000 pesos... creo. Mirá strato.com.ar y avisame",
         ["Vale 1.500.000 pesos... creo.", "Mirá strato.com.ar y avisame"]),
        ("Hola. Qué tal te fue con eso. Sí.", ["Hola. Qué tal te fue con eso. Sí."]),
        ("Primera línea sin punto\n  Segunda línea también", ["Primera línea sin punto", "Segunda línea también"]),
        ("sola", ["sola"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_at_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_a_sentence_over_the_limit_is_cut_where_one_breathes() -> None:
    text = "Uno dos tres, cuatro cinco seis siete. " + "x" * 50
    spans = within(text, sentences(text), 20)
    assert [text[a:b] for a, b in spans] == [
        "Uno dos tres,",
        "cuatro cinco seis",
        "siete.",
        "x" * 20,
        "x" * 20,
        "x" * 10,
    ]


@pytest.mark.asyncio
async def test_an_edit_pays_only_for_the_sentence_that_changed(clips: Clips) -> None:
    provider = Provider(timed())
    voice = Voice(provider.client, clips)
    _, first = await heard(voice.speak(TEXT, "v"))
    assert texts(provider) == [TEXT]
    edited = TEXT.replace("viernes", "sábado")
    price = await voice.price(edited, "v")
    assert price == Price(len("¿Podés el sábado a las seis?"), fresh=1, sentences=3, requests=1)
    pcm, take = await heard(voice.speak(edited, "v", reuse=True))
    assert texts(provider)[1:] == ["¿Podés el sábado a las seis?"]
    assert json.loads(provider.asked[1].content)["previous_text"] == FIRST
    assert json.loads(provider.asked[1].content)["next_text"] == THIRD
    assert (take.credits, take.history_id) == (len("¿Podés el sábado a las seis?"), "")
    assert take.clip != first.clip
    assert decoded(clips.read(take.clip)) == pcm  # one file, and all of it was heard
    _, again = await heard(voice.speak(TEXT, "v", reuse=True))
    assert again.credits == 0
    assert len(provider.asked) == 2


@pytest.mark.asyncio
async def test_an_edit_goes_on_from_the_take_that_was_chosen_and_not_from_the_newest(clips: Clips) -> None:
    provider = Provider(timed(pace=0.06), timed(pace=0.09), timed())
    voice = Voice(provider.client, clips)
    (_, slow), (_, newest) = [await heard(voice.speak(TEXT, "v")) for _ in range(2)]
    edited = TEXT.replace("viernes", "sábado")
    for take in (slow, newest):
        _, made = await heard(voice.speak(edited, "v", reuse=True, like=take))
        assert (made.readings[0], made.readings[2]) == (take.readings[0], take.readings[2])
        assert made.words[:6] == take.words[:6]  # the first sentence as that take says it, to the millisecond
    assert texts(provider)[2:] == ["¿Podés el sábado a las seis?"]
    _, as_it_was = await heard(voice.speak(TEXT, "v", reuse=True, like=slow))
    assert as_it_was.readings == slow.readings
    assert slow.words != newest.words


@pytest.mark.asyncio
async def test_joins_do_not_click_and_parts_are_equally_loud(clips: Clips) -> None:
    provider = Provider(timed(lambda text: 0.3 if "sábado" in text else 1.0))
    voice = Voice(provider.client, clips)
    await heard(voice.speak(TEXT, "v"))
    _, take = await heard(voice.speak(TEXT.replace("viernes", "sábado"), "v", reuse=True))
    samples = np.frombuffer(decoded(clips.read(take.clip)), np.int16).astype(int)
    words = {take.wording.text[c:d]: (a, b) for a, b, c, d in take.words}
    bounds = [0, *(words[word][0] * 48 - 7_000 for word in ("Podés", "Te")), len(samples)]
    parts = [samples[a:b].astype(np.int16) for a, b in pairwise(bounds)]
    levels = [loudness(part) or 0.0 for part in parts]
    assert max(levels) - min(levels) < 1.0
    assert np.mean(levels) == pytest.approx(TARGET, abs=1.0)
    usual = np.abs(np.diff(samples)).max()
    for at in bounds[1:-1]:
        around = samples[at - RATE // 5 : at + RATE // 5]
        quiet = np.abs(around) < 200
        longest = max(len(run) for run in "".join("q" if each else "." for each in quiet).split("."))
        assert longest < RATE * 0.4  # a pause, and no hole
        assert np.abs(np.diff(around)).max() <= usual
        assert np.abs(np.diff(samples[at - 500 : at + 500])).max() < 300


@pytest.mark.asyncio
async def test_each_word_knows_its_moment_also_in_a_take_from_the_disk(clips: Clips) -> None:
    voice = Voice(Provider(timed()).client, clips)
    _, first = await heard(voice.speak(TEXT, "v"))
    told = [TEXT[c:d] for _, _, c, d in first.words]
    assert told[:3] == ["Hola", "Lucía", "te"]
    assert told[-1] == "siempre"
    by_word = {TEXT[c:d]: a for a, _, c, d in first.words}
    assert by_word["Podés"] == pytest.approx(len(FIRST) * 60 + 500 + 60, abs=30)
    assert await voice.find(TEXT, "v") == first
    _, joined = await heard(voice.speak(TEXT.replace("viernes", "sábado"), "v", reuse=True))
    text = joined.wording.text
    starts = [a for a, _, _, _ in joined.words]
    assert starts == sorted(starts)
    samples = np.abs(np.frombuffer(decoded(clips.read(joined.clip)), np.int16).astype(int))
    for start, end, c, d in joined.words:
        assert samples[start * 48 : end * 48].max() > 3_000, text[c:d]
    word = word_at(joined.words, starts[5] + 5)
    assert word == joined.words[5]
    assert word_at(joined.words, 10_000_000) is None


@pytest.mark.asyncio
async def test_what_is_kept_is_heard_before_anything_new_has_arrived(clips: Clips) -> None:
    class Waiting(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            raise httpx.ReadTimeout("stalled")
            yield b""

    provider = Provider(timed(), lambda request: httpx.Response(200, headers=HEADERS, stream=Waiting()))
    voice = Voice(provider.client, clips)
    await heard(voice.speak(TEXT, "v"))
    making = voice.speak(TEXT.replace("esquina", "puerta"), "v", reuse=True)
    pcm: list[bytes] = []

    async def listen() -> None:
        async for piece in making:
            pcm.append(piece)

    with pytest.raises(Trouble, match=r"voice\.nothing_came") as caught:
        await listen()
    assert len(b"".join(pcm)) > 3 * RATE
    lost = caught.value.facts["stretch"]  # the provider has only a part of it, under that name
    assert "puerta" in making.text[lost.start : lost.end]
    assert (len(lost.spans), caught.value.facts["history_id"]) == (1, "hist-1")


@pytest.mark.asyncio
async def test_a_text_over_the_models_limit_is_asked_for_in_several_requests(clips: Clips) -> None:
    provider = Provider(timed())
    voice = Voice(provider.client, clips)
    text = " ".join(f"Esta es la oración número {i} de un texto largo." for i in range(130))
    assert len(text) > 5_000
    price = await voice.price(text, "v", "eleven_v3")
    assert (price.requests, price.sentences) == (2, 130)
    stretches = planned(text, lambda sentence: False, 5_000)
    assert all(stretch.end - stretch.start <= 5_000 for stretch in stretches)
    assert " ".join(text[stretch.start : stretch.end] for stretch in stretches) == text
    making = voice.speak(TEXT, "v", "eleven_v3")
    await making.take()
    assert making.requests == 1
    assert "previous_text" not in json.loads(provider.asked[0].content)


@pytest.mark.asyncio
async def test_a_model_without_times_is_asked_without_and_sentence_by_sentence(clips: Clips) -> None:
    refused = httpx.Response(400, json={"detail": {"code": "unsupported_model", "message": "timestamps"}})
    provider = Provider(refused, spoken_as(speech(2.0)))
    voice = Voice(provider.client, clips)
    _, take = await heard(voice.speak(SECOND, "v"))
    assert [request.url.path.rpartition("/")[2] for request in provider.asked] == ["with-timestamps", "stream"]
    assert take.words == ()
    making = voice.speak(f"{FIRST} {SECOND}", "v", reuse=True)
    await making.take()
    assert texts(provider)[2:] == [FIRST]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"audio_base64": "AAAA', "voice.nothing_came"),
        (b'{"detail": {"status": "x"}}\n', "voice.provider_down"),
        (b'{"audio_base64": "%%%", "alignment": null}\n{"a": 1}\n', "voice.garbled"),
        (b"{not json}\n{}\n", "voice.garbled"),
        (b"", "voice.nothing_came"),
    ],
)
async def test_lines_that_are_no_lines_are_told_and_nothing_is_kept(
    clips: Clips, tmp_path: Path, body: bytes, code: str
) -> None:
    headers = HEADERS | {"content-type": "application/json"}
    provider = Provider(lambda request: httpx.Response(200, headers=headers, content=body))
    with pytest.raises(Trouble) as caught:
        await Voice(provider.client, clips).speak("hola", "v").take()
    assert caught.value.code == code
    assert not list((tmp_path / "voice").rglob("*.*"))
