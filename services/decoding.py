"""Files of strangers decoded in a child process: one that hangs, swells or crashes over them takes nothing with it."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from services.trouble import Trouble
from services.voice.sound import Sound

PICTURE_S: Final = 12.0
SOUND_S: Final = 40.0
"""Longer than this a file is given up, and the child with it."""
IDLE_S: Final = 45.0
"""A child that nobody asked for so long ends, and its memory with it."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of one answer."""

log = logging.getLogger(__name__)


class Raster(NamedTuple):
    """A picture as it is drawn: rows of 4-byte pixels, premultiplied ARGB as this machine orders its bytes."""

    width: int
    height: int
    data: bytes


class Decoder:
    """One child at a time, started when it is first needed and again after it died; it answers one question after the
    other. `command` runs a program that speaks as app/decoder.py does, in `directory`."""

    def __init__(self, command: Sequence[str], directory: Path) -> None:
        self._command, self._directory = tuple(command), directory
        self._child: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def picture(self, path: Path, width: int, height: int) -> Raster | None:
        """The picture, no larger than needed to cover `width` x `height` px; None where it cannot be shown: no picture,
        broken, or a trap."""
        found = await self._ask({"do": "picture", "path": str(path), "width": width, "height": height}, PICTURE_S)
        if found is None or "width" not in found[0]:
            return None
        return Raster(found[0]["width"], found[0]["height"], found[1])

    async def sound(self, path: Path) -> Sound:
        """How long an audio lasts and how it looks. Raises Trouble("audio.unreadable", mime=…, why=…)."""
        found = await self._ask({"do": "sound", "path": str(path)}, SOUND_S)
        if found is None or "seconds" not in found[0]:
            facts = {} if found is None else found[0]
            raise Trouble("audio.unreadable", mime=facts.get("mime"), why=facts.get("why", "broken"))
        return Sound(found[0]["mime"], found[0]["seconds"], found[1])

    async def close(self) -> None:
        """End the child; a question under way is answered with nothing."""
        if self._idle is not None:
            self._idle.cancel()
        await self._end()

    async def _ask(self, question: dict[str, Any], limit_s: float) -> tuple[dict[str, Any], bytes] | None:
        async with self._one_at_a_time:
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(limit_s):
                    return await self._answer(question)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                log.info("a file could not be decoded: %s", type(error).__name__)
                await self._end()
                return None
            except asyncio.CancelledError:
                await self._end()  # its answer would be taken for that of the next question
                raise
            finally:
                self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._rest)

    async def _answer(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        child = self._child
        if child is None or child.returncode is not None:
            pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
            child = self._child = await asyncio.create_subprocess_exec(
                *self._command, cwd=self._directory, stdin=pipe, stdout=pipe, stderr=nowhere
            )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(question).encode() + b"\n")
        await child.stdin.drain()
        head = json.loads(await child.stdout.readuntil())
        if not 0 <= head["size"] <= MOST_BYTES:
            raise ValueError("an answer beyond all measure")
        return head, await child.stdout.readexactly(head["size"])

    def _rest(self) -> None:
        if not self._one_at_a_time.locked():
            task = asyncio.get_running_loop().create_task(self._end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
