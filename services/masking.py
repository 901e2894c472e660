"""Raw JSON of a provider without the people in it: their names, numbers, addresses and words are covered."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from services.provider_records import OddUpdate

_PHONE: Final = re.compile(r"\+?\d[\d\s().-]{5,}\d")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_WAMID: Final = re.compile(r"wamid\.[\w+/=]+")
"""Their ids spell out the number of who is written to."""
_HANDLE: Final = re.compile(r"@[\w.]{2,}")
_NAMES: Final = (
    "name", "username", "handle", "wa_id", "user_id", "subscriber", "email", "mail", "phone", "contact", "lead",
    "birth", "nombre", "apellido", "correo", "telef", "teléf", "celular", "direcc", "nacim", "dni", "cuit",
)  # fmt: skip
_WORDS: Final = (
    "body", "text", "caption", "last_input_text", "message", "content", "title", "address", "value", "values", "answer",
    "answers", "respuesta", "respuestas", "note", "notes", "comment", "comments", "query", "transcript", "reply",
    "full", "city", "ciudad", "zip", "street",
)  # fmt: skip
_OF_THE_PROVIDER: Final = ("details", "reason", "error", "href", "mime_type", "error_user_msg", "error_user_title")
"""Sentences that nobody's contact wrote."""
_PLAIN: Final = ("field", "type", "msg_type", "event", "messaging_product", "object", "status", "code")
COVER: Final = "•••"


def masked(body: bytes) -> str:
    """The JSON, indented, with what could name or reach a person covered; what is no JSON is not shown at all."""
    try:
        whole = json.loads(body)
    except ValueError:
        return f'"{COVER}"'
    return json.dumps(_covered(whole, ""), ensure_ascii=False, indent=2)


def _covered(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {_reached(name): _covered(each, name.lower()) for name, each in value.items()}
    if isinstance(value, list):
        return [_covered(each, key) for each in value]
    if isinstance(value, bool) or value is None or key in _PLAIN:
        return value
    if isinstance(value, int | float):
        return _digits(str(value)) if len(str(value)) >= 7 else value
    return _text(str(value), key)


def _text(value: str, key: str) -> str:
    if any(part in key for part in _NAMES):
        return f"{value[:1]}{COVER}" if value else ""
    spoken = len(value.split()) > 1 and key not in _OF_THE_PROVIDER
    if key in _WORDS or spoken:  # only people put blanks between their words
        return f"{COVER} ({len(value)})"
    value = _WAMID.sub(f"wamid.{COVER}", value)
    return _reached(value)


def _reached(value: str) -> str:
    """Without what reaches a person; a provider may even use a number as the name of a field."""
    return _PHONE.sub(lambda found: _digits(found[0]), _HANDLE.sub(COVER, _EMAIL.sub(COVER, value)))


def _digits(value: str) -> str:
    """The last two digits stay, so that two people can be told apart."""
    return f"{COVER}{value[-2:]}"


def listed(updates: Sequence[OddUpdate]) -> bytes:
    """These updates as one JSON file, people covered, for whoever teaches the program to read them."""
    told = ((each, json.loads(masked(each.body))) for each in updates)
    whole = [{"provider": each.provider, "what": each.what, "update": update} for each, update in told]
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()
