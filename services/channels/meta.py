"""What all of Meta's webhooks share: the signature over the raw bytes, the handshake, the envelope of entries."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from services.channels.update import Headers, Secrets, Update, fingerprint, header, text

SECRETS = ("app_secret", "verify_token")


def verify(secrets: Secrets, headers: Headers, body: bytes) -> bool:
    """Whether X-Hub-Signature-256 signs these very bytes: `sha256=` and 64 lower-case digits, given once.

    Meta signs the bytes that it sends (with \\uXXXX for what is not ASCII), so nothing may be decoded before.
    """
    given = header(headers, b"x-hub-signature-256")
    if given is None:
        return False
    return any(
        hmac.compare_digest(f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}".encode(), given)
        for secret in secrets.get("app_secret", ())
    )


def handshake(secrets: Secrets, query: Mapping[str, list[str]]) -> str | None:
    """The challenge to echo, or None where the token is wrong, missing or given twice."""
    mode, token, challenge = (query.get(f"hub.{name}", []) for name in ("mode", "verify_token", "challenge"))
    if mode != ["subscribe"] or len(token) != 1 or len(challenge) != 1:
        return None
    given = token[0].encode("utf-8", "surrogateescape")
    return challenge[0] if any(hmac.compare_digest(each, given) for each in secrets.get("verify_token", ())) else None


class Change(NamedTuple):
    """One change of one entry. `extra` is what else stood beside them: providers add fields without notice."""

    entry: str
    time: object
    field: str
    value: Any
    extra: dict[str, Any]

    def body(self, value: Any) -> dict[str, Any]:
        """The body of an entry that carries `value`, which is all of the change's or one part of it."""
        when = {} if self.time is None else {"time": self.time}
        return {**self.extra, "entry": self.entry, **when, "field": self.field, "value": value}

    def hashed(self, value: Any) -> str:
        """An identity for what has none of its own."""
        return fingerprint((self.entry, self.time, self.field, value))


def unknown(provider: str, payload: Any) -> Update:
    """What no rule of ours takes apart, kept whole."""
    return Update(f"{provider}:payload:{fingerprint(payload)}", None, {"payload": payload})


def changes(provider: str, expected: str, payload: Any) -> Iterator[Change | Update]:
    """Every change of the envelope in its order; what is not shaped like one comes as an update of unknown shape, with
    as much of the envelope as is its own: one odd item spoils no other, and none is lost."""
    entries = payload.get("entry") if isinstance(payload, dict) and payload.get("object") == expected else None
    if not (isinstance(entries, list) and entries):
        yield unknown(provider, payload)
        return
    beside_all = _beside(payload, {"object", "entry"})
    for entry in entries:
        inside = entry.get("changes") if isinstance(entry, dict) else None
        if not (isinstance(inside, list) and inside) or ("id" in entry and text(entry["id"]) is None):
            yield unknown(provider, {**payload, "entry": [entry]})
            continue
        beside = beside_all | _beside(entry, {"id", "time", "changes"})
        for change in inside:
            if isinstance(change, dict) and "value" in change and isinstance(change.get("field", ""), str):
                at, field, own = entry.get("time"), change.get("field", ""), _beside(change, {"field", "value"})
                yield Change(text(entry.get("id")) or "", at, field, change["value"], beside | own)
            else:
                yield unknown(provider, {**payload, "entry": [{**entry, "changes": [change]}]})


def _beside(what: dict[str, Any], known: set[str]) -> dict[str, Any]:
    return {name: each for name, each in what.items() if name not in known}
