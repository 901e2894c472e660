"""The files that messages carry, on this desk: fetched with its own key, proven, and kept by their hash."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from services.attachments import mime_of
from services.channels.senders import Senders
from services.channels.sending import Access
from services.channels.takes import RELAY_MOST
from services.connections import Http, is_loopback
from services.files import Files, fits, is_hash, recognise
from services.records import Media, Message
from services.relay_client import RelayClient
from services.store import Store
from services.trouble import Trouble
from services.voice.clips import Clips
from services.voice.sound import Sound

if TYPE_CHECKING:
    import httpx

LARGEST: Final = 100 * 1024 * 1024
"""WhatsApp's limit for a document, the largest there is."""
_HOSTS: Final = {"whatsapp": ("graph.facebook.com", "lookaside.fbsbx.com")}
NAME: Final = 120
"""Characters of a file's name that travel; the last ones, for there the ending is."""
_MARKS: Final = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What has no place in a name that others will read and save: control marks, slashes, turns of direction."""
_LINK_S: Final = 300
LIMIT: Final = 2 * 1024**3
"""Bytes of fetched files that are kept where nobody says otherwise."""
_HOPS: Final = 3

log = logging.getLogger(__name__)


async def measured_here(path: Path) -> Sound:
    """Decode an audio in this process. Raises Trouble("audio.unreadable")."""
    from services.voice.audio import probe  # numpy and libsndfile, only where there is something to decode

    return await asyncio.to_thread(lambda: probe(path.read_bytes()))


class MediaFiles:
    """Where the files of messages are, and how they come here.

    `path` and `bytes_of` look among what was fetched and among the clips that were made here. What was fetched is kept
    up to `limit` bytes, the least lately used going first, but never what waits to be sent, belongs to a quick reply,
    or was `drafted` (by hash).
    """

    def __init__(
        self,
        store: Store,
        senders: Senders,
        relay: RelayClient,
        http: Http,
        clips: Clips,
        directory: Path,
        measure: Callable[[Path], Awaitable[Sound]] = measured_here,
        limit: Callable[[], int] = lambda: LIMIT,
        drafted: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._store = store
        self._senders = senders
        self._relay = relay
        self._http = http
        self._clips = clips
        self._files = Files(directory)
        self._measure, self._limit, self._drafted = measure, limit, drafted
        self._fetching: dict[str, asyncio.Task[Path]] = {}

    def path(self, sha256: str) -> Path | None:
        """The file with this hash, if it is on this desk."""
        return (self._clips.find(sha256) if is_hash(sha256) else None) or self._files.find(sha256)

    async def fetch(self, message: str) -> Path:
        """The file of a message, from the disk or from its provider; asked twice at once, it travels once.

        Raises Trouble: "media.none", "media.gone" (the provider keeps it no longer), "media.not_shared" (the desk that
        sent it has not given it to the relay yet), "relay.…", "media.host_refused" (`host`),
        "media.too_large", "media.not_as_announced" (its hash or size differs), "media.not_recognised" (its bytes are
        not what the message says), "media.unavailable", "media.disk_full", "net.…", "integration.…".
        """
        if message not in self._fetching:
            task = self._fetching[message] = asyncio.create_task(self._fetch(message))
            task.add_done_callback(lambda _: self._fetching.pop(message))
        return await asyncio.shield(self._fetching[message])

    async def bytes_of(self, sha256: str) -> bytes | None:
        """The bytes with this hash, from this desk or from where another desk shared them; None if nowhere."""
        if path := self.path(sha256):
            return await asyncio.to_thread(path.read_bytes)
        try:
            return await self._shared(sha256)
        except Trouble as trouble:
            log.info("a shared file could not be had: %s", trouble.code)
            return None

    async def bring(self, sha256: str) -> Path:
        """A file by its hash, kept here if it was not: from where another desk shared it. Raises Trouble "media.gone"
        and "media.disk_full"."""
        if path := self.path(sha256):
            return path
        data = await self.bytes_of(sha256)
        if data is None:
            raise Trouble("media.gone")
        return await asyncio.to_thread(self._files.keep, data)

    async def share(self, sha256: str, mime: str) -> None:
        """Give the relay a file of this desk, so that another desk can send it. Raises Trouble."""
        path = self.path(sha256)
        if path is None:
            raise Trouble("media.gone")
        await self._relay.put_media(sha256, await asyncio.to_thread(path.read_bytes), mime)

    async def link(self, sha256: str, mime: str, ttl_s: int) -> str:
        """A public address of a file of this desk, or of one that another desk shared, for a provider that fetches
        what it sends. Raises Trouble."""
        if self.path(sha256) is not None:
            await self.share(sha256, mime)
        return await self._relay.media_link(sha256, ttl_s)

    async def take(self, file: Path | str, name: str = "") -> Media:
        """Keep a file that a person chose, by its path or by the hash of one that is here already: its type is what
        its bytes prove, its name what the lead will see.

        Raises Trouble: "media.gone" (not there, or not to be read), "media.empty", "media.too_large_to_send" (`size`,
        `limit`), "media.disk_full".
        """
        known = self.path(file) if isinstance(file, str) and is_hash(file) else None
        return await asyncio.to_thread(_taken, known or Path(file), name, None if known else self._files)

    async def _fetch(self, message_id: str) -> Path:
        message = self._store.message(message_id)
        if message is None or message.media is None:
            raise Trouble("media.none")
        media = message.media
        if media.sha256 and (path := self.path(media.sha256)):
            await asyncio.to_thread(self._files.use, path)
            return path
        data = await self._shared_or_provided(message, media)
        found = recognise(data[:16])
        if not fits(message.kind, found):
            raise Trouble("media.not_recognised", announced=message.kind, found=found.mime)
        path = await asyncio.to_thread(self._files.keep, data)
        known = replace(media, sha256=path.stem, size=len(data))
        await self._store.know_media(message_id, await self._measured(known, path, found.family))
        await asyncio.to_thread(self._files.trim, self._limit(), self._held())
        return path

    def _held(self) -> set[str]:
        """The hashes of what is wanted here whatever its age."""
        held = [each.media for each in self._store.outgoing()] + [each.media for each in self._store.quick_replies()]
        held += [each.media for each in self._store.library()]
        return {media.sha256 for media in held if media is not None and media.sha256} | set(self._drafted())

    async def _measured(self, known: Media, path: Path, family: str) -> Media:
        """What this desk learnt of a file: of a sound also how long it lasts and how it looks."""
        if family != "audio":
            return known
        try:
            sound = await self._measure(path)
        except Trouble as trouble:
            log.info("a sound cannot be measured: %s", trouble)
            return known
        return replace(known, seconds=sound.seconds, wave=sound.wave)

    async def _shared_or_provided(self, message: Message, media: Media) -> bytes:
        if not media.provider_id and not media.url:
            return await self._shared(media.sha256 or "")
        data = await self._provided(message, media)
        announced = media.sha256 or ""
        if announced and await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) != announced:
            raise Trouble("media.not_as_announced")
        return data

    async def _shared(self, sha256: str) -> bytes:
        """What another desk gave to the relay, by an address that only we were told, and proven to be just that."""
        if not is_hash(sha256):
            raise Trouble("media.gone")
        try:
            url = await self._relay.media_link(sha256, _LINK_S)
            data = await self._download(url, {}, frozenset({urlsplit(url).netloc}), RELAY_MOST)
        except Trouble as trouble:
            if trouble.code in ("media.unknown", "media.gone"):
                raise Trouble("media.not_shared") from trouble
            raise
        if await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest()) != sha256:
            raise Trouble("media.not_as_announced")
        return data

    async def _provided(self, message: Message, media: Media) -> bytes:
        conversation = self._store.conversation(message.conversation)
        if conversation is None:
            raise Trouble("media.none")
        channel = conversation.channel
        if channel != "whatsapp":
            config = self._senders.config(channel)
            return await self._download(media.url or "", {}, _hosts(channel, config))
        access = self._senders.access(channel)
        headers = {"authorization": f"Bearer {access.key}"}
        url, size = await self._located(access, conversation.account, media)
        data = await self._download(url, headers, _hosts(channel, access.config))
        if size is not None and size != len(data):
            raise Trouble("media.not_as_announced")
        return data

    async def _located(self, access: Access, account: str, media: Media) -> tuple[str, int | None]:
        """Where WhatsApp keeps it: asked anew, because its addresses live for five minutes."""
        if not media.provider_id:
            return media.url or "", media.size
        from services.channels.whatsapp.media import locate

        place = await locate(self._http, access, account, media.provider_id)
        return place.url, place.size

    async def _download(
        self, url: str, headers: dict[str, str], hosts: frozenset[str], most: int | None = None
    ) -> bytes:
        """GET `url`, following it only among `hosts`: neither the key nor our curiosity goes elsewhere."""
        client = await self._http()
        import httpx

        try:
            for _ in range(_HOPS):
                _allowed(url, hosts)
                async with client.stream("GET", url, headers=headers) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers.get("location", ""))
                        continue
                    return await _body(response, most or LARGEST)
        except httpx.TransportError as error:
            raise Trouble("net.interrupted") from error
        raise Trouble("media.unavailable", why="redirects")


def _taken(path: Path, name: str, files: Files | None) -> Media:
    """The file as a message carries it, kept in `files` unless it is already."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Trouble("media.too_large_to_send", size=size, limit=LARGEST)
        data = path.read_bytes()
    except OSError as error:
        raise Trouble("media.gone") from error
    if not data:
        raise Trouble("media.empty")
    if files is not None:
        files.keep(data)
        name = name or path.name
    name = _MARKS.sub("", name)[-NAME:]
    return Media(mime_of(path, name), hashlib.sha256(data).hexdigest(), len(data), name=name or None)


def _hosts(channel: str, config: dict[str, Any]) -> frozenset[str]:
    """Where files of this channel may lie: its own hosts, the configured base address, and what an admin added."""
    base = urlsplit(str(config.get("base_url") or "")).netloc
    added = config.get("media_hosts")
    names = [*_HOSTS.get(channel, ()), base, *(added if isinstance(added, list) else [])]
    return frozenset(str(name) for name in names if name)


def _allowed(url: str, hosts: frozenset[str]) -> None:
    parts = urlsplit(url)
    if parts.netloc not in hosts or parts.username is not None:
        raise Trouble("media.host_refused", host=parts.hostname or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise Trouble("media.host_refused", host=parts.hostname or "")


async def _body(response: "httpx.Response", most: int) -> bytes:
    if response.status_code in (403, 404, 410):
        raise Trouble("media.gone", status=response.status_code)
    if not response.is_success:
        raise Trouble("media.unavailable", status=response.status_code)
    pieces, size = [], 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > most:
            raise Trouble("media.too_large", limit=most)
        pieces.append(piece)
    return b"".join(pieces)
