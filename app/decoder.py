"""The child that decodes strangers' files for the desk: a line of JSON asks, a line of JSON and the bytes answer."""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

MEMORY: Final = 2 * 1024**3
"""Bytes of address space, where the system can be told: libraries take most of it, a bomb would take more."""


def main() -> int:
    """Answer until the input ends."""
    _confine()
    answers = sys.stdout.buffer
    for line in sys.stdin.buffer:
        head, data = _answer(json.loads(line))
        _write(answers, head, data)
    return 0


def _answer(question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    path = Path(question["path"])
    try:
        if question["do"] == "picture":
            return _picture(path, question["width"], question["height"])
        return _sound(path)
    except OSError:
        return {"why": "gone"}, b""


def _picture(path: Path, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    from widgets.conversation.raster import raster

    found = raster(path, width, height)
    return ({"width": found.width, "height": found.height}, found.data) if found else ({}, b"")


def _sound(path: Path) -> tuple[dict[str, Any], bytes]:
    from services.trouble import Trouble
    from services.voice.audio import probe

    try:
        found = probe(path.read_bytes())
    except Trouble as trouble:
        return {"mime": trouble.facts.get("mime"), "why": trouble.facts.get("why")}, b""
    return {"mime": found.mime, "seconds": found.seconds}, found.wave


def _write(answers: BinaryIO, head: dict[str, Any], data: bytes) -> None:
    answers.write(json.dumps({**head, "size": len(data)}).encode() + b"\n")
    answers.write(data)
    answers.flush()


def _confine() -> None:
    """No more memory than a picture takes, no file written, no core dumped; Windows has no such limits."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
        for what, most in wanted:
            with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
                resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
