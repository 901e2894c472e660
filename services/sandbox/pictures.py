"""Photographs that leads send: small drawings of façades and floor plans, made here so that nothing is copied."""

import random
import struct
import zlib

import numpy as np
import numpy.typing as npt

_WIDTH, _HEIGHT = 640, 480
Canvas = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]


def picture(seed: str) -> bytes:
    """A PNG of 640 x 480, the same for the same seed; `plano` in the seed draws a floor plan."""
    dice = random.Random(seed)  # noqa: S311
    canvas = _plan(dice) if "plano" in seed.lower() else _facade(dice)
    return _png(canvas)


def _facade(dice: random.Random) -> Canvas:
    canvas = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)
    sky = np.linspace((118, 170, 214), (226, 234, 238), _HEIGHT)
    canvas[:] = sky[:, None, :].astype(np.uint8)
    wall: Colour = dice.choice([(214, 202, 184), (190, 120, 92), (222, 216, 206), (172, 176, 178)])
    left, top, right = dice.randint(110, 170), dice.randint(50, 110), dice.randint(470, 540)
    _box(canvas, left, top, right, 430, wall)
    floors, columns = dice.randint(4, 6), dice.randint(3, 5)
    for row in range(floors):
        for column in range(columns):
            x = left + 22 + column * (right - left - 30) // columns
            y = top + 18 + row * (400 - top) // floors
            lit = dice.random() < 0.3
            _box(canvas, x, y, x + 42, y + 34, (250, 224, 150) if lit else (74, 96, 116))
            _box(canvas, x - 5, y + 34, x + 47, y + 40, (96, 92, 88))
    _box(canvas, 0, 430, _WIDTH, _HEIGHT, (116, 116, 112))
    _box(canvas, 0, 424, _WIDTH, 431, (150, 148, 140))
    return canvas


def _plan(dice: random.Random) -> Canvas:
    canvas = np.full((_HEIGHT, _WIDTH, 3), (244, 241, 232), np.uint8)
    ink: Colour = (46, 62, 84)
    across, down = dice.randint(260, 380), dice.randint(190, 290)
    for x0, y0, x1, y1 in ((60, 50, 580, 56), (60, 424, 580, 430), (60, 50, 66, 430), (574, 50, 580, 430)):
        _box(canvas, x0, y0, x1, y1, ink)
    _box(canvas, across, 50, across + 5, 430, ink)
    _box(canvas, 60, down, across, down + 5, ink)
    _box(canvas, across, down + 20, 580, down + 25, ink)
    for x, y in ((across, 110), (across, down + 90)):
        _box(canvas, x, y, x + 5, y + 55, (244, 241, 232))
    _box(canvas, 110, 50, 240, 56, (132, 178, 206))
    _box(canvas, 430, 424, 540, 430, (132, 178, 206))
    return canvas


def _box(canvas: Canvas, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
    canvas[top:bottom, left:right] = colour


def _png(canvas: Canvas) -> bytes:
    height, width, _ = canvas.shape
    rows = b"".join(b"\0" + row.tobytes() for row in canvas)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
