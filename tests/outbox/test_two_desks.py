"""Two desks of an agency, on the line and off it: what one sends the other hears, what one tells nobody repeats."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from services.trouble import Trouble
from tests.link.doubles import Proxy
from tests.outbox.agency import Agency, Desk, desk, word
from tests.outbox.test_outbox import kept

pytestmark = pytest.mark.asyncio


class Lined(Desk):
    """A desk, and its line to the relay."""

    def __init__(self, there: Desk, line: Proxy) -> None:
        super().__init__(there.house, there.listener)
        self.line = line

    async def leave(self) -> None:
        """The relay cannot be reached from here any more; the providers can."""
        self.line.down()
        await self.until_link("offline")

    async def come_back(self) -> None:
        self.line.up = True
        self.house.link.wake()
        await self.until_link("live")

    async def until_link(self, kind: str) -> None:
        await self.listener.until(lambda: self.listener.link is not None and self.listener.link.kind == kind)


@pytest_asyncio.fixture
async def desks(providers: Agency, tmp_path: Path) -> AsyncIterator[tuple[Lined, Lined]]:
    """Two desks with the channels' keys, each on a line of its own."""
    port = urlsplit(providers.told["relay"]).port
    assert port is not None
    other = await providers.another("Sofía", keys=True, role="admin")
    async with Proxy(port).running() as line, Proxy(port).running() as line2:
        mine = providers.told | {"relay": line.url}
        theirs = other.replace(providers.told["relay"].encode(), line2.url.encode())
        async with desk(mine, tmp_path / "one") as one, desk(theirs, tmp_path / "two") as two:
            yield Lined(one, line), Lined(two, line2)


async def test_a_voice_that_was_sent_is_heard_at_the_other_desk(
    desks: tuple[Lined, Lined], providers: Agency, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = desks
    lead = await one.until_lead("Pablo")
    clip = kept(one, 71)
    message = await one.house.outbox.voice(lead.id, clip, "hola")
    await one.listener.until(lambda: message not in _unshared(one) and one.state(message) != "queued")
    await two.until_state(message, "sent", "delivered", "read", "played")
    await two.listener.until(lambda: message not in _unshared(two, everybody=True))
    path = await two.house.media.fetch(message)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == clip.sha256
    assert path.read_bytes() == one.house.media.path(clip.sha256).read_bytes()  # type: ignore[union-attr]
    assert two.house.media.path(clip.sha256) == path, "kept as any file"

    await one.leave()
    late = kept(one, 72)
    message = await one.house.outbox.voice(lead.id, late, "otra")
    await one.until_state(message, "sent")
    with pytest.raises(Trouble, match=r"media\.none"):
        await two.house.media.fetch(message)
    await one.come_back()
    await two.until_state(message, "sent", "delivered", "read", "played")
    await two.listener.until(lambda: message not in _unshared(two, everybody=True))
    await two.leave()
    with pytest.raises(Trouble, match=r"relay\.unreachable"):
        await two.house.media.fetch(message)
    await two.come_back()
    path = await two.house.media.fetch(message)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == late.sha256
    assert not any(secret in caplog.text for secret in providers.secrets())


async def test_what_can_be_undone_or_is_too_new_for_the_relay_says_so(desks: tuple[Lined, Lined]) -> None:
    one, two = desks
    lead = await one.until_lead("Pablo")
    clip = kept(one, 73)
    one.house.outbox._hold_ms = 60_000
    message = await one.house.outbox.voice(lead.id, clip, "")
    await two.until_state(message, "queued")
    assert message not in _unshared(one)
    with pytest.raises(Trouble, match=r"media\.not_shared"):
        await two.house.media.fetch(message)
    assert await one.house.outbox.withdraw(message)
    await two.listener.until(lambda: two.state(message) is None)
    assert message not in _unshared(one)


async def test_two_desks_off_the_line_tell_once_that_a_voice_is_generated(
    desks: tuple[Lined, Lined], providers: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.outbox.due.LINE_MS", 200)
    monkeypatch.setattr("services.outbox.round.LINE_MS", 200)
    one, two = desks
    lead, told = await one.until_lead("Delfina"), word()
    await two.until_lead("Delfina")
    await one.house.agency.change(voice_line=f"{told}: voz generada")
    await two.listener.until(lambda: two.house.store.agency().get("voice_line"))
    await one.leave()
    await two.leave()
    try:
        lines, voices = [], []
        for number, each in enumerate(desks):
            lines.append(await each.house.outbox.disclosure(lead.id))
            clip = kept(each, 80 + number)
            voices.append(await each.house.outbox.voice(lead.id, clip, ""))
            await each.until_state(voices[-1], "sent")
            assert len(providers.notes(clip.sha256)) == 1, "a voice does not wait for the relay"
        assert lines[0] == lines[1]
        assert providers.received(told) == [], "who says it is decided by the log, and there is none"
        await one.come_back()
        await two.come_back()
        for each in desks:
            await each.until_state(lines[0], "sent", "delivered", "read")
        assert len(providers.received(told)) == 1
    finally:
        for each in desks:
            each.line.up = True
        await one.house.agency.change(voice_line=None)
        await one.listener.until(lambda: one.house.store.position().pending == 0)


def _unshared(desk: Desk, everybody: bool = False) -> list[str]:
    store = desk.house.store
    devices = {each.by for each in store.entries() if each.kind == "message.queued"} if everybody else set()
    return [found for device in {desk.house.desk.device, *devices} for found, _ in store.unshared(device)]
