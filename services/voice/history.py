"""What the provider spoke before and keeps: a voice that was paid for and did not arrive is fetched again, not paid."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from services.trouble import Trouble
from services.voice.account import MP3, PCM
from services.voice.clips import Clips, Wording
from services.voice.making import Making
from services.voice.sound import VOICE_NOTE

if TYPE_CHECKING:
    from services.voice.elevenlabs import ElevenLabs, Speech

_PAGE: Final = 100
_PAGES: Final = 5


class Spoken(msgspec.Struct, frozen=True):
    """A line of the provider's history. `at` is in seconds since 1970 UTC by its clock."""

    id: str
    text: str
    voice: str
    model: str
    at: int
    form: str = MP3
    credits: int = 0


class History:
    """Looks there and fetches."""

    def __init__(self, provider: "Callable[[], ElevenLabs]", clips: Clips) -> None:
        """`provider` is asked for only when something is looked for: it is heavy."""
        self._provider, self._clips = provider, clips

    async def find(self, wording: Wording, item: str = "", known: Collection[str] = ()) -> Spoken:
        """What was spoken of `wording`: the one called `item`, else the newest that is not among `known`. Nothing is
        asked about time: this machine's clock may be wrong. Raises Trouble("voice.not_in_history")."""
        query: dict[str, Any] = {"page_size": _PAGE, "voice_id": wording.voice, "model_id": wording.model}
        for _ in range(_PAGES):
            page = await self._provider().history(query)
            rows = page.get("history")
            found = [each for row in (rows if isinstance(rows, list) else []) if (each := _spoken(row)) is not None]
            for each in found:
                if _is(each, wording, item, known):
                    return each
            last = page.get("last_history_item_id")
            if (
                not page.get("has_more")
                or not isinstance(last, str)
                or last == query.get("start_after_history_item_id")
            ):
                break
            query["start_after_history_item_id"] = last
        raise Trouble("voice.not_in_history")

    def fetch(self, spoken: Spoken, wording: Wording, mime: str = VOICE_NOTE) -> Making:
        """A take of it in `mime`, heard while it arrives. Must be called inside the running loop."""
        return Making(lambda _: self._again(spoken), wording, self._clips, mime=mime)

    @asynccontextmanager
    async def _again(self, spoken: Spoken) -> "AsyncIterator[Speech]":
        async with self._provider().again(spoken.id, spoken.form) as speech:
            speech.credits, speech.history_id = 0, spoken.id
            yield speech


def _is(each: Spoken, wording: Wording, item: str, known: Collection[str]) -> bool:
    if not item:
        return each.id not in known and _same(each, wording)
    whole, part = " ".join(wording.text.split()), " ".join(each.text.split())
    return each.id == item and (part == whole or part not in whole or not part)  # a part of it would be sent as it all


def _same(spoken: Spoken, wording: Wording) -> bool:
    same = (spoken.voice or wording.voice, spoken.model or wording.model) == (wording.voice, wording.model)
    return same and spoken.text.split() == wording.text.split()


def _spoken(row: Any) -> Spoken | None:
    """One line, or None for what is none, is not finished, or was no speech. All but the id may be missing."""
    if not isinstance(row, dict) or not isinstance(row.get("history_item_id"), str):
        return None
    if row.get("state") in ("deleted", "processing") or row.get("source") not in (None, "TTS"):
        return None
    texts = [row.get(name) for name in ("text", "voice_id", "model_id")]
    text, voice, model = (each if isinstance(each, str) else "" for each in texts)
    at, before, after = (
        _whole(row.get(name)) for name in ("date_unix", "character_count_change_from", "character_count_change_to")
    )
    form = PCM if row.get("output_format") == PCM else MP3
    return Spoken(row["history_item_id"], text, voice, model, at, form, max(0, after - before))


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
