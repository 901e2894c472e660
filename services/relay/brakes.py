"""How much one address and one hook may ask for, and which address a request really comes from."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from services.trouble import Trouble

NOTED: Final = parse("10/second")
"""How many refusals for their rate a hook gets on record; a flood must not become a flood of rows."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Limits in the notation of the `limits` library."""

    address: str = "600000/minute"
    hook: str = "300000/minute"
    join: str = "300/minute"


class Counts(MemoryStorage):
    """Counts of one event loop's own: the library's would start a thread every few milliseconds to forget old ones."""

    _sweep_at = 1024

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, in a window that lasts `expiry` seconds from its first count."""
        now = time.time()
        if not now < self.expirations.get(key, 0) <= now + expiry:  # over; or the clock was set back
            self.storage[key], self.expirations[key] = 0, now + expiry
            if len(self.storage) > self._sweep_at:
                self._sweep(now)
        self.storage[key] += amount
        return self.storage[key]

    def _sweep(self, now: float) -> None:
        for key in [key for key, ends in self.expirations.items() if ends <= now]:
            del self.storage[key], self.expirations[key]
        self._sweep_at = max(1024, 2 * len(self.storage))


class Brakes:
    """Counts requests in memory, per window of time."""

    def __init__(self, rates: Rates, trusted_proxies: Sequence[str] = ()) -> None:
        self._address, self._hook, self._join = parse(rates.address), parse(rates.hook), parse(rates.join)
        self._trusted = [ip_network(each) for each in trusted_proxies]
        self._counts = FixedWindowRateLimiter(Counts())

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
        self._count(self._address, "address", address)

    def join(self, address: str) -> None:
        """Count an attempt to join. Raises Trouble("rate.limited", retry_after_s=…)."""
        self._count(self._join, "join", address)

    def hook(self, key: str) -> None:
        """Count a webhook. Raises Trouble("rate.limited", retry_after_s=…)."""
        self._count(self._hook, "hook", key)

    def worth_noting(self, key: str) -> bool:
        """Whether a refusal for the rate should go on record."""
        return self._counts.hit(NOTED, "noted", key)

    def _count(self, limit: RateLimitItem, what: str, whose: str) -> None:
        if not self._counts.hit(limit, what, whose):
            ends = self._counts.get_window_stats(limit, what, whose).reset_time
            raise Trouble("rate.limited", retry_after_s=max(1, round(ends - time.time())))
