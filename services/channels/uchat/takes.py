"""What UChat takes, on whichever surface the bot stands.

It passes audio on by link as it is, so the format is the surface's: WhatsApp shows only OGG/Opus as a voice note (Cloud
API, audio messages); every other surface (Messenger, Instagram, Telegram, a web chat) is sure to play MP3 alone.
"""

from typing import Final

from services.channels.takes import MB, FileRule, Takes
from services.voice.sound import MPEG, VOICE_NOTE

_KINDS: Final = frozenset(
    ("text", "audio", "image", "video", "document", "cards", "quick_replies", "flow", "tags", "fields")
)
_RULES: Final = {"image": FileRule(5 * MB), **{kind: FileRule(16 * MB) for kind in ("audio", "video", "document")}}


def takes(via: str) -> Takes:
    """A surface that is not known may be WhatsApp, so templates and voice notes are for it as well."""
    whatsapp = via in ("", "whatsapp")
    kinds = _KINDS | {"template"} if whatsapp else _KINDS
    return Takes(kinds, _RULES, by_link=True, voice=VOICE_NOTE if whatsapp else MPEG)
