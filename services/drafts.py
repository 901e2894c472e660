"""What was being written in each conversation, and what its messages were made of: kept across restarts."""

from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Literal

import msgspec
from msgspec.structs import replace

from services.json_file import JsonFile


def _now() -> int:
    return int(time() * 1000)


Mode = Literal["text", "voice", "template", "note"]


class DraftFile(msgspec.Struct, frozen=True):
    """A file chosen to be sent, kept on this desk by its hash; `kind` is the kind of message that carries it. A voice
    kept as a quick reply is one too: then it has `seconds`."""

    sha256: str
    kind: str
    mime: str
    size: int
    name: str = ""
    seconds: float | None = None


class DraftVoice(msgspec.Struct, frozen=True):
    """The voice being prepared: who says it, and the take on the table by its hash ("" for none), heard or not. `like`
    is the hash of the take that was there before the text was changed."""

    voice: str = ""
    model: str = ""
    sha256: str = ""
    heard: bool = False
    like: str = ""


class Draft(msgspec.Struct, frozen=True):
    """An answer not sent yet, as it stands in the composer. `mode` says where it was being written; `note` has a text
    of its own, for it must never go out by mistake. `reply` is the message that is answered, `template` "name
    language" and `values` what was filled in by hand. `at` is when it was last written, in ms since 1970 UTC."""

    text: str = ""
    mode: Mode = "text"
    note: str = ""
    files: tuple[DraftFile, ...] = ()
    voice: DraftVoice | None = None
    reply: str = ""
    template: str = ""
    values: dict[str, str] = msgspec.field(default_factory=dict)
    at: int = 0
    recording: str = ""
    """The id of what the microphone heard."""
    sayings: tuple[tuple[str, str, int], ...] = ()
    """How some places of the text are said aloud, where somebody chose: the writing, its saying, which one of its
    kind it is."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing that a person would miss."""
        written = self.text.strip() or self.note.strip() or any(self.values.values())
        return not (written or self.files or self.recording)


class SentDraft(msgspec.Struct, frozen=True):
    """The answer of a conversation as it stood; `at` is the time that was chosen for it, `messages` are the ids of what
    it became."""

    conversation: str
    draft: Draft
    at: int | None = None
    messages: tuple[str, ...] = ()


class SentDrafts:
    """One small file, written whole, by rename, so that a restart or a kill loses none of it; what waits for a day or
    for an answer is taken back long after it was written. A damaged file counts as empty."""

    def __init__(self, directory: Path) -> None:
        self._file = JsonFile(directory / "sent-drafts.json", list[SentDraft], private=True)
        self._kept = self._file.read() or []

    def of(self, message: str) -> SentDraft | None:
        """What `message` was a part of."""
        return next((each for each in self._kept if message in each.messages), None)

    def files(self) -> set[str]:
        """The hashes of the files that would come back."""
        return {file.sha256 for each in self._kept for file in each.draft.files}

    def recordings(self) -> set[str]:
        """The ids of what a microphone heard that would come back."""
        return {each.draft.recording for each in self._kept if each.draft.recording}

    def keep(self, sent: SentDraft, waits: Callable[[str], bool]) -> None:
        """Remember it, and forget all of which no message `waits` any more."""
        self._write([*(each for each in self._kept if any(map(waits, each.messages))), sent])

    def forget(self, message: str) -> None:
        """It was taken back."""
        self._write([each for each in self._kept if message not in each.messages])

    def _write(self, kept: list[SentDraft]) -> None:
        self._kept = kept
        self._file.write(kept)


class Drafts:
    """Drafts by conversation. Reading is from memory; `keep` marks the file as old and `save` writes it whole, by
    rename, so that a crash leaves the previous one."""

    def __init__(self, directory: Path, now: Callable[[], int] = _now) -> None:
        self._file = JsonFile(directory / "drafts.json", dict[str, Draft], private=True)
        self._now = now
        self.sent = SentDrafts(directory)
        self._drafts = self._file.read() or {}
        self._saved = dict(self._drafts)

    def conversations(self) -> list[str]:
        """The conversations that have one."""
        return list(self._drafts)

    def files(self) -> set[str]:
        """The hashes of the files that were chosen to be sent, or would come back with what is undone."""
        return {file.sha256 for draft in self._drafts.values() for file in draft.files} | self.sent.files()

    def get(self, conversation: str) -> Draft | None:
        return self._drafts.get(conversation)

    def keep(self, conversation: str, draft: Draft) -> Draft | None:
        """Remember `draft`, dated now; an empty one is forgotten. Returns what is now kept."""
        if draft.empty:
            self._drafts.pop(conversation, None)
            return None
        old = self._drafts.get(conversation)
        if old is not None and replace(old, at=0) == replace(draft, at=0):
            return old
        kept = self._drafts[conversation] = replace(draft, at=self._now())
        return kept

    def save(self) -> None:
        """Write what changed since the last time. Quick: a few kilobytes, no sync."""
        if self._drafts == self._saved:
            return
        self._file.write(self._drafts)
        self._saved = dict(self._drafts)
