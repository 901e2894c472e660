"""What a lead says is proposed with its second, taken up or refused by a click, and taken back exactly."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from services.agency_records import Transcript
from services.decisions import Decisions
from services.entries import Entries, Welcome
from services.leads.proposals import proposals
from services.records import Media, Message
from services.store import Store
from tests.store.logs import EPOCH, contact_id, log, place, said

ANA = "5491155550101"
WORDS = ((0, 300, "Busco"), (300, 400, "en"), (7200, 7900, "Belgrano"), (7900, 8000, "con"), (8000, 8400, "cochera"))
VOICE = Transcript("v", "Busco en Belgrano con cochera", "spa", WORDS)


def line(key: str, text: str = "", transcript: Transcript | None = None, direction: str = "in") -> Message:
    kind = "audio" if transcript else "text"
    media = Media("audio/ogg", voice=True) if transcript else None
    side = "in" if direction == "in" else "out"
    return Message(key, "c", 1, side, kind, text, 0, 0, media=media, transcript=transcript)


def test_the_newest_saying_of_a_field_counts_and_a_voice_tells_its_second() -> None:
    told = [
        line("a", "Busco en Palermo, 2 amb"),
        line("v", transcript=VOICE),
        line("o", "¿3 ambientes?", direction="out"),
    ]
    found = {each.field: each for each in proposals(told, {})}
    assert {field: each.value for field, each in found.items()} == {
        "zona": "Belgrano",
        "ambientes": "2",
        "cochera": "sí",
    }
    assert (found["zona"].message, found["zona"].second, found["zona"].quote) == ("v", 7.2, "Belgrano")
    assert found["cochera"].second == 8.0
    assert (found["ambientes"].message, found["ambientes"].second) == ("a", None)


def test_what_is_known_is_not_proposed_and_what_was_refused_stays_behind_the_others() -> None:
    told = [line("a", "Busco en Palermo o Colegiales, 2 amb, con cochera")]
    found = proposals(told, {"Zona": "Colegiales y Palermo", "ambientes": "3"}, [("cochera", "Sí")])
    assert [(each.field, each.value, each.refused) for each in found] == [
        ("ambientes", "2", False),
        ("cochera", "sí", True),
    ]


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store.open(tmp_path, "desk", lambda changes: None, lambda: EPOCH + 60_000)
    entries = log([said(ANA, "w1", "Busco alquiler en Belgrano, hasta 900 mil", 10)])
    await opened.apply(Welcome("e", 1))
    await opened.apply(Entries(entries, 1))
    yield opened
    await opened.close()


@pytest.mark.asyncio
async def test_accepting_writes_the_fields_and_undoing_takes_them_back(store: Store) -> None:
    decisions, contact = Decisions(store, "m1", "Martín"), contact_id(ANA)
    await decisions.describe(contact, {"zona": "Palermo"})

    def proposed() -> list[tuple[str, str, bool]]:
        person = store.contact(contact)
        assert person is not None
        found = proposals(store.messages(place(ANA)), person.fields, store.refused(contact))
        return [(each.field, each.value.replace("\N{NO-BREAK SPACE}", " "), each.refused) for each in found]

    before = proposed()
    assert before == [
        ("operación", "Alquiler", False),
        ("zona", "Belgrano", False),
        ("presupuesto", "hasta $ 900.000", False),
    ]
    person = store.contact(contact)
    assert person is not None
    found = proposals(store.messages(place(ANA)), person.fields)
    done = await decisions.accept(contact, found)
    assert (done.what, done.count) == ("heard", 3)
    person = store.contact(contact)
    assert person is not None
    assert person.fields["zona"] == "Belgrano"
    assert proposed() == []
    await decisions.undo(done)
    person = store.contact(contact)
    assert person is not None
    assert person.fields == {"zona": "Palermo"}
    assert proposed() == before
    refused = await decisions.refuse(contact, found[1])
    assert proposed()[-1] == ("zona", "Belgrano", True)
    await decisions.undo(refused)
    assert proposed() == before
    (newest, *_) = [each for each in store.history(contact) if each.kind == "lead.changed" and "heard" in each.body]
    assert newest.body["heard"]["zona"]["said"] == "Belgrano"
