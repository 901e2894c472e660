"""Samples: heard at no cost, fetched once, and only from where it is safe."""

from pathlib import Path

import httpx
import pytest

from services.trouble import Trouble
from services.voice.samples import KEPT, LARGEST, Samples

URL = "https://public.test/voices/a.mp3"


def samples(directory: Path, answer: httpx.Response | Exception, asked: list[httpx.Request]) -> Samples:
    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def http() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(serve))

    return Samples(http, directory)


@pytest.mark.asyncio
async def test_it_is_fetched_once_and_without_the_key(tmp_path: Path) -> None:
    asked: list[httpx.Request] = []
    here = samples(tmp_path, httpx.Response(200, content=b"ID3sound", headers={"content-type": "audio/mpeg"}), asked)
    path = await here.fetch(URL)
    assert path.read_bytes() == b"ID3sound"
    assert await here.fetch(URL) == path
    assert len(asked) == 1
    assert "xi-api-key" not in asked[0].headers


@pytest.mark.asyncio
@pytest.mark.parametrize("url", [None, "", "http://public.test/a.mp3", "file:///etc/passwd", "https://u:p@x.test/a"])
async def test_only_what_tls_protects_is_called(tmp_path: Path, url: str | None) -> None:
    asked: list[httpx.Request] = []
    with pytest.raises(Trouble, match=r"voice\.no_sample"):
        await samples(tmp_path, httpx.Response(200), asked).fetch(url)
    assert asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(302, headers={"location": "https://elsewhere.test"}),
        httpx.Response(200, html="<html>"),
        httpx.Response(200, content=b"x" * (LARGEST + 1)),
        httpx.ConnectError("refused"),
    ],
)
async def test_what_is_no_sample_is_said_and_not_kept(tmp_path: Path, answer: httpx.Response | Exception) -> None:
    with pytest.raises(Trouble, match=r"voice\.sample_failed"):
        await samples(tmp_path, answer, []).fetch(URL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_what_cannot_be_played_is_not_kept(tmp_path: Path) -> None:
    here = samples(tmp_path, httpx.Response(200, content=b"no sound"), [])
    with pytest.raises(Trouble, match=r"audio\.unreadable"):
        async for _ in here.listen(URL):
            pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_only_so_many_stay(tmp_path: Path) -> None:
    for n in range(KEPT):
        (tmp_path / f"old{n}").write_bytes(b"x")
    here = samples(tmp_path, httpx.Response(200, content=b"ID3"), [])
    await here.fetch(URL)
    assert len(list(tmp_path.iterdir())) == KEPT
