"""The outbox against the rehearsal providers: accepted, refused, unknown; once, and only what was heard."""

import hashlib
import io
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import soundfile

from services.channels.sending import Access, Parcel, Sent
from services.entries import Draft
from services.outbox import facts
from services.outbox.leaving import Leaving
from services.trouble import Trouble
from services.voice.clips import Clip
from services.voice.sound import MPEG, VOICE_NOTE
from tests.outbox.agency import Agency, Desk, word
from tests.outbox.conftest import Opening

pytestmark = pytest.mark.asyncio


def note(seed: int) -> bytes:
    """A short OGG/Opus voice note; another seed, other bytes."""
    import numpy as np

    from services.voice.note import Note

    made = Note()
    tone = np.sin(np.arange(48_000) * (2 * np.pi * (300 + seed * 10) / 48_000)) * 8000
    made.push(tone.astype(np.int16))
    made.finish()
    return made.data


def kept(desk: Desk, seed: int) -> Clip:
    return desk.house.clips.keep(note(seed))


async def test_a_text_goes_once_and_is_read(here: Desk, providers: Agency) -> None:
    lead, text = await here.until_lead("Pablo"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1
    assert here.message(message).author == "Martín Acuña"
    assert here.message(message).provider_id


async def test_what_was_heard_is_what_is_sent(here: Desk, providers: Agency) -> None:
    lead, clip = await here.until_lead("Pablo"), kept(here, 1)
    message = await here.house.outbox.voice(lead.id, clip, "hola")
    await here.until_state(message, "played")
    (row,) = providers.notes(clip.sha256)
    assert row["kind"] == "voice"
    assert row["body"]["audio"]["voice"] is True
    assert here.message(message).media is not None
    assert here.message(message).media.wave == clip.wave  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "mime"), [("Carla", MPEG), ("Romina", MPEG), ("Ramiro", VOICE_NOTE)])
async def test_each_channel_fetches_what_was_heard_in_the_format_it_wants(
    here: Desk, providers: Agency, name: str, mime: str
) -> None:
    lead, house = await here.until_lead(name), here.house
    await house.contacts.learn(lead.id)  # UChat's webhooks do not tell the surface
    assert house.outbox.ability(lead.id).format == mime
    voice = (await house.voice.voices())[0].id
    making = house.voice.speak(f"Hola {name}, {word()}.", voice, mime=mime)
    heard = b"".join([pcm async for pcm in making])
    take = await making.take()
    if making.remade:  # it missed its loudness: what is sent is another file, which the player plays anew
        heard = b"".join([pcm async for pcm in house.voice.listen(take.clip)])
    message = await house.outbox.voice(lead.id, take.clip, take.wording.text)
    await here.until_state(message, "sent")
    (row,) = providers.notes(take.clip.sha256)
    assert (row["kind"], row["mime"], row["bytes"]) == ("voice", mime, take.clip.size)
    url = row["body"]["messages"][0]["url"] if isinstance(row["body"], dict) else row["body"][0]["url"]
    assert url.endswith(".mp3" if mime == MPEG else ".ogg")
    got = httpx.get(url, trust_env=False)
    assert got.headers["content-type"] == mime
    samples, _ = soundfile.read(io.BytesIO(got.content), dtype="int16")
    assert hashlib.sha256(samples.tobytes()).digest() == hashlib.sha256(heard).digest()


async def test_a_voice_in_the_format_of_another_channel_is_never_made_into_this_ones_unheard(here: Desk) -> None:
    lead, clip = await here.until_lead("Carla"), kept(here, 7)
    with pytest.raises(Trouble, match=r"voice\.other_format"):
        await here.house.outbox.voice(lead.id, clip, "hola")


async def test_a_clip_changed_on_disk_after_it_was_heard_does_not_leave(here: Desk, providers: Agency) -> None:
    lead, clip = await here.until_lead("Pablo"), kept(here, 2)
    here.house.clips.path(clip).write_bytes(note(3))
    message = await here.house.outbox.voice(lead.id, clip, "hola")
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "voice.not_what_was_heard"
    assert providers.notes(clip.sha256) == []
    assert providers.notes(hashlib.sha256(note(3)).hexdigest()) == []


async def test_a_clip_that_is_gone_is_refused_at_once(here: Desk) -> None:
    lead, clip = await here.until_lead("Pablo"), kept(here, 4)
    here.house.clips.path(clip).unlink()
    with pytest.raises(Trouble, match=r"voice\.not_on_this_desk"):
        await here.house.outbox.voice(lead.id, clip, "hola")


