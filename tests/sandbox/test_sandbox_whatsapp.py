"""The rehearsal Cloud API: what it accepts, what it refuses, and what becomes of a message."""

import asyncio
import hashlib
import json
from typing import Any

import httpx
import pytest

from services.sandbox import media as media_module
from services.sandbox.server import Sandbox
from services.sandbox.sound import Sound, encode, is_voice_note, voice_note
from services.sandbox.speech import Speech, Timbre

pytestmark = pytest.mark.asyncio


def speech() -> Sound:
    return Speech().say("Hola Lucía", Timbre())


async def upload(graph: httpx.AsyncClient, phone: str, data: bytes, mime: str = "audio/ogg") -> httpx.Response:
    form = {"messaging_product": "whatsapp", "type": mime}
    return await graph.post(f"/{phone}/media", data=form, files={"file": ("voz.ogg", data, mime)})


async def test_a_text_is_delivered_read_and_answered(relay: Any, send: Any) -> None:
    answer = await send("text", text={"body": "Hola"}, biz_opaque_callback_data="nuestro-id")
    assert answer.status_code == 200
    body = answer.json()
    assert body["messaging_product"] == "whatsapp"
    assert body["contacts"] == [{"input": "5491155550142", "wa_id": "5491155550142"}]
    id_ = body["messages"][0]["id"]
    await relay[0].until(lambda r: r.messages("5491155550142"))
    assert relay[0].statuses(id_) == ["sent", "delivered", "read"]
    rows = [row for value in relay[0].changes() for row in value.get("statuses", [])]
    assert {row["biz_opaque_callback_data"] for row in rows} == {"nuestro-id"}
    assert relay[0].unsigned == 0


async def test_a_voice_note_is_played_and_the_answer_is_a_voice(
    relay: Any, graph: httpx.AsyncClient, phone: str, send: Any, sandbox: Sandbox
) -> None:
    data = encode(speech(), "opus_48000_32")
    id_ = (await upload(graph, phone, data)).json()["id"]
    sent = (await send("audio", audio={"id": id_, "voice": True})).json()["messages"][0]["id"]
    message = (await relay[0].until(lambda r: r.messages("5491155550142")))[0]
    assert relay[0].statuses(sent) == ["sent", "delivered", "read", "played"]
    row = next(row for row in sandbox.received.rows if row["what"] == "message")
    assert (row["kind"], row["sha256"]) == ("voice", hashlib.sha256(data).hexdigest())
    assert message["type"] == "audio"
    assert message["audio"]["voice"] is True
    where = (await graph.get(f"/{message['audio']['id']}")).json()
    heard = await graph.get(where["url"])
    assert is_voice_note(heard.content)
    assert hashlib.sha256(heard.content).hexdigest() == where["sha256"]


@pytest.mark.parametrize("wrong", ["mp3", "stereo", "text"])
async def test_another_file_as_voice_note_fails_later(
    relay: Any, graph: httpx.AsyncClient, phone: str, send: Any, wrong: str
) -> None:
    ogg = voice_note(speech())
    stereo = ogg.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02", 1)
    data = {"mp3": encode(speech(), "mp3_44100_64"), "stereo": stereo, "text": b"hola"}[wrong]
    id_ = (await upload(graph, phone, data)).json()["id"]
    answer = await send("audio", audio={"id": id_, "voice": True})
    assert answer.status_code == 200
    sent = answer.json()["messages"][0]["id"]
    await relay[0].until(lambda r: r.statuses(sent) == ["failed"])
    row = [row for value in relay[0].changes() for row in value.get("statuses", [])][-1]
    assert row["errors"][0]["code"] == 131053


async def test_a_closed_window_takes_templates_only(relay: Any, send: Any, sandbox: Sandbox) -> None:
    closed = "5491155550163"
    sent = (await send("text", to=closed, text={"body": "Hola"})).json()["messages"][0]["id"]
    await relay[0].until(lambda r: r.statuses(sent) == ["failed"])
    row = [row for value in relay[0].changes() for row in value.get("statuses", [])][-1]
    assert row["errors"][0]["code"] == 131047
    parameters = [{"type": "text", "text": "Jorge"}]
    template = {"name": "audio_pendiente", "language": {"code": "es_AR"}}
    template["components"] = [{"type": "body", "parameters": parameters}]
    answer = (await send("template", to=closed, template=template)).json()
    assert answer["messages"][0]["message_status"] == "accepted"
    tapped = (await relay[0].until(lambda r: r.messages(closed)))[0]
    assert tapped["button"]["text"] == "Escuchar audio"
    assert tapped["context"]["id"] == answer["messages"][0]["id"]
    assert sandbox.state.window_open("jorge")


