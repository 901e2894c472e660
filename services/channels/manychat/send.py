"""Sends text by ManyChat's public API, on whichever surface the subscriber wrote from."""

from typing import Any, Final

import httpx

from services.channels.calls import call, json_object, retry_after
from services.channels.sending import Access, Parcel, Refused, Sent, Unknowable
from services.connections import Http

BASE_URL: Final = "https://api.manychat.com"
_SURFACES: Final = ("whatsapp", "instagram", "telegram")
"""Values of `content.type`; without one ManyChat means Messenger."""
_WINDOW: Final = (3011, 3021, 3031)
_UNKNOWN_CONTACT: Final = (2011, 2012)


class ManyChatSender:
    """POST `/fb/sending/sendContent`. ManyChat gives no message id and echoes nothing: what is unknown stays so."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send the text of `parcel`; voice is refused as "channel.no_voice"."""
        if parcel.kind != "text":
            raise Refused("channel.no_voice")
        request = httpx.Request(
            "POST",
            str(access.config.get("base_url") or BASE_URL).rstrip("/") + "/fb/sending/sendContent",
            headers={"authorization": f"Bearer {access.key}"},
            json={"subscriber_id": _subscriber(parcel), "data": {"version": "v2", "content": _content(parcel)}},
        )
        response = await call(self._http, request)
        _check(response)
        return Sent()


def _subscriber(parcel: Parcel) -> int | str:
    """int64 on the wire, a string everywhere else."""
    subscriber = parcel.identity("manychat")
    if not subscriber:
        raise Refused("manychat.no_address")
    return int(subscriber) if subscriber.isascii() and subscriber.isdigit() else subscriber


def _content(parcel: Parcel) -> dict[str, Any]:
    content: dict[str, Any] = {"messages": [{"type": "text", "text": parcel.text}], "actions": [], "quick_replies": []}
    return {"type": parcel.via, **content} if parcel.via in _SURFACES else content


def _check(response: httpx.Response) -> None:
    """Success and failure both come as `status` in the body, also under HTTP 200."""
    body = json_object(response)
    status = body.get("status") if body is not None else None
    if response.status_code == 429:
        raise Refused("manychat.throttled", detail="429", pause_s=retry_after(response), breadth="account")
    if response.is_server_error:
        raise Unknowable(f"HTTP {response.status_code}")
    if response.is_success and status == "success":
        return
    if response.status_code in (401, 403):
        raise Refused("manychat.reconnect", detail=str(response.status_code), again=True)
    if body is not None and (status == "error" or response.is_client_error):
        raise _refusal(body)
    if response.is_client_error:
        raise Refused("manychat.refused", detail=str(response.status_code))
    raise Unknowable(f"HTTP {response.status_code} without a status")


def _refusal(body: dict[str, Any]) -> Refused:
    number = body.get("code", body.get("error_code"))
    if number in _WINDOW:
        return Refused("manychat.window_closed", detail=str(number))
    if number in _UNKNOWN_CONTACT:
        return Refused("manychat.no_address", detail=str(number))
    if "token" in str(body.get("message", "")).lower() and number is None and "details" not in body:
        return Refused("manychat.reconnect", detail="token", again=True)
    match body.get("details"):
        case {"messages": [{"message": str(words)}, *_]}:
            return Refused("manychat.refused", detail=words[:200])
    return Refused("manychat.refused", detail=str(number if number is not None else body.get("message", ""))[:200])
