"""What a row is painted with besides its message: theme, moment, the voice that plays and the pictures at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPixmap

from services.records import Media
from widgets.theme import Theme

Action = Literal[
    "play", "seek", "speed", "back", "ahead", "faster", "slower",
    "download", "open", "copy", "retry", "withdraw", "send_now", "settle_sent",
    "settle_unsent", "hand_over", "settings", "quote", "reply", "edit",
    "save_as", "original", "map", "copy_link", "day", "transcribe", "word", "details",
]  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A part of a row that answers to a click. What it does is in the context menu of the row, or on its keys, too."""

    box: QRectF
    action: Action
    second: float = 0.0
    """Of a word: where in its voice it is said."""


@dataclass
class Voice:
    """The one audio of the window that plays or pauses: where it stands, in seconds, and how fast it goes."""

    message: str = ""
    at: float = 0.0
    length: float = 0.0
    playing: bool = False
    speed: float = 1.0


@dataclass
class Scene:
    """Shared by all rows of one timeline."""

    theme: Theme
    now: Callable[[], int]
    picture: Callable[[Media], QPixmap | None] = lambda media: None
    """A thumbnail, or None while the file is not on this machine (or still being read)."""
    here: Callable[[Media], bool] = lambda media: False
    """Whether the file is on this machine."""
    opens: Callable[[Media], bool] = lambda media: False
    """Whether the file may be opened by another program: only kinds that carry nothing that runs."""
    shown: Callable[[Media], bool] = lambda media: True
    """Whether the file can be shown here; False once it proved to be no picture, broken or too large."""
    voice: Voice = field(default_factory=Voice)
    found: str = ""
    """The message that a search in the conversation has come to."""
    busy: set[str] = field(default_factory=set)
    """Messages whose file is being fetched."""
