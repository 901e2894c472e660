"""One update of a provider, cut out of the webhook that brought it, and what its webhooks are verified with."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

Headers = Sequence[tuple[bytes, bytes]]
"""Names in lower case, values as received."""

Secrets = Mapping[str, tuple[bytes, ...]]
"""Accepted values by the secret's name: the current one first and, while it still counts, the one before."""


class Update(NamedTuple):
    """One entry to be: `id` comes from the provider's own identity, so a redelivery has the same; `route` names whose
    it is inside an app that several tenants share (None: it does not say); `body` is what the entry will carry."""

    id: str
    route: str | None
    body: dict[str, Any]


_canonical = msgspec.json.Encoder(order="deterministic")


def digest(*identity: object) -> str:
    """32 hex digits for an identity. Provider ids hold phone numbers (a wamid is base64 of one), so none is shown."""
    return hashlib.sha256("\x1f".join(map(str, identity)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint(value: Any) -> str:
    """32 hex digits for what has no identity but its content, whatever the order of its keys."""
    return hashlib.sha256(_canonical.encode(value)).hexdigest()[:32]


def header(headers: Headers, name: bytes) -> bytes | None:
    """The value of a header that stands there exactly once."""
    found = [value for key, value in headers if key == name]
    return found[0] if len(found) == 1 else None


def text(value: object) -> str | None:
    """An identifier as text: providers write the same one as a string here and as a number there."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
