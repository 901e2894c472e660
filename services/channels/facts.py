"""What a reader finds in a provider's update: facts in the trade's terms, no longer in the provider's."""

from typing import Any, Literal

import msgspec

from services.records import Media, State

Identity = tuple[str, str]
"""(kind, value): wa, phone, bsuid, manychat, uchat, lead, email. `wa` is a number that WhatsApp itself delivers from;
a `phone` was typed by somebody, or only written to."""


class Person(msgspec.Struct, frozen=True, gc=False):
    """Somebody outside the agency, as one update describes them. The first identity names a contact never seen before.

    `fields` are what else the provider tells ("username", "via", custom fields); `source` is where the lead came from.
    """

    identities: tuple[Identity, ...]
    name: str = ""
    fields: dict[str, str] = {}
    source: str = ""


class Fact(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Base of all facts. Times are ms since 1970 UTC by the provider's clock."""


class Said(Fact, frozen=True):
    """A message stands in a conversation: of the lead, or of the agency but not written at a desk.

    `id` is the provider's own and finds the message again. `opens` says whether it opens the 24 h window; `fresh`
    whether it is news to the agency (an imported history is not); `state` is what is known of an outgoing one.
    """

    channel: str
    account: str
    person: Person
    id: str
    direction: Literal["in", "out"]
    kind: str
    at: int
    text: str = ""
    media: Media | None = None
    reply_to: str | None = None
    origin: Literal["phone", "provider"] = "provider"
    author: str | None = None
    extra: dict[str, Any] = {}
    state: State | None = None
    opens: bool = True
    fresh: bool = True


class Reacted(Fact, frozen=True):
    """Somebody put `emoji` on the message `target`; "" takes it away."""

    channel: str
    target: str
    who: str
    emoji: str
    at: int


class Edited(Fact, frozen=True):
    """The message `target` now says `text`."""

    channel: str
    target: str
    text: str
    at: int


class Revoked(Fact, frozen=True):
    """The message `target` was deleted for everyone."""

    channel: str
    target: str


class Delivered(Fact, frozen=True):
    """How far an outgoing message came, or why it failed. `ours` is our message's id where the provider echoes it."""

    channel: str
    target: str
    state: Literal["sent", "failed", "delivered", "read", "played"]
    code: str | None = None
    detail: str | None = None
    ours: str | None = None
    at: int = 0
    """0 where the provider does not say."""


class Met(Fact, frozen=True):
    """A person became known, or better known, without a message."""

    person: Person
    at: int


class Renamed(Fact, frozen=True):
    """The person known as `old` is known as `new` from now on (another number, another user id)."""

    old: Identity
    new: Identity
    at: int


class FormFilled(Fact, frozen=True):
    """Somebody filled in a lead form; `lead` is Meta's id of it. What was answered is fetched later."""

    lead: str
    form: str
    ad: str
    page: str
    at: int


LineFact = Said | Reacted | Edited | Revoked | Delivered | Met | Renamed
"""What belongs to people and the lines of their conversations."""

AnyFact = LineFact | FormFilled


class Update(msgspec.Struct, frozen=True, gc=False):
    """One entry of the relay as a reader gets it: `at` is the relay's clock in ms, for what carries no time; `mapping`
    says where a flow's free JSON has what we look for (services.channels.mapping)."""

    id: str
    at: int
    body: dict[str, Any]
    mapping: dict[str, str] = {}
