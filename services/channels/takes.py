"""What a channel takes, said before anything is tried: kinds of message, types and sizes of files, lengths of text."""

from collections.abc import Mapping
from typing import Final

import msgspec

from services.records import Media
from services.trouble import Trouble
from services.voice.sound import VOICE_NOTE

MB: Final = 1024 * 1024

KINDS: Final = (
    "text", "audio", "image", "video", "document", "template", "cards", "quick_replies", "flow", "tags", "fields",
    "reply", "acknowledgements",
)  # fmt: skip
"""All that a channel may be able to do. `acknowledgements`: it tells what was delivered and read."""

REASONS: Final = {kind: f"channel.no_{'voice' if kind == 'audio' else kind}" for kind in KINDS}
"""The Trouble code of each thing that a channel cannot do."""

RELAY_MOST: Final = 16 * MB
"""The relay keeps files up to here, and only audio, images and PDF."""


class FileRule(msgspec.Struct, frozen=True):
    """Types (by their bytes) and size in bytes of the files of one kind; no types means any."""

    most: int
    types: frozenset[str] = frozenset()


class Takes(msgspec.Struct, frozen=True):
    """What one surface of a channel takes. `by_link`: the provider fetches files from an address of the relay, which
    therefore has to keep them. `most_text` and `most_caption` count characters. `voice` is the media type in which a
    voice is made for it, from the start: what is heard is what it gets."""

    kinds: frozenset[str]
    files: Mapping[str, FileRule] = msgspec.field(default_factory=dict)
    most_text: int = 4096
    most_caption: int = 1024
    by_link: bool = False
    voice: str = VOICE_NOTE

    def no(self, kind: str) -> str | None:
        """None, or the code of the Trouble that says why not."""
        if kind not in self.kinds:
            return REASONS[kind]
        return "channel.video_by_link" if kind == "video" and self.by_link else None

    def check_file(self, kind: str, media: Media, through_relay: bool = False) -> None:
        """Whether such a file can go out as `kind`. Raises Trouble "media.type_not_taken" (`mime`) and
        "media.too_large_to_send" (`size`, `limit`, in bytes). `through_relay`: another desk will send it."""
        rule = self.files.get(kind)
        kept = self.by_link or through_relay
        mime = media.mime.partition(";")[0].strip()
        if rule is None or (rule.types and mime not in rule.types) or (kept and not relayed(mime)):
            raise Trouble("media.type_not_taken", mime=mime, kind=kind)
        limit = min(rule.most, RELAY_MOST) if kept else rule.most
        if (media.size or 0) > limit:
            raise Trouble("media.too_large_to_send", size=media.size, limit=limit)

    def check_voice(self, mime: str) -> None:
        """Whether a voice that was heard is in the format of this channel: it is never made into another one unheard.
        Raises Trouble "voice.other_format"."""
        if mime.partition(";")[0].strip() != self.voice:
            raise Trouble("voice.other_format", mime=mime)

    def check_text(self, text: str, caption: bool = False) -> None:
        """Raises Trouble "message.too_long" (`length`, `limit`)."""
        limit = self.most_caption if caption else self.most_text
        if len(text) > limit:
            raise Trouble("message.too_long", length=len(text), limit=limit)


def relayed(mime: str) -> bool:
    """Whether the relay keeps files of this type."""
    return mime.startswith(("audio/", "image/")) or mime == "application/pdf"
