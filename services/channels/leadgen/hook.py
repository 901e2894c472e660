"""The webhooks of Meta's Lead Ads: each change says that a form was filled in; the answers are fetched by a desk."""

from typing import Any

from services.channels.meta import SECRETS, Change, changes, handshake, verify
from services.channels.update import Update, digest, text

__all__ = ["SECRETS", "handshake", "split", "verify"]

PROVIDER = "leadgen"


def split(payload: Any, now: float) -> list[Update]:
    """The updates of one POST, one for each change."""
    found = changes(PROVIDER, "page", payload)
    return [e if isinstance(e, Update) else Update(key(e), route(e), e.body(e.value)) for e in found]


def route(change: Change) -> str | None:
    """The page that the form belongs to."""
    page = text(change.value.get("page_id")) if isinstance(change.value, dict) else None
    return page or change.entry or None


def key(change: Change) -> str:
    """leadgen_id where there is one: Meta's own, and unique over all pages."""
    lead = text(change.value.get("leadgen_id")) if isinstance(change.value, dict) else None
    if lead and change.field == "leadgen":
        return f"{PROVIDER}:lead:{digest(lead)}"
    return f"{PROVIDER}:change:{change.hashed(change.value)}"
