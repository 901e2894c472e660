"""A message to oneself: to the number of the member, where it wrote to the agency, by the outbox and nothing else."""

from typing import Any

import pytest

from services.own_number import OwnNumber
from services.records import Hit
from services.trouble import Trouble
from tests.widgets.conftest import FakeShelf, conversation


class Agency:
    member = "mem_1"

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def values(self) -> dict[str, Any]:
        return self.kept

    async def change(self, **values: Any) -> None:
        self.kept |= values


class Outbox:
    def __init__(self) -> None:
        self.queued: list[tuple[str, str]] = []

    async def text(self, place: str, text: str) -> str:
        self.queued.append((place, text))
        return "m1"


class Shelf(FakeShelf):
    def search(self, text: str, limit: int = 50) -> list[Hit]:
        return [Hit("", key, "", 0, "") for key in self.rows]


@pytest.mark.asyncio
async def test_it_goes_to_the_own_conversation_of_the_channel_alone() -> None:
    shelf, agency, outbox = Shelf(), Agency(), Outbox()
    own = OwnNumber(shelf, agency, outbox)  # type: ignore[arg-type]
    with pytest.raises(Trouble, match=r"own\.no_number"):
        await own.keep("hola")
    await own.keep("54 9 11 5555-0142")
    assert agency.kept == {"number.mem_1": "54 9 11 5555-0142"}
    shelf.put(conversation("other", address="+54 9 11 5555-0143"), conversation("u", channel="uchat"))
    with pytest.raises(Trouble, match=r"own\.never_wrote"):
        await own.write("whatsapp", "hola")
    shelf.put(conversation("mine", address="+54 11 5555-0142"))
    assert await own.write("whatsapp", "hola") == "m1"
    assert outbox.queued == [("mine", "hola")]