async def test_lost_after_accepting_it_is_never_sent_twice_and_its_echo_settles_it(
    here: Desk, providers: Agency
) -> None:
    providers.fault("accept_reset")
    lead, text = await here.until_lead("Pablo"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1
    assert here.house.store.outgoing_one(message) is None


@pytest.mark.parametrize("fault", ["hang", "accept_reset", "accept_error", "html", "garbage"])
async def test_unknown_stays_unknown_where_nothing_is_echoed(here: Desk, providers: Agency, fault: str) -> None:
    providers.fault(fault, "manychat", "/sendContent", seconds=20)
    lead, text = await here.until_lead("Carla"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "uncertain")
    attempted = here.house.store.outgoing_one(message)
    assert attempted is not None
    assert attempted.attempt == 1
    assert len(providers.received(text)) == (0 if fault in ("html", "garbage") else 1)
    await here.house.outbox.retry(message)
    assert here.state(message) == "uncertain", "nobody sends an unknown one again by a slip"
    await here.house.outbox.settle(message, sent=True)
    await here.until_state(message, "sent")


async def test_an_unknown_one_that_a_person_calls_unsent_can_be_sent_again(here: Desk, providers: Agency) -> None:
    providers.fault("server_error", status=500)
    lead, text = await here.until_lead("Pablo"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "uncertain")
    await here.house.outbox.settle(message, sent=False)
    await here.until_state(message, "failed")
    await here.house.outbox.retry(message)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1


async def test_a_provider_that_is_busy_gets_another_attempt_after_its_pause(here: Desk, providers: Agency) -> None:
    providers.fault("rate_limited", retry_after=0.3, count=2)
    lead, text = await here.until_lead("Pablo"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1


async def test_what_waits_for_another_attempt_can_be_taken_back(here: Desk, providers: Agency) -> None:
    providers.fault("rate_limited", retry_after=900)
    lead, text = await here.until_lead("Hernán"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.listener.until(lambda: (one := here.house.store.outgoing_one(message)) is not None and one.attempt == 1)
    await here.until_state(message, "queued")
    waiting = here.house.store.outgoing_one(message)
    assert waiting is not None
    assert waiting.not_before > time.time() * 1000 + 800_000, "as long as the provider asked for"
    other = await here.house.outbox.text((await here.until_lead("Pablo")).id, text)
    assert await here.house.outbox.withdraw(message)
    assert here.state(other) == "queued", "the whole account has to pause"
    assert await here.house.outbox.withdraw(other)
    assert providers.received(text) == []


async def test_what_never_reached_the_provider_is_tried_again(here: Desk, providers: Agency) -> None:
    lead = await here.until_lead("Pablo")
    working = here.house.store.integration("whatsapp")
    assert working is not None
    broken = {**working, "base_url": "http://127.0.0.1:9/graph"}
    await here.house.store.publish(_changed(broken))
    text = word()
    message = await here.house.outbox.text(lead.id, text)
    await here.listener.until(lambda: (one := here.house.store.outgoing_one(message)) is not None and one.attempt == 1)
    await here.listener.until(lambda: here.state(message) == "queued")
    await here.house.store.publish(_changed(working))
    await here.house.outbox.send_now(message)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1


def _changed(config: dict[str, Any]) -> Draft:
    return Draft(uuid4().hex, "integration.changed", {"provider": "whatsapp", "active": True, "config": config})


async def test_a_closed_window_is_said_before_anything_is_tried(here: Desk) -> None:
    lead = await here.until_lead("Jorge")
    ability = here.house.outbox.ability(lead.id)
    assert (ability.text, ability.voice) == ("whatsapp.window_closed", "whatsapp.window_closed")
    with pytest.raises(Trouble, match=r"whatsapp\.window_closed"):
        await here.house.outbox.text(lead.id, "hola")


async def test_a_window_that_closed_while_it_waited_stops_the_message(here: Desk, providers: Agency) -> None:
    lead, text = await here.until_lead("Jorge"), word()
    message = await _queue(here, lead.id, text, not_before=0)
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "whatsapp.window_closed"
    assert providers.received(text) == []


async def test_what_would_fail_again_says_so_instead_of_doing_nothing(here: Desk) -> None:
    lead = await here.until_lead("Pablo")
    message = await _queue(here, lead.id, word(), not_before=600_000)
    await here.house.store.publish(facts.failed(message, 0, "whatsapp.template", again=False))
    with pytest.raises(Trouble, match=r"message\.not_again"):
        await here.house.outbox.retry(message)


async def test_a_reply_that_could_not_leave_for_an_hour_is_not_sent_late_by_itself(
    here: Desk, providers: Agency
) -> None:
    lead, text = await here.until_lead("Pablo"), word()
    message = await _queue(here, lead.id, text, not_before=-61 * 60_000)
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "outbox.stale"
    assert providers.received(text) == []
    await here.house.outbox.retry(message)
    await here.until_state(message, "read")


async def _queue(desk: Desk, conversation: str, text: str, not_before: int, hands: str = "own") -> str:
    """A message as it stands in the log, `not_before` ms from now."""
    found = desk.house.store.conversation(conversation)
    assert found is not None
    now, message = int(time.time() * 1000), uuid4().hex
    body = {
        "message": message,
        "conversation": conversation,
        "channel": found.channel,
        "account": found.account,
        "kind": "text",
        "text": text,
        "hands": hands,
        "at": now + min(0, not_before),
        "not_before": now + not_before,
    }
    await desk.house.store.publish(Draft(uuid4().hex, "message.queued", body))
    return message


async def test_a_wrong_key_is_told_and_can_be_mended(here: Desk, providers: Agency) -> None:
    tenant = here.house.desk.tenant.id
    good = here.house.credentials.cached(tenant, "whatsapp", "token")
    assert good
    await here.house.credentials.set(tenant, "whatsapp", "token", "otro")
    lead, text = await here.until_lead("Pablo"), word()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "whatsapp.reconnect"
    await here.house.credentials.set(tenant, "whatsapp", "token", good)
    await here.house.outbox.retry(message)
    await here.until_state(message, "read")
    assert len(providers.received(text)) == 1


async def test_who_leaves_within_the_time_to_undo_has_sent_it(opening: Opening, providers: Agency) -> None:
    """One key goes to the next agency: what waited for somebody to come back would go a day late, or never."""
    texts, later = [word(), word()], word()
    async with opening(providers.told, "leaving", hold_ms=3_600_000) as desk:
        lead = await desk.until_open("Pablo")
        for each in texts:
            await desk.house.outbox.text(lead.id, each)
        tomorrow = Leaving(int(time.time() * 1000) + 1_800_000)
        put_off = await desk.house.outbox.text(lead.id, later, leaving=tomorrow)
        assert not providers.received(texts[0])
    assert [len(providers.received(each)) for each in (*texts, later)] == [1, 1, 0]
    async with opening(providers.told, "leaving", hold_ms=3_600_000) as again:
        assert await again.house.outbox.withdraw(put_off)


async def test_undo_takes_it_back_and_nothing_leaves(opening: Opening, providers: Agency) -> None:
    async with opening(providers.told, "slow", hold_ms=3_600_000) as desk:
        lead, text = await desk.until_lead("Pablo"), word()
        message = await desk.house.outbox.text(lead.id, text)
        hurried = await desk.house.outbox.text(lead.id, text + " ya")
        assert desk.state(message) == "queued"
        assert await desk.house.outbox.withdraw(message)
        assert not await desk.house.outbox.withdraw(message)
        await desk.house.outbox.send_now(hurried)
        await desk.until_state(hurried, "read")
        assert not await desk.house.outbox.withdraw(hurried)
    assert len(providers.received(text)) == 1


async def test_after_the_clock_is_set_back_a_message_is_still_held_for_seconds(
    opening: Opening, providers: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening(providers.told, "set back") as desk:
        lead, outbox, real = await desk.until_open("Pablo"), desk.house.outbox, desk.house.outbox._now
        monkeypatch.setattr(outbox, "_now", lambda: real() + 3_600_000)
        first = await outbox.text(lead.id, word(), leaving=Leaving(real() + 86_400_000))
        monkeypatch.setattr(outbox, "_now", real)
        second = await outbox.text(lead.id, word())
        await desk.until_state(second, "sent", "delivered", "read")
        assert await outbox.withdraw(first)


async def test_one_conversation_keeps_its_order_and_others_do_not_wait(here: Desk, providers: Agency) -> None:
    providers.fault("latency", seconds=0.3, count=1)
    pablo, hernan, text = await here.until_lead("Pablo"), await here.until_lead("Hernán"), word()
    messages = [await here.house.outbox.text(pablo.id, f"{text} {n}") for n in range(5)]
    other = await here.house.outbox.text(hernan.id, f"{text} aparte")
    for message in [*messages, other]:
        await here.until_state(message, "sent", "delivered", "read")
    said = [row["body"]["text"]["body"] for row in providers.received(text) if row["what"] == "message"]
    assert [each for each in said if "aparte" not in each] == [f"{text} {n}" for n in range(5)]


async def test_of_two_desks_with_the_key_exactly_one_sends(here: Desk, opening: Opening, providers: Agency) -> None:
    told = await providers.another("Otra", keys=True)
    async with opening(told, "there") as there:
        lead = await here.until_lead("Pablo")
        await there.until_lead("Pablo")
        texts = [word() for _ in range(8)]
        messages = [
            await _queue(desk, lead.id, text, 800, hands="any")  # both find it due at the same moment
            for desk, text in zip([here, there] * 4, texts, strict=True)
        ]
        for message in messages:
            await here.until_state(message, "sent", "delivered", "read")
            await there.until_state(message, "sent", "delivered", "read")
    assert [len(providers.received(text)) for text in texts] == [1] * 8


async def test_own_waits_for_its_desk_until_it_is_handed_over(here: Desk, opening: Opening, providers: Agency) -> None:
    told = await providers.another("Otra", keys=True)
    lead, text = await here.until_lead("Pablo"), word()
    async with opening(told, "dark", hold_ms=3_600_000) as dark:
        await dark.until_lead("Pablo")
        message = await dark.house.outbox.text(lead.id, text)
        await here.listener.until(lambda: here.state(message) == "queued")
        await dark.house._chores.end()  # it is gone with a power cut: on its way out it would have sent it
    later = word()
    await here.until_state(await here.house.outbox.text(lead.id, later), "sent", "delivered", "read")
    assert here.state(message) == "queued"
    await here.house.outbox.hand_over(message)
    await here.house.outbox.send_now(message)
    await here.until_state(message, "sent", "delivered", "read")
    assert len(providers.received(text)) == 1
    await here.house.outbox.hand_over(message)
    written = [each.kind for each in here.house.store.pending_drafts()]
    assert facts.handed(message).kind not in written, "what has left already needs no other hands"


async def test_a_desk_without_keys_has_its_voice_sent_by_another(
    here: Desk, opening: Opening, providers: Agency
) -> None:
    told = await providers.another("Sin claves", keys=False)
    async with opening(told, "keyless") as keyless:
        lead, clip = await keyless.until_open("Pablo"), kept(keyless, 5)
        assert keyless.house.outbox.ability(lead.id).hands == "any"
        message = await keyless.house.outbox.voice(lead.id, clip, "hola")
        await keyless.until_state(message, "played")
    assert here.house.clips.find(clip.sha256) is None
    (row,) = providers.notes(clip.sha256)
    assert row["body"]["biz_opaque_callback_data"] == message


async def test_a_clip_has_a_public_address_for_providers_that_fetch(here: Desk) -> None:
    clip = kept(here, 6)
    url = await here.house.media.link(clip.sha256, clip.mime, 60)
    client = await here.house.http()
    assert (await client.get(url)).content == here.house.clips.read(clip)


async def test_a_bug_in_a_sender_is_loud_and_the_message_unknown(here: Desk, providers: Agency) -> None:
    class Broken:
        async def send(self, parcel: Parcel, access: Access) -> Sent:
            raise ZeroDivisionError("a bug")

    lead, text = await here.until_lead("Pablo"), word()
    sender = await here.house.channels.sender("whatsapp")
    here.house.channels._made["whatsapp"] = Broken()
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "uncertain")
    await here.listener.until(lambda: here.listener.troubles)
    assert [type(error) for error in here.listener.troubles] == [ZeroDivisionError]
    here.listener.troubles.clear()
    here.house.channels._made["whatsapp"] = sender
    await here.until_state(await here.house.outbox.text(lead.id, text + "!"), "read")
    assert len(providers.received(text)) == 1


async def test_closing_lets_a_call_under_way_finish(opening: Opening, providers: Agency) -> None:
    async with opening(providers.told, "closing") as desk:
        providers.fault("latency", seconds=0.7)
        lead, text = await desk.until_lead("Pablo"), word()
        message = await desk.house.outbox.text(lead.id, text)
        await desk.until_state(message, "sending")
    async with opening(providers.told, "closing") as again:
        await again.until_state(message, "sent", "delivered", "read")
    assert len(providers.received(text)) == 1


async def test_no_secret_is_left_in_any_file(opening: Opening, providers: Agency, tmp_path: Path) -> None:
    async with opening(providers.told, "secretive") as desk:
        lead = await desk.until_lead("Pablo")
        await desk.until_state(await desk.house.outbox.text(lead.id, word()), "read")
    files = [path for path in (tmp_path / "secretive").rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        for secret in providers.secrets():
            assert secret.encode() not in path.read_bytes(), path.name
