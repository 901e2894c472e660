"""What voices cost: booked in the log as they are made, added up by the agency's month, and held against its budget."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.agency import Agency
from services.store import Store
from services.trouble import Trouble
from services.voice.clips import Take
from services.voice.history import Spoken
from services.voice.record import VoiceRecord

WARN: Final = 0.8
"""From this share of a budget on, whoever spends is told."""
_LOOK_BACK_MS: Final = 7 * 86_400_000
_HOME: Final = "America/Argentina/Buenos_Aires"
_HOME_OFFSET: Final = timezone(timedelta(hours=-3))


@dataclass(frozen=True, slots=True)
class Spending:
    """Credits of this month, this member's and the whole agency's, and what each may spend; a limit of 0 is none."""

    mine: int = 0
    agency: int = 0
    person_limit: int = 0
    agency_limit: int = 0

    @property
    def share(self) -> float:
        """Of the tighter of the two budgets, what is spent: 0 where there is none."""
        parts = ((self.mine, self.person_limit), (self.agency, self.agency_limit))
        return max((spent / limit for spent, limit in parts if limit), default=0.0)

    def near(self, cost: int) -> bool:
        """Whether `cost` more credits come near the end of a budget, or go beyond it."""
        return Spending(self.mine + cost, self.agency + cost, self.person_limit, self.agency_limit).share >= WARN

    @property
    def left(self) -> int | None:
        """Credits that this member may still spend; None where nobody set a budget."""
        parts = ((self.mine, self.person_limit), (self.agency, self.agency_limit))
        return min((max(0, limit - spent) for spent, limit in parts if limit), default=None)


class Ledger:
    """Books and adds up. `admin` says whether this member may go on beyond a budget."""

    def __init__(
        self, store: Store, agency: Agency, record: VoiceRecord, now: Callable[[], int], *, admin: bool
    ) -> None:
        self._store, self._agency, self._record, self._now = store, agency, record, now
        self.admin = admin

    def spending(self) -> Spending:
        """What was spent since the month began, in the agency's zone."""
        since = month_start(self._moment(), _zone(self._agency.values().get("zone")))
        mine, all_ = self._store.spent(since, self._agency.member), self._store.spent(since)
        budget = self._agency.values().get("voice_budget")
        person, agency = (_credits(budget, each) for each in ("person", "agency"))
        return Spending(mine, all_, person, agency)

    def check(self, cost: int) -> None:
        """Raises Trouble "voice.budget_person" or "voice.budget_agency" where `cost` more credits are too many, and
        "voice.budget_admin" for who may go on all the same."""
        if (refused := self.refusal(cost, self.spending())) is not None:
            raise refused

    def refusal(self, cost: int, now: Spending) -> Trouble | None:
        """The Trouble that `check` raises where `now` is what was spent; None where there is room."""
        for code, spent, limit in (
            ("voice.budget_person", now.mine, now.person_limit),
            ("voice.budget_agency", now.agency, now.agency_limit),
        ):
            if limit and spent + cost > limit:
                return Trouble("voice.budget_admin" if self.admin else code, spent=spent, limit=limit, cost=cost)
        return None

    async def set_budget(self, person: int, agency: int) -> None:
        """Credits a month; 0 for no limit."""
        await self._agency.change(voice_budget={"agency": max(0, agency), "person": max(0, person)})

    async def made(self, take: Take, conversation: str | None) -> None:
        """Book a take that was made anew, at what the provider charged, or about that where it did not say."""
        wording = take.wording
        await self._record.voice_made(
            take.clip.sha256, at=self._moment(), credits=max(0, take.credits or 0), characters=len(wording.text),
            voice=wording.voice, model=wording.model, conversation=conversation,
        )  # fmt: skip

    async def reshaped(self, take: Take, source: str, conversation: str | None) -> None:
        """Write down that a take was made of the clip `source`, in another format and at no cost: it is generated where
        that one is."""
        await self._record.voice_made(
            take.clip.sha256, at=self._moment(), voice=take.wording.voice, model=take.wording.model,
            conversation=conversation, kind="speech" if self._store.generated(source) else "recording",
        )  # fmt: skip

    async def lost(self, trouble: Trouble, voice: str, model: str, conversation: str | None) -> None:
        """Book what was charged and did not arrive, where the provider said so; it has no clip, so it is named by where
        it can be fetched from."""
        credits_, item = trouble.facts.get("credits"), trouble.facts.get("history_id")
        if isinstance(credits_, int) and credits_ > 0:
            await self._record.voice_made(
                f"lost:{item or self._moment()}", at=self._moment(), credits=credits_, voice=voice, model=model,
                conversation=conversation,
            )  # fmt: skip

    async def found(self, spoken: Spoken, conversation: str | None) -> None:
        """Book what was charged and lost, and is now found, unless its loss was booked already."""
        now, clip = self._moment(), f"lost:{spoken.id}"
        booked = self._store.voice_record(now - _LOOK_BACK_MS, now + 1)
        if all(fact.clip != clip for fact in booked):
            await self._record.voice_made(
                clip, at=now, credits=spoken.credits, characters=len(spoken.text), voice=spoken.voice,
                model=spoken.model, conversation=conversation,
            )  # fmt: skip

    async def heard(self, sha256: str) -> None:
        """This member heard a clip to its end."""
        await self._record.voice_heard(sha256, at=self._moment())

    def _moment(self) -> int:
        """Now, but never before the last that the relay told: a clock set back would open a month anew."""
        return max(self._now(), self._store.position().at)


def month_start(now: int, zone: tzinfo) -> int:
    """The first moment of the month of `now` in `zone`, in ms since 1970 UTC."""
    here = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    first = datetime(here.year, here.month, 1, tzinfo=zone)
    return int(first.timestamp() * 1000)


def _zone(name: Any) -> tzinfo:
    try:
        return ZoneInfo(name if isinstance(name, str) and name else _HOME)
    except (ZoneInfoNotFoundError, ValueError):
        return _HOME_OFFSET


def _credits(budget: Any, of: str) -> int:
    value = budget.get(of) if isinstance(budget, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
