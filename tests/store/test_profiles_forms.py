"""What the log tells of contacts at their provider, of lead forms and of sent content; how a flow is read."""

from pathlib import Path
from typing import Any

import pytest

from services.entries import Draft, Entries, Entry, Welcome
from services.store import Store

pytestmark = pytest.mark.asyncio

AT = "2026-11-22T14:00:00.000000Z"
NOW = 1_795_356_000_000
WHATSAPP = {"provider": "whatsapp", "active": True, "config": {"phone_number_id": "111"}}


class Log:
    """Entries one after the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, kind: str, body: dict[str, Any], identifier: str = "") -> None:
        seq = len(self.entries) + 1
        self.entries.append(Entry(seq, identifier or f"e{seq}", kind, "device", AT, body))

    async def folded(self, folder: Path, at_once: bool = True) -> Store:
        store = Store.open(folder, "here", lambda changes: None, lambda: NOW)
        await store.apply(Welcome("epoch", len(self.entries)))
        parts = [self.entries] if at_once else [[each] for each in self.entries]
        for part in parts:
            await store.apply(Entries(list(part), len(self.entries)))
        return store


def form(lead: str = "900", page: int = 5) -> dict[str, Any]:
    return {"entry": "5", "field": "leadgen", "value": {"leadgen_id": lead, "form_id": 77, "ad_id": 0, "page_id": page}}


def answers(lead: str = "900", **more: Any) -> dict[str, Any]:
    told = {"leadgen": lead, "form": "77", "name": "Ana Paz", "phones": ["+54 9 11 5555-0142"], "email": "Ana@X.test"}
    return {**told, "answers": {"zona": "Núñez", "full_name": "Ana Paz"}, "at": NOW - 60_000, **more}


def step(person: str, text: str, **more: Any) -> dict[str, Any]:
    return {"subscriber_id": person, "last_input_text": text, **more}


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_form_waits_for_its_answers_and_then_stands_in_the_list(tmp_path: Path, at_once: bool) -> None:
    log = Log()
    log.add("integration.changed", WHATSAPP)
    log.add("hook.leadgen", form())
    waiting = await log.folded(tmp_path / "one", at_once)
    assert waiting.unanswered_forms() == [("900", "77", "5")]
    await waiting.close()
    log.add("lead.answered", answers(), "lead.answered:900")
    store = await log.folded(tmp_path / "two", at_once)
    (row,) = store.conversations(store.conversation_ids("unanswered"))
    assert (row.name, row.channel, row.account, row.window_closes_at) == ("Ana Paz", "whatsapp", "111", None)
    (line,) = store.messages(row.id)
    assert (line.kind, line.direction, line.extra["answers"]["zona"]) == ("form", "in", "Núñez")
    contact = store.contact(row.contact)
    assert contact is not None
    assert (contact.source, contact.fields["form_id"]) == ("formulario", "77")
    assert "ad_id" not in contact.fields
    assert ("email", "ana@x.test") in contact.identities
    assert store.unanswered_forms() == []
    await store.close()


async def test_a_form_of_somebody_known_joins_their_conversation(tmp_path: Path) -> None:
    log = Log()
    log.add("integration.changed", WHATSAPP)
    message = {
        "from": "5491155550142",
        "id": "wamid.1",
        "timestamp": "1795350000",
        "type": "text",
        "text": {"body": "Hola"},
    }
    value = {"metadata": {"phone_number_id": "111"}, "messages": [message]}
    log.add("hook.whatsapp", {"entry": "1", "field": "messages", "value": value})
    log.add("hook.leadgen", form())
    log.add("lead.answered", answers())
    log.add("lead.answered", answers(answers={"zona": "otra"}))
    store = await log.folded(tmp_path)
    (row,) = store.conversations(store.conversation_ids())
    assert [each.kind for each in store.messages(row.id)] == ["text", "form"]
    await store.close()


async def test_a_form_without_a_number_or_without_whatsapp_is_a_contact_alone(tmp_path: Path) -> None:
    log = Log()
    log.add("hook.leadgen", form())
    log.add("lead.answered", answers())
    log.add("lead.answered", answers("901", phones=None, answers=[1], name=None, email=5))
    store = await log.folded(tmp_path)
    assert store.conversation_ids() == []
    assert [hit.name for hit in store.search("Ana Paz")] in ([], ["Ana Paz"])
    await store.close()


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_flow_is_read_by_the_mapping_that_stood_before_it(tmp_path: Path, at_once: bool) -> None:
    log = Log()
    log.add("hook.manychat", step("1", "antes", reply="no"))
    log.add("integration.changed", {"provider": "manychat", "active": True, "config": {"mapping": {"text": "reply"}}})
    log.add("hook.manychat", step("1", "no", reply="después"))
    log.add("integration.changed", {"provider": "manychat", "active": True, "config": {"mapping": "roto"}})
    log.add("hook.manychat", step("1", "al final", reply="no"))
    store = await log.folded(tmp_path, at_once)
    (place,) = store.conversation_ids()
    assert [each.text for each in store.messages(place)] == ["antes", "después", "al final"]
    await store.close()


async def test_tags_and_fields_of_the_provider_add_up_in_the_order_of_the_log(tmp_path: Path) -> None:
    log = Log()
    log.add("hook.manychat", step("1", "Hola"))
    store = await log.folded(tmp_path)
    (row,) = store.conversations(store.conversation_ids())
    told = {"contact": row.contact, "channel": "manychat"}
    read = {
        "name": "Ana",
        "fields": {"barrio": "Núñez"},
        "tags": ["VIP", "Compra"],
        "identities": [["phone", "+541155550142"]],
    }
    for number, (kind, body) in enumerate(
        [
            ("contact.tagged", {"tag": "Vieja"}),
            ("contact.read", read),
            ("contact.tagged", {"tag": "Venta"}),
            ("contact.untagged", {"tag": "VIP"}),
            ("contact.field_set", {"name": "barrio", "value": "Saavedra"}),
            ("contact.tagged", {"tag": "Aparte", "channel": "uchat"}),
            (
                "contact.read",
                {"tags": "roto", "fields": [1], "identities": [[1], "x", None], "name": 5, "contact": "nadie"},
            ),
        ]
    ):
        await store.publish(Draft(f"d{number}", kind, {**told, **body}))
    contact = store.contact(row.contact)
    assert contact is not None
    assert contact.provider_tags == {"manychat": ("Compra", "Venta"), "uchat": ("Aparte",)}
    assert (contact.name, contact.fields["barrio"]) == ("Ana", "Saavedra")
    assert ("phone", "+541155550142") in contact.identities
    await store.close()


async def test_what_was_sent_besides_words_is_kept_for_the_bubble(tmp_path: Path) -> None:
    log = Log()
    log.add("hook.manychat", step("1", "Hola"))
    store = await log.folded(tmp_path)
    (place,) = store.conversation_ids()
    queued = {"conversation": place, "channel": "manychat", "account": "", "at": NOW, "not_before": NOW, "hands": "own"}
    content = {"name": "visita", "buttons": [{"type": "QUICK_REPLY", "text": "Sí"}]}
    kinds = {"m1": "template", "m2": "hologram", "m3": "image", "m4": "text"}
    for message, kind in kinds.items():
        body = {
            **queued,
            "message": message,
            "kind": kind,
            "text": "x",
            "content": content if kind == "template" else [],
        }
        await store.publish(Draft(message, "message.queued", body))
    told = store.message("m1")
    assert told is not None
    assert (told.kind, told.extra) == ("template", content)
    found = {each.message: each for each in store.outgoing()}
    assert found["m1"].content == content
    assert [found[each].kind for each in kinds] == ["template", "unknown", "image", "text"]
    await store.close()
