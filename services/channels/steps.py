"""Reads what the step of a bot's flow posts (ManyChat, UChat): free JSON, laid out by whoever built the flow."""

import re
from typing import Any, Final

from services.channels.facts import AnyFact, Identity, Met, Person, Said, Update
from services.channels.loose import linked, moment, obj, objects, text
from services.channels.mapping import PLACEHOLDER
from services.records import Media

_BSUID: Final = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_SURFACES: Final = {"facebook": "messenger", "fb": "messenger", "ig": "instagram", "wa": "whatsapp"}
_KINDS: Final = {"image": "image", "audio": "audio", "voice": "audio", "video": "video", "file": "document"}


def first(source: dict[str, Any], *names: str) -> str:
    """The first of these fields that says something, without the blanks around it; a placeholder that the flow left
    unresolved ("{{last_input_text}}") says nothing."""
    for name in names:
        found = text(source.get(name)).strip()
        if found and not PLACEHOLDER.search(found):
            return found
    return ""


def step(channel: str, update: Update, ids: tuple[str, ...], account: str = "") -> list[AnyFact]:
    """The message of one posted object, or only the person where it carries none; nothing without a person.

    `ids` are the fields that may hold the person's id on `channel`, the surest first.
    """
    body = obj(update.body.get("payload")) or update.body
    inner = obj(body.get("subscriber")) or obj(body.get("contact"))
    who = person(channel, {**body, **inner}, first(body, *ids) or first(inner, *ids, "id"))
    if not who.identities:
        return []
    message = obj(body.get("message"))
    when = next((body[name] for name in ("ts", "timestamp", "last_interaction") if body.get(name)), None)
    at = moment(when, update.at)
    kind, words, media = _content(body, message)
    if not words and media is None:
        return [Met(who, at)]
    identity = first(message, "mid", "_id", "id") or first(body, "mid", "message_id") or update.id
    return [Said(channel, account, who, identity, "in", kind, at, words, media)]


def _content(body: dict[str, Any], message: dict[str, Any]) -> tuple[str, str, Media | None]:
    words = first(message, "text", "content", "body") or first(body, "last_input_text", "message", "text", "reply")
    kind = _KINDS.get(first(message, "type", "msg_type"), "")
    url = first(obj(message.get("payload")) or message, "url")
    if url and (found := linked(url, kind)):
        return found[0], "" if words == url else words, found[1]
    if found := linked(words, kind):
        return found[0], "", found[1]
    return "text", words, None


def person(channel: str, source: dict[str, Any], own_id: str) -> Person:
    """Who `source` describes: what a flow posts, or what the provider's API answers about a contact."""
    identities: list[Identity] = [(channel, own_id)] if own_id else []
    bsuid = first(source, "whatsapp_bsuid")
    if _BSUID.fullmatch(bsuid):
        identities.append(("bsuid", bsuid))
    phones = (first(source, "whatsapp_phone"), first(source, "phone"))
    identities += [("phone", phone) for phone in dict.fromkeys(phones) if phone]
    if "@" in (email := first(source, "email")):
        identities.append(("email", email.lower()))
    name = first(source, "name", "full_name") or f"{first(source, 'first_name')} {first(source, 'last_name')}".strip()
    return Person(tuple(identities), name or first(source, "firstName"), _fields(source))


def _fields(source: dict[str, Any]) -> dict[str, str]:
    """What else the flow tells: the surface behind the channel, the user name, the agency's own fields (an object in
    what ManyChat posts, a list in what its API answers)."""
    custom = source.get("custom_fields")
    pairs = list(obj(custom).items()) if isinstance(custom, dict) else [
        (text(each.get("name")), each.get("value")) for each in objects(custom)
    ]  # fmt: skip
    fields = {name: _value(value) for name, value in pairs if isinstance(name, str) and name}
    surface = first(source, "channel", "platform").lower()
    username = first(source, "ig_username", "whatsapp_username", "handle", "username").lstrip("@")
    if not surface and first(source, "ig_username"):
        surface = "instagram"
    elif not surface and first(source, "whatsapp_phone", "whatsapp_bsuid"):
        surface = "whatsapp"
    fields |= {"via": _SURFACES.get(surface, surface), "username": username}
    return {name: value for name, value in fields.items() if value}


def _value(value: object) -> str:
    return (
        ("1" if value else "0") if isinstance(value, bool) else "" if PLACEHOLDER.search(text(value)) else text(value)
    )
