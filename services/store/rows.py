"""What the replica remembers of the log: one mutable row type per table, its columns in order."""

from typing import ClassVar

import msgspec

VERSION = 1
"""Of the tables that are kept; the file carries it as PRAGMA user_version."""

FOLD = 17
"""Raised whenever the fold, a reader or a derived table changes its meaning: every replica then folds its log again."""

UNCONFIRMED = 2**53
"""Rows that stand on entries the relay has not confirmed carry a seq from here on: they sort after all others."""


class Row(msgspec.Struct, gc=False):
    """A row of a derived table: `KEY` names the column that finds it, always a text."""

    KEY: ClassVar[str] = "id"


class ContactRow(Row):
    """A person. `told` (JSON object) is what providers say, `chosen` what people at a desk wrote: the latter wins.
    `tags` (JSON: lists by channel) are those at the providers; `consents` (JSON by channel, "" for all) what the person
    allowed. `joined` is the contact that somebody said is the same person, `head` the one that speaks for all of the
    group; the rows themselves never mix, so that they can be parted again."""

    id: str
    n: int
    seq: int
    first_seen: int
    profile: str = ""
    name: str = ""
    address: str = ""
    source: str = ""
    told: str = "{}"
    chosen: str = "{}"
    tags: str = "{}"
    consents: str = "{}"
    joined: str | None = None
    head: str | None = None


class IdentityRow(Row):
    """An identifier of a contact. Spellings of one number share a `key`; `value` is how it is written to reach it."""

    KEY: ClassVar[str] = "key"
    key: str
    kind: str
    value: str
    contact: str


class ConversationRow(Row):
    """A contact on a channel. `last_*` is its newest line, `in_*` and `out_*` the newest of each side (failed ones do
    not count), `window_at` the newest one that opened the window, `read_upto` how far somebody read; `heard_at` our
    newest voice that was played, `heard` whether the lead is silent since. `closed`, or put off until `snoozed` (ms, or
    UNTIL_REPLY; 0 for not), or else open; `member` is who has it; `reach` (JSON) holds the identifiers under which the
    lead wrote here last."""

    id: str
    contact: str
    channel: str
    account: str
    seq: int
    last_at: int
    last_seq: int = 0
    last_message: str | None = None
    in_at: int = 0
    in_seq: int = 0
    out_at: int = 0
    out_seq: int = 0
    window_at: int | None = None
    read_upto: int = 0
    unread: int = 0
    unanswered: int = 0
    heard_at: int = 0
    heard: int = 0
    closed: int = 0
    snoozed: int = 0
    member: str | None = None
    reach: str = "[]"


class AliasRow(Row):
    """A contact or conversation that proved to be another one."""

    id: str
    target: str


class MessageRow(Row):
    """A line of a timeline. `media`, `extra` and `reactions` are JSON; `reply_key` is the id that the answered message
    would have if it came from the provider; `edited` is the time of the edit or 0, `original` what it said before;
    `times` (JSON) says when it came to each state; `transcript` is what is said in its voice; `gone` hides a withdrawn
    one; `unshared` says that the relay has not got its file yet."""

    id: str
    n: int
    conversation: str
    seq: int
    at: int
    received_at: int
    direction: str
    kind: str
    text: str
    media: str | None = None
    extra: str = "{}"
    state: str | None = None
    trouble: str | None = None
    detail: str | None = None
    author: str | None = None
    origin: str = "provider"
    reply_key: str | None = None
    reactions: str = "{}"
    edited: int = 0
    deleted: int = 0
    gone: int = 0
    fresh: int = 0
    provider_id: str | None = None
    original: str | None = None
    times: str = "{}"
    transcript: str = ""
    unshared: int = 0


class SendingRow(Row):
    """The way of a message written at a desk. `outcome` is what the desks know (queued, begun, sent, failed, unknown),
    `rank` what the provider's statuses proved; `former` (JSON list) are ids of attempts that were given up."""

    KEY: ClassVar[str] = "message"
    message: str
    device: str
    hands: str
    not_before: int
    queued_at: int
    attempt: int = 0
    begun_by: str | None = None
    outcome: str = "queued"
    rank: int = 0
    code: str | None = None
    detail: str | None = None
    again: int = 0
    former: str = "[]"
    under_way: int = 1


class NameRow(Row):
    """A provider's name for a message that has an id of ours."""

    KEY: ClassVar[str] = "key"
    key: str
    message: str


class BegunRow(Row):
    """Who began an attempt first in log order; `id` is "message:attempt"."""

    id: str
    device: str
    seq: int


class EarlyRow(Row):
    """Facts (JSON) about a message that is not here yet, in log order."""

    KEY: ClassVar[str] = "target"
    target: str
    facts: str


class IntegrationRow(Row):
    """Non-secret configuration of a provider, as JSON; `made` and `changed` are ms, `author` who changed it last."""

    KEY: ClassVar[str] = "provider"
    provider: str
    active: int
    config: str
    made: int = 0
    changed: int = 0
    author: str = ""


class HeardRow(Row):
    """How many updates of a provider came in an hour (since 1970 UTC), and when the last of them did (ms); `id` is made
    of both."""

    id: str
    provider: str
    hour: int
    count: int
    last: int


class OddRow(Row):
    """An update that this version shows nobody: its entry's id, place and time, and what kind of thing it names."""

    id: str
    seq: int
    at: int
    provider: str
    what: str


class LeadRow(Row):
    """A lead form that somebody filled in, by Meta's id; `answered` once a desk fetched what was written there."""

    id: str
    seq: int
    form: str
    page: str
    at: int
    answered: int = 0


class TaggingRow(Row):
    """That a conversation has a tag; `id` is made of both."""

    id: str
    conversation: str
    tag: str


class MentionRow(Row):
    """That a note names a member, and whether that member has seen it; `id` is made of both."""

    id: str
    note: str
    member: str
    seen: int = 0


class ColleagueRow(Row):
    """A member of the agency, as it introduced itself."""

    id: str
    name: str


class ViewRow(Row):
    """A view that a member saved: `query` is what it shows, as JSON of records.Query; `seq` keeps the order."""

    id: str
    member: str
    name: str
    query: str
    seq: int


class HintRow(Row):
    """That a contact mentions an identifier (`key` as of IdentityRow) that may be another contact's."""

    id: str
    key: str
    contact: str


class HappeningRow(Row):
    """Something that was done with a contact or a conversation (`subject`), under the id of its entry; `body` is the
    entry's, `device` wrote it."""

    id: str
    subject: str
    seq: int
    at: int
    kind: str
    device: str
    body: str


class WaitRow(Row):
    """The voice that waits in a conversation for the lead's answer, until it has left."""

    KEY: ClassVar[str] = "conversation"
    conversation: str
    message: str


class ReplyRow(Row):
    """A quick reply; `media` is JSON of records.Media, `at` when it was saved."""

    id: str
    name: str
    text: str
    media: str | None
    at: int
