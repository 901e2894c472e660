"""Contacts at their provider: read them, tag them, set their fields; every desk learns it from the log."""

import logging
import math
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import uuid4

from services.channels.contacts import Field, Profile
from services.channels.senders import Senders
from services.channels.sending import Access
from services.channels.takes import REASONS
from services.connections import Http
from services.entries import Draft
from services.records import Contact
from services.store import Store
from services.trouble import Trouble

log = logging.getLogger(__name__)

_TRUE: Final = ("1", "true", "sí", "si", "yes", "verdadero")
_FALSE: Final = ("0", "false", "no", "falso")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


class Contacts:
    """What a person at a desk does with a contact at ManyChat or UChat, by one of its conversations.

    Every call raises Trouble: "conversation.unknown", "channel.no_tags" or "channel.no_fields" where the channel has
    none, "integration.…" without a key here, "manychat.…" or "uchat.…" (…no_address: the provider does not have the
    person), "net.…". What was done is published, and stands in Contact.fields and Contact.provider_tags.
    """

    def __init__(self, store: Store, senders: Senders, http: Http) -> None:
        self._store = store
        self._senders = senders
        self._http = http
        self._asked: set[str] = set()

    async def learn(self, conversation: str) -> None:
        """Ask it once where nobody knows on which surface behind its channel this person is: what can be sent, and in
        which format a voice is made, hangs on that. What fails is told to nobody; it is asked again another day."""
        found = self._store.conversation(conversation)
        contact = self._store.contact(found.contact) if found is not None else None
        if found is None or contact is None or contact.id in self._asked or contact.fields.get("via"):
            return
        if self._senders.takes(found.channel).no("fields") is None and self._senders.holds(found.channel):
            self._asked.add(contact.id)
            try:
                await self.read(conversation)
            except Trouble as trouble:
                log.info("a surface could not be learnt: %s", trouble.code)

    async def read(self, conversation: str) -> Contact | None:
        """Ask the provider who this is: names, numbers, fields and tags."""
        channel, contact, who, access = self._reach(conversation, "fields")
        profile: Profile = await (await self._senders.room(channel, "contact")).read(self._http, access, who)
        person = profile.person
        identities = [list(each) for each in person.identities]
        known = {"name": person.name, "fields": person.fields, "tags": list(profile.tags), "identities": identities}
        await self._publish("contact.read", contact, channel, **known)
        return self._store.contact(contact.id)

    async def tag(self, conversation: str, name: str) -> None:
        """Give the contact a tag that exists at the provider."""
        await self._tag(conversation, name, "tag", "contact.tagged")

    async def untag(self, conversation: str, name: str) -> None:
        await self._tag(conversation, name, "untag", "contact.untagged")

    async def set_field(self, conversation: str, field: Field, value: str) -> None:
        """Set a field that the account defined; `value` as people write it: "1" or "sí", "12,5", "2026-11-22",
        "2026-11-22T17:30:00-03:00". Raises Trouble "field.bad_value" (`kind`) for what the field cannot hold."""
        converted = typed(field, value)
        channel, contact, who, access = self._reach(conversation, "fields")
        room = await self._senders.room(channel, "contact")
        await room.set_field(self._http, access, who, field, converted)
        await self._publish("contact.field_set", contact, channel, name=field.name, value=value)

    async def _tag(self, conversation: str, name: str, verb: str, kind: str) -> None:
        channel, contact, who, access = self._reach(conversation, "tags")
        change: Callable[[Http, Access, str, str], Awaitable[None]] = getattr(
            await self._senders.room(channel, "contact"), verb
        )
        await change(self._http, access, who, name)
        await self._publish(kind, contact, channel, tag=name)

    def _reach(self, conversation: str, what: str) -> tuple[str, Contact, str, Access]:
        found = self._store.conversation(conversation)
        contact = self._store.contact(found.contact) if found is not None else None
        if found is None or contact is None:
            raise Trouble("conversation.unknown")
        if self._senders.takes(found.channel).no(what):
            raise Trouble(REASONS[what])
        access = self._senders.access(found.channel)
        who = next((value for kind, value in self._store.recipient(conversation) if kind == found.channel), None)
        if who is None:
            raise Trouble(f"{found.channel}.no_address")
        return found.channel, contact, who, access

    async def _publish(self, kind: str, contact: Contact, channel: str, **body: Any) -> None:
        await self._store.publish(Draft(uuid4().hex, kind, {"contact": contact.id, "channel": channel, **body}))


def typed(field: Field, value: str) -> str | float | bool:
    """The value as the provider wants it for this kind of field. Raises Trouble "field.bad_value"."""
    value = value.strip()
    match field.kind:
        case "number":
            return _number(value)
        case "boolean" if value.lower() in (*_TRUE, *_FALSE):
            return value.lower() in _TRUE
        case "date" if _DATE.fullmatch(value):
            return value
        case "datetime" if _MOMENT.fullmatch(value):
            return value
        case "boolean" | "date" | "datetime":
            raise Trouble("field.bad_value", kind=field.kind)
    return value


def _number(value: str) -> float:
    """ "185.000", "12,5" and "12.5": a comma is the decimal mark, and so is a point that does not part thousands."""
    plain = value.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if "," in plain or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        found = float(plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Trouble("field.bad_value", kind="number")
    return int(found) if found.is_integer() else found
