"""Reads WhatsApp's updates: messages, statuses, echoes of the phone, history, address book, calls."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from services.channels.facts import AnyFact, Delivered, Identity, Met, Person, Renamed, Said, Update
from services.channels.loose import moment, obj, objects, text
from services.channels.whatsapp.codes import meaning
from services.channels.whatsapp.messages import message

_OURS: Final = re.compile(r"[0-9a-f]{32}")
_BSUID: Final = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_STATES: Final = ("sent", "failed", "delivered", "read", "played")


def read(update: Update) -> list[AnyFact]:
    """The facts of one entry; none where it tells nothing about a person or a message (templates, account, limits)."""
    facts: list[AnyFact] = []
    for value in _values(update.body):
        for name, items in value.items():
            if reader := _ARRAYS.get(name):
                for item in objects(items):
                    facts += reader(value, item, update)
    return facts


def _values(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The value of one change, or every value of a body that could not be split."""
    if isinstance(body.get("value"), dict):
        return [body["value"]]
    entries = objects(obj(body.get("payload")).get("entry"))
    return [obj(change.get("value")) for entry in entries for change in objects(entry.get("changes"))]


def _messages(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    person = _sender(value, item)
    said = message(item, _account(value), person, update)
    if text(item.get("type")) != "system":
        return said
    return [*_renamed(item, person, moment(item.get("timestamp"), update.at)), *said]


def _echoes(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    person = Person(_identities("phone", item.get("to"), item.get("to_user_id")))
    return message(item, _account(value), person, update, direction="out")


def _statuses(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    target, state = text(item.get("id")), text(item.get("status"))
    if not target or state not in _STATES:
        return
    ours = text(item.get("biz_opaque_callback_data"))
    code = detail = None
    if state == "failed":
        error = next(iter(objects(item.get("errors"))), {})
        number = error.get("code")
        code = meaning(number if isinstance(number, int) else -1)
        words = text(obj(error.get("error_data")).get("details")) or text(error.get("message"))
        detail = " ".join(filter(None, (text(number), words[:300])))
    named = ours if _OURS.fullmatch(ours) else None
    at = moment(item["timestamp"], update.at) if "timestamp" in item else 0
    yield Delivered("whatsapp", target, state, code, detail, named, at)  # type: ignore[arg-type]


def _history(value: dict[str, Any], chunk: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    """Old conversations of a number that moved here from the phone; the thread is named by the lead's number."""
    for thread in objects(chunk.get("threads")):
        lead = text(thread.get("id"))
        for item in objects(thread.get("messages")):
            out = bool(text(item.get("to"))) or (bool(lead) and text(item.get("from")) != lead)
            person = Person(_identities("phone" if out else "wa", lead or item.get("to" if out else "from"), None))
            yield from message(item, _account(value), person, update, direction="out" if out else "in", fresh=False)


def _address_book(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    contact = obj(item.get("contact"))
    identities = _identities("phone", contact.get("phone_number"), None)
    name = text(contact.get("full_name")) or text(contact.get("first_name"))
    if identities and name and text(item.get("action")) != "remove":
        yield Met(Person(identities, name), moment(obj(item.get("metadata")).get("timestamp"), update.at))


def _preferences(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    """A person stopped, or took up again, the agency's marketing."""
    identities = _identities("wa", item.get("wa_id"), item.get("user_id"))
    if identities and text(item.get("category")) == "marketing_messages":
        person = Person(identities, fields={"marketing": text(item.get("value"))})
        yield Met(person, moment(item.get("timestamp"), update.at))


def _calls(value: dict[str, Any], item: dict[str, Any], update: Update) -> Iterable[AnyFact]:
    """A call of the lead opens the window as a message does; the events of one call are one line."""
    incoming = text(item.get("direction")) != "BUSINESS_INITIATED"
    number, user = ("from", "from_user_id") if incoming else ("to", "to_user_id")
    person = _described(value, _identities("wa" if incoming else "phone", item.get(number), item.get(user)))
    if person.identities and (call := text(item.get("id"))):
        yield Said(
            "whatsapp", _account(value), person, call, "in" if incoming else "out", "system",
            moment(item.get("timestamp"), update.at), extra={"type": "call", "call": item}, opens=incoming, fresh=False,
        )  # fmt: skip


_ARRAYS: Final[dict[str, Callable[[dict[str, Any], dict[str, Any], Update], Iterable[AnyFact]]]] = {
    "history": _history,
    "messages": _messages,
    "message_echoes": _echoes,
    "statuses": _statuses,
    "state_sync": _address_book,
    "user_preferences": _preferences,
    "calls": _calls,
}


def _account(value: dict[str, Any]) -> str:
    return text(obj(value.get("metadata")).get("phone_number_id"))


def _sender(value: dict[str, Any], item: dict[str, Any]) -> Person:
    return _described(value, _identities("wa", item.get("from"), item.get("from_user_id")))


def _described(value: dict[str, Any], identities: tuple[Identity, ...]) -> Person:
    """The person of these identities as `contacts` describes them: number, user id, name, user name. A message that
    names nobody is of the one person who is described."""
    contacts = objects(value.get("contacts"))
    for about in contacts:
        described = _identities("wa", about.get("wa_id"), about.get("user_id"))
        if (not identities and len(contacts) == 1) or any(each in identities for each in described):
            break
    else:
        return Person(identities)
    profile = obj(about.get("profile"))
    username = text(profile.get("username"))
    if described != identities:
        identities = tuple(dict.fromkeys((*identities, *described)))
    return Person(identities, text(profile.get("name")).strip(), {"username": username} if username else {})


def _identities(kind: str, number: object, user: object) -> tuple[Identity, ...]:
    """A number under `kind`, and a user id (BSUID). A BSUID may stand where a number is expected; numbers come with
    their country and without a plus."""
    digits, user_id = text(number).strip(), text(user).strip()
    found: list[Identity] = []
    if digits and not digits.isdigit() and _BSUID.fullmatch(digits):
        found.append(("bsuid", digits))
    elif digits:
        found.append((kind, digits if kind == "wa" or digits.startswith("+") else "+" + digits))
    if user_id and _BSUID.fullmatch(user_id):
        found.append(("bsuid", user_id))
    return tuple(found)


def _renamed(item: dict[str, Any], person: Person, at: int) -> Iterator[AnyFact]:
    """What a system message proves: the same person, under a new number or a new user id."""
    system = obj(item.get("system"))
    old_user = _identities("bsuid", None, system.get("previous_user_id"))
    old = next((each for each in person.identities if each[0] == "wa"), None)
    new = _identities("wa", system.get("wa_id") or system.get("new_wa_id"), None)
    new_user = _identities("bsuid", None, system.get("user_id"))
    if old and new:
        yield Renamed(old, new[0], at)
    if new_user and (before := old_user[0] if old_user else old):
        yield Renamed(before, new_user[0], at)
