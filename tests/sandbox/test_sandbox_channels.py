"""The rehearsal ManyChat and UChat: sending, windows, subscribers, and what they push."""

import hashlib
from typing import Any

import httpx
import numpy as np
import pytest

from services.sandbox.server import Sandbox
from services.sandbox.sound import Sound, encode, voice_note

pytestmark = pytest.mark.asyncio

PAULA, CARLA, MICAELA, LEANDRO = 1606671242, 1606671377, 1606671581, 1606671455


def content(kind: str, *messages: dict[str, Any]) -> dict[str, Any]:
    surface = {} if kind == "messenger" else {"type": kind}
    return {"version": "v2", "content": {**surface, "messages": list(messages)}}


async def test_manychat_delivers_and_the_lead_answers_through_the_flow(
    relay: Any, manychat: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    body = {"subscriber_id": PAULA, "data": content("instagram", {"type": "text", "text": "Hola Paula"})}
    answer = await manychat.post("/fb/sending/sendContent", json=body)
    assert answer.json() == {"status": "success"}
    provider, hook = (await relay[0].until(lambda r: r.hooks))[0]
    assert provider == "manychat"
    assert (hook["id"], hook["key"]) == (PAULA, f"user:{PAULA}")
    assert hook["last_input_text"] == "Buenísimo!! ¿Cuándo lo puedo ver?"
    assert hook["custom_fields"] == {}
    assert sandbox.received.counts() == {"manychat.message": 1}


INVALID: list[tuple[dict[str, Any], str]] = [
    ({"subscriber_id": 1, "data": content("instagram", {"type": "text", "text": "a"})}, "Subscriber does not exist"),
    ({"subscriber_id": PAULA, "data": content("instagram", {"type": "audio", "url": "https://x/a.mp3"})}, "audio"),
    ({"subscriber_id": PAULA, "data": content("messenger", {"type": "text", "text": "a"})}, "instagram"),
    ({"subscriber_id": PAULA, "data": {"version": "v1"}}, "v2"),
    ({"subscriber_id": PAULA, "data": content("instagram", {"type": "text", "text": " "})}, "empty"),
    ({"subscriber_id": PAULA, "data": content("instagram", *[{"type": "text", "text": "a"}] * 11)}, "10"),
    ({"subscriber_id": PAULA, "data": content("instagram")}, "no messages"),
]


async def test_manychat_validates(manychat: httpx.AsyncClient, sandbox: Sandbox) -> None:
    for body, said in INVALID:
        answer = await manychat.post("/fb/sending/sendContent", json=body)
        assert answer.status_code == 400, said
        assert (answer.json()["status"], answer.json()["message"]) == ("error", "Validation error")
        assert said in answer.json()["details"]["messages"][0]["message"]
    assert sandbox.received.rows == []


async def test_manychat_closes_after_24_hours(manychat: httpx.AsyncClient, sandbox: Sandbox) -> None:
    sandbox.state.memory.last_inbound["carla"] -= 2 * 86400
    for id_, surface, code in ((CARLA, "messenger", 3011), (MICAELA, "instagram", 3031)):
        body = {"subscriber_id": id_, "data": content(surface, {"type": "text", "text": "Hola"})}
        answer = await manychat.post("/fb/sending/sendContent", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
        tagged = await manychat.post("/fb/sending/sendContent", json={**body, "message_tag": "HUMAN_AGENT"})
        assert tagged.json() == {"status": "success"}
    flow = {"subscriber_id": CARLA, "flow_ns": sandbox.agency.accounts["flows"][1]["ns"]}
    assert (await manychat.post("/fb/sending/sendFlow", json=flow)).json() == {"status": "success"}
    assert (await manychat.post("/fb/sending/sendFlow", json={**flow, "flow_ns": "no"})).status_code == 400


async def test_manychat_takes_audio_on_messenger(manychat: httpx.AsyncClient, sandbox: Sandbox) -> None:
    body = {"subscriber_id": CARLA, "data": content("messenger", {"type": "audio", "url": "https://x/a.mp3"})}
    assert (await manychat.post("/fb/sending/sendContent", json=body)).status_code == 200
    assert sandbox.received.rows[0]["kind"] == "voice"


async def test_a_surface_refuses_a_voice_that_it_does_not_play(
    manychat: httpx.AsyncClient, uchat: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    sound = Sound(np.zeros(16_000, np.int16), 16_000)
    files = {"ogg": (voice_note(sound), "audio/ogg"), "mp3": (encode(sound, "mp3_44100_64"), "audio/mpeg")}
    for ending, (data, mime) in files.items():
        media = sandbox.state.add_media(data, mime, 1, f"voz.{ending}")
        audio = {"type": "audio", "url": f"{sandbox.url}/files/{media.id}/{media.name}"}
        sent = await manychat.post(
            "/fb/sending/sendContent", json={"subscriber_id": CARLA, "data": content("messenger", audio)}
        )
        assert (sent.status_code == 200) == (ending == "mp3")
        for user, plays in (("f24800u1001", ("ogg",)), ("f24800u1004", ("ogg", "mp3"))):
            body = {"user_ns": user, "data": {"version": "v1", "content": {"messages": [audio]}}}
            answer = (await uchat.post("/subscriber/send-content", json=body)).json()
            assert (answer["status"] == "ok") == (ending in plays), (user, ending, answer)
    wanted = {hashlib.sha256(data).hexdigest() for data, _ in files.values()}
    assert {row["sha256"] for row in sandbox.received.rows} == wanted


async def test_manychat_subscribers_tags_and_fields(manychat: httpx.AsyncClient) -> None:
    for verb, change in (
        ("addTagByName", {"tag_name": "Compra"}),
        ("addTag", {"tag_id": 2}),
        ("removeTag", {"tag_id": 2}),
        ("setCustomField", {"field_id": 101, "field_value": "Núñez"}),
        ("setCustomFieldByName", {"field_name": "PRESUPUESTO", "field_value": 185000}),
    ):
        answer = await manychat.post(f"/fb/subscriber/{verb}", json={"subscriber_id": PAULA, **change})
        assert answer.json() == {"status": "success"}, verb
    info = (await manychat.get("/fb/subscriber/getInfo", params={"subscriber_id": PAULA})).json()["data"]
    assert [tag["name"] for tag in info["tags"]] == ["Compra"]
    assert {row["name"]: row["value"] for row in info["custom_fields"]}["presupuesto"] == 185000
    assert (info["id"], info["ig_username"]) == (str(PAULA), "pau.sosa")
    assert (await manychat.get("/fb/page/getInfo")).json()["data"]["name"] == "Ribera Norte Propiedades"
    for what in ("getTags", "getFlows", "getCustomFields"):
        assert (await manychat.get(f"/fb/page/{what}")).json()["data"]
    unknown = await manychat.post("/fb/subscriber/addTag", json={"subscriber_id": PAULA, "tag_id": 99})
    assert unknown.status_code == 400
    wrong = await manychat.get("/fb/page/getInfo", headers={"authorization": "Bearer otra"})
    assert wrong.status_code == 401


async def test_manychat_flows_post_what_their_operators_set_up(relay: Any, sandbox: Sandbox) -> None:
    shapes = {}
    async with httpx.AsyncClient(timeout=20) as http:
        for lead in ("paula", "leandro", "micaela", "bruno"):
            await http.post(f"{sandbox.url}/sandbox/leads/{lead}/write", json={"text": "¿Hola?"})
            shapes[lead] = relay[0].hooks[-1][1]
    assert shapes["leandro"] == {
        "subscriber_id": str(LEANDRO),
        "channel": "whatsapp",
        "message": "¿Hola?",
        "first_name": "Leandro",
    }
    assert shapes["micaela"]["subscriber"]["ig_username"] == "mica.duarte"
    assert shapes["bruno"]["text"] == "¿Hola?"
    assert isinstance(shapes["paula"]["custom_fields"], dict)


async def test_uchat_sends_and_remembers_both_sides(relay: Any, uchat: httpx.AsyncClient) -> None:
    text = {"user_ns": "f24800u1001", "content": "Hola Ramiro", "send_as_agent": 1}
    sent = (await uchat.post("/subscriber/send-text", json=text)).json()
    assert sent["status"] == "ok"
    audio = {"version": "v1", "content": {"messages": [{"type": "audio", "url": "https://x/a.ogg"}]}}
    body = {"user_ns": "f24800u1001", "data": audio}
    assert (await uchat.post("/subscriber/send-content", json=body)).json()["status"] == "ok"
    _, hook = (await relay[0].until(lambda r: r.hooks))[0]
    assert hook["meta"]["user_ns"] == "f24800u1001"
    assert (hook["message"]["type"], hook["message"]["msg_type"]) == ("in", "text")
    asked = {"user_ns": "f24800u1001"}
    rows = (await uchat.get("/subscriber/chat-messages", params=asked)).json()["data"]
    assert [row["type"] for row in rows] == ["agent", "agent", "in"]
    by_mid = (await uchat.post("/subscriber/chat-messages-by-mids", json={"mids": [sent["mid"]]})).json()["data"]
    assert by_mid[0]["content"] == "Hola Ramiro"


async def test_uchat_says_no_with_200(uchat: httpx.AsyncClient) -> None:
    for path, body in (
        ("/subscriber/send-text", {"user_ns": "nadie", "content": "Hola"}),
        ("/subscriber/send-text", {"user_ns": "f24800u1001"}),
        ("/subscriber/send-text", {"user_ns": "f24800u1005", "content": "Hola"}),
        ("/subscriber/send-content", {"user_ns": "f24800u1001", "data": {}}),
        ("/subscriber/send-sub-flow", {"user_ns": "f24800u1001", "sub_flow_ns": "no"}),
    ):
        answer = await uchat.post(path, json=body)
        assert (answer.status_code, answer.json()["status"]) == (200, "error"), path
    wrong = await uchat.get("/me", headers={"authorization": "Bearer otra"})
    assert (wrong.status_code, wrong.json()) == (401, {"message": "Unauthenticated."})


async def test_uchat_template_opens_a_closed_window(relay: Any, uchat: httpx.AsyncClient) -> None:
    template = {
        "namespace": "ribera_norte",
        "name": "audio_pendiente",
        "lang": "es_AR",
        "params": {"BODY_{{1}}": "Eze"},
    }
    body = {"user_id": "+5491155550160", "content": template}
    assert (await uchat.post("/subscriber/send-whatsapp-template-by-user-id", json=body)).json()["status"] == "ok"
    await relay[0].until(lambda r: r.hooks)
    text = {"user_ns": "f24800u1005", "content": "Hola"}
    assert (await uchat.post("/subscriber/send-text", json=text)).json()["status"] == "ok"


async def test_uchat_lists(uchat: httpx.AsyncClient) -> None:
    page = (await uchat.get("/subscribers", params={"limit": 2})).json()
    assert (len(page["data"]), page["meta"]["total"], page["meta"]["last_page"]) == (2, 5, 3)
    assert (await uchat.get("/flow/bot-users-count")).json()["data"][0]["num"] == 5
    for path in ("/me", "/flow/tags", "/flow/user-fields", "/flow/subflows", "/flow/agents", "/team-members"):
        assert (await uchat.get(path)).json()["data"], path
    templates = (await uchat.post("/whatsapp-template/list", json={"name": "visita"})).json()["data"]
    assert {row["name"] for row in templates} == {"visita_confirmacion", "recordatorio_visita", "encuesta_visita"}
    change = {"user_ns": "f24800u1001", "tag_name": "Alquiler"}
    assert (await uchat.post("/subscriber/add-tag-by-name", json=change)).json() == {"status": "ok"}
    field = {"user_ns": "f24800u1001", "field_name": "barrio", "value": "Villa Crespo"}
    assert (await uchat.put("/subscriber/set-user-field-by-name", json=field)).json() == {"status": "ok"}
    info = (await uchat.get("/subscriber/get-info", params={"user_ns": "f24800u1001"})).json()
    assert (info["tags"], info["phone"]) == ([{"name": "Alquiler"}], "+5491155550131")


async def test_uchat_files_are_public(relay: Any, sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(timeout=20) as http:
        for kind, magic in (("voice", b"OggS"), ("image", b"\x89PNG")):
            await http.post(f"{sandbox.url}/sandbox/leads/ramiro/write", json={"kind": kind})
            message = relay[0].hooks[-1][1]["message"]
            assert (await http.get(message["payload"]["url"])).content[:4] == magic
        assert (await http.get(f"{sandbox.url}/files/1/voz.ogg")).status_code == 404
