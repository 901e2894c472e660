"""Contacts that people join and part again: parted they are exactly the two that they were."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.entries import Draft, Welcome
from services.store import files, history, likeness, reads
from services.store.derived import DERIVED
from tests.store.logs import Replica, contact_id, directory, fact, hook, log, place, said, value

ANA, OTHER, THIRD = "5491155550101", "5491155550102", "5493515550103"
PEOPLE = (ANA, OTHER, THIRD)
LOG = [said(number, f"w{n}", f"soy {n}", n) for n, number in enumerate(PEOPLE, 1)]
Drafts = tuple[str, Draft]


def joined(one: str, into: str, n: int) -> Drafts:
    return fact("desk", "contact.merged", f"j{n}", contact=contact_id(one), into=contact_id(into))


def parted(one: str, n: int) -> Drafts:
    return fact("desk", "contact.unmerged", f"p{n}", contact=contact_id(one))


def dumped(drafts: list[Drafts]) -> dict[str, list[tuple[Any, ...]]]:
    with directory() as path:
        replica = Replica(path)
        replica.writer.welcome(Welcome("e", 0))
        replica.apply(log(drafts))
        found = replica.dump()
        replica.writer.close()
    del found["happening"]
    assert set(found) >= set(DERIVED) - {"happening"}
    return found


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Any]:
    replica = Replica(tmp_path)
    replica.writer.welcome(Welcome("e", 0))
    with closing(files.connect_to_read(tmp_path / files.REPLICA)) as db:
        yield lambda *drafts: (replica.apply(log(drafts)), db)[1]


def test_joined_they_are_one_person_on_every_row(made: Any) -> None:
    named = fact("desk", "lead.changed", "l", contact=contact_id(OTHER), fields={"name": "Ana María", "zona": "Sur"})
    db = made(*LOG, named, joined(ANA, OTHER, 1))
    rows = {each.id: each for each in reads.conversations(db, reads.conversation_ids(db, "all", 0))}
    assert len(rows) == 3
    one, other = rows[place(ANA)], rows[place(OTHER)]
    assert (one.contact, one.name) == (other.contact, other.name) == (contact_id(OTHER), "Ana María")
    person = reads.contact(db, contact_id(ANA))
    assert person is not None
    assert person.fields == {"name": "Ana María", "zona": "Sur"}
    assert [each for _, each in person.identities] == [ANA, OTHER]
    assert person.joined == ((contact_id(ANA), "Ana"),)
    assert [each.kind for each in history.read(db, person.id, 9)] == ["contact.merged", "lead.changed"]


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=4), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_undone_in_reverse_nothing_is_left_of_any_merge(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    """Whatever was joined to whatever: who parts all that was joined has the people of before."""
    merges = [joined(one, into, n) for n, (one, into) in enumerate(pairs)]
    undone = [parted(each, n) for n, each in enumerate(data.draw(st.permutations(PEOPLE)))]
    assert dumped([*LOG, *merges, *undone]) == dumped(LOG)


def test_one_undo_leaves_the_other_merges(made: Any) -> None:
    db = made(*LOG, joined(ANA, OTHER, 1), joined(OTHER, THIRD, 2), parted(OTHER, 3))
    first, second = reads.contact(db, contact_id(ANA)), reads.contact(db, contact_id(THIRD))
    assert first is not None
    assert second is not None
    assert (first.id, [each for each, _ in first.joined]) == (contact_id(OTHER), [contact_id(ANA)])
    assert (second.id, second.joined) == (contact_id(THIRD), ())


def test_what_is_proven_later_stands_beside_what_people_said(made: Any) -> None:
    """A merge that a person made, and then a message that proves the same two to be one, or one of them another."""
    about = {"profile": {"name": "Ana"}, "user_id": "AR.1", "wa_id": OTHER}
    item = {"from": OTHER, "id": "s", "timestamp": "1790000009", "type": "system"}
    item["system"] = {"type": "user_changed_number", "wa_id": ANA, "body": ""}  # type: ignore[assignment]
    db = made(*LOG, joined(THIRD, OTHER, 1), hook("s", value(contacts=[about], messages=[item])))
    person = reads.contact(db, contact_id(THIRD))
    assert person is not None
    assert person.id == contact_id(ANA), "the eldest of those that are proven to be one speaks for what was joined"
    assert {each for _, each in person.identities if each.isdigit()} == {ANA, OTHER, THIRD}


def test_who_may_be_the_same_person(made: Any) -> None:
    flow = {"id": "1", "last_input_text": "hola", "email": "ana@b.example", "name": "Ana Gómez"}
    drafts = [
        hook("a", flow, "manychat"),
        hook("b", {**flow, "id": "2", "name": "Ana G."}, "manychat"),
        hook("c", {**flow, "id": "3", "email": "otra@b.example", "name": "Zoe"}, "manychat"),
    ]
    db = made(*drafts)
    one, two, three = sorted(
        (reads.conversations(db, [each])[0] for each in reads.conversation_ids(db, "all", 0)), key=lambda row: row.name
    )
    assert [(each.contact, each.why) for each in likeness.of(db, one.contact)] == [(two.contact, "email")]
    assert [(each.contact, each.why) for each in likeness.of(db, two.contact)] == [(one.contact, "email")]
    assert likeness.of(db, three.contact) == []
    merged = fact("desk", "contact.merged", "m", contact=one.contact, into=two.contact)
    db = made(*drafts, merged)
    assert likeness.of(db, two.contact) == [], "who is joined already is not asked about"


@pytest.mark.parametrize(
    ("number", "name", "alike"),
    [
        ("5491155550111", "Ana Gómez", True),
        ("5491155551001", "Ana Gómez", True),
        ("5491155550111", "Ana Pérez", False),
        ("5493515550188", "Ana Gómez", False),
    ],
)
def test_a_slip_of_the_finger(made: Any, number: str, name: str, alike: bool) -> None:
    def lead(number: str, name: str, n: int) -> Drafts:
        item = {"from": number, "id": f"x{n}", "timestamp": "1790000009", "type": "text", "text": {"body": "hola"}}
        about = {"profile": {"name": name}, "wa_id": number}
        return hook(f"x{n}", value(contacts=[about], messages=[item]))

    db = made(lead(ANA, "Ana Gomez", 1), lead(number, name, 2))
    found = likeness.of(db, contact_id(ANA))
    assert [(each.contact, each.why) for each in found] == ([(contact_id(number), "number")] if alike else [])


def test_consent_is_the_last_word_for_each_channel(made: Any) -> None:
    who = contact_id(ANA)
    db = made(
        *LOG,
        fact("desk", "contact.consent", "1", contact=who, given=True, at=5, how="formulario"),
        fact("desk", "contact.consent", "2", contact=who, channel="whatsapp", given=True, at=6, how="chat"),
        fact("desk", "contact.consent", "3", contact=who, channel="whatsapp", given=False, at=7, how="lo pidió"),
    )
    person = reads.contact(db, who)
    assert person is not None
    assert {channel: (each.given, each.at, each.how) for channel, each in person.consents.items()} == {
        "": (True, 5, "formulario"),
        "whatsapp": (False, 7, "lo pidió"),
    }


def moved(old: str, new: str, n: int) -> Drafts:
    """WhatsApp says that `old` has the number `new` now: proof that both are one person."""
    item: dict[str, Any] = {"from": old, "id": f"c{n}", "timestamp": "1790000100", "type": "system"}
    item["system"] = {"type": "user_changed_number", "wa_id": new, "body": ""}
    return hook(f"m:c{n}", value(messages=[item]))


FOUR = (*PEOPLE, "5491155550104")
FIRST = [said(number, f"w{n}", f"soy {n}", n) for n, number in enumerate(FOUR, 1)]
DECIDED = st.tuples(st.sampled_from(["join", "part", "move"]), st.sampled_from(FOUR), st.sampled_from(FOUR))


def pointers(drafts: list[Drafts]) -> dict[str, tuple[str | None, str | None]]:
    with directory() as path:
        replica = Replica(path)
        replica.writer.welcome(Welcome("e", 0))
        replica.apply(log(drafts))
        replica.dump()
        replica.writer.close()
        with closing(files.connect_to_read(path / files.REPLICA)) as db:
            return {each: (one, head) for each, one, head in db.execute("SELECT id, joined, head FROM contact")}


@given(st.lists(DECIDED, max_size=8))
@example([("join", ANA, OTHER), ("join", OTHER, THIRD), ("move", THIRD, ANA)])
@example([("join", ANA, OTHER), ("join", OTHER, THIRD), ("join", THIRD, FOUR[3]), ("move", ANA, FOUR[3])])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_decided_and_proven_no_circle_is_left(decided: list[tuple[str, str, str]]) -> None:
    steps = {"join": joined, "part": lambda one, _, n: parted(one, n), "move": moved}
    found = pointers(FIRST + [steps[what](one, other, n) for n, (what, one, other) in enumerate(decided)])
    for contact, (above, head) in found.items():
        way = [contact]
        while above is not None:
            assert above not in way
            way.append(above)
            above = found[above][0]
        assert head == (way[-1] if len(way) > 1 else None)
