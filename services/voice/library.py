"""The audio library: greetings, pitches and closings, said once and sent often, heard by whoever sends them."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import uuid4

import msgspec
from msgspec.structs import asdict, replace

from services.entries import Draft
from services.leads.folding import folded
from services.library_records import LibraryVoice
from services.records import Changes, Media
from services.replies import blanks
from services.trouble import Trouble
from services.voice.clips import Clip, Clips, Take, Wording
from services.voice.models import VoiceSettings

MOST_NAME: Final = 60
LONGEST: Final = 5_000


class Shelf(Protocol):
    """What is read and written of the store here."""

    def library(self) -> list[LibraryVoice]: ...

    def heard_by(self, clip: str, member: str) -> bool: ...

    async def publish(self, *drafts: Draft) -> Changes: ...


class Files(Protocol):
    """Where the bytes lie, here and for the other desks."""

    async def bring(self, sha256: str) -> Path: ...

    async def share(self, sha256: str, mime: str) -> None: ...


class Library:
    """The agency's library as one member sees and changes it."""

    def __init__(
        self, store: Shelf, files: Files, clips: Clips, member: str, name: str, now: Callable[[], int]
    ) -> None:
        self._store, self._files, self._clips = store, files, clips
        self._member, self._name, self._now = member, name, now

    def all(self) -> list[LibraryVoice]:
        """By name."""
        return self._store.library()

    def found(self, text: str, shelf: str = "") -> list[LibraryVoice]:
        """Those with these words in their name or in what they say, accents and case apart; of one shelf, or of all."""
        wanted = folded(text).split()
        rows = [each for each in self.all() if shelf in ("", each.shelf)]
        return [each for each in rows if all(word in folded(f"{each.name} {each.text}") for word in wanted)]

    def was_heard(self, entry: LibraryVoice) -> bool:
        """Whether this member has heard these very bytes to their end."""
        clip = entry.media.sha256 if entry.media is not None else None
        return bool(clip) and self._store.heard_by(clip or "", self._member)

    def heard(self, clip: Clip) -> bool:
        """The same of the bytes of a clip."""
        return self._store.heard_by(clip.sha256, self._member)

    async def keep(self, entry: LibraryVoice, clip: Clip | None = None) -> LibraryVoice:
        """Keep a new entry (without an id), or another version of one. A text with {variables} is kept without a clip:
        it is spoken for each lead. A clip becomes fetchable for the other desks.

        Raises Trouble "library.bad_name", "library.name_taken" (`name`), "message.empty", "voice.nothing_to_say" for a
        text without variables and without a clip, and, while the relay cannot be reached, "net.…" for one with a clip.
        """
        name = " ".join(entry.name.split())
        if not any(each.isalnum() for each in name) or len(name) > MOST_NAME:
            raise Trouble("library.bad_name", most=MOST_NAME)
        if any(folded(each.name) == folded(name) and each.id != entry.id for each in self.all()):
            raise Trouble("library.name_taken", name=name)
        media = entry.media if clip is None else _media(clip)
        if blanks(entry.text):
            media = None
        elif media is None:
            raise Trouble("voice.nothing_to_say" if entry.text.strip() else "message.empty")
        if media is not None and media.sha256 and media != entry.media:
            await self._files.share(media.sha256, media.mime)
        kept = replace(
            entry, id=entry.id or uuid4().hex, name=name, text=entry.text[:LONGEST], media=media, author=self._name,
            at=self._now(),
        )  # fmt: skip
        await self._store.publish(_saved(kept))
        return kept

    async def remove(self, entry: LibraryVoice) -> None:
        """Forget it on every desk; `put_back` brings it back."""
        await self._store.publish(Draft(uuid4().hex, "library.removed", {"entry": entry.id, "author": self._name}))

    async def put_back(self, entry: LibraryVoice) -> None:
        """As it was before it was removed."""
        await self._store.publish(_saved(entry))

    async def take(self, entry: LibraryVoice) -> Take:
        """The take of a fixed entry, its bytes on this desk. Raises Trouble "media.gone", "audio.unreadable"."""
        if entry.media is None or not entry.media.sha256:
            raise Trouble("media.gone")
        path = await self._files.bring(entry.media.sha256)
        clip = await asyncio.to_thread(lambda: self._clips.keep(path.read_bytes()))
        return Take(clip, Wording(entry.said, entry.voice, entry.model, settings_of(entry)), 0, "", "", "")


def settings_of(entry: LibraryVoice) -> VoiceSettings:
    """How its voice is to speak."""
    try:
        return msgspec.convert(entry.settings, VoiceSettings)
    except msgspec.ValidationError:
        return VoiceSettings()


def _media(clip: Clip) -> Media:
    return Media(clip.mime, clip.sha256, clip.size, seconds=clip.seconds, wave=clip.wave, voice=True)


def _saved(entry: LibraryVoice) -> Draft:
    body: dict[str, Any] = {
        "entry": entry.id, "name": entry.name, "shelf": entry.shelf, "text": entry.text, "voice": entry.voice,
        "model": entry.model, "settings": entry.settings, "said": entry.said, "author": entry.author, "at": entry.at,
    }  # fmt: skip
    if entry.media is not None:
        told = {name: value for name, value in asdict(entry.media).items() if value is not None}
        if entry.media.wave is not None:
            told["wave"] = b64encode(entry.media.wave).decode("ascii")
        body["media"] = told
    return Draft(uuid4().hex, "library.saved", body)
