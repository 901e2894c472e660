"""What each surface behind ManyChat takes (its dynamic block documentation, channels).

Its audio is an MP3 by link, up to 25 MB: the documentation's own example is `{type: "audio", url: ….mp3}`, and neither
Messenger nor Telegram, the two surfaces that take it, is said to play OGG/Opus sent so.
"""

from typing import Final

from services.channels.takes import MB, FileRule, Takes
from services.voice.sound import MPEG

_ALWAYS: Final = ("text", "flow", "tags", "fields")
_FILES: Final = ("image", "audio", "video", "document")
_KINDS: Final = {
    "messenger": frozenset((*_ALWAYS, *_FILES, "cards", "quick_replies")),
    "instagram": frozenset((*_ALWAYS, "image", "cards", "quick_replies")),
    "telegram": frozenset((*_ALWAYS, *_FILES)),
    "whatsapp": frozenset(_ALWAYS),
}
_RULES: Final = {kind: FileRule(25 * MB) for kind in _FILES}


def takes(via: str) -> Takes:
    """By surface. A contact of whom no surface is known is one of Messenger, as ManyChat itself takes it."""
    kinds = _KINDS.get(via or "messenger", frozenset(_ALWAYS))
    return Takes(kinds, _RULES, most_text=2000, most_caption=2000, by_link=True, voice=MPEG)
