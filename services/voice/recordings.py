"""What a microphone heard, written down as it comes: safe from a kill, until it is sent or thrown away."""

import errno
import os
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from services.trouble import Trouble
from services.voice.clips import Clip, Clips
from services.voice.sound import RATE, VOICE_NOTE

LONGEST_S: Final = 15 * 60
"""A recording ends here by itself: a voice note of that length is heard by nobody."""
FRAME: Final = 2
_SYNC: Final = 2 * RATE * FRAME
"""Bytes after which the disk is asked to have them: a power cut takes two seconds at most."""
_PIECE: Final = RATE * FRAME // 5
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class Recording(msgspec.Struct, frozen=True):
    """A recording for one conversation, begun at `at` (ms since 1970 UTC). What goes out is from `start_ms` to `end_ms`
    (0: its end). `clip` is that part as it will be sent, without `lead_ms` of silence in front; `heard` whether those
    bytes were heard to their end; `kept` that it was put down in order, not broken off by a kill; `sent` that it is on
    its way: what is left of it here can go."""

    id: str
    conversation: str
    at: int
    start_ms: int = 0
    end_ms: int = 0
    clip: Clip | None = None
    lead_ms: int = 0
    heard: bool = False
    kept: bool = False
    sent: bool = False


class Reel:
    """An open recording. Calls block shortly: make them off the UI loop, one at a time."""

    def __init__(self, path: Path) -> None:
        size = path.stat().st_size if path.exists() else 0
        self._file = path.open("ab", buffering=0)
        if size % FRAME:
            self._file.truncate(size - size % FRAME)
        self._unsynced = 0

    def write(self, pcm: bytes) -> None:
        """Append int16 mono 48 kHz samples. Raises Trouble("microphone.disk_full")."""
        try:
            view = memoryview(pcm)
            while view:
                view = view[self._file.write(view) or 0 :]
            self._unsynced += len(pcm)
            if self._unsynced >= _SYNC:
                os.fsync(self._file.fileno())
                self._unsynced = 0
        except OSError as error:
            raise _told(error) from error

    def close(self) -> None:
        self._file.close()


class Recordings:
    """Two small files each in one directory: the samples, and what is known of them. Every call blocks shortly."""

    def __init__(self, directory: Path, clips: Clips) -> None:
        self._directory, self._clips = directory, clips

    def begin(self, conversation: str, at: int) -> Recording:
        """A new, empty recording; once it has a reel it would be found again."""
        return Recording(uuid4().hex, conversation, at)

    def reel(self, recording: Recording) -> Reel:
        """Write it down, and go on at its end. Raises Trouble("microphone.disk_full")."""
        self.keep(recording)
        return Reel(self._samples(recording.id))

    def keep(self, recording: Recording) -> None:
        """Write down what is known of it now; by rename, so that a kill leaves the one before. Raises
        Trouble("microphone.disk_full")."""
        path = self._facts(recording.id)
        fresh = path.with_suffix(".new")
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.encode(recording))
            fresh.replace(path)
        except OSError as error:
            raise _told(error) from error

    def made(self, recording: Recording, mime: str = VOICE_NOTE) -> Recording:
        """The same with what goes out of it as a clip in `mime`, levelled and encoded: bytes that nobody has heard yet.
        Takes a while: some ms for each second.
        Raises Trouble("microphone.empty"), and what `Clips.keep` raises."""
        from services.voice.recorded import note  # numpy and libsndfile

        made = note(self.pcm(recording), mime)
        clip = self._clips.keep(made.data, made.sound)
        return replace(recording, clip=clip, lead_ms=made.lead_ms, heard=False)

    def get(self, id_: str) -> Recording | None:
        """The recording with this id, if it is here and holds anything."""
        try:
            found = msgspec.json.decode(self._facts(id_).read_bytes(), type=Recording)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return found if found.id == id_ and self.seconds(found) else None

    def found(self, waiting: Container[str] = ()) -> list[Recording]:
        """Every recording that was neither sent nor thrown away, oldest first: also those of a program that was killed,
        and those that were sent but are `waiting`, for they may be taken back. One whose clip is gone is without it."""
        known = (self.get(path.stem) for path in self._directory.glob("*.json"))
        there = (each for each in known if each is not None and (not each.sent or each.id in waiting))
        here = sorted(there, key=lambda each: each.at)
        return [each if self._has_clip(each) else replace(each, clip=None, heard=False) for each in here]

    def _has_clip(self, recording: Recording) -> bool:
        return recording.clip is None or self._clips.path(recording.clip).exists()

    def seconds(self, recording: Recording) -> float:
        """Length of all that was recorded."""
        path = self._samples(recording.id)
        return path.stat().st_size // FRAME / RATE if path.exists() else 0.0

    def pcm(self, recording: Recording, *, whole: bool = False) -> Iterator[bytes]:
        """The samples that go out, or all of them, in short pieces."""
        start, end = (0, 0) if whole else (recording.start_ms, recording.end_ms)
        with self._samples(recording.id).open("rb") as file:
            file.seek(_bytes(start))
            left = _bytes(end) - _bytes(start) if end else -1
            while piece := file.read(_PIECE if left < 0 else min(_PIECE, left)):
                left -= len(piece) if left >= 0 else 0
                yield piece[: len(piece) // FRAME * FRAME]

    def forget(self, id_: str) -> None:
        """Throw it away."""
        for path in (self._samples(id_), self._facts(id_)):
            path.unlink(missing_ok=True)

    def sweep(self, waiting: Container[str] = ()) -> None:
        """Throw away what was sent, unless it is `waiting` still, and what never held anything."""
        for path in self._directory.glob("*.json"):
            found = self.get(path.stem)
            if found is None or (found.sent and found.id not in waiting):
                self.forget(path.stem)

    def _samples(self, id_: str) -> Path:
        return self._directory / f"{id_}.pcm"

    def _facts(self, id_: str) -> Path:
        return self._directory / f"{id_}.json"


def _bytes(ms: int) -> int:
    return ms * RATE // 1000 * FRAME


def _told(error: OSError) -> BaseException:
    return Trouble("microphone.disk_full") if error.errno in _FULL else error
