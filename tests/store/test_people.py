"""People: spellings of a number, many identifiers of one contact, contacts that prove to be one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.entries import Draft, Welcome
from services.store import files, numbers, people, reads
from tests.store.logs import ACCOUNT, Replica, contact_id, fact, hook, log, place, said, value


@pytest.mark.parametrize(
    "spelling",
    [
        "5491155550142", "541155550142", "+54 9 11 5555-0142", "+54 11 5555 0142", "011 15 5555-0142", "11 5555 0142",
        "+54 11 15 5555 0142", "0054 9 11 55550142", "(011) 5555-0142", "+54 (0)11 5555-0142", "1155550142",
    ],
)  # fmt: skip
def test_every_spelling_is_one_number(spelling: str) -> None:
    assert numbers.key(spelling) == "541155550142"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0351 15 555 0142", "5493515550142"),
        ("+54 2944 15 50 0142", "5492944500142"),
        ("54 341 15 1550142", "5493411550142"),
        ("5215512345678", "+52 55 1234 5678"),
        ("5511987654321", "+55 11 8765-4321"),
    ],
)
def test_the_digits_that_come_and_go(one: str, other: str) -> None:
    assert numbers.key(one) == numbers.key(other) is not None


@pytest.mark.parametrize("what", ["", "15 5555 0142", "hola", "12345", "0000000000", "1" * 30, "+", "٣٤٥"])
def test_what_is_no_number(what: str) -> None:
    assert numbers.key(what) is None


@given(st.text())
def test_any_text_has_a_key_or_none(text: str) -> None:
    found = numbers.key(text)
    assert found is None or (found.isascii() and found.isdigit())
    numbers.readable(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+5491155550142", "+54 9 11 5555-0142"),
        ("5493515550142", "+54 9 351 555-0142"),
        ("+16505551234", "+1 650-555-1234"),
        ("no", "no"),
    ],
)
def test_numbers_for_people_to_read(number: str, shown: str) -> None:
    assert numbers.readable(number) == shown


def test_a_number_of_whatsapp_always_names_its_country() -> None:
    """Ten digits are an Argentine number without its country when typed, and a foreign one in a wa_id."""
    assert people.key(("wa", "6591234567")) == "number:6591234567"
    assert people.key(("phone", "1155550142")) == "number:541155550142"


def bsuid(number: str | None, user: str, wamid: str, name: str = "Ana"):  # type: ignore[no-untyped-def]
    about = {"profile": {"name": name}, "user_id": user} | ({"wa_id": number} if number else {})
    item = {"from_user_id": user, "id": wamid, "timestamp": "1790000000", "type": "text", "text": {"body": wamid}}
    return hook(wamid, value(contacts=[about], messages=[item | ({"from": number} if number else {})]))


@pytest.fixture
def replica(tmp_path: Path) -> Replica:
    replica = Replica(tmp_path)
    replica.writer.welcome(Welcome("e", 0))
    return replica


def fold(replica: Replica, *drafts):  # type: ignore[no-untyped-def]
    replica.apply(log(drafts))
    return files.connect_to_read(replica.directory / files.REPLICA)


def contacts(db) -> list[tuple[str, ...]]:  # type: ignore[no-untyped-def]
    sql = (
        "SELECT p.name, group_concat(i.kind || ' ' || i.value, ', ') FROM contact p JOIN identity i ON i.contact = p.id"
    )
    return sorted(db.execute(sql + " GROUP BY p.id"))


def test_two_contacts_prove_to_be_one(replica: Replica) -> None:
    """First by number, then by user id alone, then by both: one contact, one conversation, all lines."""
    first, second = said("5491155550101", "w1", "uno", 1), bsuid(None, "AR.77", "w2", "Ana B")
    db = fold(replica, first, second)
    younger = reads.conversation_ids(db, "all", 0)
    assert len(younger) == 2
    replica.apply(log([first, second, bsuid("5491155550101", "AR.77", "w3")])[2:])
    (only,) = reads.conversation_ids(db, "all", 0)
    assert [each.text for each in reads.messages(db, only, None, 60)] == ["w2", "w3", "uno"]
    assert {reads.real(db, each) for each in younger} == {only}
    assert contacts(db) == [("Ana", "bsuid AR.77, wa 5491155550101")]
    (row,) = reads.conversations(db, [only])
    assert row.unread == 3


@pytest.mark.parametrize(
    ("given", "shown"),
    [("\u202eanA", "anA"), ("Ana\n\x00B", "Ana B"), ("A\u200bna", "Ana"), ("<b>Ana</b>", "<b>Ana</b>")],
)
def test_a_name_is_harmless_wherever_it_is_shown(replica: Replica, given: str, shown: str) -> None:
    """Lists, titles and notices all take it from here."""
    db = fold(replica, bsuid("5491155550101", "AR.77", "w1", given))
    (row,) = reads.conversations(db, reads.conversation_ids(db, "all", 0))
    assert row.name == shown


def test_a_fact_about_the_younger_reaches_the_elder(replica: Replica) -> None:
    """A desk wrote to a conversation, offline, that became part of another one meanwhile."""
    first, second = said("5491155550101", "w1", "uno", 1), bsuid(None, "AR.77", "w2")
    db = fold(replica, first, second)
    elder, younger = sorted(
        reads.conversation_ids(db, "all", 0), key=lambda each: reads.messages(db, each, None, 1)[0].seq
    )
    note = fact("desk", "note.added", "n", note="n" * 32, conversation=younger, text="llamar", at=1)
    replica.apply(log([first, second, bsuid("5491155550101", "AR.77", "w3"), note])[2:])
    assert [each.conversation for each in [reads.message(db, "n" * 32)] if each] == [elder]


def test_the_spellings_meet_across_channels(replica: Replica) -> None:
    """A ManyChat subscriber with a typed number and the WhatsApp lead of the same number are one contact."""
    flow = {"id": "9", "name": "Ana", "phone": "011 15 5555-0101", "last_input_text": "hola", "email": "a@b.example"}
    db = fold(replica, hook("m", flow, "manychat"), said("5491155550101", "w1", "uno", 1))
    assert contacts(db) == [("Ana", "email a@b.example, manychat 9, wa 5491155550101")]
    assert len(reads.conversation_ids(db, "all", 0)) == 2


def test_an_address_proves_nothing_beside_a_number(replica: Replica) -> None:
    one = {"id": "1", "last_input_text": "hola", "email": "casa@b.example"}
    db = fold(replica, hook("a", one, "manychat"), hook("b", {**one, "id": "2"}, "manychat"))
    assert [each for _, each in contacts(db)] == ["email casa@b.example, manychat 1", "manychat 2"]


def test_another_number_is_the_same_person(replica: Replica) -> None:
    item = {"from": "5491155550101", "id": "s", "timestamp": "1790000002", "type": "system"}
    item["system"] = {"type": "user_changed_number", "wa_id": "5491155550199", "body": "Ana changed"}  # type: ignore[assignment]
    moved = hook("s", value(messages=[item]))
    db = fold(replica, said("5491155550101", "w1", "uno", 1), moved, said("5491155550199", "w2", "dos", 3))
    (only,) = reads.conversation_ids(db, "all", 0)
    assert [each.kind for each in reads.messages(db, only, None, 9)] == ["text", "system", "text"]
    (row,) = reads.conversations(db, [only])
    assert (row.unread, row.address, row.last_text) == (2, "+54 9 11 5555-0199", "dos")


def test_people_at_a_desk_name_a_lead_for_good(replica: Replica) -> None:
    first = said("5491155550101", "w1", "uno", 1)
    fold(replica, first)
    db = files.connect_to_read(replica.directory / files.REPLICA)
    contact = reads.conversations(db, reads.conversation_ids(db, "all", 0))[0].contact
    named = fact("desk", "lead.changed", "l1", contact=contact, fields={"name": "Ana Gómez", "zona": "Sur"})
    cleared = fact("desk", "lead.changed", "l2", contact=contact, fields={"zona": None})
    replica.apply(log([first, named, cleared, said("5491155550101", "w2", "dos", 3)])[1:])
    found = reads.contact(db, contact)
    assert found is not None
    assert (found.name, found.fields) == ("Ana Gómez", {"name": "Ana Gómez"})


def test_a_flow_that_names_no_account_means_the_one_known(replica: Replica) -> None:
    """UChat's live chat names the bot; a step of its flow may not."""
    live = {"meta": {"user_ns": "f1u2"}, "message": {"mid": "m1", "type": "in", "msg_type": "text", "content": "hola"}}
    live["message"]["phone"] = "5491155550101"
    step = {"phone": "+5491155550101", "message": "otra"}
    db = fold(
        replica, hook("b", step, "uchat"), hook("a", live, "uchat"), hook("c", {**step, "message": "más"}, "uchat")
    )
    (only,) = reads.conversations(db, reads.conversation_ids(db, "all", 0))
    assert (only.account, only.unread) == ("f1", 3)
    assert only.account != ACCOUNT


