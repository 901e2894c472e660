"""What the replica remembers of the agency itself: its values, its dictionary, its voices, and what leads said."""

from typing import ClassVar

from services.store.rows import Row


class AgencyRow(Row):
    """A value of the agency, as JSON; `seq` is where in the log it began to have one."""

    KEY: ClassVar[str] = "name"
    name: str
    value: str
    seq: int


class WordRow(Row):
    """A word of the dictionary as it was last written; `id` is made of the member ("" for the agency) and the word
    whatever its case."""

    id: str
    member: str
    word: str
    said: str


class VoiceRow(Row):
    """That a clip was made or heard (`what`), under the id of its entry."""

    id: str
    what: str
    clip: str
    at: int
    who: str
    member: str | None = None
    conversation: str | None = None
    kind: str = "speech"
    credits: int = 0
    characters: int = 0
    voice: str = ""
    model: str = ""


class TranscriptRow(Row):
    """What is known of a transcript beside its text, which its message has; `words` is JSON."""

    KEY: ClassVar[str] = "message"
    message: str
    language: str
    words: str
    seconds: float


class LibraryRow(Row):
    """An entry of the audio library; `media` and `settings` are JSON, `at` is when it was written."""

    id: str
    name: str
    shelf: str
    text: str
    media: str | None
    voice: str
    model: str
    settings: str
    said: str
    author: str
    at: int


class RefusedRow(Row):
    """A value for a contact's field that somebody refused; `id` is made of the three."""

    id: str
    contact: str
    field: str
    value: str
