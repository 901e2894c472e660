"""ManyChat's webhooks: whatever the External Request of a flow was told to post."""

from typing import Any

from services.channels.flow import SECRETS, handshake, step, verify
from services.channels.meta import unknown
from services.channels.update import Update, text

__all__ = ["SECRETS", "handshake", "split", "verify"]

PROVIDER = "manychat"


def split(payload: Any, now: float) -> list[Update]:
    """One update: the object as posted."""
    if not isinstance(payload, dict):
        return [unknown(PROVIDER, payload)]
    return [Update(step(PROVIDER, payload, now), text(payload.get("page_id")), payload)]
