"""How much one address and one hook may ask for, and which address a request really comes from."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final

from limits import parse

from services.trouble import Trouble

NOTED: Final = "10/second"
"""How many refusals for their rate a hook gets on record; a flood must not become a flood of rows."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Limits in the notation of the `limits` library."""

    address: str = "600000/minute"
    hook: str = "300000/minute"
    join: str = "300/minute"


class Brake:
    """One limit: how often each of those that it is for has come, in a window from the first time on."""

    _sweep_at = 1024

    def __init__(self, limit: str) -> None:
        parsed = parse(limit)
        self._most, self._window_s = parsed.amount, parsed.get_expiry()
        self._counts: dict[str, int] = {}
        self._ends: dict[str, float] = {}

    def hit(self, whose: str) -> float | None:
        """Count once more; where that is too often, the seconds until the window ends."""
        now = time.time()
        if not now < self._ends.get(whose, 0) <= now + self._window_s:  # over; or the clock was set back
            self._counts[whose], self._ends[whose] = 0, now + self._window_s
            if len(self._ends) > self._sweep_at:
                self._sweep(now)
        self._counts[whose] = count = self._counts[whose] + 1
        return None if count <= self._most else self._ends[whose] - now

    def _sweep(self, now: float) -> None:
        for each in [each for each, ends in self._ends.items() if ends <= now]:
            del self._counts[each], self._ends[each]
        self._sweep_at = max(1024, 2 * len(self._ends))


class Brakes:
    """Counts requests in memory, per window of time."""

    def __init__(self, rates: Rates, trusted_proxies: Sequence[str] = ()) -> None:
        self._address, self._hook, self._join = Brake(rates.address), Brake(rates.hook), Brake(rates.join)
        self._noted = Brake(NOTED)
        self._trusted = [ip_network(each) for each in trusted_proxies]

    def address(self, scope: Any) -> str:
        """Where a request comes from. X-Forwarded-For counts only as far as trusted proxies wrote it: from the right,
        the first address that is not one of them."""
        peer: str = scope["client"][0] if scope.get("client") else "unknown"
        if not self._trusted or not self._is_trusted(peer):
            return peer
        chain = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
        for hop in reversed([each.strip() for each in chain.split(",") if each.strip()]):
            if not self._is_trusted(hop):
                return hop
        return peer

    def _is_trusted(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self._trusted)
        except ValueError:
            return False

    def request(self, address: str) -> None:
        """Count a request of an address. Raises Trouble("rate.limited", retry_after_s=…)."""
        _count(self._address, address)

    def join(self, address: str) -> None:
        """Count an attempt to join. Raises Trouble("rate.limited", retry_after_s=…)."""
        _count(self._join, address)

    def hook(self, key: str) -> None:
        """Count a webhook. Raises Trouble("rate.limited", retry_after_s=…)."""
        _count(self._hook, key)

    def worth_noting(self, key: str) -> bool:
        """Whether a refusal for the rate should go on record."""
        return self._noted.hit(key) is None


def _count(brake: Brake, whose: str) -> None:
    over = brake.hit(whose)
    if over is not None:
        raise Trouble("rate.limited", retry_after_s=max(1, round(over)))
