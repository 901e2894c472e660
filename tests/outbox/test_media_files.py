"""Files of strangers: from the right hosts only, proven by hash and size, recognised by their bytes."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.channels.senders import Senders
from services.credentials import MemoryCredentials
from services.files import Files, fits, recognise
from services.media import LARGEST, MediaFiles
from services.records import Changes, Conversation, Media, Message
from services.relay_client import RelayClient
from services.trouble import Trouble
from services.voice.clips import Clips

pytestmark = pytest.mark.asyncio

CANARY = "canary-token"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
HASH = hashlib.sha256(PNG).hexdigest()


class Records:
    """The store's part: one message of one conversation, and what was learnt of its file."""

    def __init__(self, message: Message, channel: Any = "whatsapp") -> None:
        self._message = message
        self._conversation = Conversation("c", "p", channel, "111", "Ana", "", "", "image", "in", 0)
        self.known: list[Media] = []

    def message(self, _: str) -> Message:
        return self._message

    def conversation(self, _: str) -> Conversation:
        return self._conversation

    def outgoing(self) -> list[Any]:
        return []

    def quick_replies(self) -> list[Any]:
        return []

    def library(self) -> list[Any]:
        return []

    async def know_media(self, _: str, media: Media) -> Changes:
        self.known.append(media)
        return Changes()


class Web:
    """Answers by URL, and remembers who was asked with which key."""

    def __init__(self, **answers: httpx.Response) -> None:
        self._answers = {url.replace("__", "."): answer for url, answer in answers.items()}
        self.asked: list[tuple[str, bool]] = []
        self._client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((str(request.url), CANARY in request.headers.get("authorization", "")))
        return self._answers[request.url.host]

    async def __call__(self) -> httpx.AsyncClient:
        return self._client


def place(url: str, size: object = len(PNG)) -> httpx.Response:
    return httpx.Response(200, json={"url": url, "mime_type": "image/png", "sha256": "x", "file_size": size, "id": "9"})


def message(kind: str = "image", **media: Any) -> Message:
    described = Media("image/png", **({"provider_id": "9", "sha256": HASH} | media))
    return Message("m", "c", 1, "in", kind, "", 0, 0, described)


async def files(tmp_path: Path, records: Records, web: Web, **config: Any) -> MediaFiles:
    credentials = MemoryCredentials()
    await credentials.set("a", "whatsapp", "token", CANARY)
    senders = Senders(web, lambda _: {"active": True} | config, credentials, "a")
    relay = RelayClient("https://relay.test", None, web)
    return MediaFiles(records, senders, relay, web, Clips(tmp_path / "voice"), tmp_path / "media")  # type: ignore[arg-type]


async def test_a_picture_is_fetched_with_the_key_proven_and_kept(tmp_path: Path) -> None:
    web = Web(
        graph__facebook__com=place("https://lookaside.fbsbx.com/x?y=1"),
        lookaside__fbsbx__com=httpx.Response(200, content=PNG),
    )
    records = Records(message())
    media = await files(tmp_path, records, web)
    path = await media.fetch("m")
    assert (path.suffix, path.read_bytes()) == (".png", PNG)
    assert [with_key for _, with_key in web.asked] == [True, True]
    assert web.asked[0][0] == "https://graph.facebook.com/v24.0/9?phone_number_id=111"
    assert (records.known[0].sha256, records.known[0].size) == (HASH, len(PNG))
    assert media.path(HASH) == path
    assert await media.fetch("m") == path
    assert len(web.asked) == 2, "what is here is not fetched again"


@pytest.mark.parametrize(
    ("scheme", "rest"),
    [
        ("https", "//evil.test/x"),
        ("https", "//lookaside.fbsbx.com.evil.test/x"),
        ("https", "//lookaside.fbsbx.com@evil.test/x"),
        ("https", "//ana@lookaside.fbsbx.com/x"),
        ("http", "//lookaside.fbsbx.com/x"),
        ("https", "//169.254.169.254/latest"),
        ("https", "//lookaside.fbsbx.com:8443/x"),
        ("file", "///etc/passwd"),
    ],
)
async def test_the_key_goes_nowhere_else(tmp_path: Path, scheme: str, rest: str) -> None:
    web = Web(graph__facebook__com=place(f"{scheme}:{rest}"))
    media = await files(tmp_path, Records(message()), web)
    with pytest.raises(Trouble, match=r"media\.host_refused"):
        await media.fetch("m")
    assert len(web.asked) == 1


async def test_a_redirect_elsewhere_is_not_followed(tmp_path: Path) -> None:
    web = Web(
        graph__facebook__com=place("https://lookaside.fbsbx.com/x"),
        lookaside__fbsbx__com=httpx.Response(302, headers={"location": "https://evil.test/x"}),
    )
    media = await files(tmp_path, Records(message()), web)
    with pytest.raises(Trouble, match=r"media\.host_refused"):
        await media.fetch("m")


