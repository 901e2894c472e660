"""What the rehearsal providers accepted, for tests to count: one row per message, upload or generation."""

import time
from typing import Any


class Received:
    """Rows `{"n", "at", "provider", "what", …}` in order; kept for this run only."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def note(self, provider: str, what: str, **facts: Any) -> None:
        self.rows.append({"n": len(self.rows) + 1, "at": time.time(), "provider": provider, "what": what, **facts})

    def counts(self) -> dict[str, int]:
        """`{"whatsapp.message": 3, …}`"""
        found: dict[str, int] = {}
        for row in self.rows:
            key = f"{row['provider']}.{row['what']}"
            found[key] = found.get(key, 0) + 1
        return found
