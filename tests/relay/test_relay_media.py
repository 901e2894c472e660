"""Media: in by its hash and as what it is, out by links that nobody can guess and that expire."""

import asyncio
import errno
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from services.relay import lines, media
from services.relay.web import Relay

pytestmark = pytest.mark.asyncio

OGG = b"OggS" + bytes(range(256)) * 40
SHA = hashlib.sha256(OGG).hexdigest()


async def put(agency: Any, data: bytes, type_: str = "audio/ogg; codecs=opus", sha: str | None = None) -> Any:
    name = hashlib.sha256(data).hexdigest() if sha is None else sha
    return await agency.call("PUT", f"/v1/media/{name}", content=data, headers={"Content-Type": type_})


async def link(agency: Any, sha: str = SHA, ttl_s: Any = 60) -> Any:
    return await agency.call("POST", f"/v1/media/{sha}/links", {"ttl_s": ttl_s})


async def test_a_file_goes_in_and_a_provider_fetches_it(agency: Any) -> None:
    assert [(await put(agency, OGG)).status_code for _ in range(2)] == [201, 200]
    made = await link(agency)
    assert made.status_code == 201
    path = httpx.URL(made.json()["url"]).path
    whole = await agency.http.get(path)
    assert (whole.status_code, whole.content) == (200, OGG)
    assert whole.headers["content-type"] == "audio/ogg; codecs=opus"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "no-store"
    head = await agency.http.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(OGG)))
    part = await agency.http.get(path, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, OGG[4:10])
    assert part.headers["content-range"] == f"bytes 4-9/{len(OGG)}"
    assert (await agency.http.get(path, headers={"Range": "bytes=-5"})).content == OGG[-5:]
    beyond = await agency.http.get(path, headers={"Range": f"bytes={len(OGG)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "range.refused")
    assert beyond.headers["content-range"] == f"bytes */{len(OGG)}"
    for unknown in ("items=0-1", "bytes=x", "bytes"):
        answered = await agency.http.get(path, headers={"Range": unknown})
        assert (answered.status_code, answered.content) == (200, OGG), unknown
    assert (await agency.http.post(path)).status_code == 405


async def test_links_are_not_guessed_listed_or_kept(agency: Any, other: Any, relay: Any, tmp_path: Path) -> None:
    await put(agency, OGG)
    codes = {(await link(agency)).json()["url"].rsplit("/", 1)[1] for _ in range(3)}
    assert len(codes) == 3
    kept = b"".join(path.read_bytes() for path in (tmp_path / "relay").glob("relay.db*"))
    assert not [code for code in codes if code.encode() in kept]
    for path in (
        "/m/",
        "/m/x",
        f"/m/{SHA}",
        "/m",
        "/v1/media",
        f"/v1/media/{SHA}",
        "/m/%2e%2e%2frelay.key",
        "/m/..%00",
    ):
        assert (await agency.call("GET", path)).status_code in (404, 405), path
    assert (await link(other)).status_code == 404  # it is in the store, but not this tenant's
    assert (await put(other, OGG)).status_code == 201


async def test_a_file_that_did_not_come_back_from_a_backup_is_not_there(agency: Any, tmp_path: Path) -> None:
    await put(agency, OGG)
    path = httpx.URL((await link(agency)).json()["url"]).path
    (tmp_path / "relay" / "media" / SHA[:2] / SHA).unlink()
    gone = await agency.http.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "media.unknown")
    assert (await put(agency, OGG)).status_code == 200
    assert (await agency.http.get(path)).content == OGG, "who has it gives it again"


async def test_a_full_disk_and_a_slow_body_are_said(agency: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Any, path: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(media, "_keep", full)
    refused = await put(agency, OGG)
    assert (refused.status_code, refused.json()["code"]) == (503, "store.full")
    assert refused.headers["retry-after"]
    monkeypatch.setattr(media, "BODY_S", 0)
    assert (await put(agency, OGG)).json()["code"] == "body.too_slow"


async def test_a_link_expires(agency: Any, relay: Any) -> None:
    await put(agency, OGG)
    url, _ = await relay._media.link(agency.tenant, SHA, timedelta(seconds=-1))
    assert (await agency.http.get(httpx.URL(url).path)).status_code == 404
    for ttl_s in (0, -1, 10**12, 1.5, "60", None):
        assert (await link(agency, ttl_s=ttl_s)).status_code == 400, ttl_s


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (b"ID3\x04", "audio/mpeg"), (b"\xff\xfb\x90\x00", "audio/mpeg"), (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"), (b"#!AMR\n", "audio/amr"), (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF89a", "image/gif"), (b"RIFF\x24\0\0\0WEBP", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (OGG, "Audio/OGG; codecs=opus"),
    ],
)  # fmt: skip
async def test_what_may_come_in(agency: Any, data: bytes, type_: str) -> None:
    assert (await put(agency, data, type_)).status_code == 201


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (b"MZ\x90", "image/jpeg"), (b"<html>", "audio/ogg"), (b"<svg xmlns=", "image/svg+xml"), (b"", "audio/ogg"),
        (OGG, "image/png"), (OGG, "text/html"), (OGG, ""), (OGG, "audio/ogg\"><script>"),
        (b"\x89PNG\r\n\x1a\n", "audio/ogg"),
        (b"PK\x03\x04", "application/zip"), (OGG, "application/pdf"), (OGG, "audio/ogg; x=<b>"),
    ],
)  # fmt: skip
async def test_what_may_not(agency: Any, tmp_path: Path, data: bytes, type_: str) -> None:
    refused = await put(agency, data, type_)
    assert (refused.status_code, refused.json()["code"]) == (415, "media.type_refused")
    assert not [path for path in (tmp_path / "relay" / "media").rglob("*") if path.is_file()]


