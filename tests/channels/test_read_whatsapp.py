"""Reading WhatsApp: every type of message, statuses, echoes, history, and whatever else comes."""

from typing import Any

import pytest

from services.channels.facts import Delivered, Edited, Met, Person, Reacted, Renamed, Revoked, Said, Update
from services.channels.whatsapp.read import read
from services.records import Media

NOW = 1_790_000_000_000
AT = "1789999000"


def facts(value: dict[str, Any]) -> list[Any]:
    body = {"entry": "1", "field": "messages", "value": {"metadata": {"phone_number_id": "55"}, **value}}
    return read(Update("entry-id", NOW, body))


def said(kind: str, body: Any, **more: Any) -> Said:
    item = {"from": "5491155550101", "id": "w", "timestamp": AT, "type": kind, kind: body, **more}
    (fact,) = facts({"messages": [item]})
    assert isinstance(fact, Said)
    return fact


def test_who_and_when_and_where() -> None:
    fact = said("text", {"body": "hola"})
    assert (fact.channel, fact.account, fact.id, fact.direction, fact.at) == (
        "whatsapp",
        "55",
        "w",
        "in",
        1_789_999_000_000,
    )
    assert fact.person == Person((("wa", "5491155550101"),))
    assert (fact.kind, fact.text, fact.opens, fact.fresh) == ("text", "hola", True, True)


