"""The facts of a message on its way, as entries for the log."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from services.entries import Draft
from services.mentions import Mention
from services.records import Conversation, Media, OutgoingKind


def queued(
    message: str,
    conversation: Conversation,
    *,
    kind: OutgoingKind,
    text: str,
    media: Media | None,
    content: dict[str, Any],
    hands: str,
    at: int,
    not_before: int,
    author: str,
    reply_to: str | None,
    scheduled: int | None = None,
    waits: dict[str, int] | None = None,
) -> Draft:
    """A person wants `message` sent; `not_before` ends the time in which it can be undone. `scheduled` (ms) is a time
    that was chosen for it; what `waits` ({until, seen}: ms) goes out only when the lead answers."""
    body: dict[str, Any] = {
        "message": message,
        "conversation": conversation.id,
        "channel": conversation.channel,
        "account": conversation.account,
        "kind": kind,
        "text": text,
        "hands": hands,
        "author": author,
        "at": at,
        "not_before": not_before,
    }
    if media is not None:
        body["media"] = _media(media)
    if content:
        body["content"] = content
    if reply_to is not None:
        body["reply_to"] = reply_to
    if scheduled is not None:
        body["scheduled"] = scheduled
    if waits is not None:
        body["waits"] = waits
    return _draft("message.queued", body)


def noted(
    note: str, conversation: Conversation, text: str, author: str, at: int, mentions: Sequence[Mention] = ()
) -> Draft:
    """`mentions` [members] says for whom it is above all, `called` [names] how each is called in the text."""
    body: dict[str, Any] = {
        "note": note,
        "conversation": conversation.id,
        "text": text,
        "author": author,
        "at": at,
    }
    if mentions:
        body["mentions"] = [each.member for each in mentions]
        body["called"] = [each.called for each in mentions]
    return _draft("note.added", body)


def _media(media: Media) -> dict[str, Any]:
    told: dict[str, Any] = {"sha256": media.sha256, "mime": media.mime, "size": media.size, "name": media.name}
    if media.voice or media.wave is not None:
        wave = b64encode(media.wave or b"").decode("ascii")
        told |= {"seconds": media.seconds, "wave": wave, "voice": media.voice}
    return {name: value for name, value in told.items() if value is not None}


def begun(message: str, attempt: int, device: str) -> Draft:
    """This device is about to call the provider. The id is the same however often it is told."""
    return Draft(f"{message}:{attempt}:begun:{device}", "message.begun", {"message": message, "attempt": attempt})


def sent(message: str, attempt: int, provider_id: str | None) -> Draft:
    body: dict[str, Any] = {"message": message, "attempt": attempt}
    if provider_id is not None:
        body["provider_id"] = provider_id
    return _draft("message.sent", body)


def failed(message: str, attempt: int, code: str, *, detail: str | None = None, again: bool) -> Draft:
    """`code` is a Trouble code; `again` says that a click may try once more."""
    body: dict[str, Any] = {"message": message, "attempt": attempt, "code": code, "again": again}
    if detail:
        body["detail"] = detail
    return _draft("message.failed", body)


def unknown(message: str, attempt: int) -> Draft:
    return _draft("message.unknown", {"message": message, "attempt": attempt})


def settled(message: str, sent: bool) -> Draft:
    return _draft("message.settled", {"message": message, "sent": sent})


def withdrawn(message: str) -> Draft:
    return _draft("message.withdrawn", {"message": message})


def retried(message: str, not_before: int) -> Draft:
    """Back to the queue: for another attempt, or only for another time."""
    return _draft("message.retried", {"message": message, "not_before": not_before})


def handed(message: str) -> Draft:
    return _draft("message.handed", {"message": message})


def shared(message: str) -> Draft:
    """The relay has its file. The id is the same however often it is told."""
    return Draft(f"{message}:shared", "media.shared", {"message": message})


def _draft(kind: str, body: dict[str, Any]) -> Draft:
    return Draft(uuid4().hex, kind, body)
