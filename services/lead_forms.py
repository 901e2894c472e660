"""Lead forms that were filled in: their answers fetched by a desk that holds the page's token, and published."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from time import time
from typing import Any, Final

from services.channels.senders import Senders
from services.channels.sending import Refused
from services.connections import Http
from services.entries import Draft
from services.store import Store

_LONGEST_S: Final = 3600.0
_LOOK_S: Final = 300.0

log = logging.getLogger(__name__)


def _now() -> int:
    return int(time() * 1000)


class LeadForms:
    """Fetches what is missing whenever there is a key, the newest first; `run` it for ever. Two desks that fetch the
    same form write the same entry. `report` is told once of a trouble that a person has to mend."""

    def __init__(
        self,
        store: Store,
        senders: Senders,
        http: Http,
        report: Callable[[BaseException], None],
        now: Callable[[], int] = _now,
    ) -> None:
        self._store = store
        self._senders = senders
        self._http = http
        self._report = report
        self._now = now
        self._look = asyncio.Event()
        self._waits: dict[str, tuple[int, int]] = {}
        """By form: tries so far, and when the next one is due (ms)."""
        self._told: set[str] = set()

    def look(self) -> None:
        """A form may have been filled in, or a key set."""
        self._look.set()

    async def run(self) -> None:
        while True:
            self._look.clear()
            if self._senders.holds("leadgen"):
                for lead, form, _ in self._store.unanswered_forms():
                    if self._waits.get(lead, (0, 0))[1] <= self._now():
                        await self._fetch(lead, form)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s()):
                    await self._look.wait()

    def _pause_s(self) -> float:
        """Until the next try is due; the clock is looked at now and then, for it may have been set."""
        due = min((at for _, at in self._waits.values()), default=self._now() + round(_LOOK_S * 1000))
        return min(max(0.05, (due - self._now()) / 1000), _LOOK_S)

    async def _fetch(self, lead: str, form: str) -> None:
        room = await self._senders.room("leadgen", "fetch")
        try:
            found = await room.answers(self._http, self._senders.access("leadgen"), lead, self._now())
        except Refused as refused:
            self._later(lead, refused)
            return
        self._waits.pop(lead, None)
        self._told.clear()
        body: dict[str, Any] = {
            "leadgen": lead,
            "form": found.form or form,
            "name": found.name,
            "phones": list(found.phones),
            "email": found.email,
            "answers": found.answers,
            "at": found.at,
        }
        await self._store.publish(Draft(f"lead.answered:{lead}", "lead.answered", body))

    def _later(self, lead: str, refused: Refused) -> None:
        """Try again, ever more rarely; a trouble of the account is told once."""
        tries = self._waits.get(lead, (0, 0))[0] + 1
        pause_s = _LONGEST_S if refused.code == "leadgen.gone" else refused.pause_s or min(4.0**tries, _LONGEST_S)
        self._waits[lead] = (tries, self._now() + round(pause_s * 1000))
        log.info("a lead form could not be fetched: %s", refused)
        if refused.code == "leadgen.reconnect" and refused.code not in self._told:
            self._told.add(refused.code)
            self._report(refused)