@pytest.mark.parametrize(
    ("kind", "body", "read_as", "text"),
    [
        ("text", {"body": "{{hola}}"}, "text", "{{hola}}"),
        ("image", {"id": "1", "caption": "la cocina"}, "image", "la cocina"),
        ("video", {"id": "1"}, "video", ""),
        ("sticker", {"id": "1", "animated": True}, "sticker", ""),
        ("document", {"id": "1", "filename": "a.pdf", "caption": "recibo"}, "document", "recibo"),
        (
            "location",
            {"latitude": -34.6, "longitude": -58.4, "name": "Plaza", "address": "Calle 1"},
            "location",
            "Plaza\nCalle 1",
        ),
        ("location", {"latitude": -34.6, "longitude": -58.4}, "location", ""),
        ("button", {"payload": "si", "text": "Sí"}, "button", "Sí"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": "Sí"}}, "button", "Sí"),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "Palermo"}}, "list", "Palermo"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "[1]"}}, "button", "Sent"),
        ("interactive", {"type": "of_tomorrow", "of_tomorrow": {}}, "unknown", ""),
        ("order", {"catalog_id": "1", "text": "este", "product_items": [{"quantity": 1}]}, "order", "este"),
        ("system", {"body": "Ana changed", "type": "other"}, "system", "Ana changed"),
        ("unsupported", {"type": "poll"}, "unsupported", ""),
        ("of_tomorrow", {"caption": "una vista", "x": 1}, "unknown", "una vista"),
        ("text", "not an object", "unknown", "not an object"),
    ],
)
def test_every_type(kind: str, body: Any, read_as: str, text: str) -> None:
    fact = said(kind, body)
    assert (fact.kind, fact.text) == (read_as, text)


def test_a_type_that_is_not_known_is_kept_whole() -> None:
    extra = said("of_tomorrow", {"x": 1}).extra
    assert (extra["type"], extra["raw"]["of_tomorrow"]) == ("of_tomorrow", {"x": 1})


def test_contacts_and_their_cards() -> None:
    cards = [
        {"name": {"formatted_name": "Lucía"}},
        {"vcard": "BEGIN:VCARD\nFN:Bruno\nEND:VCARD"},
        {"phones": [{"phone": "+1"}]},
    ]
    fact = said("contacts", cards)
    assert (fact.kind, fact.text, fact.extra) == ("contacts", "Lucía, Bruno, +1", {"contacts": cards})


def test_a_voice_note_and_a_song() -> None:
    digest = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="
    body = {
        "id": "77",
        "mime_type": "audio/ogg; codecs=opus",
        "sha256": digest,
        "voice": True,
        "url": "https://a.test/x",
    }
    hexadecimal = "49f22763480629 3b099545 9bc310b593e1400f41591efcf07e9bced335f41942".replace(" ", "")
    assert said("audio", body).media == Media(
        "audio/ogg; codecs=opus", sha256=hexadecimal, provider_id="77", url="https://a.test/x", voice=True
    )
    song = said("audio", {"id": "78", "mime_type": "audio/mpeg", "sha256": "not base64!"}).media
    assert song is not None
    assert (song.sha256, song.voice) == (None, False)
    old = said("voice", {"id": "79", "mime_type": "audio/ogg"})
    assert (old.kind, old.media and old.media.voice) == ("audio", True)


def test_where_a_lead_came_from() -> None:
    fact = said(
        "text", {"body": "hola"}, referral={"headline": "PH en Palermo", "source_id": "9"}, context={"id": "w0"}
    )
    assert (fact.person.source, fact.reply_to, fact.extra["referral"]["source_id"]) == ("PH en Palermo", "w0", "9")


@pytest.mark.parametrize(
    ("kind", "body", "fact"),
    [
        ("reaction", {"message_id": "t", "emoji": "👍"}, Reacted("whatsapp", "t", "in", "👍", 1_789_999_000_000)),
        ("reaction", {"message_id": "t"}, Reacted("whatsapp", "t", "in", "", 1_789_999_000_000)),
        ("revoke", {"original_message_id": "t"}, Revoked("whatsapp", "t")),
        (
            "edit",
            {"original_message_id": "t", "message": {"type": "image", "image": {"caption": "ahora"}}},
            Edited("whatsapp", "t", "ahora", 1_789_999_000_000),
        ),
    ],
)
def test_what_is_done_to_a_message(kind: str, body: Any, fact: object) -> None:
    item = {"from": "5491155550101", "id": "w", "timestamp": AT, "type": kind, kind: body}
    assert facts({"messages": [item]}) == [fact]


def test_a_person_without_a_number() -> None:
    about = {"profile": {"name": "Ana", "username": "ana"}, "user_id": "AR.13491208655302741918"}
    item = {"from_user_id": "AR.13491208655302741918", "id": "w", "type": "text", "text": {"body": "x"}}
    (fact,) = facts({"contacts": [about], "messages": [item]})
    assert fact.person == Person((("bsuid", "AR.13491208655302741918"),), "Ana", {"username": "ana"})
    assert fact.at == NOW, "no time of its own"
    (unnamed,) = facts({"contacts": [about], "messages": [{"id": "w", "type": "text", "text": {"body": "x"}}]})
    assert unnamed.person == fact.person


def test_the_name_is_that_of_the_sender() -> None:
    others = [{"profile": {"name": name}, "wa_id": number} for name, number in (("B", "54911"), ("A", "5491155550101"))]
    item = {"from": "5491155550101", "id": "w", "timestamp": AT, "type": "text", "text": {"body": "x"}}
    (fact,) = facts({"contacts": others, "messages": [item]})
    assert fact.person.name == "A"


def test_nobody_said_it() -> None:
    assert facts({"messages": [{"id": "w", "type": "text", "text": {"body": "x"}}, {}, "x", None]}) == []


def test_another_number_and_another_user_id() -> None:
    item = {"from": "5491155550101", "id": "w", "timestamp": AT, "type": "system"}
    number = {**item, "system": {"type": "user_changed_number", "wa_id": "5491155550199"}}
    found = facts({"messages": [number]})
    assert found[0] == Renamed(("wa", "5491155550101"), ("wa", "5491155550199"), 1_789_999_000_000)
    assert isinstance(found[1], Said)
    user = {**item, "system": {"type": "user_changed_user_id", "previous_user_id": "AR.1", "user_id": "AR.2"}}
    assert facts({"messages": [user]})[0] == Renamed(("bsuid", "AR.1"), ("bsuid", "AR.2"), 1_789_999_000_000)


def test_statuses() -> None:
    own = "a" * 32
    found = facts({"statuses": [{"id": "w", "status": "played", "biz_opaque_callback_data": own}]})
    assert found == [Delivered("whatsapp", "w", "played", ours=own)]
    foreign = {"id": "w", "status": "sent", "biz_opaque_callback_data": "campaña-7"}
    assert facts({"statuses": [foreign, {"id": "w", "status": "warmed"}, {"status": "read"}]}) == [
        Delivered("whatsapp", "w", "sent")
    ]
    error = {"code": 131047, "message": "Re-engagement", "error_data": {"details": "24 hours"}}
    assert facts({"statuses": [{"id": "w", "status": "failed", "errors": [error]}]}) == [
        Delivered("whatsapp", "w", "failed", "whatsapp.window_closed", "131047 24 hours")
    ]
    (bare,) = facts({"statuses": [{"id": "w", "status": "failed"}]})
    assert bare.code == "whatsapp.refused"


def test_what_the_phone_sent() -> None:
    echo = {
        "from": "5491150000000",
        "to": "5491155550101",
        "id": "w",
        "timestamp": AT,
        "type": "text",
        "text": {"body": "x"},
    }
    (fact,) = facts({"message_echoes": [echo]})
    assert (fact.direction, fact.origin, fact.state, fact.opens, fact.fresh) == ("out", "phone", "sent", False, False)
    assert fact.person == Person((("phone", "+5491155550101"),))


def test_history_tells_both_sides() -> None:
    thread = {
        "id": "5491155550101",
        "messages": [
            {"from": "5491155550101", "id": "1", "timestamp": AT, "type": "media_placeholder"},
            {"from": "55", "to": "5491155550101", "id": "2", "timestamp": AT, "type": "text", "text": {"body": "x"}}
            | {"history_context": {"status": "READ"}},
        ],
    }
    old, answer = facts({"history": [{"threads": [thread]}, {"errors": [{"code": 2593109}]}]})
    assert (old.direction, old.kind, old.fresh, old.state) == ("in", "unknown", False, None)
    assert (answer.direction, answer.state) == ("out", "read")


def test_the_address_book_and_marketing() -> None:
    card = {"contact": {"full_name": "Pablo", "phone_number": "5491155550101"}, "action": "add"}
    gone = {**card, "action": "remove"}
    assert facts({"state_sync": [card, gone]}) == [Met(Person((("phone", "+5491155550101"),), "Pablo"), NOW)]
    stop = {"wa_id": "5491155550101", "category": "marketing_messages", "value": "stop", "timestamp": 1789999000}
    assert facts({"user_preferences": [stop]}) == [
        Met(Person((("wa", "5491155550101"),), fields={"marketing": "stop"}), 1_789_999_000_000)
    ]


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("1789999000", 1_789_999_000_000),
        (1789999000, 1_789_999_000_000),
        ("1789999000123", 1_789_999_000_123),
        ("2026-09-21T13:56:40Z", 1_789_999_000_000),
        ("0", NOW),
        ("-5", NOW),
        ("NaN", NOW),
        ("1e400", NOW),
        (10**400, NOW),
        ("99999999999", NOW),
        ("9" * 5000, NOW),
        (None, NOW),
        ([], NOW),
        (True, NOW),
    ],
)
def test_whatever_stands_for_a_time(given: object, at: int) -> None:
    assert said("text", {"body": "x"}, timestamp=given).at == at


def test_a_body_that_could_not_be_split_is_read_all_the_same() -> None:
    value = {"messages": [{"from": "5491155550101", "id": "w", "type": "text", "text": {"body": "x"}}]}
    body = {"payload": {"object": "?", "entry": [{"changes": [{"value": value}, {"value": 3}]}, 7]}}
    (fact,) = read(Update("entry-id", NOW, body))
    assert isinstance(fact, Said)
