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
_NAMES: Final = ("name", "username", "handle", "wa_id", "user_id", "subscriber", "email", "phone", "contact", "lead")
_WORDS: Final = ("body", "text", "caption", "last_input_text", "message", "content", "title", "address")
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
        return {name: _covered(each, name.lower()) for name, each in value.items()}
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
    if key in _WORDS:
        return f"{COVER} ({len(value)})"
    value = _WAMID.sub(f"wamid.{COVER}", value)
    return _PHONE.sub(lambda found: _digits(found[0]), _EMAIL.sub(COVER, value))


def _digits(value: str) -> str:
    """The last two digits stay, so that two people can be told apart."""
    return f"{COVER}{value[-2:]}"


def listed(updates: Sequence[OddUpdate]) -> bytes:
    """These updates as one JSON file, people covered, for whoever teaches the program to read them."""
    told = ((each, json.loads(masked(each.body))) for each in updates)
    whole = [{"provider": each.provider, "what": each.what, "update": update} for each, update in told]
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()
