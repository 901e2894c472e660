"""What the agency keeps to be said often: a voice under a name, as it sounds or as it is to be spoken for each lead."""

from typing import Any, Final, Literal

import msgspec

from services.records import Media

Shelf = Literal["greeting", "pitch", "closing", "other"]
SHELVES: Final[tuple[Shelf, ...]] = ("greeting", "pitch", "closing", "other")


class LibraryVoice(msgspec.Struct, frozen=True):
    """An entry of the audio library. With `media` it is one fixed clip, and `text` is what it says; without, `text` has
    {variables} and is spoken anew for each lead by `voice` with `model` and `settings`. `said` is the text as the voice
    was asked to say it; a recording has no voice."""

    id: str
    name: str
    shelf: Shelf
    text: str
    media: Media | None = None
    voice: str = ""
    model: str = ""
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    said: str = ""
    author: str = ""
    at: int = 0