async def test_the_window_may_also_be_refused_at_once(send: Any, sandbox: Sandbox, graph: httpx.AsyncClient) -> None:
    async with httpx.AsyncClient() as http:
        await http.post(f"{sandbox.url}/sandbox/faults", json={"kind": "window_at_once"})
    answer = await send("text", to="5491155550163", text={"body": "Hola"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 131047)


async def test_nobody_there(relay: Any, send: Any) -> None:
    for to in ("5491155559999", "5491155550184"):
        sent = (await send("text", to=to, text={"body": "Hola"})).json()["messages"][0]["id"]
        await relay[0].until(lambda r, sent=sent: "failed" in r.statuses(sent))
        row = [row for value in relay[0].changes() for row in value.get("statuses", [])][-1]
        assert row["errors"][0]["code"] == 131026


async def test_a_number_without_the_nine_is_the_same_person(send: Any) -> None:
    body = (await send("text", to="+54 11 5555-0142", text={"body": "Hola"})).json()
    assert body["contacts"][0]["wa_id"] == "5491155550142"


async def test_a_lead_with_a_user_name_has_no_number(relay: Any, graph: httpx.AsyncClient, phone: str) -> None:
    body = {"messaging_product": "whatsapp", "recipient": "AR.13491208655302741918", "type": "text"}
    answer = (await graph.post(f"/{phone}/messages", json={**body, "text": {"body": "Hola"}})).json()
    assert answer["contacts"] == [{"input": "AR.13491208655302741918", "user_id": "AR.13491208655302741918"}]
    value = await relay[0].until(lambda r: next((v for v in r.changes() if "messages" in v), None))
    assert "from" not in value["messages"][0]
    assert value["contacts"][0]["profile"]["username"] == "andres.villalba"


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"messaging_product": None}, 100),
    ({"to": None}, 100),
    ({"to": "hola"}, 131009),
    ({"type": "poll"}, 100),
    ({"text": None}, 131008),
    ({"text": {"body": "  "}}, 131008),
    ({"text": {"body": "a" * 4097}}, 100),
    ({"biz_opaque_callback_data": "a" * 513}, 100),
    ({"type": "audio", "audio": {"id": "1"}}, 131009),
    ({"type": "audio", "audio": {"id": "1", "link": "https://x"}}, 100),
    ({"type": "image", "image": {}}, 131008),
    ({"type": "location", "location": {"latitude": 1}}, 131008),
    ({"type": "interactive", "interactive": {"type": "button", "body": {"text": "a"}, "action": {}}}, 131009),
    ({"type": "template", "template": {"name": "no_esta", "language": {"code": "es_AR"}}}, 132001),
    ({"type": "template", "template": {"name": "encuesta_visita", "language": {"code": "es_AR"}}}, 132015),
    ({"type": "template", "template": {"name": "audio_pendiente", "language": {"code": "es_AR"}}}, 132000),
    ({"to": "5491155550100"}, 131021),
    ({"type": ["text"]}, 100),
    ({"text": "Hola"}, 131009),
]


async def test_refusals(graph: httpx.AsyncClient, phone: str, sandbox: Sandbox) -> None:
    whole = {"messaging_product": "whatsapp", "to": "5491155550142", "type": "text", "text": {"body": "Hola"}}
    for change, code in REFUSED:
        answer = await graph.post(f"/{phone}/messages", json={**whole, **change})
        error = answer.json()["error"]
        assert answer.status_code in (400, 404), change
        assert error["code"] == code, change
        assert {"message", "type", "fbtrace_id"} <= set(error)
    assert sandbox.received.rows == []


async def test_what_is_not_json_is_refused(graph: httpx.AsyncClient, phone: str) -> None:
    for body in (b"", b"{", b"[]", b"\xff"):
        answer = await graph.post(f"/{phone}/messages", content=body)
        assert answer.json()["error"]["code"] == 100


