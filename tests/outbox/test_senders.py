"""What leaves for each provider, byte for byte, and how each of its answers is told apart."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.channels.manychat.send import ManyChatSender
from services.channels.sending import Access, Parcel, Refused, Sender, Sent, Unknowable
from services.channels.uchat.send import UChatSender
from services.channels.whatsapp.send import WhatsAppSender

pytestmark = pytest.mark.asyncio

CANARY = "canary-token"
WHATSAPP = Access({"base_url": "https://graph.test", "version": "v25.0", "phone_number_id": "111"}, CANARY)
MANYCHAT = Access({"base_url": "https://many.test"}, CANARY)
UCHAT = Access({"base_url": "https://partner.test/api"}, CANARY)
ACCEPTED = {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.X"}]}

Answer = httpx.Response | Exception


def parcel(**changes: Any) -> Parcel:
    plain: dict[str, Any] = {
        "message": "0f" * 16,
        "account": "111",
        "identities": (("wa", "5491155550142"), ("manychat", "1606671242"), ("uchat", "f123u456")),
        "kind": "text",
        "text": "Hola, ¿cómo estás?",
    }
    return Parcel(**(plain | changes))


class Provider:
    """Answers in turn and remembers what it was sent."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self._client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def __call__(self) -> httpx.AsyncClient:
        return self._client

    @property
    def body(self) -> Any:
        return json.loads(self.requests[-1].content)


def graph(status: int, code: int, **more: Any) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": "(#x)", "type": "OAuthException", "code": code, **more}})


async def test_whatsapp_text_carries_our_id() -> None:
    provider = Provider(httpx.Response(200, json=ACCEPTED))
    assert await WhatsAppSender(provider).send(parcel(reply_to="wamid.Q"), WHATSAPP) == Sent("wamid.X")
    (request,) = provider.requests
    assert str(request.url) == "https://graph.test/v25.0/111/messages"
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert provider.body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": "0f" * 16,
        "to": "5491155550142",
        "context": {"message_id": "wamid.Q"},
        "type": "text",
        "text": {"body": "Hola, ¿cómo estás?", "preview_url": False},
    }


async def test_somebody_known_by_bsuid_alone_is_a_recipient() -> None:
    provider = Provider(httpx.Response(200, json=ACCEPTED))
    await WhatsAppSender(provider).send(parcel(identities=(("bsuid", "AR.13491208655302741918"),)), WHATSAPP)
    assert provider.body["recipient"] == "AR.13491208655302741918"
    assert "to" not in provider.body


async def test_a_voice_is_uploaded_as_it_is_and_sent_as_a_voice_note() -> None:
    heard = b"OggS" + bytes(range(256)) * 7
    provider = Provider(httpx.Response(200, json={"id": "4490709327384033"}), httpx.Response(200, json=ACCEPTED))
    await WhatsAppSender(provider).send(parcel(kind="audio", data=heard, mime="audio/ogg"), WHATSAPP)
    upload = provider.requests[0]
    assert str(upload.url) == "https://graph.test/v25.0/111/media"
    assert heard in upload.content
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in upload.content
    assert b"Content-Type: audio/ogg" in upload.content
    assert provider.body["audio"] == {"id": "4490709327384033", "voice": True}
    assert provider.body["type"] == "audio"


@pytest.mark.parametrize(
    ("status", "code", "meant"),
    [
        (400, 131047, "whatsapp.window_closed"),
        (401, 190, "whatsapp.reconnect"),
        (403, 200, "whatsapp.reconnect"),
        (403, 368, "whatsapp.locked"),
        (400, 131026, "whatsapp.undeliverable"),
        (400, 131053, "whatsapp.media"),
        (400, 100, "whatsapp.our_fault"),
        (400, 131051, "whatsapp.our_fault"),
        (404, 132001, "whatsapp.template"),
        (402, 131042, "whatsapp.billing"),
        (403, 131037, "whatsapp.account"),
        (400, 131048, "whatsapp.spam"),
        (400, 999999, "whatsapp.refused"),
    ],
)
async def test_graph_says_no_for_sure(status: int, code: int, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        await WhatsAppSender(Provider(graph(status, code))).send(parcel(), WHATSAPP)
    assert (refused.value.code, refused.value.detail, refused.value.pause_s) == (meant, str(code), None)


@pytest.mark.parametrize(
    ("answer", "meant", "breadth"),
    [
        (graph(429, 130429), "whatsapp.throttled", "account"),
        (graph(400, 80007), "whatsapp.throttled", "account"),
        (graph(400, 131056), "whatsapp.throttled", "message"),
        (graph(503, 131016), "whatsapp.busy", "message"),
        (graph(400, 131000), "whatsapp.busy", "message"),
        (graph(400, 2, is_transient=True), "whatsapp.busy", "message"),
        (httpx.Response(429, text="slow down"), "whatsapp.throttled", "account"),
    ],
)
async def test_time_mends_what_graph_did_not_take(answer: httpx.Response, meant: str, breadth: str) -> None:
    answer.headers["retry-after"] = "7"
    with pytest.raises(Refused) as refused:
        await WhatsAppSender(Provider(answer)).send(parcel(), WHATSAPP)
    assert (refused.value.code, refused.value.pause_s, refused.value.breadth) == (meant, 7.0, breadth)


LOST: list[Answer] = [
    httpx.ReadTimeout("late"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("closed"),
    httpx.Response(500, json={"error": {"message": "(#131000)", "code": 131000}}),
    httpx.Response(502, html="<h1>Bad Gateway</h1>"),
    httpx.Response(503),
    httpx.Response(200, content=b"\x00\xff{]not json"),
    httpx.Response(200, json=[1]),
]


@pytest.mark.parametrize("answer", [*LOST, httpx.Response(200, json={"messages": []})])
async def test_whatsapp_may_have_taken_it(answer: Answer) -> None:
    with pytest.raises(Unknowable):
        await WhatsAppSender(Provider(answer)).send(parcel(), WHATSAPP)


@pytest.mark.parametrize("answer", LOST)
async def test_a_lost_upload_sent_nothing_to_anybody(answer: Answer) -> None:
    provider = Provider(answer)
    with pytest.raises(Refused) as refused:
        await WhatsAppSender(provider).send(parcel(kind="audio", data=b"OggS", mime="audio/ogg"), WHATSAPP)
    assert refused.value.pause_s == 0
    assert len(provider.requests) == 1


@pytest.mark.parametrize("sender", [WhatsAppSender, ManyChatSender, UChatSender])
@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ConnectTimeout("no"), httpx.PoolTimeout("no")])
async def test_what_never_left_is_tried_again(sender: Callable[..., Sender], error: Exception) -> None:
    with pytest.raises(Refused, match=r"net\.unreachable") as refused:
        await sender(Provider(error)).send(parcel(), WHATSAPP)
    assert refused.value.pause_s == 0


