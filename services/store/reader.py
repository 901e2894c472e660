"""What the console asks of its replica: every answer at once, on the loop's thread."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from services.agency_records import DictionaryWord, Transcript, VoiceFact
from services.entries import Draft, Entry
from services.library_records import LibraryVoice
from services.provider_records import OddUpdate, Setup
from services.records import (
    Contact,
    Conversation,
    Happening,
    Hit,
    Key,
    Likeness,
    Media,
    Message,
    Outgoing,
    Position,
    Query,
    QuickReply,
    SavedView,
)
from services.store import (
    agency,
    around,
    arrivals,
    files,
    history,
    library,
    likeness,
    mentions,
    pending,
    reads,
    refusals,
    replies,
    search,
    shares,
    team,
    today,
    views,
    whole,
)
from services.team_records import KnownDevice, Renewal, Secret, SharedKey


class Reader:
    """Two connections that only read: of the replica, and of what waits to be pushed."""

    def __init__(self, directory: Path, now: Callable[[], int]) -> None:
        self._directory = directory
        self._now = now
        self._open_readers()

    def _open_readers(self) -> None:
        self._db: sqlite3.Connection = files.connect_to_read(self._directory / files.REPLICA)
        self._waiting: sqlite3.Connection = files.connect_to_read(self._directory / files.PENDING)

    def _close_readers(self) -> None:
        self._db.close()
        self._waiting.close()

    def position(self) -> Position:
        return reads.position(self._db, pending.count(self._waiting))

    def pending_drafts(self, limit: int = 200) -> list[Draft]:
        """What the relay has not answered yet, oldest first."""
        return pending.to_push(self._waiting, limit)

    def conversation_ids(self, view: str = "all") -> list[str]:
        """The views of `views`, newest first; "closing": the window closes within 4 h, first to close first."""
        return reads.conversation_ids(self._db, view, self._now())

    def conversations(self, ids: Sequence[str]) -> list[Conversation]:
        """In the order of `ids`; what is no conversation any more is left out."""
        return reads.conversations(self._db, ids)

    def conversation(self, identifier: str) -> Conversation | None:
        """Also by the id of a conversation that became part of this one."""
        found = reads.conversations(self._db, [reads.real(self._db, identifier)])
        return found[0] if found else None

    def keys(self, query: Query, ids: Iterable[str] | None = None) -> list[Key]:
        """The places of the conversations that `query` asks for, least first; with `ids`, of those among them."""
        return views.keys(self._db, query, self._now(), ids)

    def counts(self, member: str = "") -> dict[str, int]:
        """How many conversations each view has, `member`'s own ones among them, and under "outbox" how many messages
        have not come to rest."""
        return views.counts(self._db, member, self._now())

    def waiting(self, limit: int = 50) -> list[tuple[str, int]]:
        """(conversation, since when in ms) of the leads that nobody answered, the longest wait first."""
        return today.waiting(self._db, self._now(), limit)

    def lost(self, limit: int = 50) -> list[str]:
        """Messages of this week that failed for good, and after which nobody wrote to their lead, newest first."""
        return today.lost(self._db, self._now(), limit)

    def due(self, upto: int, limit: int = 50) -> list[str]:
        """Conversations that were put off until `upto` (ms) at most and not written to since, first to wake first."""
        return today.due(self._db, self._now(), upto, limit)

    def saved_views(self, member: str) -> list[SavedView]:
        return views.saved(self._db, member)

    def all_tags(self) -> list[str]:
        """The tags of conversations, the most used first."""
        return views.tags(self._db)

    def colleagues(self) -> list[tuple[str, str]]:
        """(member, name) of everybody whose desk introduced itself and was not shown out since, by name."""
        return views.colleagues(self._db)

    def mentions(self, conversation: str, member: str) -> list[str]:
        """The notes of a conversation that name a member who has not seen them."""
        return mentions.unseen(self._db, reads.real(self._db, conversation), member)

    def devices(self) -> list[KnownDevice]:
        """The desks and workers that introduced themselves."""
        return team.devices(self._db)

    def shared_keys(self, device: str | None = None) -> list[SharedKey]:
        """The last word on each secret that was sealed for a device, or for any, in the order of the log."""
        return team.shared_keys(self._db, device)

    def renewals(self) -> dict[Secret, Renewal]:
        """When each secret was last entered by an admin."""
        return team.renewals(self._db)

    def history(self, contact: str, limit: int = 200) -> list[Happening]:
        """What was done with a person and its conversations, newest first."""
        return history.read(self._db, contact, limit)

    def likenesses(self, contact: str) -> list[Likeness]:
        """Contacts that may be the same person."""
        return likeness.of(self._db, contact)

    def messages(self, conversation: str, before: tuple[int, int] | None = None, limit: int = 60) -> list[Message]:
        """The newest lines, oldest first; with `before`, (at, seq) of the oldest one shown, those before it."""
        return reads.messages(self._db, reads.real(self._db, conversation), before, limit)

    def messages_after(self, conversation: str, shown: tuple[int, int], limit: int = 60) -> list[Message]:
        """The oldest lines after (at, seq) of the newest one shown, oldest first."""
        return around.after(self._db, reads.real(self._db, conversation), shown, limit)

    def first_since(self, conversation: str, at: int) -> str | None:
        """The line that a jump to a moment (ms) leads to."""
        return around.first_since(self._db, reads.real(self._db, conversation), at)

    def found_in(self, conversation: str, text: str, limit: int = 1000) -> list[str]:
        """The lines of a conversation with these words, newest first, whatever their accents."""
        return around.found(self._db, reads.real(self._db, conversation), text, limit)

    def message(self, identifier: str) -> Message | None:
        return reads.message(self._db, identifier)

    def contact(self, identifier: str) -> Contact | None:
        return reads.contact(self._db, identifier)

    def recipient(self, conversation: str) -> tuple[tuple[str, str], ...]:
        """(kind, value) of the identifiers by which the lead of a conversation is answered there."""
        return reads.recipient(self._db, conversation)

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        """People and lines with these words, whatever their accents, or this number, however it is written."""
        return search.search(self._db, text, limit)

    def outgoing(self) -> list[Outgoing]:
        """Messages of any desk that have not come to rest: queued, begun, uncertain, or failed and can be retried."""
        return reads.outgoing(self._db)

    def outgoing_one(self, message: str) -> Outgoing | None:
        return next(iter(reads.outgoing(self._db, message)), None)

    def unshared(self, device: str) -> list[tuple[str, Media]]:
        """(message, file) of what this device sent, or any may send, that the relay has not got, newest first."""
        return shares.unshared(self._db, device)

    def first_begun(self, message: str, attempt: int) -> str | None:
        """The device that began the attempt first in the confirmed log; None while the log names none."""
        return reads.first_begun(self._db, message, attempt)

    def unanswered_forms(self) -> list[tuple[str, str, str]]:
        """(leadgen id, form id, page id) of the lead forms whose answers nobody fetched yet, newest first."""
        return reads.unanswered_forms(self._db)

    def says(self, conversation: str, provider_id: str) -> bool:
        """Whether a message that a desk wrote in the conversation goes by this name at the provider."""
        return reads.says(self._db, reads.real(self._db, conversation), provider_id)

    def quick_replies(self) -> list[QuickReply]:
        """The agency's quick replies, by name."""
        return replies.read(self._db)

    def library(self) -> list[LibraryVoice]:
        """The agency's audio library, by name."""
        return library.read(self._db)

    def integration(self, provider: str) -> dict[str, Any] | None:
        """The provider's non-secret configuration and whether it is "active"; None where nobody connected it."""
        return reads.integration(self._db, provider)

    def setup(self, provider: str) -> Setup | None:
        """Who connected a provider and when; None where nobody did."""
        return arrivals.setup(self._db, provider)

    def event_hours(self, provider: str, since: int) -> list[tuple[int, int]]:
        """(hour since 1970 UTC, updates) of a provider since a moment (ms), oldest first."""
        return arrivals.hours(self._db, provider, since)

    def last_event(self, provider: str) -> int | None:
        """When the last update of a provider came (ms)."""
        return arrivals.last_event(self._db, provider)

    def last_sent(self, channel: str) -> tuple[int, str] | None:
        """When the last message of a desk went out by a channel (ms), and its state."""
        return arrivals.last_sent(self._db, channel)

    def failures(self, since: int) -> dict[str, int]:
        """How many messages failed since a moment (ms), by channel."""
        return arrivals.failures(self._db, since)

    def odd_updates(self, limit: int = 200) -> list[OddUpdate]:
        """The newest updates that this version shows nobody."""
        return arrivals.odd(self._db, limit)

    def agency(self) -> dict[str, Any]:
        """The agency's own values by name: see `services.agency`."""
        return agency.values(self._db)

    def dictionary(self, member: str) -> list[DictionaryWord]:
        """How words are said, the agency's and the member's own, by word; of one word, the member's comes last."""
        return agency.dictionary(self._db, member)

    def spent(self, since_ms: int, member: str | None = None) -> int:
        """Credits booked for voices since then, by a member or by everybody."""
        return agency.spent(self._db, since_ms, member)

    def voice_record(self, since: int, until: int) -> list[VoiceFact]:
        """Who generated, heard and sent which clip between two moments (ms), oldest first."""
        return agency.record(self._db, since, until)

    def disclosures(self, contact: str, by: int | None = None) -> tuple[int, int | None]:
        """How many lines were written to tell this person that a voice is generated; when the last that counts, of
        those that are to have left `by` then (ms)."""
        return agency.disclosures(self._db, contact, by)

    def untold(self, since: int) -> list[str]:
        """The conversations where a generated voice, written since then (ms), left when its lead answered, and nobody
        wrote the line that tells of it. None while this replica has not folded all that the log holds."""
        position = self.position()
        whole = position.seq >= position.head and not reads.behind(self._db)
        return agency.untold(self._db, since) if whole else []

    def generated(self, clip: str) -> bool:
        """Whether a clip (sha-256) is generated speech."""
        return agency.generated(self._db, clip)

    def heard_by(self, clip: str, member: str) -> bool:
        """Whether a member has heard a clip to its end."""
        return agency.heard_by(self._db, clip, member)

    def about_clip(self, clip: str) -> list[VoiceFact]:
        """Who generated or recorded a clip, and who heard it to its end, oldest first."""
        return agency.about_clip(self._db, clip)

    def transcript(self, message: str) -> Transcript | None:
        """What is said in a message's voice, where somebody had it written down."""
        return agency.transcript(self._db, message)

    def refused(self, contact: str) -> list[tuple[str, str]]:
        """(field, value) of what somebody refused of what this person was heard to say."""
        return refusals.read(self._db, contact)

    def entries(self, after: int = 0, limit: int = 500) -> list[Entry]:
        """The log itself after a place in it, oldest first, without the keys that are sealed for one device."""
        return whole.entries(self._db, after, limit)

    def contact_ids(self, after: str = "", limit: int = 500) -> list[str]:
        """Every contact, in an order of its own: those after `after`."""
        return whole.contact_ids(self._db, after, limit)

    def whose(self, kind: str, value: str) -> tuple[str | None, str | None]:
        """What all spellings of an identifier share (None: it identifies nobody), and the contact that has it."""
        return whole.whose(self._db, kind, value)
