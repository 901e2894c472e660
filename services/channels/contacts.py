"""What an account at a provider holds besides messages: its contacts, tags, fields and flows, in the trade's terms."""

import msgspec

from services.channels.facts import Person


class Flow(msgspec.Struct, frozen=True):
    """An automation of the account; `id` starts it."""

    id: str
    name: str
    folder: str = ""


class Tag(msgspec.Struct, frozen=True):
    """A tag that exists at the provider."""

    id: str
    name: str


class Field(msgspec.Struct, frozen=True):
    """A field that the account defined; `kind` is text, number, date, datetime or boolean."""

    id: str
    name: str
    kind: str = "text"


class Profile(msgspec.Struct, frozen=True):
    """A contact as the provider described it just now."""

    person: Person
    tags: tuple[str, ...] = ()