@pytest.mark.parametrize(("via", "kind"), [("whatsapp", "whatsapp"), ("instagram", "instagram"), ("", None)])
async def test_manychat_text_goes_where_the_lead_wrote(via: str, kind: str | None) -> None:
    provider = Provider(httpx.Response(200, json={"status": "success"}))
    assert await ManyChatSender(provider).send(parcel(via=via), MANYCHAT) == Sent(None)
    assert str(provider.requests[0].url) == "https://many.test/fb/sending/sendContent"
    assert provider.body["subscriber_id"] == 1606671242
    content = provider.body["data"]["content"]
    assert content.get("type") == kind
    assert content["messages"] == [{"type": "text", "text": "Hola, ¿cómo estás?"}]


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (httpx.Response(400, json={"status": "error", "message": "x", "code": 3011}), "manychat.window_closed"),
        (httpx.Response(200, json={"status": "error", "message": "x", "error_code": 3031}), "manychat.window_closed"),
        (httpx.Response(401, json={"status": "error", "message": "Token is required"}), "manychat.reconnect"),
        (httpx.Response(400, json={"status": "error", "message": "Wrong token"}), "manychat.reconnect"),
        (
            httpx.Response(
                400,
                json={
                    "status": "error",
                    "message": "Validation error",
                    "details": {"messages": [{"message": "Subscriber does not exist"}]},
                },
            ),
            "manychat.no_address",
        ),
        (httpx.Response(429), "manychat.throttled"),
    ],
)
async def test_manychat_says_no(answer: httpx.Response, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        await ManyChatSender(Provider(answer)).send(parcel(), MANYCHAT)
    assert refused.value.code == meant


async def test_uchat_text() -> None:
    provider = Provider(httpx.Response(200, json={"status": "ok", "mid": "wamid.HBgX"}))
    assert await UChatSender(provider).send(parcel(), UCHAT) == Sent("wamid.HBgX")
    assert str(provider.requests[0].url) == "https://partner.test/api/subscriber/send-text"
    assert provider.body == {"user_ns": "f123u456", "content": "Hola, ¿cómo estás?"}


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (httpx.Response(200, json={"status": "error", "message": "User not found"}), "uchat.no_address"),
        (httpx.Response(200, json={"status": "error", "message": "Sub flow not found"}), "uchat.refused"),
        (httpx.Response(401, json={"message": "Unauthenticated."}), "uchat.reconnect"),
        (httpx.Response(429, json={"message": "Too Many Attempts."}), "uchat.throttled"),
    ],
)
async def test_uchat_says_no(answer: httpx.Response, meant: str) -> None:
    with pytest.raises(Refused) as refused:
        await UChatSender(Provider(answer)).send(parcel(), UCHAT)
    assert refused.value.code == meant


@pytest.mark.parametrize("sender", [ManyChatSender, UChatSender])
@pytest.mark.parametrize("answer", LOST)
async def test_the_others_may_have_taken_it(sender: Callable[..., Sender], answer: Answer) -> None:
    with pytest.raises(Unknowable):
        await sender(Provider(answer)).send(parcel(), MANYCHAT)


@pytest.mark.parametrize("via", ["instagram", "whatsapp"])
async def test_no_voice_where_there_is_none(via: str) -> None:
    provider = Provider()
    with pytest.raises(Refused, match=r"channel\.no_voice"):
        await ManyChatSender(provider).send(parcel(kind="audio", data=b"OggS", via=via), MANYCHAT)
    assert provider.requests == []


async def test_no_refusal_tells_the_key() -> None:
    for answer in (graph(401, 190), httpx.ReadTimeout(CANARY[:0])):
        with pytest.raises((Refused, Unknowable)) as told:
            await WhatsAppSender(Provider(answer)).send(parcel(), WHATSAPP)
        assert CANARY not in repr(told.value) + str(told.value) + repr(vars(told.value))
