"""Lead forms: that one was filled in, its answers once a desk fetched them, and where they stand in a conversation."""

from typing import Any

import msgspec

from services.channels.facts import FormFilled, Identity, Person
from services.channels.loose import moment, obj, text
from services.store import people, timeline
from services.store.book import Book
from services.store.rows import ContactRow, LeadRow, MessageRow

SOURCE = "formulario"
_json = msgspec.json.Encoder()


def filled(book: Book, fact: FormFilled, seq: int) -> None:
    """A webhook says that somebody filled in a form; who, the answers will tell."""
    person = Person((("lead", fact.lead),), fields={"form_id": fact.form, "ad_id": fact.ad}, source=SOURCE)
    _meet(book, person, fact.at, seq)
    if book.leads.get(fact.lead) is None:
        book.leads.add(LeadRow(fact.lead, seq, fact.form, fact.page, fact.at))


def answered(book: Book, body: dict[str, Any], at: int, seq: int) -> None:
    """A desk fetched the answers: the contact gets its name, numbers and fields, and a line that shows them."""
    lead, answers = text(body.get("leadgen")), _answers(body.get("answers"))
    known = book.leads.get(lead)
    if not lead or (known is not None and known.answered):
        return
    if known is None:
        book.leads.add(LeadRow(lead, seq, text(body.get("form")), "", moment(body.get("at"), at)))
    row = book.leads.edit(lead)
    row.answered = 1
    contact = _meet(book, Person(_identities(lead, body), text(body.get("name")), answers, SOURCE), row.at, seq)
    if contact is not None and answers:
        _show(book, contact, row, answers, at, seq)


def _meet(book: Book, person: Person, at: int, seq: int) -> ContactRow | None:
    fields = {name: value for name, value in person.fields.items() if value and value != "0"}
    return people.meet(book, msgspec.structs.replace(person, fields=fields), at, seq)


def _answers(value: object) -> dict[str, str]:
    return {name: words for name, each in obj(value).items() if name and (words := text(each).strip())}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _identities(lead: str, body: dict[str, Any]) -> tuple[Identity, ...]:
    found: list[Identity] = [("lead", lead)]
    found += [("phone", number) for each in _list(body.get("phones")) if (number := text(each).strip())]
    email = text(body.get("email")).strip().lower()
    return (*found, ("email", email)) if "@" in email else tuple(found)


def _show(book: Book, contact: ContactRow, lead: LeadRow, answers: dict[str, str], at: int, seq: int) -> None:
    """A line in the contact's conversation; where there is none and it left a number, in a new one of WhatsApp."""
    place = home(book, contact, lead.at, seq)
    identifier = people.digest("form", lead.id)
    if place is None or book.messages.get(identifier) is not None:
        return
    words = "\n".join(f"{name}: {value}" for name, value in answers.items())
    line = MessageRow(identifier, book.serial.next("message"), place, seq, lead.at, at, "in", "form", words, fresh=1)
    line.extra = _json.encode({"leadgen": lead.id, "form": lead.form, "answers": answers}).decode()
    row = book.messages.add(line)
    timeline.placed(book, book.conversations.edit(place), row)


def home(book: Book, contact: ContactRow, at: int, seq: int) -> str | None:
    """The conversation in which something about the contact is shown: made, on WhatsApp, for one that left a number."""
    known = book.conversations_of(contact.id)
    if known:
        return next((each.id for each in known if each.channel == "whatsapp"), known[0].id)
    whatsapp = book.integrations.get("whatsapp")
    keys = [each for (each,) in book.connection.execute('SELECT "key" FROM identity WHERE contact = ?', (contact.id,))]
    numbers = book.identities.where(keys, lambda row: row.contact == contact.id and row.kind in ("wa", "phone"))
    number = min(numbers, default=None)
    if whatsapp is None or not whatsapp.active or number is None:
        return None
    account = text(msgspec.json.decode(whatsapp.config, type=dict[str, Any]).get("phone_number_id"))
    identity = book.identities.get(number)
    assert identity is not None
    person = Person(((identity.kind, identity.value),))
    return people.conversation(book, contact, "whatsapp", account, person, at, seq)
