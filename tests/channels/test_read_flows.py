"""Reading what flows post: ManyChat, UChat and its live chat."""

from typing import Any

import pytest

from services.channels.facts import AnyFact, Met, Person, Said, Update
from services.channels.manychat.read import read as read_manychat
from services.channels.uchat.read import read as read_uchat

NOW = 1_790_000_000_000


def manychat(**body: Any) -> list[AnyFact]:
    return read_manychat(Update("entry-id", NOW, body))


def uchat(**body: Any) -> list[AnyFact]:
    return read_uchat(Update("entry-id", NOW, body))


def one(facts: list[AnyFact]) -> Said:
    (fact,) = facts
    assert isinstance(fact, Said)
    return fact


@pytest.mark.parametrize("who", ["id", "subscriber_id", "contact_id"])
@pytest.mark.parametrize("what", ["last_input_text", "message", "text", "reply"])
def test_the_keys_vary(who: str, what: str) -> None:
    fact = one(manychat(**{who: "9", what: " hola ", "first_name": "Ana", "last_name": "Gómez"}))
    assert (fact.person, fact.text, fact.at) == (Person((("manychat", "9"),), "Ana Gómez"), "hola", NOW)
    assert fact.id == "entry-id", "ManyChat names no message"


def test_ids_come_as_numbers_and_as_text() -> None:
    assert one(manychat(id=1324564712345678, text="x")).person == one(manychat(id="1324564712345678", text="x")).person
    assert one(manychat(key="user:77", text="x")).person.identities == (("manychat", "77"),)


def test_the_person_may_stand_inside() -> None:
    fact = one(manychat(subscriber={"id": "123", "name": "Eka", "ig_username": "@eka"}, last_input_text="hola"))
    assert fact.person == Person((("manychat", "123"),), "Eka", {"via": "instagram", "username": "eka"})


def test_what_the_flow_left_unresolved_says_nothing() -> None:
    assert manychat(id="{{user_id}}", last_input_text="{{last_input_text}}") == []
    assert manychat(id="9", last_input_text="{{last_input_text}}", first_name="{{first_name}}") == [
        Met(Person((("manychat", "9"),)), NOW)
    ]


def test_blanks_are_no_message() -> None:
    assert manychat(subscriber_id="9", message="  ") == [Met(Person((("manychat", "9"),)), NOW)]
    assert manychat() == manychat(text="hola") == []


@pytest.mark.parametrize(
    ("given", "via"),
    [("whatsapp", "whatsapp"), ("Instagram", "instagram"), ("facebook", "messenger"), ("telegram", "telegram")],
)
def test_the_surface_behind_manychat(given: str, via: str) -> None:
    assert one(manychat(id="9", text="x", channel=given)).person.fields["via"] == via


@pytest.mark.parametrize(
    "custom",
    [{"zona": "Sur", "ambientes": 2, "x": None}, [{"name": "zona", "value": "Sur"}, {"name": "ambientes", "value": 2}]],
)
def test_custom_fields_come_as_an_object_and_as_a_list(custom: object) -> None:
    assert one(manychat(id="9", text="x", custom_fields=custom)).person.fields == {"zona": "Sur", "ambientes": "2"}


def test_every_identifier_counts() -> None:
    fact = one(
        manychat(
            id="9",
            text="x",
            whatsapp_phone="+54 9 11 5555-0101",
            phone="",
            email="Ana@B.example",
            whatsapp_bsuid="AR.9",
        )
    )
    assert fact.person.identities == (
        ("manychat", "9"), ("bsuid", "AR.9"), ("phone", "+54 9 11 5555-0101"), ("email", "ana@b.example"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "kind", "voice"),
    [
        ("https://cdn.test/a/foto.JPG?sig=1", "image", False),
        ("https://cdn.test/nota.ogg", "audio", True),
        ("https://cdn.test/tema.mp3", "audio", False),
        ("https://cdn.test/plano.pdf", "document", False),
        ("https://cdn.test/v.mp4#t=1", "video", False),
    ],
)
def test_an_address_alone_is_its_file(url: str, kind: str, voice: bool) -> None:
    fact = one(manychat(id="9", last_input_text=url))
    assert fact.media is not None
    assert (fact.kind, fact.text, fact.media.url, fact.media.voice) == (kind, "", url, voice)


@pytest.mark.parametrize(
    "text", ["https://inmo.test/ph-palermo", "mirá https://cdn.test/a.jpg", "a.jpg", "javascript:a.jpg"]
)
def test_an_address_in_a_sentence_is_text(text: str) -> None:
    assert (one(manychat(id="9", text=text)).kind, one(manychat(id="9", text=text)).text) == ("text", text)


def live(**message: Any) -> Said:
    made = {"mid": "m", "type": "in", "msg_type": "text", "content": "hola", "username": "Ana", "ts": 1789999000}
    return one(uchat(meta={"user_ns": "f123u456", "flow_ns": "f123"}, message=made | message))


def test_the_live_chat_of_uchat() -> None:
    fact = live()
    assert (fact.id, fact.account, fact.at) == ("m", "f123", 1_789_999_000_000)
    assert fact.person == Person((("uchat", "f123u456"),), "Ana")


@pytest.mark.parametrize(
    ("side", "direction", "kind", "author", "state"),
    [
        ("in", "in", "text", None, None),
        ("out", "out", "text", None, "sent"),
        ("agent", "out", "text", "Ana", "sent"),
        ("note", "out", "note", "Ana", None),
    ],
)
def test_whose_line_it_is(side: str, direction: str, kind: str, author: str | None, state: str | None) -> None:
    fact = live(type=side)
    assert (fact.direction, fact.kind, fact.author, fact.state) == (direction, kind, author, state)
    assert fact.person.name == ("Ana" if direction == "in" else "")


def test_files_of_uchat() -> None:
    voice = live(
        msg_type="audio", content="", payload={"url": "https://a.test/v.ogg", "transcribed_text": "quiero ver"}
    )
    assert voice.media is not None
    assert (voice.kind, voice.media.voice, voice.extra) == ("audio", True, {"transcript": "quiero ver"})
    template = live(type="out", msg_type="wa_template", content="aviso_1", payload={"body": "Hola Ana"})
    assert (template.kind, template.text, template.extra) == ("template", "Hola Ana", {"template": "aviso_1"})
    tomorrow = live(msg_type="hologram", payload={"x": 1})
    assert (tomorrow.kind, tomorrow.extra["type"]) == ("unknown", "hologram")


def test_steps_of_uchat() -> None:
    assert one(uchat(user_ns="f1u2", last_input_text="hola")).account == "f1"
    assert one(uchat(phone="972501234567", message="hola")).person.identities == (("phone", "972501234567"),)
    crm = one(uchat(event_type="message_received", subscriber={"id": "f1u2"}, message={"type": "text", "text": "Hola"}))
    assert (crm.person.identities, crm.text) == ((("uchat", "f1u2"),), "Hola")
