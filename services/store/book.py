"""All derived tables as one transaction sees them."""

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any, Final, TypeVar

import msgspec

from services.records import Changes
from services.store import words
from services.store.agency_rows import AgencyRow, LibraryRow, RefusedRow, TranscriptRow, VoiceRow, WordRow
from services.store.rows import (
    UNCONFIRMED,
    AliasRow,
    BegunRow,
    ColleagueRow,
    ContactRow,
    ConversationRow,
    EarlyRow,
    HappeningRow,
    HeardRow,
    HintRow,
    IdentityRow,
    IntegrationRow,
    LeadRow,
    MentionRow,
    MessageRow,
    NameRow,
    OddRow,
    ReplyRow,
    Row,
    SendingRow,
    TaggingRow,
    ViewRow,
    WaitRow,
)  # fmt: skip
from services.store.shelf import FULL, Shelf
from services.store.team_rows import DeviceRow, RenewalRow, SharedKeyRow

R = TypeVar("R", bound=Row)

OF_THE_AGENCY: Final = frozenset(
    {"saved_view", "colleague", "agency", "dictionary", "voice", "library", "device", "shared_key", "renewal"}
)
"""Tables whose change is one of the agency itself."""

_json = msgspec.json.Encoder()


def _age(row: ConversationRow) -> tuple[int, str]:
    return row.seq, row.id


def _tells(row: MessageRow) -> bool:
    """Whether somebody may be told of a new line: it is a lead's, or a note that names a colleague."""
    return bool(row.fresh) or (row.kind == "note" and '"mentions"' in row.extra)


class Serial:
    """Row numbers of the tables that the full-text indexes point into; never given twice in one life of the writer."""

    def __init__(self, connection: Connection) -> None:
        self._last = {
            table: connection.execute(f"SELECT coalesce(max(n), 0) FROM {table}").fetchone()[0]
            for table in ("contact", "message")
        }

    def next(self, table: str) -> int:
        self._last[table] += 1
        return int(self._last[table])


