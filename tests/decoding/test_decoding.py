"""Files made to hurt: the child refuses them or dies of them, and the next file is decoded all the same."""

import struct
import sys
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from services import decoding
from services.decoding import Decoder
from services.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
JPEG_65535 = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
)
STUCK = "import sys; sys.stdin.readline(); sys.stdin.readline()"


def png(width: int, height: int, rows: bytes) -> bytes:
    """A grey PNG whose header claims `width` x `height`."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def good() -> bytes:
    return png(60, 40, (b"\0" + b"\x80" * 60) * 40)


def gif(frames: int) -> bytes:
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b"\x3b"


@pytest_asyncio.fixture
async def decoder() -> AsyncIterator[Decoder]:
    made = Decoder([sys.executable, "-m", "app.decoder"], ROOT)
    yield made
    await made.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.png", png(12_000, 12_000, (b"\0" + b"\0" * 12_000) * 400)),
        ("wide.png", png(65_535, 65_535, b"\0" * 100)),
        ("huge.jpg", JPEG_65535),
        ("truncated.png", good()[:60]),
        ("truncated.jpg", JPEG_65535[:12]),
        ("nothing.png", png(0, 0, b"")),
        ("text.jpg", b"hola, soy un texto"),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect/></svg>'),
        ("empty.png", b""),
        ("noise.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400),
    ],
)
async def test_what_is_no_picture_is_not_shown(decoder: Decoder, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.png").write_bytes(good())
    hostile = await decoder.picture(tmp_path / name, 480, 336)
    assert hostile is None or hostile.width * hostile.height <= 12_000 * 336, "at most what a row of it takes"
    after = await decoder.picture(tmp_path / "good.png", 480, 336)
    assert after is not None
    assert (after.width, after.height, len(after.data)) == (60, 40, 60 * 40 * 4)


@pytest.mark.asyncio
async def test_an_endless_animation_is_its_first_frame(decoder: Decoder, tmp_path: Path) -> None:
    (tmp_path / "long.gif").write_bytes(gif(100_000))
    found = await decoder.picture(tmp_path / "long.gif", 480, 336)
    assert found is not None
    assert (found.width, found.height) == (1, 1)


@pytest.mark.asyncio
async def test_a_large_picture_comes_as_large_as_it_is_shown(decoder: Decoder, tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(png(4000, 3000, (b"\0" + b"\x40" * 4000) * 3000))
    found = await decoder.picture(tmp_path / "large.png", 480, 336)
    assert found is not None
    assert (found.width, found.height) == (480, 360)


@pytest.mark.asyncio
async def test_a_file_that_is_gone(decoder: Decoder, tmp_path: Path) -> None:
    assert await decoder.picture(tmp_path / "none.png", 480, 336) is None


@pytest.mark.asyncio
async def test_a_child_that_dies_or_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.png").write_bytes(good())
    monkeypatch.setattr(decoding, "PICTURE_S", 0.5)
    for program in (
        "import sys; sys.stdin.readline(); sys.exit(9)",
        STUCK,
        "print('no json')",
        "print('{\"size\": 1e99}')",
    ):
        broken = Decoder([sys.executable, "-c", program], ROOT)
        assert await broken.picture(tmp_path / "good.png", 480, 336) is None
        assert await broken.picture(tmp_path / "good.png", 480, 336) is None
        await broken.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("data", [b"OggS" + b"\0" * 40, b"RIFF\xff\xff\xff\xffWAVE", b"hola", b"ID3" + b"\xff" * 500])
async def test_what_is_no_sound_says_so(decoder: Decoder, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.ogg").write_bytes(data)
    with pytest.raises(Trouble, match=r"audio\.unreadable"):
        await decoder.sound(tmp_path / "a.ogg")


@pytest.mark.asyncio
async def test_a_sound_is_measured(decoder: Decoder, tmp_path: Path) -> None:
    samples = b"".join(struct.pack("<h", 8000 if n % 50 < 25 else -8000) for n in range(16_000))
    head = (
        b"RIFF"
        + struct.pack("<I", 36 + len(samples))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
    )
    (tmp_path / "a.wav").write_bytes(head + b"data" + struct.pack("<I", len(samples)) + samples)
    found = await decoder.sound(tmp_path / "a.wav")
    assert (found.mime, round(found.seconds, 2), max(found.wave)) == ("audio/wav", 1.0, 255)
