"""What a member decides about conversations and people: written to the log at once, and undone exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import uuid4

import msgspec

from services.entries import Draft
from services.leads.heard import NAME
from services.leads.proposals import Proposal
from services.records import UNTIL_REPLY, Changes, Contact, Conversation, Query

Fact = tuple[str, dict[str, Any]]
What = Literal[
    "closed", "reopened", "snoozed", "assigned", "tagged", "untagged", "merged", "heard", "refused", "unread"
]


class Shelf(Protocol):
    """What is read and written of the store here."""

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def contact(self, identifier: str) -> Contact | None: ...

    def colleagues(self) -> list[tuple[str, str]]: ...

    async def publish(self, *drafts: Draft) -> Changes: ...


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was decided: `count` conversations were changed by it, `detail` is the tag, the member's name or
    the person's; `back` are the facts that make all of it as it was."""

    what: What
    count: int
    detail: str = ""
    back: tuple[Fact, ...] = field(default=(), repr=False)


class Decisions:
    """Each change is one write to the store, however many conversations it is about; those that are so already are left
    alone. Ids of conversations that there are not are ignored."""

    def __init__(self, store: Shelf, member: str, name: str) -> None:
        self._store = store
        self.member = member
        self.name = name

    async def introduce(self) -> None:
        """Say what this desk's member is called, so that others can assign to it."""
        if (self.member, self.name) not in self._store.colleagues():
            await self._write([("colleague.introduced", {"member": self.member, "name": self.name})])

    async def close(self, ids: Iterable[str]) -> Done:
        rows = [row for row in self._rows(ids) if not row.closed]
        facts = [("conversation.closed", _seen(row)) for row in rows]
        return await self._do("closed", facts, [_state(row) for row in rows])

    async def reopen(self, ids: Iterable[str]) -> Done:
        """Open again, closed or put off."""
        rows = [row for row in self._rows(ids) if row.closed or row.snoozed]
        facts = [("conversation.reopened", {"conversation": row.id}) for row in rows]
        return await self._do("reopened", facts, [_state(row) for row in rows])

    async def snooze(self, ids: Iterable[str], until: int | None) -> Done:
        """Put off until a time (ms), or until the lead answers."""
        rows = self._rows(ids)
        facts = [("conversation.snoozed", {**_seen(row), "until": until or "reply"}) for row in rows]
        return await self._do("snoozed", facts, [_state(row) for row in rows])

    async def unread(self, ids: Iterable[str]) -> Done:
        """What the lead wrote last is to be read once more, by whoever comes by; undoing it says that it was read."""
        rows = [row for row in self._rows(ids) if not row.unread]
        facts = [("conversation.unread", {"conversation": row.id}) for row in rows]
        return await self._do("unread", facts, [("conversation.read", _seen(row)) for row in rows])

    async def assign(self, ids: Iterable[str], member: str | None, name: str = "") -> Done:
        rows = [row for row in self._rows(ids) if row.member != member]
        facts = [_assigned(row, member, name) for row in rows]
        back = [_assigned(row, row.member, row.member_name) for row in rows]
        return await self._do("assigned", facts, back, name)

    async def tag(self, ids: Iterable[str], tag: str, put: bool = True) -> Done:
        """Give conversations a tag, or take it away."""
        tag = " ".join(tag.split())
        rows = [row for row in self._rows(ids) if tag and (tag in row.tags) != put]
        there, gone = "conversation.tagged", "conversation.untagged"
        bodies = [{"conversation": row.id, "tag": tag} for row in rows]
        facts, back = [(there if put else gone, each) for each in bodies], [(gone if put else there, e) for e in bodies]
        return await self._do("tagged" if put else "untagged", facts, back, tag)

    async def merge(self, contact: str, into: str) -> Done:
        """The two are one person from now on; parting them again is always possible."""
        found = self._store.contact(into)
        facts = [("contact.merged", {"contact": contact, "into": into})]
        return await self._do(
            "merged", facts, [("contact.unmerged", {"contact": contact})], found.name if found else ""
        )

    async def part(self, contact: str) -> None:
        """Undo a merge: `contact` is a person of its own again."""
        await self._write([("contact.unmerged", {"contact": contact})])

    async def describe(self, contact: str, fields: dict[str, str | None]) -> None:
        """Write what is known of a person; None takes a field away."""
        await self._write([("lead.changed", {"contact": contact, "fields": fields})])

    async def accept(self, contact: str, found: Sequence[Proposal]) -> Done:
        """Write what a lead was heard to say into its fields, with where it said so."""
        known = self._store.contact(contact)
        before = known.fields if known is not None else {}
        fields = {each.field: each.value for each in found}
        source = {each.field: {"message": each.message, "second": each.second, "said": each.quote} for each in found}
        taken = [_refused(contact, each, again=True) for each in found if each.refused]
        facts: list[Fact] = [("lead.changed", {"contact": contact, "fields": fields, "heard": source}), *taken]
        back: list[Fact] = [
            ("lead.changed", {"contact": contact, "fields": {name: before.get(name) for name in fields}})
        ]
        back += [_refused(contact, each) for each in found if each.refused]
        await self._write(facts if found else [])
        return Done("heard", len(found), _told(found[0]) if found else "", tuple(back))

    async def refuse(self, contact: str, found: Proposal) -> Done:
        """Do not propose this value for this person again."""
        back = [_refused(contact, found, again=True)]
        return await self._do("refused", [_refused(contact, found)], back, _told(found))

    async def consent(self, contact: str, given: bool, how: str, at: int, channel: str = "") -> None:
        """Write down that a person allows us to write, or asked us to stop; on one channel or on all."""
        body = {"contact": contact, "given": given, "at": at, "how": how}
        await self._write([("contact.consent", body | ({"channel": channel} if channel else {}))])

    async def save_view(self, name: str, query: Query, view: str = "") -> str:
        """Keep what a list shows under a name; returns the view's id. With `view`, another name or query for it."""
        view = view or uuid4().hex
        kept = msgspec.to_builtins(msgspec.structs.replace(query, member=""))
        await self._write([("view.saved", {"view": view, "member": self.member, "name": name, "query": kept})])
        return view

    async def remove_view(self, view: str) -> None:
        await self._write([("view.removed", {"view": view})])

    async def undo(self, done: Done) -> None:
        """Make everything as it was before."""
        await self._write(done.back)

    def _rows(self, ids: Iterable[str]) -> list[Conversation]:
        return self._store.conversations(list(dict.fromkeys(ids)))

    async def _do(self, what: What, facts: Sequence[Fact], back: Sequence[Fact], detail: str = "") -> Done:
        await self._write(facts)
        return Done(what, len(facts), detail, tuple(back))

    async def _write(self, facts: Iterable[Fact]) -> None:
        drafts = [Draft(uuid4().hex, kind, {**body, "author": self.name}) for kind, body in facts]
        if drafts:
            await self._store.publish(*drafts)


def _seen(row: Conversation) -> dict[str, Any]:
    """The conversation, and how far it was seen: what the lead wrote since keeps it open."""
    return {"conversation": row.id, "upto": row.last_at}


def _state(row: Conversation) -> Fact:
    """The fact that brings the row's state of now back."""
    if row.closed:
        return "conversation.closed", _seen(row)
    if row.snoozed:
        until = "reply" if row.snoozed == UNTIL_REPLY else row.snoozed
        return "conversation.snoozed", {**_seen(row), "until": until}
    return "conversation.reopened", {"conversation": row.id}


def _told(found: Proposal) -> str:
    return found.value if found.field == NAME else f"{found.field}: {found.value}"


def _refused(contact: str, found: Proposal, *, again: bool = False) -> Fact:
    body = {"contact": contact, "field": found.field, "value": found.value, "message": found.message}
    return "lead.refused", body | ({"again": True} if again else {})


def _assigned(row: Conversation, member: str | None, name: str) -> Fact:
    return "conversation.assigned", {"conversation": row.id, "member": member, "name": name}
