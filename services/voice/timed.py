"""Audio that comes with its times: one JSON object a line, each with some sound and when its characters are said."""

import base64
import binascii
from collections.abc import AsyncIterable, AsyncIterator
from typing import Any, Final

import msgspec

from services.trouble import Trouble
from services.voice.times import Times

_LONGEST: Final = 16 * 1024 * 1024
"""Bytes of a line: several minutes of sound. What is longer is no line of ours."""


async def untangled(data: AsyncIterable[bytes], times: Times) -> AsyncIterator[bytes]:
    """The sound of each line; its times go to `times`. What begins otherwise than JSON is passed on as it is: some
    answer with the sound alone. Raises Trouble "voice.garbled", "voice.cut" for a line that is not whole."""
    held, lines = bytearray(), None
    async for piece in data:
        if lines is None and piece.strip():
            lines = piece.lstrip().startswith(b"{")
        if not lines:
            yield piece
            continue
        held += piece
        *whole, held = held.split(b"\n")
        for line in whole:
            if line.strip() and (sound := _read(bytes(line), times)):
                yield sound
        if len(held) > _LONGEST:
            raise Trouble("voice.garbled", why="no line")
    if held.strip() and (sound := _read(bytes(held), times, last=True)):
        yield sound


def _read(line: bytes, times: Times, *, last: bool = False) -> bytes:
    try:
        told: Any = msgspec.json.decode(line)
        sound = told.get("audio_base64") if isinstance(told, dict) else None
        if sound is None and isinstance(told, dict) and "alignment" not in told:
            raise Trouble(
                "voice.provider_down", status=200, reason="not audio", said=line[:300].decode("utf-8", "replace")
            )
        found = base64.b64decode(sound, validate=True) if isinstance(sound, str) else b""
    except (msgspec.DecodeError, binascii.Error, ValueError) as error:
        if last:
            raise Trouble("voice.cut", maybe_charged=True, credits=None) from error
        raise Trouble("voice.garbled", why="no JSON") from error
    times.push(told.get("alignment") if isinstance(told, dict) else None)
    return found
