#!/usr/bin/env python3
"""Write the sound of a new message, resources/sounds/message.wav: two soft notes, a fourth apart, made here.

python3 packaging/chime.py
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "resources" / "sounds" / "message.wav"
RATE = 24_000
NOTES = ((659.26, 0.0), (880.0, 0.11))
OVERTONES = ((1, 1.0), (2, 0.22), (3, 0.06))
LENGTH_S = 0.55


def level(at: float) -> float:
    """The two notes, each struck and fading, with two faint overtones."""
    total = 0.0
    for pitch, begins in NOTES:
        since = at - begins
        if since >= 0:
            tone = sum(math.sin(2 * math.pi * pitch * n * since) * share for n, share in OVERTONES)
            total += tone * min(1.0, since / 0.006) * math.exp(-10 * since)
    return total * 0.32 * min(1.0, (LENGTH_S - at) / 0.02)


def main() -> None:
    count = round(RATE * LENGTH_S)
    samples = [round(32_767 * max(-1.0, min(1.0, level(n / RATE)))) for n in range(count)]
    FILE.parent.mkdir(exist_ok=True)
    with wave.open(str(FILE), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{count}h", *samples))


if __name__ == "__main__":
    main()
