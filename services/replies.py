"""Quick replies of the agency: kept under a name, filled in for a lead, shared with every desk through the log."""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import uuid4

from msgspec.structs import asdict

from services.entries import Draft
from services.records import Contact, Media, QuickReply
from services.store import Store
from services.trouble import Trouble

_VARIABLE: Final = re.compile(r"\{([^\W\d]\w{0,30})\}")
_NAME: Final = re.compile(r"[^\W_][\w-]{0,39}")


class Files(Protocol):
    """Where the pictures and voices of replies lie."""

    async def bring(self, sha256: str) -> Path: ...
    async def share(self, sha256: str, mime: str) -> None: ...


class Replies:
    """The agency's quick replies as this desk sees them."""

    def __init__(self, store: Store, files: Files) -> None:
        self._store, self._files = store, files

    def all(self) -> list[QuickReply]:
        """By name."""
        return self._store.quick_replies()

    def named(self, start: str) -> list[QuickReply]:
        """Those whose name begins so, whatever the case."""
        return [each for each in self.all() if each.name.casefold().startswith(start.casefold())]

    async def save(self, name: str, text: str, media: Media | None = None, reply: str = "") -> str:
        """Keep a new reply, or another version of `reply`; its file becomes fetchable for the other desks. Returns its
        id. Raises Trouble "reply.bad_name" (letters, digits and hyphens, no space), "reply.name_taken",
        "message.empty" and, while the relay cannot be reached, "net.…" for one with a file."""
        if not _NAME.fullmatch(name):
            raise Trouble("reply.bad_name")
        if any(each.name.casefold() == name.casefold() and each.id != reply for each in self.all()):
            raise Trouble("reply.name_taken", name=name)
        if not text.strip() and media is None:
            raise Trouble("message.empty")
        if media is not None and media.sha256:
            await self._files.share(media.sha256, media.mime)
        reply = reply or uuid4().hex
        body = {"reply": reply, "name": name, "text": text, **({} if media is None else {"media": _told(media)})}
        await self._store.publish(Draft(uuid4().hex, "reply.saved", body))
        return reply

    async def remove(self, reply: str) -> None:
        """Forget it on every desk."""
        await self._store.publish(Draft(uuid4().hex, "reply.removed", {"reply": reply}))

    async def bring(self, reply: QuickReply) -> None:
        """Have its file on this desk. Raises Trouble "media.gone"."""
        if reply.media is not None and reply.media.sha256:
            await self._files.bring(reply.media.sha256)


def known(contact: Contact | None, author: str) -> dict[str, str]:
    """What {variables} may be filled with for this lead: its fields, {nombre}, {apellido}, and who writes: {agente}."""
    if contact is None:
        return {"agente": author}
    first, _, rest = contact.name.partition(" ")
    fields = {name: value for name, value in contact.fields.items() if value.strip()}
    return {"nombre": first, "apellido": rest, "agente": author, **fields}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known; what is not stays as {variable}. One pass: a value is never read again."""
    return _VARIABLE.sub(lambda found: values.get(found[1].casefold(), "") or found[0], text)


def blanks(text: str) -> list[str]:
    """The {variables} that still have no value, in their order."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def _told(media: Media) -> dict[str, Any]:
    told = {name: value for name, value in asdict(media).items() if value is not None}
    if media.wave is not None:
        told["wave"] = b64encode(media.wave).decode("ascii")
    return told
