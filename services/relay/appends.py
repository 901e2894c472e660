"""What consoles append: each entry judged by itself, all that are good stored together."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec

from services.entries import FRAME_ENTRIES, MAX_BODY, Result, kind_allowed
from services.relay import carried
from services.relay.lines import Batch, New
from services.relay.log import Log
from services.relay.tenants import Device
from services.trouble import Trouble

_KIND: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


class _Draft(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    body: dict[str, Any]


class Posted(msgspec.Struct):
    """The frame or body of an append; what the entries are is looked at one by one."""

    entries: list[msgspec.Raw]


async def append(store: Log, device: Device, posted: Posted) -> list[Result]:
    """Append a device's entries to its tenant's log, and say of each where it stands or why it was refused.

    Raises Trouble("entry.too_many"), and what the store raises.
    """
    if len(posted.entries) > FRAME_ENTRIES:
        raise Trouble("entry.too_many", most=FRAME_ENTRIES)
    judged = [_judge(device, bytes(each)) for each in posted.entries]
    stored = await store.append(Batch([each for each in judged if isinstance(each, New)]))
    places = iter(stored.places)
    return [each if isinstance(each, Result) else Result(each.id, *next(places)) for each in judged]


def _judge(device: Device, raw: bytes) -> New | Result:
    try:
        value = carried.read(raw)
        draft = msgspec.convert(value, _Draft)
    except (Trouble, msgspec.ValidationError):
        return Result(_named(raw), code="entry.invalid")
    if not draft.id.isprintable() or not _KIND.fullmatch(draft.kind):
        return Result(draft.id, code="entry.invalid")
    if not kind_allowed(device.role, draft.kind, draft.body):
        return Result(draft.id, code="entry.kind_refused")
    body = carried.encode(draft.body)
    if len(body) > MAX_BODY:
        return Result(draft.id, code="body.too_large")
    return New(device.tenant, draft.id, draft.kind, device.id, body)


class _Named(msgspec.Struct):
    id: str


def _named(raw: bytes) -> str:
    """The id of a draft that is no entry, as far as it can be read: its writer waits for an answer to it."""
    try:
        return msgspec.json.decode(raw, type=_Named).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def refused(posted: Posted, code: str) -> Sequence[Result]:
    """The same refusal for all."""
    return [Result(_named(bytes(each)), code=code) for each in posted.entries]
