"""Time in the practice agency: real stamps, waits that a test may shorten."""

import asyncio
from datetime import UTC, datetime


class Pace:
    """Waits of the rehearsal: `fast` 1 is the speed of real people and providers, 50 is fifty times that.

    Only waits are shortened. Stamps, windows and expiries stay on the real clock, as they are for the console.
    """

    def __init__(self, fast: float = 1.0) -> None:
        if fast <= 0:
            raise ValueError("fast must be above 0")
        self.fast = fast

    async def rest(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.fast)


def iso(at: float, zone: str = "+00:00") -> str:
    """`at` (unix seconds) as RFC 3339 to the second, the way ManyChat writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S") + zone
