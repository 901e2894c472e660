"""Finds the recordings that earlier runs of the program left, and puts them on the table again."""

import asyncio
from collections.abc import Callable, Container

from services.voice.recordings import Recording, Recordings
from widgets.composer.tape import Phase, Tape
from widgets.voice.peaks import Peaks, peaks_of


async def left_behind(shelf: Recordings, waiting: Container[str] = ()) -> list[tuple[Tape, Peaks]]:
    """What lies on the disk, oldest first; what was sent and is not `waiting`, or holds nothing, is thrown away."""
    await asyncio.to_thread(shelf.sweep, waiting)
    found = []
    for recording in await asyncio.to_thread(shelf.found, waiting):
        peaks = await asyncio.to_thread(_peaks, shelf, recording)
        phase: Phase = "ready" if recording.clip is not None else "paused"
        found.append((Tape(recording, phase, peaks.ms, peaks.drawn, found=True, lost=not recording.kept), peaks))
    return found


async def in_turn(turn: asyncio.Lock, keep: Callable[[Recording], None], recording: Recording) -> None:
    """Write what is known of it now after what was known before: two threads may overtake each other, and a recording
    that was sent would lie on the table again after a restart."""
    async with turn:
        await asyncio.to_thread(keep, recording)


def _peaks(shelf: Recordings, recording: Recording) -> Peaks:
    return peaks_of(shelf.pcm(recording, whole=True))
