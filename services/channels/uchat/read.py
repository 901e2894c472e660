"""Reads what UChat posts: messages of the live chat, and the steps of a flow."""

import re
from typing import Any, Final, Literal

from msgspec.structs import replace

from services.channels import steps
from services.channels.facts import AnyFact, Identity, Person, Said, Update
from services.channels.loose import linked, moment, obj, text
from services.channels.mapping import mapped
from services.records import Media

_USER: Final = re.compile(r"(f\d+)u\d+")
_KINDS: Final = {"text": "text", "image": "image", "audio": "audio", "video": "video", "file": "document"}


def read(update: Update) -> list[AnyFact]:
    """The facts of one entry: of the live chat where it has that envelope, else of a flow."""
    meta, message = obj(update.body.get("meta")), obj(update.body.get("message"))
    user = steps.first(meta, "user_ns") or steps.first(message, "user_ns")
    if user and message:
        return [_live(update, meta, message, user)]
    if update.mapping:
        update = replace(update, body=mapped(update.body, update.mapping, "user_ns"), mapping={})
    return steps.step("uchat", update, ("user_ns",), _account(steps.first(update.body, "user_ns")))


def _live(update: Update, meta: dict[str, Any], message: dict[str, Any], user: str) -> Said:
    """A message of the live chat: of the lead ("in"), the bot ("out"), a person at UChat ("agent"), or a "note"."""
    side = text(message.get("type"))
    direction: Literal["in", "out"] = "in" if side in ("in", "") else "out"
    author = text(message.get("username")).strip()
    kind, words, media, extra = _content(message)
    return Said(
        channel="uchat",
        account=_account(user) or text(meta.get("flow_ns")),
        person=Person(_identities(user, message), author if direction == "in" else ""),
        id=text(message.get("mid")) or text(message.get("_id")) or text(message.get("id")) or update.id,
        direction=direction,
        kind="note" if side == "note" else kind,
        at=moment(message.get("ts"), update.at),
        text=words,
        media=media,
        author=(author or None) if side in ("agent", "note") else None,
        extra=extra,
        state="sent" if direction == "out" and side != "note" else None,
        opens=direction == "in",
        fresh=direction == "in",
    )


def _content(message: dict[str, Any]) -> tuple[str, str, Media | None, dict[str, Any]]:
    payload, words = obj(message.get("payload")), text(message.get("content"))
    msg_type = text(message.get("msg_type"))
    kind = _KINDS.get(msg_type, "")
    transcript = text(payload.get("transcribed_text"))
    extra = {"transcript": transcript} if transcript else {}
    if msg_type == "wa_template":
        return "template", text(payload.get("body")) or words, None, {"template": words}
    if not kind:
        return "unknown", words, None, {"type": msg_type, "raw": message}
    found = linked(text(payload.get("url")) or words, kind) if kind != "text" else None
    if found:
        return kind, "" if words == found[1].url else words, found[1], extra
    return kind, words, None, extra


def _account(user: str) -> str:
    """The bot ("f123" of "f123u456"): a token of UChat is good for one bot."""
    found = _USER.fullmatch(user)
    return found[1] if found else ""


def _identities(user: str, message: dict[str, Any]) -> tuple[Identity, ...]:
    phone = steps.first(message, "phone")
    return (("uchat", user), ("phone", phone)) if phone else (("uchat", user),)
