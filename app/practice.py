"""The practice agency beside the console: started as its child, it says which desk to sit at, and ends with it."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from services.trouble import Trouble

READY_S: Final = 60.0
"""A slow machine takes this long to make the agency for the first time."""
_END_S: Final = 8.0
_LINE: Final = 1 << 20
_CHECKOUT: Final = Path(__file__).resolve().parent.parent


@asynccontextmanager
async def practice(root: Path, fast: float = 1.0) -> AsyncIterator[str]:
    """Run the practice agency of `root` and yield its line of JSON (see app/demo.py).

    Raises Trouble("practice.not_started") if it does not come up.
    """
    command = (sys.executable, "-m", "app.demo", "--data", str(root), "--fast", str(fast), "--json")
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, cwd=_CHECKOUT, stdin=pipe, stdout=pipe, limit=_LINE)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        line = b""
        with contextlib.suppress(TimeoutError):
            line = await asyncio.wait_for(child.stdout.readline(), READY_S)
        if not line:
            raise Trouble("practice.not_started")
        yield line.decode()
    finally:
        child.stdin.close()  # it ends when its input does, however this program ends
        try:
            await asyncio.wait_for(child.wait(), _END_S)
        except TimeoutError:
            child.kill()
            await child.wait()
