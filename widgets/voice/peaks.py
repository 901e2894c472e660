"""The peaks of a voice that is still arriving."""

from array import array
from collections.abc import Iterable
from typing import Final

_SAMPLES: Final = 2400
"""Samples in one peak: 50 ms at 48 kHz."""


class Peaks:
    """Takes int16 mono 48 kHz samples as bytes; `drawn` are the peaks so far, 0..255, the loudest 255."""

    def __init__(self) -> None:
        self._loud: list[int] = []
        self._rest = array("h")

    def push(self, pcm: bytes) -> None:
        self._rest.frombytes(pcm)
        whole = len(self._rest) // _SAMPLES * _SAMPLES
        for start in range(0, whole, _SAMPLES):
            piece = self._rest[start : start + _SAMPLES]
            self._loud.append(max(max(piece), -min(piece)))
        del self._rest[:whole]

    @property
    def drawn(self) -> bytes:
        top = max(self._loud, default=0)
        return bytes(loud * 255 // top for loud in self._loud) if top else bytes(len(self._loud))

    @property
    def ms(self) -> int:
        """Length so far."""
        return (len(self._loud) * _SAMPLES + len(self._rest)) // 48


def peaks_of(pieces: Iterable[bytes]) -> Peaks:
    """Those of all the pieces together; takes a while for a long voice."""
    peaks = Peaks()
    for pcm in pieces:
        peaks.push(pcm)
    return peaks
