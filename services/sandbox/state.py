"""What the practice agency remembers between two runs: who wrote when, what was sent, media, credits."""

import hashlib
import secrets
import time
from pathlib import Path
from typing import Any

import msgspec

UPLOAD_DAYS, HOOK_DAYS = 30, 7
"""How long WhatsApp keeps media that we uploaded, and media that a webhook named."""
WINDOW_S = 24 * 3600


class Media(msgspec.Struct):
    """A file that a media id stands for; its bytes lie in the folder under their hash."""

    id: str
    mime: str
    sha256: str
    size: int
    expires: float
    name: str = ""


class Sent(msgspec.Struct):
    """A message that the agency sent and the provider accepted, with the statuses it went through."""

    id: str
    channel: str
    lead: str
    kind: str
    at: float
    body: dict[str, Any]
    callback: str | None = None
    statuses: list[tuple[str, float]] = []
    error: str | None = None


class Spoken(msgspec.Struct):
    """An item of ElevenLabs' history; its audio lies in the folder under its hash."""

    id: str
    request: str
    voice: str
    model: str
    text: str
    at: float
    format: str
    sha256: str
    credits: int
    before: int
    settings: dict[str, Any] = {}


class Memory(msgspec.Struct):
    """Everything that is written to the file. `inbound` is message id -> lead, `answered` how often a lead answered,
    `chats` what UChat would answer to chat-messages, `heard` what its leads said, by the hash of the file."""

    opened: float
    seeded: list[str] = []
    arrived: list[str] = []
    last_inbound: dict[str, float] = {}
    inbound: dict[str, str] = {}
    answered: dict[str, int] = {}
    sent: dict[str, Sent] = {}
    media: dict[str, Media] = {}
    chats: dict[str, list[dict[str, Any]]] = {}
    tags: dict[str, list[str]] = {}
    fields: dict[str, dict[str, Any]] = {}
    spoken: list[Spoken] = []
    heard: dict[str, str] = {}
    credits_used: int = 0


class State:
    """The memory and the files it names. `save` is called after what matters and at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "practice-state.json"
        (folder / "files").mkdir(parents=True, exist_ok=True)
        self.memory = self._load()

    def _load(self) -> Memory:
        if not self._file.exists():
            return Memory(opened=time.time())
        return msgspec.json.decode(self._file.read_bytes(), type=Memory)

    def save(self) -> None:
        """Write by rename, so that a kill leaves the file of before or of after."""
        draft = self._file.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(self.memory))
        draft.replace(self._file)

    def keep(self, data: bytes) -> str:
        """Put a file away and return its SHA-256 in hex."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._folder / "files" / sha256
        if not path.exists():
            path.write_bytes(data)
        return sha256

    def bytes_of(self, sha256: str) -> bytes:
        return (self._folder / "files" / sha256).read_bytes()

    def add_media(self, data: bytes, mime: str, days: int, name: str = "") -> Media:
        """A new media id for these bytes, good for `days`."""
        id_ = str(secrets.randbelow(9 * 10**15) + 10**15)
        media = Media(id_, mime, self.keep(data), len(data), time.time() + days * 86400, name)
        self.memory.media[id_] = media
        return media

    def live_media(self, id_: str) -> Media | None:
        """The media behind an id that is neither unknown nor expired."""
        media = self.memory.media.get(id_)
        return media if media is not None and media.expires > time.time() else None

    def wrote(self, lead: str, at: float) -> None:
        """A lead's message of `at`; the 24 h window counts from the newest."""
        self.memory.last_inbound[lead] = max(at, self.memory.last_inbound.get(lead, 0.0))

    def window_open(self, lead: str) -> bool:
        return time.time() - self.memory.last_inbound.get(lead, 0.0) < WINDOW_S
