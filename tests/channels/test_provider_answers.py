"""What ManyChat, UChat and Graph answer about accounts, contacts and forms: told apart, and none taken on trust."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.channels.contacts import Field
from services.channels.leadgen import fetch
from services.channels.manychat import account as manychat_account
from services.channels.manychat import contact as manychat
from services.channels.sending import Access, Refused
from services.channels.uchat import account as uchat_account
from services.channels.uchat import contact as uchat
from services.channels.whatsapp import account as whatsapp_account
from services.channels.whatsapp.receipts import tell_read

pytestmark = pytest.mark.asyncio

SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples"
ACCESS = Access({"base_url": "https://provider.test", "business_account_id": "77", "phone_number_id": "11"}, "canary")
Call = Callable[[Any], Any]


class Provider:
    """Answers in turn, or the same again, and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []
        self._client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def __call__(self) -> httpx.AsyncClient:
        return self._client


def ok(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


MANYCHAT: list[Call] = [
    lambda http: manychat.read(http, ACCESS, "5"),
    lambda http: manychat.tag(http, ACCESS, "5", "VIP"),
    lambda http: manychat.set_field(http, ACCESS, "5", Field("1", "barrio"), "Núñez"),
    lambda http: manychat_account.flows(http, ACCESS),
]
UCHAT: list[Call] = [
    lambda http: uchat.read(http, ACCESS, "f1u2"),
    lambda http: uchat.untag(http, ACCESS, "f1u2", "VIP"),
    lambda http: uchat.set_field(http, ACCESS, "f1u2", Field("1", "barrio"), "Núñez"),
    lambda http: uchat_account.templates(http, ACCESS),
]
GRAPH: list[Call] = [
    lambda http: whatsapp_account.templates(http, ACCESS),
    lambda http: tell_read(http, ACCESS, "", "wamid.X"),
]
LOST: list[httpx.Response | Exception] = [
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("closed"),
    httpx.ConnectError("no"),
    httpx.Response(500, text="<h1>oops</h1>"),
    httpx.Response(502, html="<h1>Bad Gateway</h1>"),
    httpx.Response(200, content=b"\x00\xff{]not json"),
    httpx.Response(200, json=[1]),
    httpx.Response(200, content=b"[" * 100_000),
]


@pytest.mark.parametrize("answer", LOST)
@pytest.mark.parametrize("call", [*MANYCHAT, *UCHAT, *GRAPH, lambda http: fetch.answers(http, ACCESS, "9", 0)])
async def test_a_lost_answer_can_be_asked_for_again(call: Call, answer: httpx.Response | Exception) -> None:
    with pytest.raises(Refused) as refused:
        await call(Provider(answer))
    assert refused.value.again
    assert "canary" not in repr(vars(refused.value)) + str(refused.value)


@pytest.mark.skipif(not SHARED.exists(), reason="the samples of ../shared are not here")
@pytest.mark.parametrize(
    ("file", "status", "calls", "code"),
    [
        ("manychat/api-responses/error_3011_window.json", 400, MANYCHAT, "manychat.window_closed"),
        ("manychat/api-responses/error_3031_notification_reason.json", 200, MANYCHAT, "manychat.window_closed"),
        ("manychat/api-responses/error_details.json", 400, MANYCHAT, "manychat.no_address"),
        ("uchat/api-responses/error_status_body.json", 200, UCHAT, "uchat.no_address"),
        ("uchat/api-responses/error_unauthenticated_401.json", 401, UCHAT, "uchat.reconnect"),
        ("uchat/api-responses/error_429.json", 429, UCHAT, "uchat.throttled"),
    ],
)
async def test_every_refusal_on_record(file: str, status: int, calls: list[Call], code: str) -> None:
    body = json.loads((SHARED / file).read_text(encoding="utf-8"))
    for call in calls:
        with pytest.raises(Refused) as refused:
            await call(Provider(ok(body, status)))
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "error", "message": "x", "code": "3011"}, "manychat.window_closed"),
        ({"status": "error", "message": "x", "error_code": 2011}, "manychat.no_address"),
        ({"status": "error", "message": "x", "code": 3041}, "manychat.refused"),
        ({"status": "error", "details": {"messages": []}}, "manychat.refused"),
        ({"status": "error", "details": [None], "message": None}, "manychat.refused"),
        ({"status": "error", "message": {"a": 1}, "code": [3011]}, "manychat.refused"),
    ],
)
async def test_manychats_refusals_in_any_shape(body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        await MANYCHAT[0](Provider(ok(body, 400)))
    assert refused.value.code == code


@pytest.mark.skipif(not SHARED.exists(), reason="the samples of ../shared are not here")
async def test_a_contact_of_manychat_as_its_api_tells_it() -> None:
    folder = SHARED / "manychat" / "api-responses"
    found = await manychat.read(
        Provider(ok(json.loads((folder / "subscriber_getInfo_bsuid.json").read_text(encoding="utf-8")))),
        ACCESS,
        "1606671242",
    )
    assert found.person.identities == (("manychat", "1606671242"), ("bsuid", "US.8234928392384832"))
    assert (found.person.fields["barrio"], found.tags) == ("Palermo", ("VIP",))
    flows = await manychat_account.flows(
        Provider(ok(json.loads((folder / "page_getFlows.json").read_text(encoding="utf-8")))), ACCESS
    )
    assert [(each.id, each.folder) for each in flows] == [("content20180221085508_278589", "Main Folder")]


@pytest.mark.parametrize("data", [None, [], "x", {"tags": 5, "custom_fields": "no"}, {"tags": [None, {"name": 7}]}])
async def test_odd_contacts_are_read_as_far_as_they_go(data: Any) -> None:
    found = await manychat.read(Provider(ok({"status": "success", "data": data})), ACCESS, "5")
    assert found.person.identities == (("manychat", "5"),)


async def test_templates_are_followed_by_cursor_and_never_by_address() -> None:
    row = {"name": "a", "language": "es", "status": "APPROVED", "components": [{"type": "BODY", "text": "Hola"}]}
    paging = {"cursors": {"after": "QVFI"}, "next": "https://evil.test/steal?access_token=canary"}
    provider = Provider(ok({"data": [row, {"name": 5}, None], "paging": paging}), ok({"data": [{**row, "name": "b"}]}))
    found = await whatsapp_account.templates(provider, ACCESS, status="APPROVED")
    assert [each.name for each in found] == ["a", "b"]
    assert {request.url.host for request in provider.asked} == {"provider.test"}
    assert provider.asked[1].url.params["after"] == "QVFI"
    assert provider.asked[1].url.params["status"] == "APPROVED"


async def test_a_cursor_that_goes_in_circles_ends() -> None:
    paging = {"cursors": {"after": "same"}, "next": "x"}
    provider = Provider(ok({"data": [], "paging": paging}))
    assert await whatsapp_account.templates(provider, ACCESS) == []
    assert len(provider.asked) == 2


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, {"code": 190}, "leadgen.reconnect"),
        (403, {"code": 200}, "leadgen.reconnect"),
        (400, {"code": 80005}, "leadgen.throttled"),
        (400, {"code": 100, "error_subcode": 33}, "leadgen.gone"),
        (404, {}, "leadgen.gone"),
        (400, {"code": "raro"}, "leadgen.refused"),
        (503, {"code": 2}, "channel.no_answer"),
    ],
)
async def test_meta_says_no_to_a_form(status: int, error: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        await fetch.answers(Provider(ok({"error": error}, status)), ACCESS, "9", 0)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fields", "name", "phones", "email"),
    [
        ([("full_name", ["Ana Paz"]), ("phone_number", ["+5491155550142"])], "Ana Paz", ("+5491155550142",), ""),
        ([("Nombre completo", ["Ana"]), ("Teléfono", ["11 5555-0142"])], "Ana", ("11 5555-0142",), ""),
        ([("first_name", ["Ana"]), ("last_name", ["Paz"]), ("EMAIL", ["Ana@x.test"])], "Ana Paz", (), "Ana@x.test"),
        ([("mi_celu", ["1155550142"]), ("email", ["no tengo"])], "", ("1155550142",), ""),
        ([("zona", ["Núñez", "Saavedra"]), ("", ["x"]), ("nada", []), ("raro", "texto")], "", (), ""),
    ],
)
async def test_a_form_says_who_it_is_in_any_words(
    fields: list[tuple[str, Any]], name: str, phones: tuple[str, ...], email: str
) -> None:
    body = {"id": "9", "form_id": 7, "field_data": [{"name": key, "values": values} for key, values in fields]}
    found = fetch.read(body, {"phone": "mi celu"}, 1_795_356_000_000)
    assert (found.name, found.phones, found.email, found.form) == (name, phones, email, "7")
