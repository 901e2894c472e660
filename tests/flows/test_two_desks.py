"""A second desk is invited, receives the keys sealed, sends a voice that it heard, and is shown out; a stranger's
invitation opens only the stranger's agency."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk import join
from services.credentials import FIELDS, MemoryCredentials
from services.records import Changes
from services.shared_keys import News
from services.trouble import Trouble
from tests.flows.agencies import joined, operate
from tests.outbox.agency import Agency, Desk, agency, desk, word

pytestmark = [pytest.mark.asyncio, pytest.mark.slow, pytest.mark.timeout(180)]
SHARED = ("whatsapp", "elevenlabs")


@pytest.fixture(scope="module")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agency, Path]]:
    """A relay by its command line and the rehearsal providers, and where they live."""
    folder = tmp_path_factory.mktemp("agency")
    with agency(folder) as running:
        yield running, folder


def hears_of_keys(new: Desk) -> list[News]:
    """What the new desk is told about its keys."""
    news: list[News] = []

    def told(each: News) -> None:
        news.append(each)
        new.listener.changed(Changes())  # the keyring wakes nobody

    new.house.shared_keys.told = told
    return news


async def keys_of(new: Desk, ring: MemoryCredentials) -> list[str | None]:
    return [await ring.get(new.house.desk.tenant.id, each, FIELDS[each][0]) for each in SHARED]


async def hand_keys(first: Desk, new: Desk, ring: MemoryCredentials, news: list[News]) -> None:
    """Sealed for the new desk alone; what arrives is what the first one holds."""
    tenant, device = new.house.desk.tenant.id, new.house.desk.device
    await first.listener.until(lambda: any(each.id == device for each in first.house.store.devices()))
    for each in SHARED:
        await first.house.shared_keys.share(device, each)
    await new.listener.until(lambda: [each.what for each in news] == ["received", "received"])
    for each in SHARED:
        field = FIELDS[each][0]
        assert ring.holds(tenant, each)
        assert ring.cached(tenant, each, field) == first.house.credentials.cached(tenant, each, field)


async def send_what_was_heard(world: Agency, first: Desk, new: Desk, lead: str) -> None:
    """The bytes of the take that was listened to are those that the provider got; both desks see it played."""
    await new.listener.until(lambda: new.house.store.integration("elevenlabs"))
    (voice, *_) = await new.house.voice.voices()
    take = await new.house.voice.speak("Hola Pablo, mañana a las diez.", voice.id).take()
    heard = [pcm async for pcm in new.house.voice.listen(take.clip)]
    assert sum(map(len, heard)) > 48_000
    sha256 = hashlib.sha256(new.house.clips.path(take.clip).read_bytes()).hexdigest()
    message = await new.house.outbox.voice(lead, take.clip, take.wording.text)
    await new.until_state(message, "played")
    (arrived,) = world.notes(sha256)
    assert arrived["kind"] == "voice"
    await first.until_state(message, "played")
    assert first.message(message).author == "Bruno"


async def show_out(first: Desk, new: Desk, ring: MemoryCredentials, news: list[News]) -> None:
    """Its connection ends, its keys go, and its token opens nothing any more."""
    await first.house.team.revoke(new.house.desk.device, new.house.desk.member.id)
    await new.listener.until(lambda: new.listener.link is not None and new.listener.link.kind != "live")
    await new.listener.until(lambda: [each.what for each in news].count("left") == len(SHARED))
    assert new.listener.link is not None
    assert (new.listener.link.kind, new.listener.link.why) == ("stopped", "relay.signed_out")
    assert not any(await keys_of(new, ring))
    with pytest.raises(Trouble, match=r"token\.unknown"):
        await new.house.relay.me()


async def nothing_leaves(world: Agency, first: Desk, new: Desk, lead: str) -> None:
    """What the desk that is out still writes reaches nobody, though the agency goes on writing."""
    text, after = word(), word()
    late = await new.house.outbox.text(lead, text)
    await new.house.outbox.send_now(late)
    own = await first.house.outbox.text((await first.until_lead("Pablo")).id, after)
    await first.until_state(own, "read")
    assert world.received(after)
    assert not world.received(text)
    assert new.state(late) in ("queued", "failed")
    assert first.state(late) is None, "nothing of it came into the log"


async def test_an_invited_desk_receives_keys_sends_what_it_heard_and_is_shown_out(
    providers: tuple[Agency, Path], tmp_path: Path
) -> None:
    world, folder = providers
    async with desk(world.told, tmp_path / "first") as first:
        invited = await first.house.team.invite("agent", "Bruno", 1)
        async with joined(world.told["relay"], invited.code, tmp_path / "second") as (second, ring):
            news = hears_of_keys(second)
            assert not any(await keys_of(second, ring))
            await hand_keys(first, second, ring, news)
            lead = (await second.until_lead("Pablo")).id
            await send_what_was_heard(world, first, second, lead)
            await show_out(first, second, ring, news)
            await nothing_leaves(world, first, second, lead)
    kept = [path.read_bytes() for path in (*tmp_path.rglob("*"), *folder.glob("relay/**/*")) if path.is_file()]
    for key in (world.told["integrations"][each]["keys"][FIELDS[each][0]] for each in SHARED):
        assert not any(key.encode() in each for each in kept), "a key lies outside of a keyring"


async def test_the_invitation_of_another_agency_opens_only_that_one(
    providers: tuple[Agency, Path], tmp_path: Path
) -> None:
    world, folder = providers
    other = operate(folder / "relay", "tenant", "add", "Propiedades del Sur")
    async with desk(world.told, tmp_path / "first") as first:
        lead = await first.until_lead("Pablo")
        async with joined(world.told["relay"], other["invitation"], tmp_path / "first") as (stranger, ring):
            house = stranger.house
            assert (house.desk.tenant.id, house.desk.member.role) == (other["tenant"], "admin")
            assert house.desk.data != first.house.desk.data
            await house.team.rename("Ana")  # something to read in its own log
            await stranger.listener.until(lambda: house.store.position().seq > 0)
            assert house.store.conversation_ids() == []
            assert house.store.conversation(lead.id) is None
            assert house.store.integration("whatsapp") is None
            assert {each.id for each in await house.relay.members()} == {house.desk.member.id}
            with pytest.raises(Trouble, match=r"key\.no_lock"):
                await first.house.shared_keys.share(house.desk.device, "whatsapp")
            with pytest.raises(Trouble):
                await house.relay.revoke(world.told["device"])
            assert (await first.house.relay.me()).device == world.told["device"]
            assert not ring.holds(other["tenant"], "whatsapp")
        with pytest.raises(Trouble, match=r"invitation\.used"):
            await join(
                MemoryCredentials(), first.house.http, tmp_path / "third", world.told["relay"], other["invitation"],
                "Nadie", "otra",
            )  # fmt: skip
