"""What can be done in a conversation now, said before anything is tried."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from services.channels.takes import REASONS, Takes
from services.outbox.due import closed
from services.records import Conversation
from services.voice.sound import VOICE_NOTE

_ANSWERS: Final = ("text", "audio", "image", "video", "document", "cards", "quick_replies")
"""Free messages: they need an open window."""
_HERE: Final = ("tags", "fields")
"""Done at once by this desk, so its own key has to be here."""


@dataclass(frozen=True, slots=True)
class Ability:
    """What may be done in a conversation now: each None, or the Trouble code that says why not. `hands` "any" means
    that this desk has no key and another one will send it. `acknowledgements`: the channel tells what was read.
    `format` is the media type in which a voice has to be made for it."""

    text: str | None
    voice: str | None
    hands: Literal["own", "any"] = "own"
    image: str | None = None
    video: str | None = None
    document: str | None = None
    template: str | None = None
    cards: str | None = None
    quick_replies: str | None = None
    flow: str | None = None
    tags: str | None = None
    fields: str | None = None
    reply: str | None = None
    acknowledgements: str | None = None
    format: str = VOICE_NOTE

    def of(self, kind: str) -> str | None:
        """By the kind of message."""
        found: str | None = getattr(self, "voice" if kind == "audio" else kind)
        return found


def nothing(code: str) -> Ability:
    """The same reason against everything."""
    every: dict[str, Any] = {("voice" if kind == "audio" else kind): code for kind in REASONS}
    return Ability(**every)


def able(conversation: Conversation, takes: Takes, shut: str | None, holds: bool, now: int) -> Ability:
    """`shut` is what keeps this desk from the channel altogether, `holds` whether its key is here."""
    found: dict[str, Any] = {"hands": "own" if holds else "any", "format": takes.voice}
    for kind in REASONS:
        window = closed(conversation, now) if kind in _ANSWERS else None
        key = "integration.missing_key" if kind in _HERE and not holds else None
        relay = "channel.video_by_link" if kind == "video" and not holds else None
        found["voice" if kind == "audio" else kind] = takes.no(kind) or shut or window or key or relay
    return Ability(**found)
