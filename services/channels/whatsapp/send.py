"""Sends text and voice notes by the WhatsApp Cloud API."""

from typing import Any

import httpx

from services.channels.calls import call
from services.channels.sending import Access, Parcel, Refused, Sent, Unknowable
from services.channels.whatsapp import graph
from services.channels.whatsapp.media import upload
from services.connections import Http

MAX_TEXT = 4096


class WhatsAppSender:
    """One POST to `/{phone_number_id}/messages` per attempt; our message id travels as `biz_opaque_callback_data` and
    comes back in the statuses, which settles what the answer left open."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send `parcel`; a voice is uploaded first, and its media id serves this attempt only."""
        account = parcel.account or str(access.config.get("phone_number_id", ""))
        body = _envelope(parcel)
        if parcel.kind == "audio":
            assert parcel.audio is not None
            media = await upload(self._http, access, account, parcel.audio, parcel.mime)
            body |= {"type": "audio", "audio": {"id": media, "voice": True}}
        else:
            if len(parcel.text) > MAX_TEXT:
                raise Refused("whatsapp.too_long", limit=MAX_TEXT, length=len(parcel.text))
            body |= {"type": "text", "text": {"body": parcel.text, "preview_url": False}}
        request = httpx.Request(
            "POST", graph.url(access, account, "messages"), headers=graph.headers(access), json=body
        )
        return Sent(_wamid(graph.accepted(await call(self._http, request))))


def _envelope(parcel: Parcel) -> dict[str, Any]:
    """`to` takes a phone number; a person known by BSUID alone is reached through `recipient`."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": parcel.message,
    }
    if number := parcel.identity("wa"):
        body["to"] = number
    elif bsuid := parcel.identity("bsuid"):
        body["recipient"] = bsuid
    elif phone := parcel.identity("phone"):
        body["to"] = phone
    else:
        raise Refused("whatsapp.no_address")
    if parcel.reply_to:
        body["context"] = {"message_id": parcel.reply_to}
    return body


def _wamid(body: dict[str, Any]) -> str:
    match body.get("messages"):
        case [{"id": str(wamid)}, *_] if wamid:
            return wamid
    raise Unknowable("a success that names no message")
