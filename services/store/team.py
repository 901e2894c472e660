"""Who works where with what: the devices, the secrets that were sealed for them, and when a secret was renewed."""

import sqlite3
from typing import Final

import msgspec

from services.channels.loose import text
from services.store.book import Book
from services.store.stamp import Body, Stamp
from services.store.team_rows import DeviceRow, RenewalRow, SharedKeyRow
from services.team_records import KnownDevice, Renewal, Secret, SharedKey

_MOST: Final = 8_192
"""Characters of what is sealed; a secret has at most 1,000."""
_MOST_HELD: Final = 100

_json = msgspec.json.Encoder()
_secrets = msgspec.json.Decoder(list[tuple[str, str]])


def introduced(book: Book, body: Body, stamp: Stamp) -> None:
    """A device speaks of itself alone: whose it is, what to seal with for it, and which secrets it holds."""
    known, public = book.devices.get(stamp.by), text(body.get("public"))
    same = known is not None and known.public == public
    since = known.public_seq if known is not None and same else stamp.seq
    revoked = 0 if known is None else known.revoked
    held = _json.encode(sorted(_held(body.get("holds")))).decode()
    book.devices.put(stamp.by, DeviceRow(stamp.by, text(body.get("member")), public, since, held, revoked))


def _held(value: object) -> list[Secret]:
    pairs = value[:_MOST_HELD] if isinstance(value, list) else []
    return [(each[0], each[1]) for each in pairs if _is_secret(each)]


def _is_secret(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(each, str) for each in value)


def shared(book: Book, body: Body, stamp: Stamp) -> None:
    """A secret, sealed for a device."""
    sealed = text(body.get("sealed"))
    if sealed and len(sealed) <= _MOST:
        _put(book, body, stamp, sealed)


def withdrawn(book: Book, body: Body, stamp: Stamp) -> None:
    """The device may not use that secret any more."""
    _put(book, body, stamp, "")


def _put(book: Book, body: Body, stamp: Stamp, sealed: str) -> None:
    device, provider, field = (text(body.get(each)) for each in ("device", "provider", "field"))
    if device and provider and field:
        key = _json.encode([device, provider, field]).decode()
        row = SharedKeyRow(key, device, provider, field, stamp.id, stamp.seq, stamp.at, sealed)
        book.shared_keys.put(key, row)


def renewed(book: Book, body: Body, stamp: Stamp) -> None:
    """An admin entered a secret anew."""
    provider, field = text(body.get("provider")), text(body.get("field"))
    if provider and field:
        key = _json.encode([provider, field]).decode()
        book.renewals.put(key, RenewalRow(key, stamp.by, stamp.seq, stamp.at))


def revoked(book: Book, body: Body, stamp: Stamp) -> None:
    """The relay lets a device in no more."""
    device = text(body.get("device"))
    if device and book.devices.get(device) is None:
        book.devices.put(device, DeviceRow(device, text(body.get("member"))))
    if device:
        book.devices.edit(device).revoked = 1


FACTS: Final = {
    "device.introduced": introduced,
    "key.shared": shared,
    "key.withdrawn": withdrawn,
    "key.renewed": renewed,
    "member.revoked": revoked,
}
"""`device.introduced` {member, public, holds: [[provider, field]]}, whose device is the one that wrote it; `key.shared`
{device, provider, field, sealed: base64 of a sealed box, see services/sealed.py}, `key.withdrawn` {device, provider,
field}, `key.renewed` {provider, field}, `member.revoked` {device, member}: these four only by an admin."""


def devices(db: sqlite3.Connection) -> list[KnownDevice]:
    rows = db.execute("SELECT id, member, public, public_seq, holds, revoked FROM device ORDER BY id")
    return [
        KnownDevice(id_, member, public, seq, frozenset(_secrets.decode(holds)), bool(gone))
        for id_, member, public, seq, holds, gone in rows
    ]


def shared_keys(db: sqlite3.Connection, device: str | None) -> list[SharedKey]:
    sql = """SELECT device, provider, field, entry, seq, at, sealed FROM shared_key
        WHERE ? IS NULL OR device = ? ORDER BY seq"""
    return [SharedKey(*row) for row in db.execute(sql, (device, device))]


def renewals(db: sqlite3.Connection) -> dict[Secret, Renewal]:
    rows = db.execute("SELECT secret, by, seq, at FROM renewal").fetchall()
    return {msgspec.json.decode(secret, type=tuple[str, str]): Renewal(*rest) for secret, *rest in rows}
