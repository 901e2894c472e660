"""The working set of one transaction: rows read once, changed in memory, written back together."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Connection, Table

from services.records import Changes
from services.store import tables, words
from services.store.rows import (
    UNCONFIRMED, AliasRow, BegunRow, ContactRow, ConversationRow, EarlyRow, IdentityRow, IntegrationRow, MessageRow,
    NameRow, Row, SendingRow,
)  # fmt: skip

R = TypeVar("R", bound=Row)
_json = msgspec.json.Encoder()


def _age(row: ConversationRow) -> tuple[int, str]:
    return row.seq, row.id


class Shelf(Generic[R]):
    """The rows of one table. `get` to look, `edit` before changing a row, `add` and `drop`; `flush` writes them."""

    def __init__(self, connection: Connection, table: Table, row: type[R]) -> None:
        self._connection = connection
        self._type = row
        self._rows: dict[str, R | None] = {}
        self._disk: dict[str, R | None] = {}
        self.before: dict[str, R | None] | None = None
        columns = ", ".join(f'"{each.name}"' for each in table.columns)
        self._one = f'SELECT {columns} FROM {table.name} WHERE "{row.KEY}" = ?'  # noqa: S608
        self._many = f'SELECT {columns} FROM {table.name} WHERE "{row.KEY}" IN (SELECT value FROM json_each(?))'  # noqa: S608
        self._delete = f'DELETE FROM {table.name} WHERE "{row.KEY}" = ?'  # noqa: S608
        self._upsert = tables.upsert(table)

    def load(self, keys: Iterable[str]) -> None:
        """Read these rows at once; those that are here already are left alone."""
        wanted = [each for each in dict.fromkeys(keys) if each not in self._rows]
        if not wanted:
            return
        for each in wanted:
            self._rows[each] = None
        for values in self._connection.exec_driver_sql(self._many, (_json.encode(wanted).decode(),)):
            row = self._type(*values)
            self._rows[getattr(row, self._type.KEY)] = row

    def get(self, key: str) -> R | None:
        if key not in self._rows:
            found = self._connection.exec_driver_sql(self._one, (key,)).first()
            self._rows[key] = None if found is None else self._type(*found)
        return self._rows[key]

    def edit(self, key: str) -> R:
        """The row, about to be changed. It must be there."""
        row = self.get(key)
        assert row is not None, key
        self._touch(key, row)
        return row

    def add(self, row: R) -> R:
        key: str = getattr(row, self._type.KEY)
        self._touch(key, self.get(key))
        self._rows[key] = row
        return row

    def drop(self, key: str) -> None:
        self._touch(key, self.get(key))
        self._rows[key] = None

    def put(self, key: str, row: R | None) -> None:
        """Set the row, or its absence, whatever was there."""
        self._touch(key, self.get(key))
        self._rows[key] = row

    def where(self, on_disk: Iterable[str], holds: Callable[[R], bool]) -> list[str]:
        """The keys of the rows of which `holds` is true, given those for which it is on disk."""
        self.load(on_disk := list(on_disk))
        keys = dict.fromkeys((*on_disk, *self._disk))
        return [each for each in keys if (row := self._rows[each]) is not None and holds(row)]

    def _touch(self, key: str, row: R | None) -> None:
        if key in self._disk and (self.before is None or key in self.before):
            return
        copy = None if row is None else msgspec.structs.replace(row)
        self._disk.setdefault(key, copy)
        if self.before is not None:
            self.before.setdefault(key, copy)

    def flush(self) -> list[tuple[R | None, R | None]]:
        """Write what changed; returns it as (row before, row now)."""
        changed = [(old, self._rows[key]) for key, old in self._disk.items() if old != self._rows[key]]
        self._disk.clear()
        gone = [(getattr(old, self._type.KEY),) for old, new in changed if old is not None and new is None]
        kept = [msgspec.structs.astuple(new) for _, new in changed if new is not None]
        if gone:
            self._connection.exec_driver_sql(self._delete, gone)
        if kept:
            self._connection.exec_driver_sql(self._upsert, kept)
        return changed


class Serial:
    """Row numbers of the tables that the full-text indexes point into; never given twice in one life of the writer."""

    def __init__(self, connection: Connection) -> None:
        self._last = {
            table: connection.exec_driver_sql(f"SELECT coalesce(max(n), 0) FROM {table}").scalar_one()  # noqa: S608
            for table in ("contact", "message")
        }

    def next(self, table: str) -> int:
        self._last[table] += 1
        return int(self._last[table])


class Book:
    """All derived tables as one transaction sees them, and what it changes in them."""

    def __init__(self, connection: Connection, serial: Serial) -> None:
        self.connection = connection
        self.serial = serial
        self.stale: set[str] = set()
        """Conversations whose summary must be counted anew from their messages."""
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
        self._of_contact: dict[str, list[str]] = {}

    def _shelf(self, name: str, row: type[R]) -> Shelf[R]:
        shelf = self.shelves[name] = Shelf(self.connection, tables.derived.tables[name], row)
        return shelf

    def load_conversations(self, contacts: Iterable[str]) -> None:
        """Read the conversations of these contacts at once."""
        wanted = [each for each in dict.fromkeys(contacts) if each not in self._of_contact]
        if not wanted:
            return
        found = self.connection.exec_driver_sql(
            "SELECT contact, id FROM conversation WHERE contact IN (SELECT value FROM json_each(?)) ORDER BY seq, id",
            (_json.encode(wanted).decode(),),
        ).all()
        self._of_contact.update((each, []) for each in wanted)
        for contact, conversation in found:
            self._of_contact[contact].append(conversation)
        self.conversations.load(conversation for _, conversation in found)

    def conversations_of(self, contact: str) -> list[ConversationRow]:
        """The contact's conversations, oldest first."""
        self.load_conversations([contact])
        found = (self.conversations.get(each) for each in self._of_contact[contact])
        return sorted((each for each in found if each is not None and each.contact == contact), key=_age)

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
        for shelf in self.shelves.values():
            shelf.flush()
        self._arrived += [new for old, new in messages if old is None and new is not None and new.fresh]
        self._changes |= Changes(
            conversations=frozenset(row.id for pair in conversations for row in pair if row)
            | frozenset(row.conversation for pair in messages for row in pair if row),
            messages=frozenset(row.id for pair in messages for row in pair if row),
            contacts=frozenset(row.id for pair in contacts for row in pair if row),
            outbox=bool(sendings),
        )

    def finish(self, live_after: int) -> Changes:
        """What was touched since the book was opened. A line arrived live if its entry stands after `live_after`."""
        changed = list(self._changes.contacts)
        self.load_conversations(changed)
        return self._changes | Changes(
            conversations=frozenset(row.id for each in changed for row in self.conversations_of(each)),
            arrived=frozenset(row.id for row in self._arrived if live_after < row.seq < UNCONFIRMED),
        )
