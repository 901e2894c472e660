"""The agency itself: its values, its dictionary, what was done with its voices, what leads said in theirs."""

import sqlite3
import sys
from typing import Any, Final, NamedTuple

import msgspec

from services.agency_records import DictionaryWord, Transcript, VoiceFact
from services.channels.loose import moment, number, obj, size, text
from services.store.agency_rows import AgencyRow, TranscriptRow, VoiceRow, WordRow
from services.store.book import Book
from services.store.rows import BegunRow
from services.store.stamp import Body, Stamp

MOST_WORD: Final = 80
MOST_SAID: Final = 300
"""Longest word and saying of the dictionary, in characters."""

MOST: Final = 10**9
"""No clip costs more; SQLite could not add up whatever a body may claim."""

_json = msgspec.json.Encoder()
_words = msgspec.json.Decoder(tuple[tuple[int, int, str], ...])


def changed(book: Book, body: Body, stamp: Stamp) -> None:
    """Last write wins for each value; null takes it away."""
    for name, value in obj(body.get("values")).items():
        known = book.agency.get(name)
        since = stamp.seq if known is None else known.seq
        book.agency.put(name, None if value is None else AgencyRow(name, _json.encode(value).decode(), since))


def dictionary_changed(book: Book, body: Body, stamp: Stamp) -> None:
    """A word is said so from now on, by everybody or by a member; or is said as it is written again."""
    word, said = " ".join(text(body.get("word")).split()), " ".join(text(body.get("said")).split())
    member = text(body.get("member"))
    if not word or len(word) > MOST_WORD or len(said) > MOST_SAID:
        return
    key = _json.encode([member, word.casefold()]).decode()
    book.dictionary.put(key, WordRow(key, member, word, said) if said else None)


def voice_made(book: Book, body: Body, stamp: Stamp) -> None:
    """A clip was generated, or recorded, and what that cost."""
    _voice(book, "made", body, stamp)


def voice_heard(book: Book, body: Body, stamp: Stamp) -> None:
    """Somebody heard a clip to its end."""
    _voice(book, "heard", body, stamp)


def _voice(book: Book, what: str, body: Body, stamp: Stamp) -> None:
    clip = text(body.get("clip"))
    if not clip:
        return
    row = VoiceRow(
        stamp.id,
        what,
        clip,
        moment(body.get("at"), stamp.at),
        text(body.get("author")),
        text(body.get("member")) or None,
        text(body.get("conversation")) or None,
        "recording" if body.get("kind") == "recording" else "speech",
        min(size(body.get("credits")) or 0, MOST),
        min(size(body.get("characters")) or 0, MOST),
        text(body.get("voice")),
        text(body.get("model")),
    )
    book.voices.put(stamp.id, row)


def asked(book: Book, body: Body, stamp: Stamp) -> None:
    """A desk is about to have a voice written down unasked: the first in log order does it."""
    message = text(body.get("message"))
    key = f"voice {message}:1"
    if message and book.begun.get(key) is None:
        book.begun.add(BegunRow(key, stamp.by, stamp.seq))


def transcribed(book: Book, body: Body, stamp: Stamp) -> None:
    """What is said in a message's voice; the last one written counts."""
    message = text(body.get("message"))
    if book.messages.get(message) is None:
        return
    row = book.messages.edit(message)
    row.transcript = text(body.get("text")).strip()
    words = _json.encode([word for each in _list(body.get("words")) if (word := _word(each))]).decode()
    seconds = max(number(body.get("seconds")) or 0.0, 0.0)
    book.transcripts.put(message, TranscriptRow(message, text(body.get("language")), words, seconds))
    book.touched.add(row.conversation)


class _Word(NamedTuple):
    start: int
    end: int
    text: str


def _word(value: object) -> _Word | None:
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[2], str):
        return None
    start, end = size(value[0]), size(value[1])
    return None if start is None or end is None else _Word(start, end, value[2])


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def values(db: sqlite3.Connection) -> dict[str, Any]:
    return {name: msgspec.json.decode(value) for name, value in db.execute("SELECT name, value FROM agency")}


def dictionary(db: sqlite3.Connection, member: str) -> list[DictionaryWord]:
    """The agency's words and the member's own, by word; a member's own one comes behind the agency's."""
    sql = """SELECT word, said, nullif(member, '') FROM dictionary WHERE member IN ('', ?)
        ORDER BY word COLLATE NOCASE, member"""
    return [DictionaryWord(*row) for row in db.execute(sql, (member,))]


def spent(db: sqlite3.Connection, since: int, member: str | None) -> int:
    """Credits booked since a moment (ms), by one member or by everybody."""
    sql = "SELECT coalesce(sum(credits), 0) FROM voice WHERE at >= ? AND (? IS NULL OR member = ?)"
    return int(db.execute(sql, (since, member, member)).fetchone()[0])


