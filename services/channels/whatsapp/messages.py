"""Reads one message of WhatsApp, of whatever type, as it stands in webhooks, echoes and history."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

import msgspec

from services.channels.facts import AnyFact, Edited, Person, Reacted, Revoked, Said, Update
from services.channels.loose import moment, obj, objects, size, text
from services.records import Media, State

PLACEHOLDER: Final = "media_placeholder"
"""A message of an imported history whose file is still to come under the same id."""

_HISTORY_STATES: Final[dict[str, State]] = {
    "ERROR": "failed", "SENT": "sent", "DELIVERED": "delivered", "READ": "read", "PLAYED": "played",
}  # fmt: skip


class Content(NamedTuple):
    """What one message says."""

    kind: str
    text: str = ""
    media: Media | None = None
    extra: dict[str, Any] = {}  # noqa: RUF012  (never changed)


def message(
    item: dict[str, Any],
    account: str,
    person: Person,
    update: Update,
    direction: Literal["in", "out"] = "in",
    fresh: bool = True,
) -> list[AnyFact]:
    """The fact of one message: said, reacted, edited or revoked. Nothing where it names no person or no id."""
    if not person.identities:
        return []
    at = moment(item.get("timestamp"), update.at)
    kind = item.get("type")
    if kind in ("reaction", "edit", "revoke") and (act := obj(item.get(kind))):
        target = text(act.get("message_id")) or text(act.get("original_message_id"))
        if target and kind == "reaction":
            return [Reacted("whatsapp", target, direction, text(act.get("emoji")), at)]
        if target and kind == "edit":
            return [Edited("whatsapp", target, content(obj(act.get("message"))).text, at)]
        if target:
            return [Revoked("whatsapp", target)]
    return [_said(item, account, person, text(item.get("id")) or update.id, direction, at, fresh)]


def _said(
    item: dict[str, Any],
    account: str,
    person: Person,
    own_id: str,
    direction: Literal["in", "out"],
    at: int,
    fresh: bool,
) -> Said:
    found = content(item)
    extra, group = found.extra, text(item.get("group_id"))
    if group or "context" in item or "referral" in item:
        extra, person = _circumstances(item, dict(extra), person)
    state = _HISTORY_STATES.get(text(obj(item.get("history_context")).get("status"))) if direction == "out" else None
    return Said(
        "whatsapp",
        account,
        person,
        own_id,
        direction,
        found.kind,
        at,
        found.text,
        found.media,
        text(obj(item.get("context")).get("id")) or None,
        "phone",
        extra=extra,
        state=state or ("sent" if direction == "out" else None),
        opens=direction == "in" and found.kind != "system" and not group,
        fresh=fresh and direction == "in" and found.kind != "system",
    )


def _circumstances(item: dict[str, Any], extra: dict[str, Any], person: Person) -> tuple[dict[str, Any], Person]:
    """What stands around a message: the advertisement that brought the lead, the product asked about, the group."""
    context, referral = obj(item.get("context")), obj(item.get("referral"))
    around = {
        "referral": referral,
        "product": obj(context.get("referred_product")),
        "group": text(item.get("group_id")),
        **{name: context.get(name) is True for name in ("forwarded", "frequently_forwarded")},
    }
    source = text(referral.get("headline")) or text(referral.get("body")) or text(referral.get("source_id"))
    extra |= {name: value for name, value in around.items() if value}
    return extra, msgspec.structs.replace(person, source=source) if source else person


def content(item: dict[str, Any]) -> Content:
    """Kind, human text, media and the rest of a message. A type that is not known here is "unknown", kept whole."""
    kind = text(item.get("type"))
    reader = _KINDS.get(kind)
    body = item.get(kind)
    if reader is None or (kind not in _BARE and not isinstance(body, dict | list)):
        return Content("unknown", _any_text(item, kind), extra={"type": kind, "raw": item})
    return reader(item, obj(body))


def _text(item: dict[str, Any], body: dict[str, Any]) -> Content:
    return Content("text", text(body.get("body")))


def _media(kind: str) -> Callable[[dict[str, Any], dict[str, Any]], Content]:
    def read(item: dict[str, Any], body: dict[str, Any]) -> Content:
        media = Media(
            mime=text(body.get("mime_type")),
            sha256=_hex(text(body.get("sha256"))),
            size=size(body.get("file_size")),
            name=text(body.get("filename")) or None,
            provider_id=text(body.get("id")) or None,
            url=text(body.get("url")) or text(body.get("link")) or None,
            voice=kind == "audio" and (body.get("voice") is True or text(item.get("type")) == "voice"),
        )
        return Content(
            kind, text(body.get("caption")), media, {"animated": True} if body.get("animated") is True else {}
        )

    return read


def _hex(digest: str) -> str | None:
    """Meta writes a file's hash in base64, with or without its padding."""
    try:
        raw = base64.b64decode(digest + "=" * (-len(digest) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) == 32 else None


def _location(item: dict[str, Any], body: dict[str, Any]) -> Content:
    words = (text(body.get("name")), text(body.get("address")))
    return Content("location", "\n".join(filter(None, words)), extra=body)


def _contacts(item: dict[str, Any], body: dict[str, Any]) -> Content:
    cards = objects(item.get("contacts"))
    names = [text(obj(card.get("name")).get("formatted_name")) or _card_name(card) for card in cards]
    return Content("contacts", ", ".join(filter(None, names)), extra={"contacts": cards})


def _card_name(card: dict[str, Any]) -> str:
    """The name of a vCard that came without a parsed one."""
    for line in text(card.get("vcard")).splitlines():
        if line.upper().startswith("FN:"):
            return line[3:].strip()
    return next((text(phone.get("phone")) for phone in objects(card.get("phones"))), "")


def _button(item: dict[str, Any], body: dict[str, Any]) -> Content:
    return Content("button", text(body.get("text")), extra={"payload": text(body.get("payload"))})


def _interactive(item: dict[str, Any], body: dict[str, Any]) -> Content:
    """What the lead tapped or filled in; in an echo, what the agency offered."""
    kind = text(body.get("type"))
    reply = obj(body.get(kind))
    match kind:
        case "button_reply":
            return Content("button", text(reply.get("title")), extra={"payload": text(reply.get("id"))})
        case "list_reply":
            return Content("list", text(reply.get("title")), extra=reply)
        case "nfm_reply":
            words = text(reply.get("body")) or text(reply.get("name"))
            return Content("button", words, extra={"form": text(reply.get("response_json")), "name": reply.get("name")})
        case "call_permission_reply":
            return Content("button", "", extra={"call_permission": reply})
        case "button" | "list" | "cta_url" | "product" | "product_list" | "flow" | "location_request_message":
            kept = "list" if kind == "list" else "button"
            return Content(kept, text(obj(body.get("body")).get("text")), extra={"offer": body})
    return Content("unknown", _any_text(item, "interactive"), extra={"type": f"interactive.{kind}", "raw": item})


def _order(item: dict[str, Any], body: dict[str, Any]) -> Content:
    return Content("order", text(body.get("text")), extra={**body, "product_items": objects(body.get("product_items"))})


def _template(item: dict[str, Any], body: dict[str, Any]) -> Content:
    return Content("template", text(body.get("name")), extra=body)


def _system(item: dict[str, Any], body: dict[str, Any]) -> Content:
    return Content("system", text(body.get("body")), extra=body or {"type": text(item.get("type"))})


def _unsupported(item: dict[str, Any], body: dict[str, Any]) -> Content:
    extra = {"errors": objects(item.get("errors")), "type": text(body.get("type")) or text(item.get("type"))}
    return Content("unsupported", extra=extra)


def _any_text(item: dict[str, Any], kind: str) -> str:
    """The human text that a message of an unknown type may still carry."""
    for place in (obj(item.get(kind)), item):
        for name in ("body", "text", "caption", "title"):
            if found := text(place.get(name)):
                return found
    return text(obj(item.get("text")).get("body"))


_KINDS: Final[dict[str, Callable[[dict[str, Any], dict[str, Any]], Content]]] = {
    "text": _text,
    **{kind: _media(kind) for kind in ("image", "video", "document", "sticker", "audio")},
    "voice": _media("audio"),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "template": _template,
    "system": _system,
    "request_welcome": _system,
    "unsupported": _unsupported,
    "ephemeral": _unsupported,
}
_BARE: Final = ("unsupported", "ephemeral", "request_welcome", "system")
"""Types that may come without a body of their own."""
