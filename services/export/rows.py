"""What is exported of a conversation and of a list, cell by cell: plain facts, in the words of the records."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from services.agency_records import VoiceFact
from services.records import Conversation, Message

LIST: Final = (
    "name", "channel", "address", "unanswered", "unread", "last_at", "last_direction", "last_kind", "last_text",
    "window_closes_at", "conversation",
)  # fmt: skip
"""Columns of a list of conversations; whoever exports gives them their names."""
CONVERSATION: Final = (
    "at", "direction", "author", "kind", "text", "state", "trouble", "file", "file_type", "seconds", "reply_to",
    "reactions", "message",
)  # fmt: skip
"""Columns of one conversation."""

VOICES: Final = (
    "at", "what", "who", "kind", "lead", "model", "credits", "characters", "voice", "message", "clip",
)  # fmt: skip
"""Columns of the record of voices."""

Local = Callable[[int], datetime]
"""Milliseconds since 1970 UTC as the agency's own time."""


def of_conversation(found: Conversation, local: Local) -> tuple[object, ...]:
    """A conversation in the order of `LIST`."""
    closes = None if found.window_closes_at is None else local(found.window_closes_at)
    return (
        found.name, found.channel, found.address, int(found.unanswered), found.unread, local(found.last_at),
        found.last_direction, found.last_kind, found.last_text, closes, found.id,
    )  # fmt: skip


def of_message(said: Message, local: Local) -> tuple[object, ...]:
    """A message in the order of `CONVERSATION`. What its sender deleted is not given away."""
    media = None if said.deleted else said.media
    seconds = None if media is None or media.seconds is None else round(media.seconds, 1)
    return (
        local(said.at), said.direction, said.author, said.kind, "" if said.deleted else said.text, said.state,
        said.trouble, media and media.name, media and media.mime, seconds, said.reply_text, " ".join(said.reactions),
        said.provider_id or said.id,
    )  # fmt: skip


def of_voice(
    fact: VoiceFact, lead: str, voice: str, local: Local, worded: Callable[[str], str] = str
) -> tuple[object, ...]:
    """What was done with a voice, in the order of `VOICES`; `worded` gives what happened, and to what, for people."""
    return (
        local(fact.at), worded(fact.what), fact.who, worded(fact.kind), lead, fact.model, fact.credits,
        fact.characters, voice, fact.message, fact.clip,
    )  # fmt: skip
