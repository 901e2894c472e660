"""What leaves the store about the agency itself: how its words are said, what was done with its voices, transcripts."""

from typing import Literal

import msgspec


class DictionaryWord(msgspec.Struct, frozen=True):
    """A word or phrase and how it is said; `member` is whose it is, None for the whole agency."""

    word: str
    said: str
    member: str | None = None


class VoiceFact(msgspec.Struct, frozen=True):
    """What somebody did with a voice: generated or recorded it ("made"), heard it to its end, sent it. `clip` is the
    sha-256 of its file, `at` in ms, `who` the member's name. The last four fields are those of a "made" one, `message`
    of a "sent" one."""

    what: Literal["made", "heard", "sent"]
    clip: str
    at: int
    who: str
    member: str | None = None
    conversation: str | None = None
    message: str | None = None
    kind: Literal["speech", "recording"] = "speech"
    credits: int = 0
    characters: int = 0
    voice: str = ""
    model: str = ""


class Transcript(msgspec.Struct, frozen=True):
    """What is said in the voice of a message; `words` are (start_ms, end_ms, text) in their order, () where the
    provider gave none. `language` is an ISO 639 code, or "" where it is not known."""

    message: str
    text: str
    language: str = ""
    words: tuple[tuple[int, int, str], ...] = ()
    seconds: float = 0.0
