"""Voices that wait for an answer and messages put off to a time, against the practice agency: sent once, by one."""

import time
from pathlib import Path

import pytest

from services.outbox import Leaving
from services.records import Conversation, Media
from services.trouble import Trouble
from tests.outbox.agency import Agency, Desk, agency, desk, word
from tests.outbox.conftest import Opening
from tests.outbox.test_outbox import kept

pytestmark = pytest.mark.asyncio

DAY = 24 * 3_600_000


def now() -> int:
    return int(time.time() * 1000)


async def closed_lead(desk: Desk, providers: Agency) -> tuple[Conversation, str]:
    """A WhatsApp lead who has written and whose window is closed, and the id by which the practice agency knows it."""
    rows = providers.ask("GET", "/leads")["leads"]
    shut = [row for row in rows if row["channel"] == "whatsapp" and not row["window_open"] and row["last_inbound"]]
    return await desk.until_lead(shut[0]["name"]), str(shut[0]["id"])


async def test_it_goes_by_itself_when_the_lead_answers_also_after_a_restart(opening: Opening, tmp_path: Path) -> None:
    """In an agency of its own: the window that opens here stays closed for the other tests."""
    with agency(tmp_path / "practice") as providers:
        await goes_by_itself(providers, opening)


async def goes_by_itself(providers: Agency, opening: Opening) -> None:
    async with opening(providers.told, "here") as first:
        lead, who = await closed_lead(first, providers)
        clip = kept(first, 41)
        with pytest.raises(Trouble, match=r"whatsapp\.window_closed"):
            await first.house.outbox.voice(lead.id, clip, "hola")
        waiting = Leaving(answer_by=now() + 3 * DAY)
        message = await first.house.outbox.voice(lead.id, clip, "hola", leaving=waiting)
        await first.listener.until(lambda: first.house.store.position().pending == 0)
        found = first.house.store.outgoing_one(message)
        assert found is not None
        assert (found.state, found.waits_until) == ("queued", waiting.answer_by)
    assert not providers.notes(clip.sha256)
    providers.ask("POST", f"/leads/{who}/write", json={"kind": "quick", "text": "Escuchar audio"})
    async with opening(providers.told, "here") as again:
        await again.until_state(message, "sent", "delivered", "read", "played")
        lines = again.house.store.messages(lead.id)
        assert [each.id for each in lines].index(message) > [each.text for each in lines].index("Escuchar audio")
    assert len(providers.notes(clip.sha256)) == 1


async def test_it_goes_from_another_desk_while_its_authors_is_dark(opening: Opening, tmp_path: Path) -> None:
    with agency(tmp_path / "practice") as providers:
        async with opening(providers.told, "here") as first:
            lead, who = await closed_lead(first, providers)
            clip = kept(first, 45)
            message = await first.house.outbox.voice(lead.id, clip, "hola", leaving=Leaving(answer_by=now() + DAY))
            await first.listener.until(lambda: first.house.store.position().pending == 0)
        async with desk(await providers.another("Sofía Bianchi", keys=True), tmp_path / "other") as other:
            providers.ask("POST", f"/leads/{who}/write", json={"kind": "quick", "text": "Escuchar audio"})
            await other.until_state(message, "sent", "delivered", "read", "played")
        async with opening(providers.told, "here") as again:
            await again.until_state(message, "sent", "delivered", "read", "played")
        assert len(providers.notes(clip.sha256)) == 1


async def test_a_lead_who_says_no_gets_nothing(here: Desk, providers: Agency) -> None:
    lead = await here.until_lead("Delfina")
    clip, leads = kept(here, 42), providers.ask("GET", "/leads")["leads"]
    who = next(row["id"] for row in leads if row["name"] == lead.name)
    message = await here.house.outbox.voice(lead.id, clip, "hola", leaving=Leaving(answer_by=now() + DAY))
    await here.listener.until(lambda: here.house.store.position().pending == 0)
    providers.ask("POST", f"/leads/{who}/write", json={"kind": "quick", "text": "Ahora no"})
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "wait.declined"
    assert not providers.notes(clip.sha256)


