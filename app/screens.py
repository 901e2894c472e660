"""strato-console --screens DIR: a picture of every screen of the practice agency, in both themes and two sizes."""

import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.desk import given
from app.gallery import gallery
from app.hands import click, click_conversation, type_text, until
from app.office import Office
from app.practice import practice
from app.program import Program, run
from app.screens_first_run import first_run
from app.screens_heard import heard
from app.screens_provider import provided
from app.screens_sound import sound
from app.screens_voice import voices
from app.screens_words import saying, words
from app.screens_writing import closed, writing
from services.settings import LANGUAGE, TEXT_SIZE
from widgets.rail import TODAY
from widgets.settings.integrations import Integrations
from widgets.settings.page import SettingsPage

SIZES: Final = ("1440x900", "1366x768")
LIMIT_S: Final = 900.0
_HOLD_MS: Final = 600_000
"""The undo bar stays for as long as pictures are taken."""
_TEXT: Final = (
    "Lucía, te confirmo: el 3 amb. de Cabildo 2340, 4.º B, está en USD 185.000 y paga $ 142.500 de expensas. "
    "¿Podés el viernes a las 18:00?"
)


def screens(directory: Path, language: str = "es", text: int = 100, sizes: Sequence[str] | None = None) -> int:
    """Write them as `<screen>-<theme>-<width>.png`, in one language and size of text. 0 when all were written."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="strato-screens-", ignore_cleanup_errors=True) as root:
        look = Look(language, text, tuple(_size(each) for each in sizes or SIZES))
        return run(lambda program: Photographer(program, directory, look).work(Path(root)))


def _size(written: str) -> QSize:
    width, _, height = written.partition("x")
    return QSize(int(width), int(height))


@dataclass(frozen=True, slots=True)
class Look:
    """As whom the pictures are taken; each is in both themes anyway."""

    language: str
    text: int
    sizes: tuple[QSize, ...]

    def put(self, settings: Path) -> None:
        """Where the desk that is opened next will find it."""
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({LANGUAGE.key: self.language, TEXT_SIZE.key: self.text}), encoding="utf-8")


class Photographer:
    """Goes through the screens of a practice agency with a camera."""

    def __init__(self, program: Program, directory: Path, look: Look) -> None:
        self._program, self._directory, self._look = program, directory, look

    async def work(self, root: Path) -> int:
        """The whole round; 0 at its end."""
        async with asyncio.timeout(LIMIT_S), AsyncExitStack() as doors:
            line = await doors.enter_async_context(practice(root / "practice"))
            desk, credentials = await given(line, root, practice=True)
            self._look.put(desk.data / "settings.json")
            office = await doors.enter_async_context(self._program.open(desk, credentials, hold_ms=_HOLD_MS))
            office.house.start()
            await until(lambda: len(office.house.store.conversation_ids()) > 10)
            await self._inbox(office)
            await self._voice(office)
            await sound(office, self._take)
            await self._refusals(office)
            await self._settings(office)
            await first_run(self._program, office, root / "machine", self._take)
            self._gallery()
        return 0

    def _gallery(self) -> None:
        """Every kind of message; no day at an agency shows them all."""
        for scheme in ("light", "dark"):
            self._program.theme.choose(scheme="dark" if scheme == "dark" else "light")
            for name, picture in gallery(self._program.theme).items():
                file = self._directory / f"{name}-{scheme}.png"
                picture.save(str(file))
                print(file, flush=True)

    async def _inbox(self, office: Office) -> None:
        await self._open(office, "whatsapp", None)
        type_text(office.composer.text_panel.editor, "Hola Lucía, la cochera es en el mismo edificio. Sale USD 18.000.")
        await self._take(office, "inbox")
        await writing(office, self._take)
        await heard(office, self._take)

    async def _voice(self, office: Office) -> None:
        composer, panel = office.composer, office.composer.booth.panel
        composer.text_panel.editor.clear()
        type_text(composer.text_panel.editor, _TEXT)
        click(composer.text_panel.voice_button)
        await until(panel.make_button.isEnabled)
        await self._take(office, "voice-before")
        click(panel.make_button)
        await until(lambda: office.player.position_ms > 2000)
        office.player.pause()
        await until(lambda: composer.booth.speech.chosen is not None)
        await self._take(office, "voice-unheard")
        await saying(office, self._take)
        office.player.play()
        await until(panel.send_button.isEnabled)
        await self._take(office, "voice")
        await voices(office, self._take_part)
        await until(panel.send_button.isEnabled)
        click(panel.send_button)
        await until(composer.undo_bar.isVisible)
        await self._take(office, "undo")

    async def _refusals(self, office: Office) -> None:
        await self._open(office, "whatsapp", "whatsapp.window_closed")
        await closed(office, self._take)
        await self._open(office, "manychat", None)
        await self._take(office, "no-voice")
        for channel in ("manychat", "uchat"):
            await provided(office, channel, self._take_part)

    async def _settings(self, office: Office) -> None:
        office.window.open_settings("whatsapp")
        page = office.window.findChild(SettingsPage)
        assert isinstance(page, SettingsPage)
        integrations = page.section("integrations")
        assert isinstance(integrations, Integrations)
        hook = integrations.panels["whatsapp"].hook
        assert hook is not None
        await until(hook.url.text)
        await until(lambda: integrations.cards["elevenlabs"].connection.names)
        for provider in ("whatsapp", "elevenlabs"):
            page.open_section("integrations", provider)
            await self._take(office, f"integrations-{provider}")
        await words(office, page, self._take)
        for section in (
            "agency",
            "webhooks",
            "voices",
            "team",
            "appearance",
            "notifications",
            "sound",
            "shortcuts",
            "computer",
            "moving",
        ):
            page.open_section(section)
            await self._take(office, section)
        office.window.go_to(TODAY)
        await self._take(office, "today")
        office.window.go_to(office.inbox.view)
        office.actions.run("palette.open")
        await self._take(office, "palette")

    async def _open(self, office: Office, channel: str, refusal: str | None) -> None:
        """The first conversation of `channel` where a text can be sent, or where `refusal` is why not."""
        store = office.house.store
        wanted = [
            each
            for each in store.conversations(store.conversation_ids())
            if each.channel == channel and office.house.outbox.ability(each.id).text == refusal
        ]
        wrote = sorted(wanted, key=lambda each: refusal is not None and each.window_closes_at is None)
        await until(partial(click_conversation, office.inbox.rows, wrote[0].id))

    def _take_part(self, part: QWidget, name: str) -> None:
        for scheme in ("light", "dark"):
            self._program.theme.choose(scheme="dark" if scheme == "dark" else "light")
            file = self._directory / f"{name}-{scheme}.png"
            part.grab().save(str(file))
            print(file, flush=True)

    async def _take(self, office: Office, name: str, schemes: Sequence[str] = ("light", "dark")) -> None:
        for size in self._look.sizes:
            office.window.resize(size)
            for scheme in schemes:
                self._program.theme.choose(scheme="dark" if scheme == "dark" else "light")
                for _ in range(3):  # layouts settle in the loop, one level at a time
                    await asyncio.sleep(0)
                await asyncio.sleep(0.1)
                file = self._directory / f"{name}-{scheme}-{size.width()}.png"
                office.window.grab().save(str(file))
                print(file, flush=True)
