"""What leaves the store: frozen records, and Changes, which say what a write touched."""

from typing import Any, Final, Literal

import msgspec

from services.agency_records import Transcript

Channel = Literal["whatsapp", "manychat", "uchat"]

State = Literal["queued", "sending", "sent", "delivered", "read", "played", "failed", "uncertain"]
"""Life of an outgoing message. sent < delivered < read < played: it may skip, it never goes back."""

OutgoingKind = Literal["text", "audio", "image", "video", "document", "template", "cards", "flow"]
"""What a desk can send. What a template, cards, a flow or quick replies hold travels as `content` beside the text."""

UNTIL_REPLY: Final = 2**53
"""Put off until the lead writes, as a time that no clock reaches."""


class Changes(msgspec.Struct, frozen=True):
    """What a write touched, so that each view re-reads only what it shows."""

    conversations: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    arrived: frozenset[str] = frozenset()
    """New messages of leads, and notes that name a colleague, that arrived live: what a notification may speak of."""
    outbox: bool = False
    everything: bool = False
    """The replica was rebuilt: read all again."""
    agency: bool = False
    """Saved views, colleagues, the agency's own values, its dictionary, or what was done with generated voices."""

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(
            self.conversations | other.conversations,
            self.messages | other.messages,
            self.contacts | other.contacts,
            self.arrived | other.arrived,
            self.outbox or other.outbox,
            self.everything or other.everything,
            self.agency or other.agency,
        )

    def __bool__(self) -> bool:
        return self != Changes()


class Media(msgspec.Struct, frozen=True):
    """A file that a message carries. `sha256` (lower-case hex) once known; `provider_id` is the provider's media id,
    `url` its address where it gives one; `wave` holds peaks 0..255 once the audio was read."""

    mime: str
    sha256: str | None = None
    size: int | None = None
    name: str | None = None
    provider_id: str | None = None
    url: str | None = None
    seconds: float | None = None
    wave: bytes | None = None
    voice: bool = False


class Message(msgspec.Struct, frozen=True):
    """One line of a conversation's timeline. Times are ms since 1970 UTC: `at` is the provider's (it orders the
    conversation), `received_at` the relay's. `reacted_by` tells whose each reaction is."""

    id: str
    conversation: str
    seq: int
    direction: Literal["in", "out"]
    kind: str
    """text, image, video, document, sticker, audio, location, contacts, button, list, order, template, cards, flow,
    form, system, note, unsupported, unknown. A voice note is an `audio` whose media has `voice`.

    Of what a desk sent, `extra` is its content: a template {name, language, category, header, footer, buttons [{type,
    text}], components} whose `text` is the rendered body; cards {cards}; a flow {flow, name}; {quick_replies} beside
    any text. A `form` is a lead form that somebody filled in: {leadgen, form, answers {question: answer}}."""
    text: str
    at: int
    received_at: int
    media: Media | None = None
    state: State | None = None
    trouble: str | None = None
    """Code of the Trouble that failed it; `detail` is the provider's own code or words."""
    detail: str | None = None
    author: str | None = None
    origin: Literal["desk", "phone", "provider"] = "provider"
    """For outgoing ones: written here, typed on the agency's phone, or sent by the provider's automation."""
    reply_to: str | None = None
    """Id of the Message that this one answers, where it is here."""
    reply_text: str | None = None
    reply_kind: str | None = None
    reply_direction: Literal["in", "out"] | None = None
    reactions: tuple[str, ...] = ()
    reacted_by: tuple[Literal["in", "out"], ...] = ()
    edited: bool = False
    deleted: bool = False
    provider_id: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    original: str | None = None
    """What it said before its first edit."""
    times: dict[State, int] = msgspec.field(default_factory=dict)
    """When it came to each state (ms), as far as anybody told."""
    transcript: Transcript | None = None


class Conversation(msgspec.Struct, frozen=True):
    """One row of the list: a contact on one channel and account of the agency."""

    id: str
    contact: str
    channel: Channel
    account: str
    name: str
    address: str
    """How the person is reached there, for people to read: "+54 9 11 5555-0142", "@usuario", or ""."""
    last_text: str
    last_kind: str
    last_direction: Literal["in", "out"]
    last_at: int
    last_seconds: float | None = None
    last_voice: bool = False
    last_state: State | None = None
    unread: int = 0
    unanswered: bool = False
    window_closes_at: int | None = None
    """End of the 24 h window in ms; None where the channel has none or the lead never wrote."""
    closed: bool = False
    snoozed: int = 0
    """Put off until this moment in ms, or UNTIL_REPLY; 0 where it is not."""
    member: str | None = None
    member_name: str = ""
    """Whose it is, as that member's desk introduced itself, or ""."""
    tags: tuple[str, ...] = ()

    def put_off(self, now: int) -> bool:
        """Whether it is snoozed at this moment."""
        return not self.closed and self.snoozed > now


