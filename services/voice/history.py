"""What the provider spoke before and keeps: a voice that was paid for and did not arrive is fetched again, not paid."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from services.trouble import Trouble
from services.voice.account import MP3, PCM
from services.voice.clips import Clips, Wording
from services.voice.making import Making
from services.voice.script import Stretch
from services.voice.sound import VOICE_NOTE

if TYPE_CHECKING:
    from services.voice.elevenlabs import ElevenLabs, Speech

_PAGE: Final = 100
_PAGES: Final = 50
NO_IDS: Final[Mapping[Stretch, str]] = MappingProxyType({})


class Spoken(msgspec.Struct, frozen=True):
    """A line of the provider's history. `at` is in seconds since 1970 UTC by its clock; it is `done` once it can be
    fetched."""

    id: str
    text: str
    voice: str
    model: str
    at: int
    form: str = MP3
    credits: int = 0
    done: bool = True


_OLDER: Final = Spoken("", "", "", "", 0, done=False)


class Found(NamedTuple):
    """The plan by which it was asked for, and what was spoken of it. A new stretch without a line was never spoken."""

    plan: tuple[Stretch, ...]
    spoken: dict[Stretch, Spoken]


class History:
    """Looks there and fetches."""

    def __init__(self, provider: "Callable[[], ElevenLabs]", clips: Clips) -> None:
        """`provider` is asked for only when something is looked for: it is heavy."""
        self._provider, self._clips = provider, clips

    async def find(
        self, wording: Wording, plans: Iterable[tuple[Stretch, ...]], ids: Mapping[Stretch, str] = NO_IDS,
        known: Collection[str] = (),
    ) -> Found:  # fmt: skip
        """What was spoken of `wording`, asked for by one of `plans`: of each stretch the one that `ids` names, else the
        newest that is not among `known`. Nothing is asked about time: this machine's clock may be wrong. Raises
        Trouble("voice.not_in_history"), or "voice.not_found_yet" where it may still come."""
        found = [Found(plan, {}) for plan in plans if not all(stretch.kept for stretch in plan)]
        late = older = False
        async for each in self._lines(wording):
            for plan in found:
                wanted = [x for x in plan.plan if not x.kept and x not in plan.spoken]
                here = [x for x in wanted if _is(each, wording, wording.text[x.start : x.end], ids.get(x, ""), known)]
                late = late or (bool(here) and not each.done)
                plan.spoken.update(dict.fromkeys(here, each) if each.done else {})
                if wanted and len(here) == len(wanted) and each.done:
                    return plan
            older = older or each is _OLDER
        best = max(found, key=lambda plan: len(plan.spoken), default=None)
        if best is None or not best.spoken or late:
            raise Trouble("voice.not_found_yet" if late or older else "voice.not_in_history")
        return best

    async def _lines(self, wording: Wording) -> AsyncIterator[Spoken]:
        """The newest first, and `_OLDER` at the end of what is looked through, where there are more."""
        query: dict[str, Any] = {"page_size": _PAGE, "voice_id": wording.voice, "model_id": wording.model}
        for _ in range(_PAGES):
            page = await self._provider().history(query)
            rows = page.get("history")
            for row in rows if isinstance(rows, list) else []:
                if (each := _spoken(row)) is not None:
                    yield each
            last = page.get("last_history_item_id")
            if (
                not page.get("has_more")
                or not isinstance(last, str)
                or last == query.get("start_after_history_item_id")
            ):
                return
            query["start_after_history_item_id"] = last
        yield _OLDER

    def fetch(self, found: Found, wording: Wording, like: Sequence[str] = (), mime: str = VOICE_NOTE) -> Making:
        """A take of it in `mime`, heard while it arrives; what is kept sounds as in the readings `like`. What was never
        spoken ends it, with Trouble("voice.rest_unpaid"); then what could be fetched is kept. Must be called inside the
        running loop."""
        return Making(
            lambda stretch: self._again(found.spoken.get(stretch)), wording, self._clips, lambda: found.plan, like, mime
        )

    @asynccontextmanager
    async def _again(self, spoken: Spoken | None) -> "AsyncIterator[Speech]":
        if spoken is None:
            raise Trouble("voice.rest_unpaid")
        async with self._provider().again(spoken.id, spoken.form) as speech:
            speech.credits, speech.history_id = 0, spoken.id
            yield speech


def _is(each: Spoken, wording: Wording, text: str, item: str, known: Collection[str]) -> bool:
    """Whether that is `text`, a stretch of `wording`, which is called `item` if that is known."""
    whole, part = " ".join(text.split()), " ".join(each.text.split())
    if item:
        return each.id == item and (part == whole or part not in whole or not part)  # a part would be sent as it all
    same = (each.voice or wording.voice, each.model or wording.model) == (wording.voice, wording.model)
    return part == whole and same and each.id not in known


def _spoken(row: Any) -> Spoken | None:
    """One line, or None for what is none, was deleted, or was no speech. All but the id may be missing."""
    if not isinstance(row, dict) or not isinstance(row.get("history_item_id"), str):
        return None
    if row.get("state") == "deleted" or row.get("source") not in (None, "TTS"):
        return None
    texts = [row.get(name) for name in ("text", "voice_id", "model_id")]
    text, voice, model = (each if isinstance(each, str) else "" for each in texts)
    at, before, after = (
        _whole(row.get(name)) for name in ("date_unix", "character_count_change_from", "character_count_change_to")
    )
    form = PCM if row.get("output_format") == PCM else MP3
    return Spoken(
        row["history_item_id"], text, voice, model, at, form, max(0, after - before), row.get("state") != "processing"
    )


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
