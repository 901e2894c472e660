"""What a provider is given to send and what may come of it: accepted, refused for sure, or nobody can know."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from services.keylike import masked
from services.records import OutgoingKind
from services.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt of one message, ready for its provider.

    `account` is the agency's account on the channel (WhatsApp: the phone number id); `identities` are all identifiers
    of the recipient; `via` is the surface behind the channel where there are several (ManyChat: "instagram", …). For a
    voice or a file, `data` holds its very bytes, `link` a public address of them where the provider fetches them
    itself, `name` the file's name. `content` is that of records.Outgoing.
    """

    message: str
    account: str
    identities: tuple[tuple[str, str], ...]
    kind: OutgoingKind
    text: str
    data: bytes | None = None
    mime: str = ""
    name: str = ""
    link: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    reply_to: str | None = None
    via: str = ""

    def identity(self, *kinds: str) -> str | None:
        """The recipient's first identifier of the first kind in `kinds` that there is."""
        return next((value for kind in kinds for known, value in self.identities if known == kind), None)


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a provider's door: its non-secret configuration and this desk's key."""

    config: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider accepted it; not every provider gives an id."""

    provider_id: str | None = None


Breadth = Literal["message", "account"]


class Refused(Trouble):
    """The provider did not accept the message, and that is certain.

    `again` says whether another attempt makes sense after the person, or time, mended the cause; `pause_s` is set where
    time alone mends it (0: the usual pause); `breadth` says whether the whole account must pause. `detail` is the
    provider's own code or words, for the diagnosis: it goes into the log, so what could be a key is not in it.
    """

    def __init__(
        self,
        code: str,
        *,
        detail: str | None = None,
        again: bool = False,
        pause_s: float | None = None,
        breadth: Breadth = "message",
        **facts: object,
    ) -> None:
        super().__init__(code, **facts)
        self.detail = masked(detail) if detail else detail
        self.again = again or pause_s is not None
        self.pause_s = pause_s
        self.breadth = breadth


class Unknowable(Exception):  # noqa: N818 (not an error: an answer of its own)
    """The provider may have accepted the message, and nothing that this desk can see says whether it did."""


class Sender(Protocol):
    """A provider's way of sending."""

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Call the provider once. Raises Refused or Unknowable; anything else is a bug."""
        ...
