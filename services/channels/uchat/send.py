"""Sends by UChat's API: text, files by link, cards, templates and sub flows."""

from typing import Any, Final

from services.channels.loose import obj, objects, text
from services.channels.sending import Access, Parcel, Refused, Sent
from services.channels.uchat import api
from services.channels.uchat.takes import takes
from services.connections import Http

_FILES: Final = {"audio": "audio", "image": "image", "video": "video", "document": "file"}
_EARLIER_S: Final = 120
"""UChat's clock may be behind ours by so much."""


class UChatSender:
    """One POST under `/subscriber`; the answer names the message by `mid`."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send `parcel` as an agent's; what the surface does not take is refused before the call."""
        if code := takes(parcel.via).no(parcel.kind):
            raise Refused(code)
        user = _user(parcel)
        path, body = _call(parcel)
        answer = await api.send(self._http, access, f"/subscriber/{path}", {"user_ns": user, **body})
        return Sent(text(answer.get("mid")) or None)

    async def find(self, parcel: Parcel, access: Access, since_s: int) -> list[Sent]:
        """Messages to this person that say the same as `parcel`, sent since then (seconds since 1970), oldest first:
        what may have become of an attempt whose answer was lost."""
        body = await api.ask(
            self._http, access, "/subscriber/chat-messages",
            user_ns=_user(parcel), include_bot=1, start_time=since_s - _EARLIER_S, limit=100,
        )  # fmt: skip
        rows = [row for row in objects(body.get("data")) if text(row.get("type")) in ("agent", "out")]
        return [Sent(mid) for row in rows if (mid := text(row.get("mid"))) and _same(parcel, row)]


def _user(parcel: Parcel) -> str:
    user = parcel.identity("uchat")
    if not user:
        raise Refused("uchat.no_address")
    return user


def _call(parcel: Parcel) -> tuple[str, dict[str, Any]]:
    """The call's name and its body."""
    replies = parcel.content.get("quick_replies") or []
    if parcel.kind == "flow":
        return "send-sub-flow", {"sub_flow_ns": text(parcel.content.get("flow"))}
    if parcel.kind == "template":
        return "send-whatsapp-template", {"content": _template(parcel)}
    if parcel.kind == "text" and not replies:
        return "send-text", {"content": parcel.text}
    content = {"messages": _messages(parcel), "actions": [], "quick_replies": replies}
    return "send-content", {"data": {"version": "v1", "content": content}}


def _messages(parcel: Parcel) -> list[dict[str, Any]]:
    """A file has no caption here: what is said about it follows as a text. Of a voice, the text is what it says."""
    words = [{"type": "text", "text": parcel.text}] if parcel.text.strip() else []
    if parcel.kind in _FILES:
        file = {"type": _FILES[parcel.kind], "url": parcel.link}
        return [file, *words] if parcel.kind != "audio" else [file]
    if parcel.kind == "cards":
        return [{"type": "cards", "elements": parcel.content.get("cards") or []}]
    return words


def _template(parcel: Parcel) -> dict[str, Any]:
    content = parcel.content
    params = dict(obj(content.get("params")))
    if parcel.link:
        params[f"HEADER_{text(content.get('header_kind')).upper()}"] = parcel.link
    names = {"namespace": text(content.get("namespace")), "name": text(content.get("name"))}
    return {**names, "lang": text(content.get("language")), "params": params}


def _same(parcel: Parcel, row: dict[str, Any]) -> bool:
    """Whether a chat message is what was to be sent; a link is ours alone, for each is made anew."""
    words, kind = text(row.get("content")), text(row.get("msg_type"))
    if parcel.kind == "template":
        return kind == "wa_template" and text(parcel.content.get("name")) in words
    if parcel.kind in _FILES:
        url = text(obj(row.get("payload")).get("url"))
        return kind == _FILES[parcel.kind] and bool(parcel.link) and url == parcel.link
    return parcel.kind == "text" and kind == "text" and words == parcel.text
