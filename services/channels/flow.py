"""What a step of a bot's flow posts (ManyChat, UChat): free JSON under a secret header, with no id and no signature."""

import hmac
from collections.abc import Mapping
from typing import Any

from services.channels.update import Headers, Secrets, digest, fingerprint, header, text

SECRETS = ("header_secret",)

BUCKET_S = 60
"""Two equal texts of one person that carry no time are one message if they come within the same minute."""

WHO = ("user_ns", "id", "subscriber_id", "contact_id", "user_id")
SAID = ("last_input_text", "message", "text", "reply")
WHEN = ("last_interaction", "ts", "timestamp")


def verify(secrets: Secrets, headers: Headers, body: bytes) -> bool:
    """Whether `X-Strato-Secret`, or else `Authorization: Bearer`, carries the secret."""
    given = header(headers, b"x-strato-secret")
    if given is None:
        scheme, _, given = (header(headers, b"authorization") or b"").partition(b" ")
        if scheme.lower() != b"bearer":
            return False
    return any(hmac.compare_digest(secret, given) for secret in secrets.get("header_secret", ()))


def handshake(secrets: Secrets, query: Mapping[str, list[str]]) -> str | None:
    """These providers ask no such question."""
    return None


def step(provider: str, payload: dict[str, Any], now: float) -> str:
    """Who, when and what, as the field tells redeliveries apart; without a time the minute stands in for it, without
    a person or a text the whole body. The names of the fields count as well: two steps of one flow that report the
    same text post different things."""
    inner = payload.get("subscriber")
    who = _first(payload, WHO) or _first(inner if isinstance(inner, dict) else {}, WHO)
    when = _first(payload, WHEN)
    said = _first(payload, SAID)
    what = (who, said, *sorted(payload)) if who and said else (fingerprint(payload),)
    return f"{provider}:step:{digest(when or int(now // BUCKET_S), *what)}"


def _first(payload: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these fields that says something; a placeholder that the flow left unresolved says nothing."""
    for name in names:
        value = text(payload.get(name))
        if value and value.strip() and not value.startswith("{{"):
            return value
    return None
