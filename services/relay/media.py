"""Media that providers fetch from us: in by their hash, out by links that nobody can guess, gone when it is time."""

import asyncio
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import structlog
from sqlalchemy import and_, delete, exists, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from services.relay import tables
from services.relay.lines import stamp
from services.relay.log import Log
from services.relay.tenants import hashed, token
from services.trouble import Trouble

MOST_BYTES: Final = 16 * 1024 * 1024
LONGEST_LINK: Final = timedelta(days=30)
BODY_S: Final = 300
"""A file that takes longer to arrive is refused."""
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+(; *[a-z]+=\"?[a-zA-Z0-9.,-]+\"?)*")
_KINDS: Final = {
    "audio": (
        rb"OggS|ID3|\xff[\xe2-\xff]|RIFF....WAVE|....ftyp|#!AMR|fLaC|\x1aE\xdf\xa3",
        {"ogg", "opus", "mpeg", "mp3", "wav", "x-wav", "wave", "mp4", "x-m4a", "aac", "amr", "flac", "webm"},
    ),
    "image": (rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP", {"jpeg", "png", "gif", "webp"}),
    "application": (rb"%PDF-", {"pdf"}),
}
"""By the first part of their type: how the bytes of such files begin, and the second parts that are let in. A file is
what its bytes say; a type that does not go with them, or that a browser might run (SVG), is refused."""
_ENDINGS: Final = {
    "audio/ogg": ".ogg", "audio/opus": ".ogg", "audio/mpeg": ".mp3", "audio/mp3": ".mp3", "image/jpeg": ".jpg",
    "image/png": ".png", "application/pdf": ".pdf",
}  # fmt: skip


log = structlog.get_logger("relay.media")


class Removed(NamedTuple):
    """What a tidying took away: what tenants had brought, and the files that nobody has any more."""

    brought: int
    files: int
    bytes: int


class Media:
    """Files by hash under `folder`; the store knows which tenant brought which, and every link."""

    def __init__(self, log: Log, folder: Path, public_url: str) -> None:
        self._log, self._folder, self._public_url = log, folder, public_url
        self._placing = asyncio.Lock()
        """Held where a file gets its name or loses it: one that is brought again must not go with the old one."""

    def path(self, sha256: str) -> Path:
        """Where a file lies: its name is ours, never the sender's."""
        return self._folder / sha256[:2] / sha256

    async def put(self, tenant: str, sha256: str, type_: str, chunks: AsyncIterator[bytes]) -> bool:
        """Take in a file; whether it is new to this tenant.

        Raises Trouble("media.unknown") for what is no hash, ("media.type_refused"), ("body.too_large"),
        ("body.too_slow"), ("media.hash_wrong") or ("store.full").
        """
        if not _SHA256.fullmatch(sha256):
            raise Trouble("media.unknown")
        first, *rest = type_.split(";", 1)
        type_ = ";".join((first.strip().lower(), *rest))
        try:
            async with asyncio.timeout(BODY_S):
                size = await self._take_in(sha256, type_, chunks)
        except TimeoutError:
            raise Trouble("body.too_slow") from None
        except OSError as error:
            if error.errno in _FULL:
                raise Trouble("store.full") from error
            raise
        row = {"tenant": tenant, "sha256": sha256, "type": type_, "bytes": size, "at": stamp()}
        return await self._log.writer.call(partial(_bring, row))

    async def _take_in(self, sha256: str, type_: str, chunks: AsyncIterator[bytes]) -> int:
        """The file in its place, whole or not at all; how large it is."""
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = tempfile.NamedTemporaryFile(dir=path.parent, delete=False)  # noqa: SIM115  (it becomes the file)
        try:
            size = await _receive(file, sha256, type_, chunks)
            async with self._placing:
                await asyncio.to_thread(_keep, file, path)
        finally:
            _discard(file)
        return size

    async def link(self, tenant: str, sha256: str, lasts: timedelta) -> tuple[str, str]:
        """A public URL for a file that this tenant brought, and when it expires; it ends as files of its type do, by
        which some providers tell what it is. Raises Trouble("media.unknown")."""
        code, expires = token(), stamp(datetime.now(UTC) + min(lasts, LONGEST_LINK))
        row = {"token_hash": hashed(code), "tenant": tenant, "sha256": sha256, "expires_at": expires}
        type_ = await self._log.writer.call(partial(_link, row))
        return f"{self._public_url}/m/{code}{_ending(type_)}", expires

    async def linked(self, code: str) -> tuple[Path, str]:
        """The file behind a link and its type. Raises Trouble("media.unknown"), also where the link has expired, or
        the file did not come back with the store from a backup."""
        code, _, ending = code.partition(".")
        found = await self._log.read(lambda connection: _linked(connection, hashed(code)))
        if found is None or not await asyncio.to_thread(self.path(found[0]).is_file):
            raise Trouble("media.unknown")
        sha256, type_ = found
        if ending and f".{ending}" != _ending(type_):
            raise Trouble("media.unknown")
        return self.path(sha256), type_

    async def tidy(self, kept: timedelta, now: datetime | None = None) -> Removed:
        """Let go of what was brought (the last time) longer ago than `kept` and has no link that lives, then of every
        file as old that nobody has. Rows go first: a tidying that is cut short leaves files for the next one, and
        nobody is promised a file that is not there. Raises Trouble as the store does.
        """
        now = now or datetime.now(UTC)
        brought = await self._log.writer.call(partial(_let_go, stamp(now - kept), stamp(now)))
        files = size = 0
        for folder in await asyncio.to_thread(_folders, self._folder):
            wanted = await self._log.read(partial(_wanted, folder.name))
            async with self._placing:
                sizes = await asyncio.to_thread(_remove, folder, wanted, (now - kept).timestamp())
            files, size = files + len(sizes), size + sum(sizes)
        if brought or files:
            log.info("media removed", brought=brought, files=files, bytes=size)
        return Removed(brought, files, size)


def _ending(type_: str) -> str:
    return _ENDINGS.get(type_.partition(";")[0].strip(), "")


def _brought(row: dict[str, Any]) -> Any:
    c = tables.media.c
    return select(c.type).where(c.tenant == row["tenant"], c.sha256 == row["sha256"])


def _bring(row: dict[str, Any], connection: Connection) -> bool:
    """Whether it is new; what is brought again is as young as what is new."""
    new = connection.scalar(_brought(row)) is None
    added = upsert(tables.media).values(row)
    connection.execute(added.on_conflict_do_update(index_elements=["tenant", "sha256"], set_={"at": row["at"]}))
    return new


def _link(row: dict[str, Any], connection: Connection) -> str:
    """The type of what is linked; in one transaction, so that no tidying comes in between."""
    type_: str | None = connection.scalar(_brought(row))
    if type_ is None:
        raise Trouble("media.unknown")
    connection.execute(insert(tables.links), row)
    return type_


def _linked(connection: Connection, token_hash: str) -> tuple[str, str] | None:
    m, k = tables.media.c, tables.links.c
    found = select(m.sha256, m.type).where(m.tenant == k.tenant, m.sha256 == k.sha256)
    row = connection.execute(found.where(k.token_hash == token_hash, k.expires_at > stamp())).one_or_none()
    return None if row is None else (row.sha256, row.type)


def prune(connection: Connection) -> None:
    """Forget links that have expired."""
    connection.execute(delete(tables.links).where(tables.links.c.expires_at < stamp()))


def _let_go(before: str, now: str, connection: Connection) -> int:
    m, k = tables.media.c, tables.links.c
    lives = exists().where(and_(k.tenant == m.tenant, k.sha256 == m.sha256, k.expires_at > now))
    return connection.execute(delete(tables.media).where(m.at < before, ~lives)).rowcount


def _wanted(begins: str, connection: Connection) -> set[str]:
    c = tables.media.c.sha256
    return set(connection.scalars(select(c).where(c.startswith(begins))))


def _folders(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9a-f][0-9a-f]"))


def _remove(folder: Path, wanted: set[str], before: float) -> list[int]:
    """Remove what is older and not wanted, also what a sender left half; the sizes of what went."""
    sizes = []
    for path in [each for each in folder.iterdir() if each.name not in wanted]:
        try:
            found = path.stat()
            if found.st_mtime >= before:
                continue  # it was brought a moment ago, and its row is on its way
            path.unlink()
        except OSError as error:  # somebody reads it, where that keeps a file; the next tidying tries again
            log.warning("media not removed", error=errno.errorcode.get(error.errno or 0))
        else:
            sizes.append(found.st_size)
    return sizes


def _keep(file: Any, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    Path(file.name).replace(path)


def _discard(file: Any) -> None:
    file.close()
    Path(file.name).unlink(missing_ok=True)


async def _receive(file: IO[bytes], sha256: str, type_: str, chunks: AsyncIterator[bytes]) -> int:
    hash_, size, begun = hashlib.sha256(), 0, b""
    async for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise Trouble("body.too_large")
        begun = begun if len(begun) >= 16 else (begun + chunk)[:16]
        hash_.update(chunk)
        file.write(chunk)
    if hash_.hexdigest() != sha256:
        raise Trouble("media.hash_wrong")
    if not _goes_with(type_, begun):
        raise Trouble("media.type_refused")
    return size


def _goes_with(type_: str, begun: bytes) -> bool:
    first, _, second = type_.partition(";")[0].strip().partition("/")
    if not _TYPE.fullmatch(type_) or first not in _KINDS:
        return False
    begins, seconds = _KINDS[first]
    return second in seconds and re.match(begins, begun, re.DOTALL) is not None
