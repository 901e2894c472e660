"""Notes that name a colleague: in that member's view until it opened the conversation, whatever came first."""

from pathlib import Path
from typing import Any, cast

import pytest

from services.entries import Draft, Entries, Welcome
from services.mentions import Mention, found, spans
from services.outbox import facts
from services.reading import Reading
from services.records import Changes, Query
from services.settings import Settings
from services.store import files, mentions, reads, views
from tests.store.logs import EPOCH, Replica, fact, log, place, replayed, said

ANA, BEA = "5491155550101", "5491155550102"
LEADS = [said(ANA, "a1", "hola", 1), said(BEA, "b1", "hola", 2)]


def note(name: str, number: str, *members: str) -> tuple[str, Draft]:
    body = {"note": name, "conversation": place(number), "text": "@Sofía mirá", "at": EPOCH, "author": "Martín"}
    return fact("desk", "note.added", f"f-{name}", **body, mentions=list(members), called=["Sofía"] * len(members))


def seen(name: str, member: str) -> tuple[str, Draft]:
    return fact("other", "mention.seen", f"s-{name}-{member}", notes=[name], member=member)


@pytest.fixture
def replica(tmp_path: Path) -> Replica:
    made = Replica(tmp_path)
    made.writer.welcome(Welcome("e", 0))
    return made


def test_who_is_named_has_it_in_a_view_until_it_looked(replica: Replica, tmp_path: Path) -> None:
    drafts = [*LEADS, note("n1", ANA, "sofi", "nico"), note("n2", BEA)]
    entries = log(drafts)
    changes = replica.writer.apply(Entries(entries, len(entries)))
    assert "n1" in changes.arrived
    assert "n2" not in changes.arrived, "it names nobody"
    db = files.connect_to_read(tmp_path / files.REPLICA)

    def view(member: str) -> list[str]:
        query = Query("mentioned", member=member)
        keys = views.keys(db, query, EPOCH)
        assert views.counts(db, member, EPOCH)["mentioned"] == len(keys)
        assert views.keys(db, query, EPOCH, [place(ANA), place(BEA)]) == keys
        return [key[-1] for key in keys]

    assert (view("sofi"), view("nico"), view("me")) == ([place(ANA)], [place(ANA)], [])
    assert reads.message(db, "n1").extra == {"mentions": {"sofi": "Sofía", "nico": "Sofía"}}  # type: ignore[union-attr]
    assert reads.message(db, "n2").extra == {}  # type: ignore[union-attr]
    assert mentions.unseen(db, place(ANA), "sofi") == ["n1"]
    later = log([*drafts, seen("n1", "sofi")])[-1:]
    assert place(ANA) in replica.writer.apply(Entries(later, 5)).conversations
    assert (view("sofi"), view("nico")) == ([], [place(ANA)])


def test_seen_stays_seen_in_any_order_and_told_twice(tmp_path: Path) -> None:
    told, looked = note("n1", ANA, "sofi"), seen("n1", "sofi")

    def rows(name: str, *drafts: tuple[str, Draft]) -> object:
        return replayed(tmp_path / name, log([*LEADS, *drafts]))["mention"]

    again = ("desk", Draft("twice", told[1].kind, told[1].body))
    assert rows("a", told, looked) == rows("b", looked, told) == rows("c", told, looked, again) != rows("d", told)


def test_a_name_counts_while_it_stands_whole_in_the_text() -> None:
    team = [("sofi", "Sofía Bianchi"), ("s2", "Sofía"), ("nico", "Nicolás")]
    text = "mail@nico.com @sofia bianchi, fijate. @Nicolásito no; (@Sofía) sí, @Sofía Bianchi 👍"
    assert found(text, team) == [Mention("sofi", "Sofía Bianchi"), Mention("s2", "Sofía")]
    assert spans("👍 @Sofía y", ["Sofía"]) == [(2, 8)]
    assert found("@Sofi B.", [("sofi", "Sofía Bianchi")], {"Sofi B.": "sofi"}) == [Mention("sofi", "Sofi B.")]


def test_a_note_without_mentions_is_told_as_ever(replica: Replica, tmp_path: Path) -> None:
    replica.apply(log(LEADS))
    db = files.connect_to_read(tmp_path / files.REPLICA)
    (row,) = reads.conversations(db, [place(ANA)])
    assert facts.noted("n", row, "hola", "Martín", 5).body.keys() == {"note", "conversation", "text", "author", "at"}
    body = facts.noted("n", row, "@Sofía", "Martín", 5, [Mention("sofi", "Sofía")]).body
    assert (body["mentions"], body["called"]) == (["sofi"], ["Sofía"])


class Unread:
    """A store with one conversation, whose notes name "sofi" until it is told that she saw them."""

    def __init__(self) -> None:
        self.told: list[Draft] = []

    def mentions(self, conversation: str, member: str) -> list[str]:
        return ["n1", "n2"] if (conversation, member) == ("c", "sofi") and not self.told else []

    def conversation(self, _: str) -> None:
        return None

    async def publish(self, *drafts: Draft) -> Changes:
        self.told += drafts
        return Changes()


@pytest.mark.asyncio
async def test_who_opens_the_conversation_has_seen_what_names_it(tmp_path: Path) -> None:
    store, nothing = Unread(), cast(Any, None)
    for member in ("nico", "sofi", "sofi"):
        await Reading(cast(Any, store), nothing, nothing, Settings(tmp_path / "s"), member).mark("c", 5)
    assert [(each.kind, each.body) for each in store.told] == [
        ("mention.seen", {"notes": ["n1", "n2"], "member": "sofi"})
    ]
