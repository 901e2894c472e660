"""Files of strangers: recognised by their bytes, never by the name or type they claim, and kept by their hash."""

import contextlib
import errno
import hashlib
import os
import re
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from services.trouble import Trouble

_HASH: Final = re.compile(r"[0-9a-f]{64}")
FRESH_S: Final = 60
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Recognised(NamedTuple):
    """What the first bytes prove: the family a message may announce, the media type, and the extension we give."""

    family: str
    mime: str
    extension: str


_STARTS: Final = (
    (0, b"\xff\xd8\xff", Recognised("image", "image/jpeg", "jpg")),
    (0, b"\x89PNG\r\n\x1a\n", Recognised("image", "image/png", "png")),
    (0, b"GIF8", Recognised("image", "image/gif", "gif")),
    (8, b"WEBP", Recognised("image", "image/webp", "webp")),
    (0, b"%PDF-", Recognised("document", "application/pdf", "pdf")),
    (0, b"OggS", Recognised("audio", "audio/ogg", "ogg")),
    (0, b"#!AMR", Recognised("audio", "audio/amr", "amr")),
    (0, b"ID3", Recognised("audio", "audio/mpeg", "mp3")),
    (0, b"fLaC", Recognised("audio", "audio/flac", "flac")),
    (8, b"WAVE", Recognised("audio", "audio/wav", "wav")),
    (4, b"ftypM4A", Recognised("audio", "audio/mp4", "m4a")),
    (4, b"ftyp", Recognised("video", "video/mp4", "mp4")),
    (0, b"PK\x03\x04", Recognised("document", "application/zip", "zip")),
)
_OTHER: Final = Recognised("document", "application/octet-stream", "bin")
_FAMILIES: Final = {
    "image": ("image",),
    "sticker": ("image",),
    "audio": ("audio", "video"),  # an m4a of some phones says it is an mp4
    "video": ("video",),
    "document": ("document", "image", "audio", "video"),
}


def recognise(head: bytes) -> Recognised:
    """What a file is, by its first 16 bytes; anything unknown is a document that we will not open."""
    for offset, start, found in _STARTS:
        if head[offset : offset + len(start)] == start:
            return found
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        layered = bool(head[1] & 0x06)  # AAC in ADTS has no layer
        return Recognised("audio", "audio/mpeg", "mp3") if layered else Recognised("audio", "audio/aac", "aac")
    return _OTHER


def fits(kind: str, found: Recognised) -> bool:
    """Whether a message of `kind` may carry such a file."""
    return found.family in _FAMILIES.get(kind, ("document",))


class Files:
    """Files in one directory, by hash. A file appears whole or not at all. Blocking: call off the loop.

    Raises Trouble("media.disk_full") where the disk is full.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def find(self, sha256: str) -> Path | None:
        """The file with this hash; None also for what is no hash."""
        if not is_hash(sha256):
            return None
        return next((self._directory / sha256[:2]).glob(f"{sha256}.*"), None)

    def use(self, path: Path) -> None:
        """Somebody looks at a file: it will not be the next to go."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(path)

    def trim(self, limit: int, spared: Collection[str]) -> None:
        """Let the least lately used files go until the rest is within `limit` bytes; never those with a `spared` hash,
        nor one that was kept within the last minute."""
        found = []
        for path in self._directory.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        over = sum(size for _, size, _ in found) - limit
        for used, size, path in sorted(found):
            if over <= 0 or used > time.time() - FRESH_S:
                return
            if path.stem not in spared:
                path.unlink(missing_ok=True)
                over -= size

    def keep(self, data: bytes) -> Path:
        """Keep `data` under its hash, with the extension that its bytes earn."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._directory / sha256[:2] / f"{sha256}.{recognise(data[:16]).extension}"
        fresh = path.with_name(f".{uuid4().hex}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(data)
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            if error.errno in _FULL:
                raise Trouble("media.disk_full", needed=len(data)) from error
            raise
        return path


def is_hash(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hex, and so safe in a path."""
    return _HASH.fullmatch(text) is not None
