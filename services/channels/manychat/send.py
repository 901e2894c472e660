"""Sends text, files, cards and flows by ManyChat's public API, on whichever surface the subscriber wrote from."""

from typing import Any, Final

from services.channels.manychat import api
from services.channels.manychat.takes import takes
from services.channels.sending import Access, Parcel, Refused, Sent
from services.connections import Http

_SURFACES: Final = ("whatsapp", "instagram", "telegram")
"""Values of `content.type`; without one ManyChat means Messenger."""
_FILES: Final = {"audio": "audio", "image": "image", "video": "video", "document": "file"}


class ManyChatSender:
    """POST `/fb/sending/sendContent`, or `sendFlow`. ManyChat gives no message id and echoes nothing: what is unknown
    stays so."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send `parcel`; what its surface does not take is refused before the call, as "channel.no_voice" and so on."""
        if code := takes(parcel.via).no(parcel.kind):
            raise Refused(code)
        who = {"subscriber_id": api.subscriber(parcel.identity("manychat"))}
        if parcel.kind == "flow":
            flow = {"flow_ns": str(parcel.content.get("flow", ""))}
            await api.send(self._http, access, "/fb/sending/sendFlow", who | flow)
        else:
            data = {"data": {"version": "v2", "content": _content(parcel)}}
            await api.send(self._http, access, "/fb/sending/sendContent", who | data)
        return Sent()


def _content(parcel: Parcel) -> dict[str, Any]:
    replies = parcel.content.get("quick_replies") or []
    content: dict[str, Any] = {"messages": _messages(parcel), "actions": [], "quick_replies": replies}
    return {"type": parcel.via, **content} if parcel.via in _SURFACES else content


def _messages(parcel: Parcel) -> list[dict[str, Any]]:
    """A file has no caption here: what is said about it follows as a text. Of a voice, the text is what it says."""
    text = [{"type": "text", "text": parcel.text}] if parcel.text.strip() else []
    if parcel.kind in _FILES:
        file = {"type": _FILES[parcel.kind], "url": parcel.link}
        return [file, *text] if parcel.kind != "audio" else [file]
    if parcel.kind == "cards":
        shape = str(parcel.content.get("shape") or "horizontal")
        return [{"type": "cards", "elements": parcel.content.get("cards") or [], "image_aspect_ratio": shape}]
    return text