@pytest.mark.parametrize(
    ("answer", "size", "kind", "code"),
    [
        (httpx.Response(200, content=PNG + b"!"), len(PNG) + 1, "image", "media.not_as_announced"),
        (httpx.Response(200, content=PNG), 7, "image", "media.not_as_announced"),
        (httpx.Response(200, content=PNG), len(PNG), "audio", "media.not_recognised"),
        (httpx.Response(404), len(PNG), "image", "media.gone"),
        (httpx.Response(500), len(PNG), "image", "media.unavailable"),
    ],
)
async def test_a_file_that_is_not_what_was_announced_is_not_kept(
    tmp_path: Path, answer: httpx.Response, size: int, kind: str, code: str
) -> None:
    web = Web(graph__facebook__com=place("https://lookaside.fbsbx.com/x", size), lookaside__fbsbx__com=answer)
    records = Records(message(kind))
    media = await files(tmp_path, records, web)
    with pytest.raises(Trouble, match=code):
        await media.fetch("m")
    assert records.known == []
    assert media.path(HASH) is None


async def test_a_file_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.media.LARGEST", 16)
    assert LARGEST > 16
    web = Web(
        graph__facebook__com=place("https://lookaside.fbsbx.com/x"),
        lookaside__fbsbx__com=httpx.Response(200, content=PNG),
    )
    with pytest.raises(Trouble, match=r"media\.too_large"):
        await (await files(tmp_path, Records(message()), web)).fetch("m")


async def test_an_expired_media_id_is_gone(tmp_path: Path) -> None:
    error = httpx.Response(400, json={"error": {"message": "x", "code": 100, "error_subcode": 33}})
    with pytest.raises(Trouble, match=r"media\.gone"):
        await (await files(tmp_path, Records(message()), Web(graph__facebook__com=error))).fetch("m")


async def test_other_channels_get_no_key_and_only_hosts_that_were_named(tmp_path: Path) -> None:
    web = Web(files__partner__test=httpx.Response(200, content=PNG))
    told = message(provider_id=None, sha256=None, url="https://files.partner.test/x.png")
    refusing = await files(tmp_path, Records(told, "uchat"), web, base_url="https://partner.test/api")
    with pytest.raises(Trouble, match=r"media\.host_refused"):
        await refusing.fetch("m")
    named = {"base_url": "https://partner.test/api", "media_hosts": ["files.partner.test"]}
    media = await files(tmp_path, Records(told, "uchat"), web, **named)
    assert (await media.fetch("m")).read_bytes() == PNG
    assert web.asked == [("https://files.partner.test/x.png", False)]


async def test_a_sound_is_measured(tmp_path: Path) -> None:
    import numpy as np

    from services.voice.note import Note

    made = Note()
    made.push((np.sin(np.arange(48_000) / 20) * 9000).astype(np.int16))
    made.finish()
    sha256 = hashlib.sha256(made.data).hexdigest()
    web = Web(
        graph__facebook__com=place("https://lookaside.fbsbx.com/x", len(made.data)),
        lookaside__fbsbx__com=httpx.Response(200, content=made.data),
    )
    records = Records(message("audio", sha256=sha256))
    await (await files(tmp_path, records, web)).fetch("m")
    assert records.known[0].seconds == pytest.approx(1.0, abs=0.05)
    assert records.known[0].wave


async def test_a_broken_sound_is_kept_without_measures(tmp_path: Path) -> None:
    broken = b"OggS" + bytes(60)
    web = Web(
        graph__facebook__com=place("https://lookaside.fbsbx.com/x", len(broken)),
        lookaside__fbsbx__com=httpx.Response(200, content=broken),
    )
    records = Records(message("audio", sha256=None))
    assert (await (await files(tmp_path, records, web)).fetch("m")).suffix == ".ogg"
    assert records.known[0].seconds is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "*", HASH.upper(), HASH[:-1], ""])
async def test_what_is_no_hash_is_no_path(tmp_path: Path, name: str) -> None:
    assert Files(tmp_path).find(name) is None


@pytest.mark.parametrize(
    ("head", "mime", "kind", "good"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg", "image", True),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", "sticker", True),
        (b"\0\0\0\x20ftypisom", "video/mp4", "video", True),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4", "audio", True),
        (b"\xff\xfb\x90\x00", "audio/mpeg", "audio", True),
        (b"\xff\xf1\x50\x80", "audio/aac", "audio", True),
        (b"%PDF-1.7", "application/pdf", "document", True),
        (b"MZ\x90\x00", "application/octet-stream", "image", False),
        (b"<svg onload=", "application/octet-stream", "image", False),
        (b"", "application/octet-stream", "audio", False),
    ],
)
async def test_recognised_by_the_first_bytes(head: bytes, mime: str, kind: str, good: bool) -> None:
    found = recognise(head)
    assert found.mime == mime
    assert fits(kind, found) is good