class Consent(msgspec.Struct, frozen=True):
    """Whether a person lets us write, since when (ms), and how we know."""

    given: bool
    at: int
    how: str = ""


class Contact(msgspec.Struct, frozen=True):
    """A person, by all identifiers seen so far: (kind, value), kind being wa, bsuid, phone, email, manychat, uchat."""

    id: str
    name: str
    identities: tuple[tuple[str, str], ...]
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    source: str = ""
    first_seen: int = 0
    provider_tags: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Tags that the contact has at a provider, by channel, as they were last read or changed."""
    consents: dict[str, Consent] = msgspec.field(default_factory=dict)
    """What the person allowed, by channel; "" for all of them."""
    joined: tuple[tuple[str, str], ...] = ()
    """(id, name) of the contacts that people at a desk said are this person, each of which can be parted again."""


class Outgoing(msgspec.Struct, frozen=True):
    """What the outbox knows of a message that has not come to rest. `device` wrote it; `hands` says who may send it."""

    message: str
    conversation: str
    channel: Channel
    account: str
    kind: OutgoingKind
    text: str
    media: Media | None
    """The voice or file that is sent; of a template, the file of its header."""
    device: str
    hands: Literal["own", "any"]
    state: State
    not_before: int
    """ms since 1970 UTC; the undo time ends here."""
    queued_at: int
    attempt: int = 0
    """Attempts begun so far."""
    begun_by: str | None = None
    """The device that owns the attempt under way."""
    reply_to: str | None = None
    """Provider's id of the message being answered."""
    content: dict[str, Any] = msgspec.field(default_factory=dict)
    """What Message.kind says. Besides: `waits` (ms) of a voice that goes out only when the lead answers before then,
    `answered` (ms) once that happened, `scheduled` (ms) of what was put off to a time."""

    @property
    def waits_until(self) -> int | None:
        """Until when it waits for the lead to answer, in ms; None for what waits for no answer."""
        return _moment(self.content.get("waits"))

    @property
    def scheduled_at(self) -> int | None:
        """The time that somebody chose for it, in ms; None for what goes out at once."""
        return _moment(self.content.get("scheduled"))


def _moment(value: object) -> int | None:
    return value if isinstance(value, int) else None


class QuickReply(msgspec.Struct, frozen=True):
    """An answer kept under a name: a text with {variables}, and perhaps a picture or a voice that goes with it."""

    id: str
    name: str
    text: str
    media: Media | None = None


class Position(msgspec.Struct, frozen=True):
    """How far this replica has come. `pending`: entries written here that the relay has not confirmed. `gaps` is proven
    by the contiguous seq: 0, or the number missing."""

    epoch: str
    seq: int
    head: int
    at: int
    pending: int
    gaps: int = 0


class Hit(msgspec.Struct, frozen=True):
    """A message found by the search; `snippet` marks the words with \x02 and \x03."""

    message: str
    conversation: str
    name: str
    at: int
    snippet: str


Order = Literal["recent", "urgent", "window", "waking"]
"""Newest first; the windows that close within 4 h first; all open windows first; what wakes first."""

Key = tuple[int, int, int, str]
"""Where a conversation stands in a list, the least first; the last part is its id."""


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a list shows: the conversations of a view in an order, held to a channel and a tag ("" for any). `member`,
    whose "mine" is, is not kept with a saved view."""

    view: str = "all"
    order: Order = "recent"
    channel: str = ""
    tag: str = ""
    member: str = ""


class SavedView(msgspec.Struct, frozen=True):
    """A view that a member saved under a name."""

    id: str
    name: str
    query: Query

    @property
    def key(self) -> str:
        """What it is called among the views: never the name of another one."""
        return f"saved:{self.id}"


class Happening(msgspec.Struct, frozen=True):
    """Something that was done with a contact or its conversations: the kind of the fact and its body."""

    at: int
    kind: str
    body: dict[str, Any]


class Likeness(msgspec.Struct, frozen=True):
    """A contact that may be the same person as another one: `why` is "email" or "number"."""

    contact: str
    name: str
    address: str
    why: str