async def test_it_expires_without_an_answer(here: Desk, providers: Agency) -> None:
    lead = await here.until_lead("Norma")  # no other test writes to her: she has nothing to answer
    clip = kept(here, 43)
    message = await here.house.outbox.voice(lead.id, clip, "hola", leaving=Leaving(answer_by=now() + 700))
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "wait.expired"
    assert not providers.notes(clip.sha256)


async def test_a_message_put_off_goes_once_though_two_desks_could(
    providers: Agency, opening: Opening, tmp_path: Path
) -> None:
    text = word()
    async with (
        opening(providers.told, "here") as here,
        desk(await providers.another("Sofía Bianchi", keys=True), tmp_path / "other") as other,
    ):
        lead = await here.until_lead("Pablo")
        message = await here.house.outbox.text(lead.id, text, leaving=Leaving(at=now() + 1500))
        await other.listener.until(lambda: other.house.store.message(message) is not None)
        assert not providers.received(text)
        direct = await here.house.outbox.text(lead.id, word())
        await here.until_state(direct, "sent", "delivered", "read")
        assert here.state(message) == "queued", "what was put off holds nobody"
        await here.until_state(message, "sent", "delivered", "read")
        await other.until_state(message, "sent", "delivered", "read")  # and it has no reason to send it any more
    assert len(providers.received(text)) == 1


async def test_what_was_put_off_can_leave_at_another_time_or_not_at_all(here: Desk, providers: Agency) -> None:
    lead, first, second = await here.until_lead("Pablo"), word(), word()
    sooner = await here.house.outbox.text(lead.id, first, leaving=Leaving(at=now() + DAY))
    never = await here.house.outbox.text(lead.id, second, leaving=Leaving(at=now() + DAY))
    await here.house.outbox.put_off(sooner, now() + 2 * DAY)
    found = here.house.store.outgoing_one(sooner)
    assert found is not None
    assert (found.scheduled_at or 0) > now() + DAY
    await here.house.outbox.send_now(sooner)
    assert await here.house.outbox.withdraw(never)
    await here.until_state(sooner, "sent", "delivered", "read")
    assert len(providers.received(first)) == 1
    assert not providers.received(second)


async def test_a_note_stays_in_the_agency(here: Desk, providers: Agency) -> None:
    lead, text = await here.until_lead("Pablo"), word()
    note = await here.house.outbox.note(lead.id, text)
    assert (here.message(note).kind, here.message(note).author) == ("note", "Martín Acuña")
    assert here.house.store.outgoing_one(note) is None
    assert not providers.received(text)


async def test_quick_replies_and_their_files_reach_every_desk(providers: Agency, here: Desk, tmp_path: Path) -> None:
    clip = kept(here, 44)
    media = Media(clip.mime, clip.sha256, clip.size, seconds=clip.seconds, wave=clip.wave, voice=True)
    name = word()
    await here.house.replies.save(name, "Hola {nombre}", media)
    with pytest.raises(Trouble, match=r"reply\.name_taken"):
        await here.house.replies.save(name.upper(), "otra")
    with pytest.raises(Trouble, match=r"reply\.bad_name"):
        await here.house.replies.save("con espacio", "otra")
    async with desk(await providers.another("Sofía Bianchi", keys=True), tmp_path / "other") as other:
        await other.listener.until(lambda: other.house.replies.named(name))
        (reply,) = other.house.replies.named(name)
        await other.house.replies.bring(reply)
        found = other.house.media.path(clip.sha256)
        assert found is not None
        assert found.read_bytes() == here.house.clips.read(clip)
        await other.house.replies.remove(reply.id)
        await here.listener.until(lambda: not here.house.replies.named(name))
