"""What was paid for and lost is fetched again, from the rehearsal provider and from answers of any shape."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.sandbox.faults import Fault
from services.trouble import Trouble
from services.voice import Clip, Clips, Take, Wording
from services.voice.history import History
from services.voice.reels import MOST, Kept, Reels
from services.voice.script import Stretch
from services.voice.sound import is_voice_note
from tests.voice.rehearsal import Provider, speech
from tests.voice.test_elevenlabs import SAMPLES, needs_samples
from tests.voice.test_practice_voice import TEXT, Practice, practice  # noqa: F401  (the fixture)

WORDING = Wording("Hola, ¿qué tal?", "v", "m")
WHOLE = Stretch(((0, len(WORDING.text)),))
PLANS = ((WHOLE,),)


def row(item: str, text: str = WORDING.text, **more: Any) -> dict[str, Any]:
    given = {"voice_id": "v", "model_id": "m", "date_unix": 7, "state": "created", "source": "TTS"}
    return {"history_item_id": item, "text": text, **given, **more}


def told(*rows: object, **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"history": list(rows), "has_more": False, **more})


def history(tmp_path: Path, *answers: httpx.Response) -> tuple[History, Provider]:
    provider = Provider(*answers)
    return History(lambda: provider.client, Clips(tmp_path)), provider


@pytest.mark.asyncio
async def test_the_newest_of_the_same_words_that_is_not_here(tmp_path: Path) -> None:
    page = told(row("other", "Chau"), row("here"), row("half", state="processing"), row("it", "Hola,  ¿qué tal?"))
    found, _ = history(tmp_path, page)
    assert (await found.find(WORDING, PLANS, known={"here"})).spoken[WHOLE].id == "it"
    assert (await found.find(WORDING, PLANS, {WHOLE: "other"})).spoken[WHOLE].id == "other"
    found, _ = history(tmp_path, told(row("part", "Hola,")))
    with pytest.raises(Trouble, match=r"voice\.not_in_history"):
        await found.find(WORDING, PLANS, {WHOLE: "part"})


@pytest.mark.asyncio
async def test_it_is_looked_for_page_by_page_but_not_for_ever(tmp_path: Path) -> None:
    first = told(row("a", "Chau"), has_more=True, last_history_item_id="a")
    found, provider = history(tmp_path, first, told(row("it")))
    assert (await found.find(WORDING, PLANS)).spoken[WHOLE].id == "it"
    assert provider.asked[1].url.params["start_after_history_item_id"] == "a"
    found, provider = history(tmp_path, first)
    with pytest.raises(Trouble, match=r"voice\.not_in_history"):
        await found.find(WORDING, PLANS)
    assert len(provider.asked) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [[], {}, {"history": None}, {"history": ["odd", {"text": "no id"}, {}]}])
async def test_an_odd_history_has_nothing(tmp_path: Path, body: Any) -> None:
    found, _ = history(tmp_path, httpx.Response(200, json=body))
    with pytest.raises(Trouble, match=r"voice\.not_in_history"):
        await found.find(WORDING, PLANS)


@needs_samples
@pytest.mark.asyncio
async def test_a_real_history_is_read(tmp_path: Path) -> None:
    kept = json.loads((SAMPLES / "elevenlabs_history.json").read_text())
    found, _ = history(tmp_path, httpx.Response(200, json={**kept, "has_more": False}))
    wording = Wording("Hello, world!", "21m00Tcm4TlvDq8ikWAM", "eleven_multilingual_v2")
    whole = Stretch(((0, len(wording.text)),))
    spoken = (await found.find(wording, [(whole,)])).spoken[whole]
    assert (spoken.id, spoken.credits) == ("ja9xsmfGhxYcymxGcOGB", 42)


@pytest.mark.asyncio
async def test_what_comes_again_is_a_take_at_no_cost(tmp_path: Path) -> None:
    sound = httpx.Response(200, content=speech(0.4), headers={"content-type": "audio/pcm"})
    clips = Clips(tmp_path)
    provider = Provider(told(row("it", output_format="pcm_24000")), sound)
    found = History(lambda: provider.client, clips)
    take = await found.fetch(await found.find(WORDING, PLANS), WORDING).take()
    assert (take.credits, take.history_id, take.wording) == (0, "it", WORDING)
    assert is_voice_note(clips.read(take.clip))
    assert provider.asked[1].url.path == "/v1/history/it/audio"


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["cut", "accept_reset", "accept_error"])
async def test_a_charged_and_lost_voice_is_fetched_from_the_practice_account(practice: Practice, kind: str) -> None:  # noqa: F811
    practice.sandbox.faults.add(Fault(kind, provider="elevenlabs", method="POST", count=1))  # type: ignore[arg-type]
    voice = (await practice.voice.voices())[0].id
    with pytest.raises(Trouble) as caught:
        await practice.voice.speak(TEXT, voice).take()
    assert caught.value.facts["maybe_charged"]
    charged = (await practice.voice.quota()).used
    found = History(lambda: practice.voice._provider, practice.clips)
    wording = Wording(TEXT, voice, "eleven_multilingual_v2")
    lost = caught.value.facts["stretch"]
    item = str(caught.value.facts.get("history_id") or "")
    there = await found.find(wording, await practice.voice.plans(wording, lost), {lost: item} if item else {})
    assert there.spoken[lost].credits == charged
    take = await found.fetch(there, wording).take()
    assert take.clip.seconds > 1
    assert (await practice.voice.quota()).used == charged
    assert (await practice.voice.find(TEXT, voice)) == take  # asking for it again is instant and free


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["cut", "accept_reset", "accept_error"])
@pytest.mark.parametrize("told", [True, False], ids=["at once", "after a kill"])
async def test_an_edited_sentence_that_was_lost_is_found_by_its_own_text_and_joined(
    practice: Practice,  # noqa: F811
    kind: str,
    told: bool,
) -> None:
    studio, model = practice.voice, "eleven_multilingual_v2"
    who = (await studio.voices())[0].id
    first = await studio.speak("Tiene balcón al frente. Te espero el viernes.", who).take()
    edited = Wording("Tiene balcón al frente. Te espero el sábado a las diez.", who, model)
    before = (await studio.quota()).used
    practice.sandbox.faults.add(Fault(kind, provider="elevenlabs", method="POST", count=1))  # type: ignore[arg-type]
    with pytest.raises(Trouble) as caught:
        await studio.speak(edited.text, who, reuse=True, like=first).take()
    lost, item = caught.value.facts["stretch"], str(caught.value.facts.get("history_id") or "")
    charged = (await studio.quota()).used
    assert charged > before
    found = History(lambda: studio._provider, practice.clips)
    plans = await studio.plans(edited, lost if told else None)
    there = await found.find(edited, plans, {lost: item} if told and item else {})
    assert [spoken.text for spoken in there.spoken.values()] == ["Te espero el sábado a las diez."]
    take = await found.fetch(there, edited, first.readings).take()
    assert take.readings[0] == first.readings[0]  # the kept sentence sounds as it did
    assert (take.credits, (await studio.quota()).used) == (0, charged)
    assert (await studio.price(edited.text, who)).credits == 0


@pytest.mark.asyncio
async def test_what_was_never_spoken_is_told_apart_from_what_was_paid(tmp_path: Path) -> None:
    wording = Wording("Tiene balcón al frente. Te espero el viernes.", "v", "m")
    one, other = Stretch(((0, 23),)), Stretch(((24, 45),))
    sound = httpx.Response(200, content=speech(1.2), headers={"content-type": "audio/pcm"})
    clips = Clips(tmp_path)
    provider = Provider(told(row("it", "Tiene balcón al frente.", output_format="pcm_24000")), sound)
    found = History(lambda: provider.client, clips)
    there = await found.find(wording, [(one, other)])
    with pytest.raises(Trouble, match=r"voice\.rest_unpaid") as caught:
        await found.fetch(there, wording).take()
    assert not caught.value.facts["history_id"]  # nothing more to fetch
    assert clips.pieces.has("Tiene balcón al frente.", "v", "m", wording.settings)
    assert not clips.takes(wording)
    for answer in (told(row("it", state="processing")), told(has_more=True, last_history_item_id="a")):
        odd, asked = history(tmp_path, answer)
        if "processing" not in answer.text:
            for n in range(60):
                asked._answers.insert(0, told(has_more=True, last_history_item_id=f"n{n}"))
        with pytest.raises(Trouble, match=r"voice\.not_found_yet"):
            await odd.find(WORDING, PLANS)


@pytest.mark.asyncio
async def test_takes_of_a_conversation_come_back_as_they_were(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    reels = Reels(tmp_path / "reels", clips)

    def kept(name: str, history_id: str = "h") -> Kept:
        return Kept(Take(Clip(name, "audio/ogg", 1, 1.0, b""), WORDING, 4, history_id, "", ""), "Hola", 5)

    await reels.keep("ana", kept("a"))
    await reels.keep("ana", kept("gone for good", history_id=""))
    await reels.heard("ana", "a")
    again = Reels(tmp_path / "reels", clips)
    assert [(each.take.clip.sha256, each.heard) for each in await again.takes("ana")] == [("a", True)]
    assert await again.takes("bea") == []
    for n in range(MOST + 5):
        await reels.keep("ana", kept(f"n{n}"))
    assert len(await reels.takes("ana")) == MOST
    next(iter((tmp_path / "reels").iterdir())).write_bytes(b"{")
    assert await reels.takes("ana") == []
