"""Speech played faster at its own pitch: pieces of it laid over each other where they fit best (WSOLA)."""

from typing import Any, Final

import numpy as np

Samples = np.ndarray[Any, np.dtype[np.int16]]

_PIECE: Final = 2_400
"""Frames put out by one step: 50 ms at 48 kHz, longer than the slowest voice's period."""
_OVERLAP: Final = 480
"""Frames over which a piece is blended with the one before: 10 ms."""
_SEEK: Final = 720
"""How far the place of a piece may differ to fit: 15 ms, one period of the deepest voice."""
_COARSE: Final = 6
"""The place is looked for among every so many frames first."""

_RISING: Final = np.linspace(0, 1, _OVERLAP, endpoint=False, dtype=np.float32)


class Stretch:
    """Takes int16 mono 48 kHz samples piece by piece and gives as many less as `rate` is over 1.

    What comes out is, to the frame and in all, what went in divided by `rate`; `pending` are the frames that went in
    and are not out yet."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._in = np.zeros(0, dtype=np.float32)
        self._before = 0.0
        """Where the next piece would begin in `_in` if nothing had to fit."""
        self._tail: np.ndarray[Any, Any] | None = None
        """What would have come after the last piece: the next one is blended with it."""
        self._taken = self._given = 0

    @property
    def pending(self) -> int:
        return max(0, self._taken - round(self._given * self._rate))

    def push(self, pcm: bytes) -> bytes:
        samples = np.frombuffer(pcm, dtype=np.int16)
        self._taken += len(samples)
        return self._put_out(samples)

    def finish(self) -> bytes:
        """The rest: nothing more is coming."""
        whole = round(self._taken / self._rate)
        missing = whole - self._given
        rest = self._put_out(np.zeros(int((missing + 2 * _PIECE) * self._rate) + _SEEK + _OVERLAP, dtype=np.int16))
        self._given = whole
        return rest[: missing * 2]

    def _put_out(self, samples: Samples) -> bytes:
        self._in = np.concatenate([self._in, samples.astype(np.float32)])
        out: list[np.ndarray[Any, Any]] = []
        needed = max(_SEEK + _PIECE + _OVERLAP, int(_PIECE * self._rate) + 1)
        while len(self._in) - int(self._before) >= needed:
            start = int(self._before)
            if self._tail is None:
                piece = self._in[start : start + _PIECE].copy()
            else:
                start += self._best(start)
                piece = self._in[start : start + _PIECE].copy()
                piece[:_OVERLAP] = self._tail * (1 - _RISING) + piece[:_OVERLAP] * _RISING
            self._tail = self._in[start + _PIECE : start + _PIECE + _OVERLAP].copy()
            out.append(piece)
            self._before += _PIECE * self._rate
            gone = int(self._before)
            self._in, self._before = self._in[gone:], self._before - gone
        self._given += len(out) * _PIECE
        if not out:
            return b""
        return bytes(np.clip(np.rint(np.concatenate(out)), -32768, 32767).astype(np.int16).tobytes())

    def _best(self, start: int) -> int:
        """How much later than `start` the voice is most alike to what would have followed."""
        assert self._tail is not None
        field = self._in[start : start + _SEEK + _OVERLAP]
        coarse = int(np.argmax(_likeness(field[::_COARSE], self._tail[::_COARSE]))) * _COARSE
        low = max(0, coarse - _COARSE)
        near = field[low : min(_SEEK, coarse + _COARSE) + _OVERLAP]
        return low + int(np.argmax(_likeness(near, self._tail)))


def _likeness(field: np.ndarray[Any, Any], tail: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Correlation of `tail` with each place of `field`, whatever the loudness there."""
    power = np.cumsum(np.concatenate([[0.0], field.astype(np.float64) ** 2]))
    energy = power[len(tail) :] - power[: -len(tail)]
    told: np.ndarray[Any, Any] = np.correlate(field, tail, "valid") / np.sqrt(energy + 1.0)
    return told
