"""What was being written in each conversation, kept across restarts in one small file."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import time

import msgspec

log = logging.getLogger(__name__)


def _now() -> int:
    return int(time() * 1000)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer not sent yet. `voice` says which composer it was in; `at` is when it was last written, in ms since
    1970 UTC."""

    text: str
    voice: bool = False
    at: int = 0


class Drafts:
    """Drafts by conversation. Reading is from memory; `keep` marks the file as old and `save` writes it whole, by
    rename, so that a crash leaves the previous one."""

    def __init__(self, directory: Path, now: Callable[[], int] = _now) -> None:
        self._file = directory / "drafts.json"
        self._now = now
        self._drafts = self._read()
        self._saved = dict(self._drafts)

    def get(self, conversation: str) -> Draft | None:
        return self._drafts.get(conversation)

    def keep(self, conversation: str, draft: Draft) -> Draft | None:
        """Remember `draft`, dated now; an empty text forgets it. Returns what is now kept."""
        if not draft.text.strip():
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
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode({key: asdict(draft) for key, draft in self._drafts.items()}))
        with contextlib.suppress(NotImplementedError):
            fresh.chmod(0o600)
        fresh.replace(self._file)
        self._saved = dict(self._drafts)

    def _read(self) -> dict[str, Draft]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Draft])
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError:
            log.warning("the drafts file is damaged; it is set aside")
            self._file.replace(self._file.with_suffix(".damaged"))
            return {}
