"""From the bytes of a webhook to what the log stores: read, split, whose it is."""

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from services.channels.hooks import HOOKS
from services.entries import MAX_BODY
from services.relay import carried
from services.relay.integrations import Target
from services.relay.lines import Batch, Delivery, Loose, New
from services.trouble import Trouble


class Part(NamedTuple):
    """An update as the log can take it, or a piece of a large one; only the first piece counts as an update."""

    route: str | None
    id: str
    body: bytes
    counts: bool


def batch(target: Target, owner: Callable[[str, str | None], str | None], raw: bytes) -> Batch:
    """All of a webhook, to be stored together: lines for the tenants that it belongs to, one delivery for each of
    them, and what belongs to nobody yet. Raises Trouble("body.not_json")."""
    lines, loose = list[New](), list[Loose]()
    shares: dict[str, list[int]] = {}
    for route, entry, body, counts in parts(target.provider, raw):
        tenant = target.tenant or owner(target.app or "", route) or ""
        if tenant:
            lines.append(New(tenant, entry, f"hook.{target.provider}", target.provider, body))
        else:
            loose.append(Loose(target.app or "", entry, route, body))
        share = shares.setdefault(tenant, [0, 0])
        share[0] += counts
        share[1] += len(body)
    deliveries = [
        Delivery(tenant, target.app, target.provider, None if tenant else "unrouted", updates, None, size)
        for tenant, (updates, size) in shares.items()
    ]
    return Batch(lines, deliveries, loose)


def parts(provider: str, raw: bytes) -> Iterator[Part]:
    """Every update of a body, in its order. Raises Trouble("body.not_json")."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        value = carried.read(raw)
    except Trouble as trouble:
        if trouble.code != "body.too_deep":
            raise
        entry = f"{provider}:payload:{hashlib.sha256(raw).hexdigest()[:32]}"
        yield from _parts(None, entry, b'{"payload":' + raw + b"}")
        return
    for entry, route, update in HOOKS[provider].split(value, time.time()):
        body = carried.encode(update)
        if len(body) <= MAX_BODY:
            yield Part(route, entry, body, True)
        else:
            yield from _parts(route, entry, body)


def _parts(route: str | None, entry: str, body: bytes) -> Iterator[Part]:
    for index, (piece, text) in enumerate(carried.pieces(entry, body)):
        yield Part(route, piece, text, index == 0)
