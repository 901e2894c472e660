"""A shelf that stands in for the store, and a theme of fixed size, for the models and widgets of the frame."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from services.agency_records import DictionaryWord, VoiceFact
from services.entries import Draft
from services.mentions import told
from services.records import (
    Changes,
    Contact,
    Conversation,
    Hit,
    Key,
    Message,
    Outgoing,
    Position,
    Query,
    QuickReply,
    SavedView,
)
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.words import ZONE

HOUR = 3_600_000


def moment(text: str) -> int:
    """Milliseconds of "2026-11-19 14:32" in the agency's zone."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


NOW = moment("2026-11-19 14:32:05")


def conversation(key: str, name: str = "", **fields: Any) -> Conversation:
    """A row with the fields that a test does not care about filled in."""
    given: dict[str, Any] = {
        "contact": f"contact-{key}", "channel": "whatsapp", "account": "1", "name": name or key.title(), "address": "",
        "last_text": "hola", "last_kind": "text", "last_direction": "in", "last_at": NOW - 60_000,
    }  # fmt: skip
    return Conversation(key, **(given | fields))


def message(key: str, at: int, text: str = "hola", **fields: Any) -> Message:
    """A message of the conversation "ana", `seq` in the order of its time."""
    given: dict[str, Any] = {"conversation": "ana", "seq": at, "direction": "in", "kind": "text", "received_at": at}
    return Message(key, text=text, at=at, **(given | fields))


