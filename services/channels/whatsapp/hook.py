"""WhatsApp's webhooks: one POST may carry a thousand updates of several numbers; each becomes one entry."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from services.channels.meta import SECRETS, Change, changes, handshake, verify
from services.channels.update import Update, digest, text

__all__ = ["SECRETS", "handshake", "split", "verify"]

PROVIDER = "whatsapp"
ITEMS = {
    "messages", "statuses", "message_echoes", "errors", "history", "state_sync", "user_preferences", "calls", "groups",
}  # fmt: skip
"""The arrays of a value whose items are updates of their own."""

PEOPLE = ("from", "from_user_id", "recipient_id", "recipient_user_id", "to", "to_user_id")


def split(payload: Any, now: float) -> list[Update]:
    """The updates of one POST in their order; an item keeps its siblings (metadata, contacts) but no other item."""
    found: list[Update] = []
    for each in changes(PROVIDER, "whatsapp_business_account", payload):
        if isinstance(each, Update):
            found.append(each)
        else:
            found += (_update(each, array, value) for array, value in parts(each.value))
    return found


def _update(change: Change, array: str | None, value: Any) -> Update:
    return Update(key(change, array, value), route(change), change.body(value))


def parts(value: Any) -> Iterator[tuple[str | None, Any]]:
    """The value once per item, with only that item; or as it is where it holds none."""
    arrays = (
        [name for name, each in value.items() if name in ITEMS and each and isinstance(each, list)]
        if _is(value)
        else ()
    )
    if not arrays:
        yield None, value
        return
    siblings = {name: each for name, each in value.items() if name not in arrays}
    for array in arrays:
        for item in value[array]:
            yield array, {**siblings, **_own_contacts(siblings, item), array: [item]}


def _own_contacts(siblings: dict[str, Any], item: Any) -> dict[str, Any]:
    """`contacts` with only those of this item's people; nothing where that cannot be told."""
    contacts = siblings.get("contacts")
    if not (isinstance(contacts, list) and len(contacts) > 1 and _is(item)):
        return {}
    people = {person for person in (text(item.get(name)) for name in PEOPLE) if person}
    own = [each for each in contacts if _is(each) and people & {text(each.get("wa_id")), text(each.get("user_id"))}]
    return {"contacts": own} if own else {}


def route(change: Change) -> str | None:
    """Whose update it is: its phone_number_id decides; only where it names none, the WhatsApp business account."""
    return _phone_number_id(change.value) or change.entry or None


def _phone_number_id(value: Any) -> str | None:
    metadata = value.get("metadata") if _is(value) else None
    return text(metadata.get("phone_number_id")) if _is(metadata) else None


def key(change: Change, array: str | None, value: Any) -> str:
    """The provider's own identity: number + wamid for a message, wamid + status + recipient for a status.

    The field counts too: a message seen live comes again in `history` with the media that was missing.
    """
    item: Any = value[array][0] if array else None
    wamid = text(item.get("id")) if _is(item) else None
    if wamid and array in ("messages", "message_echoes"):
        return f"{PROVIDER}:message:{digest(change.field, _phone_number_id(value), wamid)}"
    if wamid and array == "statuses" and text(item.get("status")):
        recipient = text(item.get("recipient_id")) or text(item.get("recipient_user_id"))
        who = (recipient, item.get("recipient_participant_id"))  # the second is named where the first is a group
        return f"{PROVIDER}:status:{digest(wamid, item['status'], *who)}"
    return f"{PROVIDER}:{array or 'change'}:{change.hashed(value)}"


def _is(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
