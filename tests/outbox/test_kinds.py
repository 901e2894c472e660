"""Pictures, documents, videos, templates, cards and flows against the practice agency, over real HTTP."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.channels.contacts import Flow
from services.channels.whatsapp.templates import Template
from services.trouble import Trouble
from tests.outbox.agency import Agency, Desk, word
from tests.outbox.conftest import Opening

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n" + b"ficha " * 400
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(2_000)
WENT = ("sent", "delivered", "read")


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


async def template(desk: Desk, name: str, language: str = "es_AR", channel: str = "whatsapp") -> Template:
    found = await desk.house.templates.refresh(channel)
    return next(each for each in found if (each.name, each.language) == (name, language))


def written(desk: Desk, conversation: str) -> int:
    """How many messages of this desk stand there; its lead may write at any time."""
    return sum(each.origin == "desk" for each in desk.house.store.messages(conversation))


def body_of(providers: Agency, said: str) -> dict[str, Any]:
    (row,) = [each for each in providers.received(said) if each["what"] == "message"]
    found: dict[str, Any] = row["body"]
    return found


async def test_a_picture_goes_with_its_caption_byte_for_byte(here: Desk, providers: Agency, tmp_path: Path) -> None:
    lead, caption = await here.until_lead("Lucía"), word()
    message = await here.house.outbox.image(lead.id, file(tmp_path, "frente.png", PNG), caption)
    await here.until_state(message, *WENT)
    sent = here.message(message)
    assert (sent.kind, sent.text) == ("image", caption)
    assert sent.media is not None
    assert (sent.media.mime, sent.media.size, sent.media.name) == ("image/png", len(PNG), "frente.png")
    assert body_of(providers, caption)["image"]["caption"] == caption
    assert providers.notes(sent.media.sha256 or "")[0]["bytes"] == len(PNG)
    assert here.house.media.path(sent.media.sha256 or "") is not None


async def test_a_document_keeps_its_name_and_is_what_its_bytes_are(
    here: Desk, providers: Agency, tmp_path: Path
) -> None:
    lead, caption = await here.until_lead("Lucía"), word()
    path = tmp_path / "contrato.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    message = await here.house.outbox.document(lead.id, path, caption)
    await here.until_state(message, *WENT)
    media = here.message(message).media
    assert media is not None
    assert media.mime.endswith("wordprocessingml.document")
    assert body_of(providers, caption)["document"]["filename"] == "contrato.docx"


async def test_a_video_goes_by_whatsapp(here: Desk, providers: Agency, tmp_path: Path) -> None:
    lead, caption = await here.until_lead("Lucía"), word()
    message = await here.house.outbox.video(lead.id, file(tmp_path, "recorrida.mp4", MP4), caption)
    await here.until_state(message, *WENT)
    assert body_of(providers, caption)["type"] == "video"


@pytest.mark.parametrize(
    ("kind", "name", "data", "code"),
    [
        ("image", "a.png", PDF, "media.type_not_taken"),
        ("image", "a.png", PNG + bytes(5 * 1024 * 1024), "media.too_large_to_send"),
        ("document", "a.pdf", b"\x7fELF" + bytes(99), "media.type_not_taken"),
        ("document", "a.pdf", b"", "media.empty"),
        ("video", "a.mp4", MP4 + bytes(16 * 1024 * 1024), "media.too_large_to_send"),
    ],
)
async def test_what_whatsapp_does_not_take_is_said_before(
    here: Desk, tmp_path: Path, kind: str, name: str, data: bytes, code: str
) -> None:
    lead = await here.until_lead("Lucía")
    before = written(here, lead.id)
    with pytest.raises(Trouble) as trouble:
        await getattr(here.house.outbox, kind)(lead.id, file(tmp_path, name, data))
    assert trouble.value.code == code
    assert written(here, lead.id) == before


async def test_a_file_that_is_not_there_is_gone(here: Desk, tmp_path: Path) -> None:
    lead = await here.until_lead("Lucía")
    for wrong in (tmp_path / "nada.pdf", tmp_path, "f" * 64):
        with pytest.raises(Trouble, match=r"media\.gone"):
            await here.house.outbox.document(lead.id, wrong)


async def test_an_attachment_is_told_before_it_is_queued(here: Desk, tmp_path: Path) -> None:
    whatsapp, instagram = await here.until_lead("Lucía"), await here.until_lead("Paula")
    picture = await here.house.outbox.attachment(whatsapp.id, file(tmp_path, "a.png", PNG))
    assert (picture.kind, picture.media.name) == ("image", "a.png")
    assert (await here.house.outbox.attachment(whatsapp.id, file(tmp_path, "a.pdf", PDF))).kind == "document"
    with pytest.raises(Trouble, match=r"channel\.no_document"):
        await here.house.outbox.attachment(instagram.id, file(tmp_path, "b.pdf", PDF))


async def test_a_template_reopens_a_closed_window(here: Desk, providers: Agency) -> None:
    rows = here.house.store.conversations(here.house.store.conversation_ids())
    closed = next(row for row in rows if here.house.outbox.ability(row.id).text == "whatsapp.window_closed")
    can = here.house.outbox.ability(closed.id)
    assert (can.template, can.image, can.voice) == (None, "whatsapp.window_closed", "whatsapp.window_closed")
    name, chosen = word(), await template(here, "audio_pendiente")
    message = await here.house.outbox.template(closed.id, chosen, {"body.1": name})
    await here.until_state(message, *WENT)
    sent = here.message(message)
    assert (sent.kind, sent.text) == (
        "template",
        f"Hola {name}, tengo un audio con los datos que me pediste. ¿Te lo mando?",
    )
    assert (sent.extra["name"], sent.extra["category"]) == ("audio_pendiente", "UTILITY")
    assert [each["text"] for each in sent.extra["buttons"]] == ["Escuchar audio", "Ahora no"]
    assert body_of(providers, name)["template"] == {
        "name": "audio_pendiente",
        "language": {"code": "es_AR"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": name}]}],
    }


async def test_names_headers_and_buttons_are_filled_in(here: Desk, providers: Agency) -> None:
    lead, price, chosen = await here.until_lead("Lucía"), word(), await template(here, "ficha_propiedad")
    values = {"header.direccion": "Cabildo 2340", "body.nombre": "Lucía", "body.precio": price, "body.cuando": "hoy"}
    message = await here.house.outbox.template(lead.id, chosen, {**values, "button.0.1": "2340"})
    await here.until_state(message, *WENT)
    assert here.message(message).extra["header"] == "Cabildo 2340"
    header, body, button = body_of(providers, price)["template"]["components"]
    assert header["parameters"] == [{"type": "text", "parameter_name": "direccion", "text": "Cabildo 2340"}]
    assert [each["parameter_name"] for each in body["parameters"]] == ["nombre", "precio", "cuando"]
    assert (button["index"], button["sub_type"]) == ("0", "url")


async def test_a_template_lacking_a_variable_never_leaves(here: Desk) -> None:
    lead, chosen = await here.until_lead("Lucía"), await template(here, "visita_confirmacion")
    before = written(here, lead.id)
    with pytest.raises(Trouble) as trouble:
        await here.house.outbox.template(lead.id, chosen, {"body.1": "Lucía", "body.3": " "})
    assert (trouble.value.code, trouble.value.facts["names"]) == ("template.incomplete", ["2", "3"])
    assert written(here, lead.id) == before


async def test_the_picture_of_a_header_is_uploaded(here: Desk, providers: Agency, tmp_path: Path) -> None:
    lead, zone, chosen = await here.until_lead("Lucía"), word(), await template(here, "novedades_barrio")
    picture = file(tmp_path, "balcón.png", PNG)
    values = {"header.image": str(picture), "body.1": "Lucía", "body.2": zone}
    message = await here.house.outbox.template(lead.id, chosen, values)
    await here.until_state(message, *WENT)
    header = body_of(providers, zone)["template"]["components"][0]
    assert header["type"] == "header"
    assert set(header["parameters"][0]["image"]) == {"id"}


async def test_templates_are_kept_for_the_next_start(here: Desk) -> None:
    found = await here.house.templates.refresh("whatsapp")
    assert {each.status for each in found} == {"APPROVED", "PAUSED", "REJECTED"}
    assert here.house.templates.list("whatsapp") == found
    assert (here.house.desk.data / "templates.json").exists()


async def test_a_card_and_quick_replies_go_to_messenger(here: Desk, providers: Agency) -> None:
    lead, title = await here.until_lead("Carla"), word()
    card = {"title": title, "subtitle": "3 ambientes", "image_url": "https://example.com/1.jpg"}
    await here.until_state(await here.house.outbox.cards(lead.id, [card]), "sent")
    assert body_of(providers, title)["messages"][0]["elements"] == [card]
    asked = word()
    reply = {"type": "flow", "caption": "Sí", "target": "content20260214101500_100001"}
    await here.until_state(await here.house.outbox.text(lead.id, asked, quick_replies=[reply]), "sent")
    assert body_of(providers, asked)["quick_replies"] == [reply]


async def test_files_go_to_messenger_by_the_relays_link(here: Desk, providers: Agency, tmp_path: Path) -> None:
    lead, caption = await here.until_lead("Carla"), word()
    message = await here.house.outbox.document(lead.id, file(tmp_path, "ficha.pdf", PDF), caption)
    await here.until_state(message, "sent")
    first, second = body_of(providers, caption)["messages"]
    assert (first["type"], second["text"]) == ("file", caption)
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(first["url"])).content == PDF


async def test_what_the_surface_does_not_take_is_known_beforehand(here: Desk) -> None:
    can = here.house.outbox.ability
    instagram, whatsapp = can((await here.until_lead("Paula")).id), can((await here.until_lead("Leandro")).id)
    assert (instagram.voice, instagram.document, instagram.image, instagram.cards) == (
        "channel.no_voice", "channel.no_document", None, None,
    )  # fmt: skip
    assert (whatsapp.voice, whatsapp.image, whatsapp.template, whatsapp.flow) == (
        "channel.no_voice", "channel.no_image", "channel.no_template", None,
    )  # fmt: skip
    assert instagram.reply == "channel.no_reply"
    assert can((await here.until_lead("Lucía")).id).acknowledgements is None


@pytest.mark.parametrize(("lead", "channel"), [("Paula", "manychat"), ("Ramiro", "uchat")])
async def test_a_flow_of_the_account_is_started(here: Desk, providers: Agency, lead: str, channel: str) -> None:
    flows = await here.house.flows.refresh(channel)
    message = await here.house.outbox.flow((await here.until_lead(lead)).id, flows[-1])
    await here.until_state(message, "sent")
    assert (here.message(message).kind, here.message(message).text) == ("flow", flows[-1].name)


async def test_an_unknown_flow_is_refused(here: Desk) -> None:
    lead = await here.until_lead("Paula")
    message = await here.house.outbox.flow(lead.id, Flow("content_no", "Nada"))
    await here.until_state(message, "failed")
    assert here.message(message).trouble == "manychat.refused"


async def test_uchat_takes_files_cards_and_templates(here: Desk, providers: Agency, tmp_path: Path) -> None:
    lead, caption = await here.until_lead("Ramiro"), word()
    picture = await here.house.outbox.image(lead.id, file(tmp_path, "a.png", PNG), caption)
    await here.until_state(picture, "sent")
    assert [each["type"] for each in body_of(providers, caption)] == ["image", "text"]
    title, name = word(), word()
    await here.until_state(await here.house.outbox.cards(lead.id, [{"title": title}]), "sent")
    chosen = await template(here, "audio_pendiente", channel="uchat")
    message = await here.house.outbox.template(lead.id, chosen, {"body.1": name})
    await here.until_state(message, "sent")
    assert body_of(providers, name)[0]["params"] == {"BODY_{{1}}": name}


@pytest.mark.parametrize("fault", ["accept_reset", "accept_error"])
async def test_uchat_tells_what_became_of_a_lost_answer(here: Desk, providers: Agency, fault: str) -> None:
    lead, text = await here.until_lead("Ramiro"), word()
    providers.fault(fault, "uchat", "/send-text", status=502)
    message = await here.house.outbox.text(lead.id, text)
    await here.until_state(message, "uncertain")
    await here.until_state(message, "sent")
    assert len(providers.received(text)) == 1
    assert here.message(message).provider_id


@pytest.mark.parametrize(("lead", "channel"), [("Paula", "manychat"), ("Ramiro", "uchat")])
async def test_a_contact_is_read_tagged_and_told_to_every_desk(here: Desk, lead: str, channel: str) -> None:
    found, contacts = await here.until_lead(lead), here.house.contacts
    tags, fields = await here.house.tags.refresh(channel), await here.house.fields.refresh(channel)
    zone, budget, visit = (next(each for each in fields if each.name == name) for name in
                           ("barrio", "presupuesto", "fecha_visita"))  # fmt: skip
    await contacts.tag(found.id, tags[0].name)
    await contacts.set_field(found.id, zone, "Núñez")
    await contacts.set_field(found.id, budget, "185.000")
    with pytest.raises(Trouble, match=r"field\.bad_value"):
        await contacts.set_field(found.id, visit, "mañana")
    read = await contacts.read(found.id)
    assert read is not None
    assert read.provider_tags == {channel: (tags[0].name,)}
    assert (read.fields["barrio"], read.fields["presupuesto"]) == ("Núñez", "185000")
    await contacts.untag(found.id, tags[0].name)
    after = here.house.store.contact(found.contact)
    assert after is not None
    assert after.provider_tags == {}


async def test_a_desk_without_keys_has_its_files_sent_by_another(
    here: Desk, opening: Opening, providers: Agency, tmp_path: Path
) -> None:
    told, caption = await providers.another("Sin claves", keys=False), word()
    async with opening(told, "keyless") as keyless:
        whatsapp, messenger = await keyless.until_open("Lucía"), await keyless.until_open("Carla")
        can = keyless.house.outbox.ability(whatsapp.id)
        assert (can.hands, can.image, can.video) == ("any", None, "channel.video_by_link")
        assert keyless.house.outbox.ability(messenger.id).tags == "integration.missing_key"
        with pytest.raises(Trouble, match=r"media\.type_not_taken"):
            await keyless.house.outbox.document(whatsapp.id, file(tmp_path, "a.txt", b"Hola"))
        picture = await keyless.house.outbox.image(whatsapp.id, file(tmp_path, "a.png", PNG + b"1"), caption)
        paper = await keyless.house.outbox.document(messenger.id, file(tmp_path, "a.pdf", PDF + b"1"), caption)
        await keyless.until_state(picture, *WENT)
        await keyless.until_state(paper, "sent")
        media = keyless.message(picture).media
    assert media is not None
    assert here.house.media.path(media.sha256 or "") is None
    assert len(providers.notes(media.sha256 or "")) == 1


async def test_a_filled_form_becomes_a_lead_with_its_answers(here: Desk) -> None:
    def answered() -> Any:
        rows = here.house.store.conversations(here.house.store.conversation_ids())
        forms = [each for row in rows for each in here.house.store.messages(row.id) if each.kind == "form"]
        return forms[0] if forms else None

    await here.listener.until(answered)
    form = answered()
    assert form.extra["answers"]["¿qué_querés_hacer?"] == "Vender"
    conversation = here.house.store.conversation(form.conversation)
    assert conversation is not None
    contact = here.house.store.contact(conversation.contact)
    assert contact is not None
    assert (contact.name, contact.source) == ("Noelia Ríos", "formulario")
    kinds = {kind for kind, _ in contact.identities}
    assert {"lead", "email"} < kinds
    assert kinds & {"phone", "wa"}
    assert here.house.store.unanswered_forms() == []
    assert here.house.outbox.ability(conversation.id).template is None


async def test_reading_shows_the_lead_that_it_was_read(here: Desk, providers: Agency) -> None:
    providers.ask("POST", "/leads/hernan/write", json={"text": word()})
    lead = await here.until_lead("Hernán")
    await here.listener.until(lambda: here.conversation("Hernán").unread)
    await here.house.reading.mark(lead.id, here.conversation("Hernán").last_at)
    rows = [row for row in providers.ask("GET", "/received")["received"] if row["what"] == "read"]
    said = {each.provider_id for each in here.house.store.messages(lead.id) if each.direction == "in"}
    assert rows[-1]["message_id"] in said
