"""UChat's webhooks: live-chat messages with an id, and whatever the External Request of a flow was told to post."""

from typing import Any

from services.channels.flow import SECRETS, handshake, step, verify
from services.channels.meta import unknown
from services.channels.update import Update, digest, text

__all__ = ["SECRETS", "handshake", "split", "verify"]

PROVIDER = "uchat"


def split(payload: Any, now: float) -> list[Update]:
    """One update: the object as posted."""
    if not isinstance(payload, dict):
        return [unknown(PROVIDER, payload)]
    return [Update(key(payload, now), route(payload), payload)]


def route(payload: dict[str, Any]) -> str | None:
    """The bot that the message came through."""
    meta = payload.get("meta")
    return text(meta.get("flow_ns")) if isinstance(meta, dict) else text(payload.get("page_id"))


def key(payload: dict[str, Any], now: float) -> str:
    """The message's own id (mid, else _id) where it has one."""
    message = payload.get("message")
    if isinstance(message, dict) and (mid := text(message.get("mid")) or text(message.get("_id"))):
        return f"{PROVIDER}:message:{digest(mid)}"
    return step(PROVIDER, payload, now)