def numbered(old: str, new: str) -> tuple[str, Draft]:
    """WhatsApp says that a person changed its number."""
    told = {"body": "changed", "wa_id": new, "type": "user_changed_number"}
    return hook(f"s:{new}", value(messages=[{"from": old, "id": f"s:{new}", "type": "system", "system": told}]))


@pytest.mark.parametrize(("old", "new"), [("5491155550102", "5491155550101"), ("5491155550101", "5491155550102")])
def test_who_changed_its_number_is_answered_at_the_new_one(replica: Replica, old: str, new: str) -> None:
    """The old one may be somebody else's by now."""
    db = fold(replica, said(old, "w1", "uno", 1), numbered(old, new))
    (only,) = reads.conversation_ids(db, "all", 0)
    assert reads.recipient(db, only) == (("wa", new),)


def test_the_newest_line_says_who_is_answered_whatever_the_order(replica: Replica) -> None:
    old, new = "5491155550102", "5491155550101"
    db = fold(replica, said(old, "w1", "uno", 1), numbered(old, new), said(new, "w3", "tres", 30))
    replica.apply(log([said(old, "w2", "dos", 2)] * 4)[3:])
    (only,) = reads.conversation_ids(db, "all", 0)
    assert reads.recipient(db, only) == (("wa", new),)


def test_each_conversation_of_joined_contacts_keeps_its_own_recipient(replica: Replica) -> None:
    numbers = "5491155550101", "5491155550102"
    lines = [said(number, f"w{number}", "hola", at) for at, number in enumerate(numbers, 1)]
    db = fold(
        replica,
        *lines,
        fact("desk", "contact.merged", "k", contact=contact_id(numbers[0]), into=contact_id(numbers[1])),
    )
    assert {reads.recipient(db, place(number)) for number in numbers} == {(("wa", each),) for each in numbers}


def test_of_two_subscribers_with_one_phone_the_one_who_wrote_last_is_answered(replica: Replica) -> None:
    posted = [
        {"id": each, "name": each, "last_input_text": "hola", "phone": "+54 9 11 5555-0101"} for each in ("1", "2")
    ]
    db = fold(replica, *(hook(f"m{each['id']}", each, "manychat") for each in posted))
    (only,) = reads.conversation_ids(db, "all", 0)
    assert dict(reads.recipient(db, only))["manychat"] == "2"
