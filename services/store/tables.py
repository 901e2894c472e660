"""The replica's schema. What is derived from the log takes its columns from `rows`; the rest is declared here."""

import types
from typing import Any, get_args, get_type_hints

import msgspec
from sqlalchemy import BLOB, Column, Float, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.types import TypeEngine

from services.store.derived import DERIVED
from services.store.rows import Row

_TYPES: dict[type, type[TypeEngine[Any]]] = {int: Integer, str: Text, float: Float, bytes: BLOB}

kept = MetaData()
"""Tables that hold what cannot be folded again; changed by migrations only."""

entry = Table(
    "entry",
    kept,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", BLOB, nullable=False),
)

position = Table(
    "position",
    kept,
    Column("one", Integer, primary_key=True),
    Column("epoch", Text, nullable=False, server_default=""),
    Column("seq", Integer, nullable=False, server_default="0"),
    Column("head", Integer, nullable=False, server_default="0"),
    Column("at", Integer, nullable=False, server_default="0"),
    Column("kept", Integer, nullable=False, server_default="0"),
    Column("folded", Integer, nullable=False, server_default="0"),
    Column("fold", Integer, nullable=False, server_default="0"),
)
"""One row: the cursor, how many entries are kept, and how far, and by which fold, they were folded."""

known_media = Table(
    "known_media",
    kept,
    Column("message", Text, primary_key=True),
    Column("media", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What this desk found out by itself about a message's file (JSON of records.Media)."""

derived = MetaData()


def _columns(row: type[Row]) -> list[Column[Any]]:
    columns: list[Column[Any]] = []
    for name, hint in ((each.name, get_type_hints(row)[each.name]) for each in msgspec.structs.fields(row)):
        options = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        kind = _TYPES[next(each for each in options if each is not types.NoneType)]
        primary = name == ("n" if "n" in row.__struct_fields__ else row.KEY)
        unique = name == row.KEY and not primary
        columns.append(Column(name, kind, primary_key=primary, unique=unique, nullable=len(options) > 1))
    return columns


for _name, _row in DERIVED.items():
    Table(_name, derived, *_columns(_row), sqlite_with_rowid="n" in _row.__struct_fields__)

undo = Table(
    "undo",
    derived,
    Column("place", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("row", Text),
    sqlite_with_rowid=False,
)
"""The rows (JSON, or NULL for none) as the confirmed log left them, wherever a fact not yet confirmed stands on top."""

_t = derived.tables
_c, _m = _t["conversation"].c, _t["message"].c
Index("identity_of", _t["identity"].c.contact)
Index("conversation_of", _c.contact)
_newest = (_c.last_at.desc(), _c.last_seq.desc(), _c.id)
_asked = (_c.snoozed, _c.window_at, _c.channel, _c.closed)  # what views ask beside: an index alone answers them
Index("conversation_newest", *_newest, *_asked)
Index("conversation_unanswered", *_newest, *_asked, _c.unanswered, sqlite_where=text("unanswered = 1 AND closed = 0"))
Index("conversation_heard", *_newest, *_asked, _c.heard, sqlite_where=text("heard = 1 AND closed = 0"))
Index("conversation_member", _c.member, *_newest, *_asked, sqlite_where=text("closed = 0"))
Index("conversation_snoozed", _c.snoozed, *_newest, *_asked[1:], sqlite_where=text("snoozed > 0 AND closed = 0"))
Index("conversation_closed", *_newest, *_asked, sqlite_where=text("closed = 1"))
Index("conversation_window", _c.window_at, *_newest, _c.snoozed, _c.channel, _c.closed, sqlite_where=text("closed = 0"))
Index("contact_joined", _t["contact"].c.joined, sqlite_where=text("joined IS NOT NULL"))
Index("contact_head", _t["contact"].c.head, sqlite_where=text("head IS NOT NULL"))
Index("alias_of", _t["alias"].c.target)
Index("tagging_of", _t["tagging"].c.conversation, _t["tagging"].c.tag)
Index("tagging_tag", _t["tagging"].c.tag, _t["tagging"].c.conversation)
Index("mention_unseen", _t["mention"].c.member, _t["mention"].c.note, sqlite_where=text("seen = 0"))
Index("hint_key", _t["hint"].c.key)
Index("hint_of", _t["hint"].c.contact)
Index("happening_of", _t["happening"].c.subject)
Index("message_place", _m.conversation, _m.at, _m.seq)
Index("message_failed", _m.at, sqlite_where=text("state = 'failed'"))
Index("message_voice", _m.at, sqlite_where=text("kind = 'audio' AND origin = 'desk'"))
Index("message_ours", _m.at, sqlite_where=text("origin = 'desk'"))
Index("message_unshared", _m.at, sqlite_where=text("unshared = 1"))
Index("heard_provider", _t["heard"].c.provider, _t["heard"].c.hour)
Index("odd_seq", _t["odd"].c.seq)
Index("voice_at", _t["voice"].c.at, _t["voice"].c.member, _t["voice"].c.credits)
Index("voice_clip", _t["voice"].c.clip)
Index("sending_under_way", _t["sending"].c.message, sqlite_where=text("under_way = 1"))

_TOKENS = "columnsize=0, tokenize='unicode61 remove_diacritics 2'"
WORDS = (
    "DROP VIEW IF EXISTS message_told",
    "CREATE VIEW message_told AS SELECT n, text || iif(transcript = '', '', ' ' || transcript) AS text FROM message",
    f"CREATE VIRTUAL TABLE message_words USING fts5(text, content='message_told', content_rowid='n', {_TOKENS})",
    f"CREATE VIRTUAL TABLE contact_words USING fts5(text, content='', {_TOKENS})",
)
"""Both indexes are kept by `words`: what left the index must be told the very words that entered it."""
