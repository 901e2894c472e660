"""What is being played, as pure bookkeeping: what has arrived, where we are, and whether all of it was heard."""

import hashlib
from typing import Final

RATE: Final = 48_000
"""Frames per second of what is played: int16, mono."""
FRAME: Final = 2


class Track:
    """Samples that may still be arriving. Places and lengths are in frames.

    `next` hands samples to a sink, `settle` says how many of those still wait there; between the two lies what the
    person has heard. Moving ahead leaves a gap in what was heard, and only a track without gaps is `heard`.
    """

    def __init__(self, start: int = 0) -> None:
        """Nothing before `start` is handed out, also while that has not arrived."""
        self._pcm = bytearray()
        self._whole = self._closed = False
        self._handed = self._position = start
        self._spans: list[tuple[int, int]] = []
        self._digest = hashlib.sha256()
        self._digested = 0

    def append(self, pcm: bytes) -> None:
        self._pcm += pcm

    def complete(self) -> None:
        """All of it has arrived."""
        self._whole = True
        self.close()

    def close(self) -> None:
        """Nothing more will arrive; without `complete` it was broken off, and is never heard whole."""
        self._closed = True
        if self._position > self.length:
            self.move(self.length)

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def length(self) -> int:
        return len(self._pcm) // FRAME

    @property
    def position(self) -> int:
        return self._position

    @property
    def at_end(self) -> bool:
        """Everything there will ever be was handed out and has been played."""
        return self._closed and self._position >= self.length

    @property
    def handed_out(self) -> bool:
        """Everything there will ever be was handed out."""
        return self._closed and self._handed >= self.length

    @property
    def heard(self) -> bool:
        """Every sample has been played."""
        return self._whole and self.length > 0 and self._spans == [(0, self.length)]

    @property
    def played_sha256(self) -> str:
        """Hash of the samples handed out from the first on, without a gap."""
        return self._digest.hexdigest()

    def next(self, frames: int) -> bytes:
        """At most `frames` to be played now; empty where none have arrived."""
        start = self._handed
        pcm = bytes(self._pcm[start * FRAME : (start + max(0, frames)) * FRAME])
        self._handed += len(pcm) // FRAME
        if start <= self._digested < self._handed:
            self._digest.update(pcm[(self._digested - start) * FRAME :])
            self._digested = self._handed
        return pcm

    def settle(self, waiting: int) -> None:
        """`waiting` of the frames handed out were not played yet."""
        reached = max(self._position, self._handed - waiting)
        if reached > self._position:
            self._add(self._position, reached)
            self._position = reached

    def move(self, to: int) -> None:
        """Go on from another place; what waits at the sink is taken to be thrown away."""
        there = self.length if self._closed else max(self.length, self._position)
        self._handed = self._position = max(0, min(to, there))

    def _add(self, start: int, end: int) -> None:
        spans: list[tuple[int, int]] = []
        for a, b in self._spans:
            if b < start or end < a:
                spans.append((a, b))
            else:
                start, end = min(a, start), max(b, end)
        self._spans = sorted([*spans, (start, end)])