async def test_the_token_and_the_number_are_checked(graph: httpx.AsyncClient, phone: str) -> None:
    answer = await graph.post(f"/{phone}/messages", json={}, headers={"authorization": "Bearer otro"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)
    answer = await graph.post("/123/messages", json={})
    assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (400, 33)


async def test_too_many_messages_to_one_person(send: Any) -> None:
    answers = await asyncio.gather(*(send("reaction", reaction={"message_id": "x", "emoji": ""}) for _ in range(120)))
    codes = {answer.json().get("error", {}).get("code") for answer in answers}
    assert 131056 in codes


async def test_a_read_receipt_needs_a_message_of_a_lead(
    relay: Any, graph: httpx.AsyncClient, phone: str, sandbox: Sandbox
) -> None:
    read = {"messaging_product": "whatsapp", "status": "read"}
    answer = await graph.post(f"/{phone}/messages", json={**read, "message_id": "wamid.no"})
    assert answer.json()["error"]["code"] == 131009
    async with httpx.AsyncClient() as http:
        await http.post(f"{sandbox.url}/sandbox/leads/lucia/write", json={"kind": "text", "text": "Hola ñandú 🙌"})
    message = relay[0].messages("5491155550142")[0]
    assert message["text"]["body"] == "Hola ñandú 🙌"
    assert b"\\u00f1and\\u00fa \\ud83d\\ude4c" in relay[0].bodies[0]
    typing = {"typing_indicator": {"type": "text"}}
    answer = await graph.post(f"/{phone}/messages", json={**read, **typing, "message_id": message["id"]})
    assert answer.json() == {"success": True}


async def test_media_urls_need_the_token_and_expire(
    graph: httpx.AsyncClient, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = (await upload(graph, phone, b"%PDF-1.4", "application/pdf")).json()["id"]
    found = (await graph.get(f"/{id_}")).json()
    assert found["file_size"] == 8
    assert found["mime_type"] == "application/pdf"
    assert (await graph.get(found["url"])).content == b"%PDF-1.4"
    async with httpx.AsyncClient() as http:
        assert (await http.get(found["url"])).status_code == 401
    assert (await graph.get(found["url"].replace("hash=", "hash=0"))).status_code == 403
    monkeypatch.setattr(media_module, "URL_S", -1)
    assert (await graph.get((await graph.get(f"/{id_}")).json()["url"])).status_code == 404
    assert (await graph.delete(f"/{id_}")).json() == {"success": True}
    assert (await graph.get(f"/{id_}")).json()["error"]["error_subcode"] == 33


async def test_uploads_are_checked(graph: httpx.AsyncClient, phone: str) -> None:
    assert (await upload(graph, phone, b"MZ", "application/x-msdownload")).json()["error"]["code"] == 100
    assert (await upload(graph, phone, b"\0" * (5 * 2**20 + 1), "image/png")).json()["error"]["code"] == 131053
    assert (await graph.post(f"/{phone}/media", content=b"nada")).json()["error"]["code"] == 100


async def test_the_account_can_be_read(graph: httpx.AsyncClient, phone: str, sandbox: Sandbox, send: Any) -> None:
    waba = sandbox.agency.accounts["business_account_id"]
    number = (await graph.get(f"/{phone}", params={"fields": "quality_rating,display_phone_number"})).json()
    assert number == {"id": phone, "quality_rating": "GREEN", "display_phone_number": "+54 9 11 5555-0100"}
    assert (await graph.get(f"/{waba}/phone_numbers")).json()["data"][0]["id"] == phone
    app = {"override_callback_uri": "https://relay.example/hooks", "verify_token": "x"}
    assert (await graph.post(f"/{waba}/subscribed_apps", json=app)).json() == {"success": True}
    assert (await graph.get(f"/{waba}/subscribed_apps")).json()["data"][0]["override_callback_uri"]
    sent = (await send("text", text={"body": "Hola"})).json()["messages"][0]["id"]
    history = (await graph.get(f"/{phone}/message_history", params={"message_id": sent})).json()
    assert history["data"][0]["message_id"] == sent


async def test_templates_come_in_pages_and_can_be_filtered(graph: httpx.AsyncClient, sandbox: Sandbox) -> None:
    url: Any = f"/{sandbox.agency.accounts['business_account_id']}/message_templates"
    page = (await graph.get(url, params={"limit": 3, "fields": "name"})).json()
    names = [row["name"] for row in page["data"]]
    assert set(page["data"][0]) == {"id", "name"}
    while following := page["paging"].get("next"):
        page = (await graph.get(following)).json()
        names += [row["name"] for row in page["data"]]
    assert names == [row["name"] for row in sandbox.agency.templates]
    approved = (await graph.get(url, params={"status": "APPROVED", "category": "MARKETING"})).json()["data"]
    assert [row["name"] for row in approved] == ["novedades_barrio"]
    assert (await graph.get(url, params={"after": "???"})).status_code == 400


async def test_a_lead_form_can_be_fetched(graph: httpx.AsyncClient, sandbox: Sandbox) -> None:
    lead = (await graph.get("/990000000000301")).json()
    assert {"name": "full_name", "values": ["Noelia Ríos"]} in lead["field_data"]
    rows = (await graph.get(f"/{sandbox.agency.accounts['form_id']}/leads")).json()["data"]
    assert json.dumps(rows[0]["field_data"]) == json.dumps(lead["field_data"])