class FakeShelf:
    """What the widgets read of a store, in lists: `say` adds a message and gives the Changes of it."""

    def __init__(self) -> None:
        self.rows: dict[str, Conversation] = {}
        self.order: dict[str, list[str]] = {"all": [], "unanswered": [], "closing": [], "mine": [], "snoozed": []}
        self._stamps: dict[str, int] = {}
        self.views: list[SavedView] = []
        self.tags: list[str] = []
        self.members: list[tuple[str, str]] = []
        self.said: dict[str, Message] = {}
        self.waiting: list[Outgoing] = []
        self.hits: list[Hit] = []
        self.replies: list[QuickReply] = []
        self.published: list[Draft] = []
        self.reads: list[list[str]] = []
        self.place = Position("e", 1, 1, NOW, 0)
        self.values: dict[str, Any] = {}
        self.admin = False
        self.noticed: set[str] = set()
        self.words: dict[tuple[str, str | None], DictionaryWord] = {}

    def put(self, *rows: Conversation) -> Changes:
        """Add or replace conversations, the last given first in every view."""
        for row in rows:
            self.rows[row.id] = row
            self._stamps[row.id] = min(self._stamps.values(), default=0) - 1
            for order in self.order.values():
                if row.id in order:
                    order.remove(row.id)
                order.insert(0, row.id)
        return Changes(conversations=frozenset(row.id for row in rows))

    def say(self, *messages: Message) -> Changes:
        """Add or replace messages."""
        self.said.update((each.id, each) for each in messages)
        return Changes(
            conversations=frozenset(each.conversation for each in messages),
            messages=frozenset(each.id for each in messages),
        )

    def conversation_ids(self, view: str = "all") -> list[str]:
        return list(self.order[view])

    def keys(self, query: Query, ids: Iterable[str] | None = None) -> list[Key]:
        """In the order of the view, as a test left it; a key stays while no test changes the order itself."""
        order = self.order[query.view]
        stamps = [self._stamps[each] for each in order]
        if stamps != sorted(stamps):
            self._stamps.update(zip(order, sorted(stamps), strict=True))
        wanted = set(order if ids is None else ids)
        rows = [self.rows[each] for each in order if each in wanted]
        return [(0, 0, self._stamps[row.id], row.id) for row in rows if query.channel in ("", row.channel)]

    def saved_views(self, member: str) -> list[SavedView]:
        return self.views

    def all_tags(self) -> list[str]:
        return self.tags

    def colleagues(self) -> list[tuple[str, str]]:
        return self.members

    def mentions(self, key: str, member: str) -> list[str]:
        found = [each for each in self.said.values() if each.conversation == key and member in told(each.extra)]
        return [each.id for each in found if each.id not in self.noticed]

    def conversations(self, ids: Sequence[str]) -> list[Conversation]:
        self.reads.append(list(ids))
        return [self.rows[each] for each in ids if each in self.rows]

    def conversation(self, key: str) -> Conversation | None:
        return self.rows.get(key)

    def messages(self, key: str, before: tuple[int, int] | None = None, limit: int = 60) -> list[Message]:
        found = sorted((each for each in self.said.values() if each.conversation == key), key=lambda m: (m.at, m.seq))
        return [each for each in found if before is None or (each.at, each.seq) < before][-limit:]

    def messages_after(self, key: str, shown: tuple[int, int], limit: int = 60) -> list[Message]:
        return [each for each in self.messages(key, None, 10**9) if (each.at, each.seq) > shown][:limit]

    def first_since(self, key: str, at: int) -> str | None:
        found = self.messages(key, None, 10**9)
        return next((each.id for each in found if each.at >= at), found[-1].id if found else None)

    def found_in(self, key: str, text: str) -> list[str]:
        return [each.id for each in self.messages(key, None, 10**9)[::-1] if text in each.text]

    def message(self, key: str) -> Message | None:
        return self.said.get(key)

    def contact(self, key: str) -> Contact | None:
        row = next((each for each in self.rows.values() if each.contact == key), None)
        return None if row is None else Contact(key, row.name, ())

    def quick_replies(self) -> list[QuickReply]:
        return self.replies

    def search(self, text: str, limit: int = 50) -> list[Hit]:
        return [hit for hit in self.hits if text in hit.snippet][:limit]

    def outgoing(self) -> list[Outgoing]:
        return list(self.waiting)

    def outgoing_one(self, key: str) -> Outgoing | None:
        return next((each for each in self.waiting if each.message == key), None)

    def counts(self, member: str = "") -> dict[str, int]:
        return {view: len(ids) for view, ids in self.order.items()} | {"outbox": len(self.waiting)}

    def position(self) -> Position:
        return self.place

    def integration(self, provider: str) -> dict[str, Any] | None:
        return {"active": True} if provider in ("whatsapp", "manychat") else None

    def agency(self) -> dict[str, Any]:
        return self.values

    def voice_record(self, since: int, until: int) -> list[VoiceFact]:
        made = [each.body for each in self.published if each.kind == "voice.made"]
        return [VoiceFact("made", each["clip"], each["at"], "", credits=each["credits"]) for each in made]

    def spent(self, since: int, member: str | None = None) -> int:
        return sum(fact.credits for fact in self.voice_record(since, NOW))

    def setup(self, provider: str) -> None:
        return None

    def dictionary(self, member: str) -> list[DictionaryWord]:
        mine = [each for each in self.words.values() if each.member in (None, member)]
        return sorted(mine, key=lambda each: (each.word.casefold(), each.member or ""))

    async def publish(self, *drafts: Draft) -> Changes:
        self.published += drafts
        for draft in drafts:
            if draft.kind == "agency.changed":
                self.values.update(draft.body["values"])
        for body in (draft.body for draft in drafts if draft.kind == "dictionary.changed"):
            key = body["word"].casefold(), body["member"]
            self.words.pop(key, None)
            if body["said"]:
                self.words[key] = DictionaryWord(body["word"], body["said"], body["member"])
        read = {draft.body["conversation"] for draft in drafts if draft.kind == "conversation.read"}
        for key in read:
            self.rows[key] = replace(self.rows[key], unread=0)
        return Changes(conversations=frozenset(read))


@pytest.fixture
def shelf() -> FakeShelf:
    return FakeShelf()


@pytest.fixture
def now() -> Callable[[], int]:
    return lambda: NOW


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, scheme="light")
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.fixture
def feed(now: Callable[[], int], qapp: QApplication) -> Iterator[Feed]:
    made = Feed(now)
    yield made
    made.deleteLater()
