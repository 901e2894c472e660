"""The link itself: one connection after the other, with patience, and at once after sleep or a network change."""

import asyncio
import contextlib
import importlib
import random
from collections.abc import Awaitable, Callable
from time import time
from typing import TYPE_CHECKING, Final

from services.link.catchup import catch_up
from services.link.line import Line
from services.link.state import AT_ONCE, Ending, LinkKind, LinkState, Replica
from services.relay_client import RelayClient, checked
from services.trouble import Trouble

if TYPE_CHECKING:
    import ssl

SHORTEST_S: Final = 0.2
LONGEST_S: Final = 30.0
_STEADY_MS: Final = 10_000
"""A connection that lived this long is good: the next one is tried as if it were the first."""
_TRUSTED: Final = 5
"""A relay that names its own pause is obeyed this often in a row; after that the usual pause grows."""
_LOOK_S: Final = 5.0
_JUMP_MS: Final = 20_000


def _now() -> int:
    return int(time() * 1000)


class Link:
    """One desk's link to its relay.

    `token` gives the device token (Trouble from it, say of a locked keyring, stops the link); `on_state` hears every
    change of `state`; `on_trouble` hears of entries that the relay refused. Raises Trouble for an address that is not
    https, except on this machine. Certificates are always verified; `tls` may name other authorities.
    """

    def __init__(
        self,
        store: Replica,
        relay_url: str,
        token: Callable[[], Awaitable[str]],
        client: RelayClient,
        on_state: Callable[[LinkState], None],
        on_trouble: Callable[[Trouble], None],
        *,
        tls: "ssl.SSLContext | None" = None,
        now: Callable[[], int] = _now,
        rng: random.Random | None = None,
    ) -> None:
        self._store = store
        self._token = token
        self._client = client
        self._on_state = on_state
        self._now = now
        self._rng = rng or random.Random()  # noqa: S311 (jitter, not a secret)
        self._awake = asyncio.Event()
        self._hurry = asyncio.Event()
        self._resume = asyncio.Event()
        url = "ws" + checked(relay_url).removeprefix("http") + "/v1/log"
        self._line = Line(store, url, self._tell, on_trouble, tls)
        self.state = LinkState("connecting", now())

    def push(self) -> None:
        """Something may wait to be pushed."""
        self._line.push()

    def again(self) -> None:
        """The replica is another one: follow the log from where that one stands."""
        self._line.again()
        self.wake()

    def wake(self) -> None:
        """The network changed or the machine was asleep: prove the line, or try it at once."""
        self._awake.set()

    def resume(self) -> None:
        """A person mended what stopped the link."""
        self._resume.set()

    @property
    def live(self) -> bool:
        """Whether the relay is heard now."""
        return self.state.kind == "live"

    async def run(self) -> None:
        """Follow the relay for ever."""
        await asyncio.to_thread(importlib.import_module, "websockets.asyncio.client")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch())
            group.create_task(self._follow())

    async def _follow(self) -> None:
        failures = 0
        while True:
            began = self._now()
            ending = await self._session()
            if ending.stop:
                self._say("stopped", ending.why)
                self._resume.clear()
                await self._resume.wait()
                failures = 0
                self._say("connecting")
                continue
            steady = self.state.kind == "live" and self._now() - began > _STEADY_MS
            failures = 0 if steady else failures + 1
            self._say("offline" if ending.why else "connecting", ending.why)
            if await self._rest(ending.pause_s, failures):
                failures = 0

    async def _session(self) -> Ending:
        """One connection, after a catch-up where there is much to catch up with."""
        try:
            token = await self._token()
        except Trouble as trouble:
            return Ending(trouble.code, stop=True)
        if self._store.position().seq == 0 and (ending := await catch_up(self._store, self._client, self._tell)):
            return ending
        ending = await self._line.run(token)
        if ending is None:
            ending = await catch_up(self._store, self._client, self._tell) or AT_ONCE
        return ending

    async def _rest(self, asked: float | None, failures: int) -> bool:
        """Full jitter, so that many desks do not come back at once; True when it was cut short by `wake`."""
        most = min(LONGEST_S, SHORTEST_S * 2.0 ** min(failures, 10))
        pause = max(SHORTEST_S, self._rng.uniform(0, most))
        if asked is not None and failures <= _TRUSTED:
            pause = asked + self._rng.uniform(0, SHORTEST_S + asked / 4)
        self._hurry.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._hurry.wait()
                return True
        return False

    async def _watch(self) -> None:
        """Notices by the wall clock that the machine slept, and answers `wake`."""
        while True:
            before = self._now()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._awake.wait()
            if self._awake.is_set() or self._now() - before > _JUMP_MS:
                self._awake.clear()
                self._hurry.set()
                await self._line.prove()

    def _tell(self, kind: LinkKind, behind: int) -> None:
        self._say(kind, None, behind)

    def _say(self, kind: LinkKind, why: str | None = None, behind: int = 0) -> None:
        old = self.state
        since = old.since_ms if old.kind == kind else self._now()
        self.state = LinkState(kind, since, why, behind)
        if self.state != old:
            self._on_state(self.state)