class Book:
    """The working set of a transaction, and what it changes. During a catch-up one book serves many transactions: what
    they commit stays true, for nobody else writes. After a rollback it must not be used again."""

    def __init__(self, connection: Connection, serial: Serial) -> None:
        self.connection = connection
        self.serial = serial
        self.stale: set[str] = set()
        """Conversations whose summary must be counted anew from their messages."""
        self.touched: set[str] = set()
        """Conversations that show something which is not in their own row."""
        self._changes = Changes()
        self._arrived: list[MessageRow] = []
        self.shelves: dict[str, Shelf[Any]] = {}
        self.contacts = self._shelf("contact", ContactRow)
        self.identities = self._shelf("identity", IdentityRow)
        self.conversations = self._shelf("conversation", ConversationRow)
        self.aliases = self._shelf("alias", AliasRow)
        self.messages = self._shelf("message", MessageRow)
        self.sendings = self._shelf("sending", SendingRow)
        self.names = self._shelf("provider_name", NameRow)
        self.begun = self._shelf("begun", BegunRow)
        self.early = self._shelf("early", EarlyRow)
        self.integrations = self._shelf("integration", IntegrationRow)
        self.heard = self._shelf("heard", HeardRow)
        self.odd = self._shelf("odd", OddRow)
        self.leads = self._shelf("lead", LeadRow)
        self.waits = self._shelf("wait", WaitRow)
        self.replies = self._shelf("quick_reply", ReplyRow)
        self.taggings = self._shelf("tagging", TaggingRow)
        self.colleagues = self._shelf("colleague", ColleagueRow)
        self.mentions = self._shelf("mention", MentionRow)
        self.views = self._shelf("saved_view", ViewRow)
        self.hints = self._shelf("hint", HintRow)
        self.happenings = self._shelf("happening", HappeningRow)
        self.agency = self._shelf("agency", AgencyRow)
        self.dictionary = self._shelf("dictionary", WordRow)
        self.voices = self._shelf("voice", VoiceRow)
        self.transcripts = self._shelf("transcript", TranscriptRow)
        self.refused = self._shelf("refused", RefusedRow)
        self.library = self._shelf("library", LibraryRow)
        self.devices = self._shelf("device", DeviceRow)
        self.shared_keys = self._shelf("shared_key", SharedKeyRow)
        self.renewals = self._shelf("renewal", RenewalRow)
        self._of_contact: dict[str, list[str]] = {}

    def _shelf(self, name: str, row: type[R]) -> Shelf[R]:
        shelf = self.shelves[name] = Shelf(self.connection, name, row)
        return shelf

    def load_conversations(self, contacts: Iterable[str]) -> None:
        """Read the conversations of these contacts at once."""
        wanted = [each for each in dict.fromkeys(contacts) if each not in self._of_contact]
        if not wanted:
            return
        found = self.connection.execute(
            "SELECT contact, id FROM conversation WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY seq, id",
            (_json.encode(wanted).decode(),),
        ).fetchall()
        self._of_contact.update((each, []) for each in wanted)
        for contact, conversation in found:
            self._of_contact[contact].append(conversation)
        self.conversations.load(conversation for _, conversation in found)

    def conversations_of(self, contact: str) -> list[ConversationRow]:
        """The contact's conversations, oldest first."""
        self.load_conversations([contact])
        found = (self.conversations.get(each) for each in self._of_contact[contact])
        held = [each for each in found if each is not None and each.contact == contact]
        return sorted(held, key=_age) if len(held) > 1 else held

    def add_contact(self, row: ContactRow) -> ContactRow:
        """A contact under an identifier that nobody had: it cannot have been here before."""
        self._of_contact[row.id] = []
        return self.contacts.add_first(row)

    def add_conversation(self, row: ConversationRow) -> ConversationRow:
        self.load_conversations([row.contact])
        self._of_contact[row.contact].append(row.id)
        return self.conversations.add(row)

    def give(self, conversation: ConversationRow, contact: str) -> None:
        """The conversation is this contact's from now on."""
        self.load_conversations([contact])
        self._of_contact[contact].append(conversation.id)
        self.conversations.edit(conversation.id).contact = contact

    def real(self, identifier: str) -> str:
        """The contact or conversation that an id stands for now."""
        while (alias := self.aliases.get(identifier)) is not None:
            identifier = alias.target
        return identifier

    def flush(self) -> None:
        """Write everything back, and note what it touched."""
        contacts = self.contacts.flush()
        messages = self.messages.flush()
        words.contacts(self.connection, contacts)
        words.messages(self.connection, messages)
        conversations = self.conversations.flush()
        sendings = self.sendings.flush()
        changed = {name for name, shelf in self.shelves.items() if shelf.flush()}
        self._arrived += [new for old, new in messages if old is None and new is not None and _tells(new)]
        self._changes |= Changes(
            conversations=frozenset(row.id for pair in conversations for row in pair if row)
            | frozenset(row.conversation for pair in messages for row in pair if row)
            | self.touched,
            messages=frozenset(row.id for pair in messages for row in pair if row),
            contacts=frozenset(each for pair in contacts for row in pair if row for each in (row.id, row.head) if each),
            outbox=bool(sendings),
            agency=not changed.isdisjoint(OF_THE_AGENCY),
        )
        self.touched.clear()

    def _groups(self, contacts: frozenset[str]) -> list[str]:
        """These contacts and those that each of them speaks for."""
        sql = "SELECT id FROM contact WHERE head IN (SELECT value FROM json_each(?))"
        asked = (_json.encode(sorted(contacts)).decode(),)
        found = [each for (each,) in self.connection.execute(sql, asked)] if contacts else ()
        return list({*contacts, *found})

    def finish(self, live_after: int) -> Changes:
        """What the transaction touched. A line arrived live if its entry stands after `live_after`."""
        contacts = self._groups(self._changes.contacts)
        self.load_conversations(contacts)
        found = self._changes | Changes(
            conversations=frozenset(row.id for each in contacts for row in self.conversations_of(each)),
            arrived=frozenset(row.id for row in self._arrived if live_after < row.seq < UNCONFIRMED),
        )
        self._changes = Changes()
        self._arrived.clear()
        self.messages.forget()
        for shelf in self.shelves.values():
            shelf.rest()
        if len(self._of_contact) > FULL:
            self._of_contact.clear()
        return found
