"""A conversation as a PDF, made in a thread, and on a printer, drawn between the turns of the loop."""

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QPagedPaintDevice, QPageSize, QPdfWriter

from widgets import tokens
from widgets.exporting.pages import Block, Ink, Pages
from widgets.words import tr

DPI: Final = 300
TURN: Final = 5
"""Blocks drawn in one turn of the loop."""

Done = Callable[[int], None]


def ink(family: str) -> Ink:
    """The colours of the light scheme, whatever the screen shows: paper is white."""

    def of(name: str) -> QColor:
        return QColor(tokens.color("light", name))

    return Ink(family, of("text.primary"), of("text.muted"), of("accent.base"), of("border.default"))


async def pdf(blocks: list[Block], title: str, family: str, done: Done) -> bytes:
    """The file, whole. `done(blocks)` is called on the loop's thread."""
    loop, with_ink, foot = asyncio.get_running_loop(), ink(family), tr("Página {page}")
    stopped: list[bool] = []

    def make() -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(DPI)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setTitle(title)
        writer.setCreator("STRATO")
        for count in Pages(writer, with_ink, title, lambda page: foot.format(page=page)).paint(blocks):
            if stopped:
                break
            if count % 50 == 0:
                loop.call_soon_threadsafe(done, count)
        return bytes(buffer.data().data())

    try:
        return await asyncio.to_thread(make)
    finally:
        stopped.append(True)


async def draw(device: QPagedPaintDevice, blocks: list[Block], title: str, family: str, done: Done) -> None:
    """Draw on a printer, a few blocks at a turn: printing belongs to the thread of the window."""
    foot = tr("Página {page}")
    for count in Pages(device, ink(family), title, lambda page: foot.format(page=page)).paint(blocks):
        if count % TURN == 0:
            done(count)
            await asyncio.sleep(0)
