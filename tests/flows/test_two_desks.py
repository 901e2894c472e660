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
from tests.outbox.agency import Agency, agency, desk, word

pytestmark = [pytest.mark.asyncio, pytest.mark.slow, pytest.mark.timeout(180)]
SHARED = ("whatsapp", "elevenlabs")


@pytest.fixture(scope="module")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agency, Path]]:
    """A relay by its command line and the rehearsal providers, and where they live."""
    folder = tmp_path_factory.mktemp("agency")
    with agency(folder) as running:
        yield running, folder


async def test_an_invited_desk_receives_keys_sends_what_it_heard_and_is_shown_out(
    providers: tuple[Agency, Path], tmp_path: Path
) -> None:
    world, folder = providers
    async with desk(world.told, tmp_path / "first") as first:
        invited = await first.house.team.invite("agent", "Bruno", 1)
        async with joined(world.told["relay"], invited.code, tmp_path / "second") as (second, ring):
            tenant, device = second.house.desk.tenant.id, second.house.desk.device
            news: list[News] = []

            def told(each: News) -> None:
                news.append(each)
                second.listener.changed(Changes())  # the keyring wakes nobody

            second.house.shared_keys.told = told
            assert not any([await ring.get(tenant, each, FIELDS[each][0]) for each in SHARED])
            await first.listener.until(lambda: any(each.id == device for each in first.house.store.devices()))
            for each in SHARED:
                await first.house.shared_keys.share(device, each)
            await second.listener.until(lambda: [each.what for each in news] == ["received", "received"])
            assert all(ring.holds(tenant, each) for each in SHARED)
            for each in SHARED:
                assert ring.cached(tenant, each, FIELDS[each][0]) == first.house.credentials.cached(
                    tenant, each, FIELDS[each][0]
                )

            await second.listener.until(lambda: second.house.store.integration("elevenlabs"))
            lead = await second.until_lead("Pablo")
            (voice, *_) = await second.house.voice.voices()
            take = await second.house.voice.speak("Hola Pablo, mañana a las diez.", voice.id).take()
            heard = [pcm async for pcm in second.house.voice.listen(take.clip)]
            assert sum(map(len, heard)) > 48_000
            sha256 = hashlib.sha256(second.house.clips.path(take.clip).read_bytes()).hexdigest()
            message = await second.house.outbox.voice(lead.id, take.clip, take.wording.text)
            await second.until_state(message, "played")
            (arrived,) = world.notes(sha256)
            assert arrived["kind"] == "voice"
            await first.until_state(message, "played")
            assert first.message(message).author == "Bruno"

            await first.house.team.revoke(device, second.house.desk.member.id)
            await second.listener.until(
                lambda: second.listener.link is not None and second.listener.link.kind != "live"
            )
            await second.listener.until(lambda: [each.what for each in news].count("left") == len(SHARED))
            assert second.listener.link is not None
            assert (second.listener.link.kind, second.listener.link.why) == ("stopped", "relay.signed_out")
            assert not any([await ring.get(tenant, each, FIELDS[each][0]) for each in SHARED])
            with pytest.raises(Trouble, match=r"token\.unknown"):
                await second.house.relay.me()
            text, after = word(), word()
            late = await second.house.outbox.text(lead.id, text)
            await second.house.outbox.send_now(late)
            own = await first.house.outbox.text((await first.until_lead("Pablo")).id, after)
            await first.until_state(own, "read")
            assert world.received(after)
            assert not world.received(text)
            assert second.state(late) in ("queued", "failed")
            assert first.state(late) is None, "nothing of it came into the log"
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