_RECORD: Final = """
    SELECT what, clip, at, who, member, coalesce(conversation, (SELECT m.conversation FROM voice m
            WHERE m.clip = voice.clip AND m.what = 'made' AND m.conversation IS NOT NULL ORDER BY m.at LIMIT 1)),
        NULL, coalesce((SELECT m.kind FROM voice m WHERE m.clip = voice.clip AND m.what = 'made' ORDER BY m.at LIMIT 1),
            kind), credits, characters, voice, model FROM voice
    WHERE at >= :since AND at < :until
    UNION ALL
    SELECT 'sent', json_extract(media, '$.sha256'), coalesce(json_extract(times, '$.sent'), at), coalesce(author, ''),
        NULL, conversation, id, coalesce((SELECT m.kind FROM voice m
            WHERE m.clip = json_extract(media, '$.sha256') AND m.what = 'made' ORDER BY m.at LIMIT 1), 'speech'),
        0, 0, '', ''
    FROM message INDEXED BY message_voice
    WHERE kind = 'audio' AND origin = 'desk' AND at >= :since AND at < :until
        AND state IN ('sent', 'delivered', 'read', 'played')
        AND json_extract(media, '$.sha256') IN (SELECT clip FROM voice)
    ORDER BY 3, 1, 2"""


def record(db: sqlite3.Connection, since: int, until: int) -> list[VoiceFact]:
    """What was made, heard and sent between two moments (ms), in that order of time."""
    return [VoiceFact(*row) for row in db.execute(_RECORD, {"since": since, "until": until})]


_DISCLOSED: Final = """
    SELECT count(*), max(CASE WHEN m.gone = 0 AND coalesce(m.state, '') <> 'failed' AND NOT (
        coalesce(m.state, '') = 'queued' AND coalesce(json_extract(m.extra, '$.scheduled'), 0) > :by) THEN m.at END)
    FROM message m JOIN conversation c ON c.id = m.conversation JOIN contact p ON p.id = c.contact
    WHERE (p.id = :contact OR p.head = :contact) AND m.kind = 'text' AND m.origin = 'desk'
        AND json_extract(m.extra, '$.disclosure') = 1"""


def disclosures(db: sqlite3.Connection, contact: str, by: int | None = None) -> tuple[int, int | None]:
    """How often a person was, or was to be, told that a voice is generated, and when last; what failed or was taken
    back is among the first and not the second, nor is what is put off until after `by`."""
    count, at = db.execute(_DISCLOSED, {"contact": contact, "by": sys.maxsize if by is None else by}).fetchone()
    return count, at


_UNTOLD: Final = """
    SELECT DISTINCT m.conversation FROM message m INDEXED BY message_voice
    JOIN sending s ON s.message = m.id JOIN begun b ON b.id = m.id || ':' || s.attempt
    JOIN conversation c ON c.id = m.conversation JOIN contact p ON p.id = c.contact
    WHERE m.kind = 'audio' AND m.origin = 'desk' AND m.at >= :since
        AND m.state IN ('sent', 'delivered', 'read', 'played') AND json_extract(m.extra, '$.answered') IS NOT NULL
        AND b.seq > (SELECT seq FROM agency WHERE name = 'voice_line')
        AND EXISTS (SELECT 1 FROM voice v WHERE v.clip = json_extract(m.media, '$.sha256') AND v.what = 'made'
            AND v.kind = 'speech')
        AND NOT EXISTS (SELECT 1 FROM contact q JOIN conversation d ON d.contact = q.id
            JOIN message l ON l.conversation = d.id
            WHERE (q.id = coalesce(p.head, p.id) OR q.head = coalesce(p.head, p.id)) AND l.kind = 'text'
                AND l.origin = 'desk' AND json_extract(l.extra, '$.disclosure') = 1 AND l.seq > b.seq)"""


def untold(db: sqlite3.Connection, since: int) -> list[str]:
    """The conversations where a generated voice left by itself, once its lead had answered, and no line that tells of
    it was written after that: one that failed or was taken back was written too. What left before the agency wanted
    a line needs none."""
    return [row[0] for row in db.execute(_UNTOLD, {"since": since})]


def generated(db: sqlite3.Connection, clip: str) -> bool:
    """Whether a clip is generated speech, as far as the log knows."""
    sql = "SELECT 1 FROM voice WHERE clip = ? AND what = 'made' AND kind = 'speech' LIMIT 1"
    return db.execute(sql, (clip,)).fetchone() is not None


def heard_by(db: sqlite3.Connection, clip: str, member: str) -> bool:
    """Whether a member has heard a clip to its end."""
    sql = "SELECT 1 FROM voice WHERE clip = ? AND what = 'heard' AND member = ? LIMIT 1"
    return db.execute(sql, (clip, member)).fetchone() is not None


_OF_CLIP: Final = """
    SELECT what, clip, at, who, member, conversation, NULL, kind, credits, characters, voice, model FROM voice
    WHERE clip = ? ORDER BY at, what"""


def about_clip(db: sqlite3.Connection, clip: str) -> list[VoiceFact]:
    """Who made and who heard a clip, oldest first."""
    return [VoiceFact(*row) for row in db.execute(_OF_CLIP, (clip,))]


def transcript(db: sqlite3.Connection, message: str) -> Transcript | None:
    sql = """SELECT m.id, m.transcript, t.language, t.words, t.seconds
        FROM transcript t JOIN message m ON m.id = t.message WHERE t.message = ?"""
    row = db.execute(sql, (message,)).fetchone()
    return None if row is None else transcript_of(*row)


def transcript_of(message: str, said: str, language: str, words: str, seconds: float) -> Transcript:
    """A transcript from the columns that hold it."""
    return Transcript(message, said, language, () if words == "[]" else _words.decode(words), seconds)
