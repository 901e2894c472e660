"""Sends by the WhatsApp Cloud API: text, voice notes, files and templates."""

from typing import Any

import httpx
import msgspec

from services.channels.calls import call
from services.channels.sending import Access, Parcel, Refused, Sent, Unknowable
from services.channels.whatsapp import graph
from services.channels.whatsapp.media import upload
from services.channels.whatsapp.takes import TAKES
from services.connections import Http
from services.voice.sound import VOICE_NOTE


class WhatsAppSender:
    """One POST to `/{phone_number_id}/messages` per attempt; our message id travels as `biz_opaque_callback_data` and
    comes back in the statuses, which settles what the answer left open."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send `parcel`; a voice or a file is uploaded first, and its media id serves this attempt only."""
        if code := TAKES.no(parcel.kind):
            raise Refused(code)
        account = parcel.account or str(access.config.get("phone_number_id", ""))
        body = _envelope(parcel)
        media = ""
        if parcel.data is not None:
            media = await upload(self._http, access, account, parcel.data, parcel.mime, _name(parcel))
        body |= {"type": parcel.kind, parcel.kind: _content(parcel, media)}
        request = httpx.Request(
            "POST", graph.url(access, account, "messages"), headers=graph.headers(access), json=body
        )
        return Sent(_wamid(graph.accepted(await call(self._http, request))))


def _content(parcel: Parcel, media: str) -> dict[str, Any]:
    """What stands under the message's type."""
    match parcel.kind:
        case "text":
            return {"body": parcel.text, "preview_url": False}
        case "audio":
            return {"id": media, "voice": parcel.mime.startswith(VOICE_NOTE)}
        case "template":
            return _template(parcel, media)
        case "document":
            caption = {"caption": parcel.text} if parcel.text.strip() else {}
            return {"id": media, **caption, "filename": _name(parcel)}
    return {"id": media, "caption": parcel.text} if parcel.text.strip() else {"id": media}


def _template(parcel: Parcel, media: str) -> dict[str, Any]:
    """The template as it was filled in when it was queued; the file of its header goes by the upload's id."""
    content = parcel.content
    filled = msgspec.json.decode(msgspec.json.encode(content.get("components") or []), type=list[dict[str, Any]])
    for component in filled if media else ():
        for parameter in component.get("parameters", []) if component.get("type") == "header" else ():
            parameter[parameter["type"]] = {"id": media}
            if parameter["type"] == "document":
                parameter["document"]["filename"] = _name(parcel)
    found = {"name": content.get("name"), "language": {"code": content.get("language")}}
    return {**found, "components": filled} if filled else found


def _name(parcel: Parcel) -> str:
    """What the file is called at the lead's end."""
    return "voz.ogg" if parcel.kind == "audio" and parcel.mime.startswith(VOICE_NOTE) else parcel.name or "archivo"


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