async def test_the_hash_is_checked(agency: Any, tmp_path: Path) -> None:
    wrong = await put(agency, OGG, sha="0" * 64)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "media.hash_wrong")
    for sha in ("0" * 63, "X" * 64, "..%2f..%2frelay.key", SHA.upper()):
        assert (await put(agency, OGG, sha=sha)).status_code == 404, sha
    large = await put(agency, b"OggS" + bytes(16 * 1024 * 1024))
    assert large.status_code == 413
    assert not [path for path in (tmp_path / "relay" / "media").rglob("*") if path.is_file()]
    assert (await put(agency, b"OggS" + bytes(16 * 1024 * 1024 - 4))).status_code == 201


# The operator's days

TODAY = datetime.now(UTC)
PDF = b"%PDF-1.7 the plan of a house"
KEPT = timedelta(days=10)


def day(number: int) -> datetime:
    return TODAY + timedelta(days=number)


def brought_on(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """What comes in from now on comes on this day."""
    monkeypatch.setattr(media, "stamp", lambda moment=None: lines.stamp(moment or day(number)))


async def test_media_go_when_they_are_old_and_no_link_lives(agency: Any, relay: Any) -> None:
    planned = hashlib.sha256(PDF).hexdigest()
    await put(agency, OGG)
    await put(agency, PDF, "application/pdf")
    linked = httpx.URL((await link(agency, planned, 20 * 86_400)).json()["url"]).path
    assert await relay._media.tidy(KEPT, day(9)) == (0, 0, 0)
    with capture_logs() as logged:
        assert await relay._media.tidy(KEPT, day(11)) == (1, 1, len(OGG))
        assert await relay._media.tidy(KEPT, day(11)) == (0, 0, 0)
    removed = {"event": "media removed", "brought": 1, "files": 1, "bytes": len(OGG), "log_level": "info"}
    assert logged == [removed], "counted once"
    gone, never = await link(agency), await link(agency, "0" * 64)
    assert (gone.status_code, gone.json()) == (404, never.json())
    assert (await agency.http.get(linked)).content == PDF
    assert (await put(agency, OGG)).status_code == 201, "who has it gives it again"
    assert (await agency.http.get(httpx.URL((await link(agency)).json()["url"]).path)).content == OGG
    assert await relay._media.tidy(KEPT, day(21)) == (2, 2, len(OGG) + len(PDF))


async def test_a_file_stays_while_anybody_has_it(
    agency: Any, other: Any, relay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(agency, OGG)
    await put(other, OGG)
    brought_on(monkeypatch, 8)
    assert (await put(other, OGG)).status_code == 200
    assert await relay._media.tidy(KEPT, day(11)) == (1, 0, 0), "brought again, it is as young as new"
    assert [(await link(each)).status_code for each in (agency, other)] == [404, 201]
    assert await relay._media.tidy(KEPT, day(19)) == (1, 1, len(OGG))


async def test_a_tidying_that_was_killed_is_finished_by_the_next(
    agency: Any, relay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(agency, OGG)
    half = tmp_path / "relay" / "media" / SHA[:2] / "tmp_half"
    half.write_bytes(b"OggS")

    class Killed(Exception):
        pass

    def killed(*_: Any) -> list[int]:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(media, "_remove", killed)
        with pytest.raises(Killed):
            await relay._media.tidy(KEPT, day(11))
    assert (await link(agency)).status_code == 404, "nobody is promised a file that is on its way out"
    assert await relay._media.tidy(KEPT, day(9)) == (0, 0, 0), "somebody may be sending it just now"
    assert await relay._media.tidy(KEPT, day(11)) == (0, 2, len(OGG) + 4)


async def test_a_file_that_is_brought_again_meanwhile_does_not_go_with_the_old_one(
    agency: Any, relay: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_on(monkeypatch, -20)
    await put(agency, OGG)
    brought_on(monkeypatch, 0)
    os.utime(relay._media.path(SHA), (day(-20).timestamp(),) * 2)
    loop = asyncio.get_running_loop()

    def asked(*_: Any) -> set[str]:
        """In a reader's thread, which sees the store as it was before."""
        asyncio.run_coroutine_threadsafe(put(agency, OGG), loop).result(10)
        return set()

    monkeypatch.setattr(media, "_wanted", asked)
    assert await relay._media.tidy(KEPT, day(0)) == (1, 0, 0)
    assert (await agency.http.get(httpx.URL((await link(agency)).json()["url"]).path)).content == OGG


async def test_a_relay_with_such_a_rule_begins_with_it(
    tmp_path: Path, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidied = asyncio.Queue[Any]()

    class Told(media.Media):
        async def tidy(self, kept: timedelta, now: datetime | None = None) -> media.Removed:
            tidied.put_nowait(await super().tidy(kept, now))
            return media.Removed(0, 0, 0)

    monkeypatch.setattr("services.relay.web.Media", Told)
    async with Relay(tmp_path, "http://relay.test") as relay:
        transport = httpx.ASGITransport(app=relay)
        async with httpx.AsyncClient(transport=transport, base_url="http://relay.test") as http:
            brought_on(monkeypatch, -20)
            await put(await tools.found(relay, http, "A"), OGG)
            os.utime(relay._media.path(SHA), (day(-20).timestamp(),) * 2)
    assert tidied.empty(), "without a rule media stay for ever"
    async with Relay(tmp_path, "http://relay.test", media_kept=KEPT) as relay, asyncio.timeout(10):
        assert await tidied.get() == (1, 1, len(OGG))
