"""One recording on the table, as a value: how long it is, which part goes out, and what can be done with it. No Qt."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from msgspec.structs import replace as replaced

from services.voice.recordings import Recording

Phase = Literal["opening", "recording", "stopping", "paused", "making", "ready"]

SHORTEST_MS: Final = 300
"""What is left between the two ends is never shorter."""


@dataclass(frozen=True, slots=True)
class Tape:
    """`ms` is the length of all that was recorded, `wave` its peaks. `ends` says that it is made into a voice note as
    soon as it stands still, `asking` that somebody may want to throw it away, `found` that it was found again after the
    program ended, `lost` that it ended by a kill."""

    recording: Recording
    phase: Phase = "opening"
    ms: int = 0
    wave: bytes = b""
    ends: bool = False
    asking: bool = False
    found: bool = False
    lost: bool = False

    @property
    def start_ms(self) -> int:
        """Where what goes out begins."""
        return self.recording.start_ms

    @property
    def end_ms(self) -> int:
        """Where what goes out ends."""
        return self.recording.end_ms or self.ms

    @property
    def length_ms(self) -> int:
        """Of what goes out."""
        return max(0, self.end_ms - self.start_ms)

    @property
    def running(self) -> bool:
        """Whether the microphone is open for it, or about to be."""
        return self.phase in ("opening", "recording", "stopping")

    @property
    def heard(self) -> bool:
        """Whether what would be sent was played to its end."""
        return self.phase == "ready" and self.recording.heard

    def in_another_format(self, mime: str) -> bool:
        """Whether what would be sent was made for another channel than one that wants `mime`."""
        clip = self.recording.clip
        return self.phase == "ready" and clip is not None and clip.mime != mime

    def cut(self, start_ms: int, end_ms: int) -> "Tape":
        """Another part goes out: it has to be made and heard again."""
        start = max(0, min(start_ms, self.ms - SHORTEST_MS))
        end = max(start + SHORTEST_MS, min(end_ms, self.ms))
        if (start, end) == (self.start_ms, self.end_ms):
            return self
        return self.changed(start_ms=start, end_ms=0 if end >= self.ms else end, clip=None, heard=False)

    def changed(self, **facts: Any) -> "Tape":
        """What is known of the recording is other."""
        return replace(self, recording=replaced(self.recording, **facts))


class Tapes:
    """The recordings on the table by conversation, the newest on top."""

    def __init__(self) -> None:
        self._tapes: dict[str, list[Tape]] = {}

    def of(self, conversation: str) -> Tape | None:
        """The one that can be seen."""
        tapes = self._tapes.get(conversation)
        return tapes[-1] if tapes else None

    def all(self) -> list[Tape]:
        return [tape for tapes in self._tapes.values() for tape in tapes]

    def has(self, recording: str) -> bool:
        return any(tape.recording.id == recording for tape in self.all())

    def put(self, tape: Tape) -> None:
        """It is now so; a new one lies on top."""
        tapes = self._tapes.setdefault(tape.recording.conversation, [])
        at = [i for i, each in enumerate(tapes) if each.recording.id == tape.recording.id]
        if at:
            tapes[at[0]] = tape
        else:
            tapes.append(tape)

    def put_below(self, tape: Tape) -> None:
        """An older one: under all others."""
        self._tapes.setdefault(tape.recording.conversation, []).insert(0, tape)

    def drop(self, tape: Tape) -> None:
        """Off the table."""
        tapes = self._tapes.get(tape.recording.conversation, [])
        tapes[:] = [each for each in tapes if each.recording.id != tape.recording.id]
