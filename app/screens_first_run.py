"""The pictures of the first run: how to begin, joining, the steps after it, and a key that was lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.agencies import Agencies
from app.first_run import FirstRun
from app.hands import until
from app.lost_key import LostKey
from app.office import Office
from app.setting_up import SettingUp
from services.credentials import MemoryCredentials
from services.trouble import Trouble

if TYPE_CHECKING:
    from app.program import Program

Take = Callable[[Office, str], Awaitable[None]]


class _Named(MemoryCredentials):
    """Says what most people's keyring is called, and keeps nothing."""

    async def backend(self) -> str:
        return "GNOME Keyring"


async def first_run(program: "Program", office: Office, root: Path, take: Take) -> None:
    """Each lies over the window, which is uncovered again at the end."""
    credentials = _Named()
    agencies = Agencies(root, credentials)
    agencies.choose_look("es", "light")
    first = FirstRun(program, agencies, credentials)
    asked = asyncio.ensure_future(first.answer())
    await until(lambda: office.window.covered)
    await take(office, "first-run")
    for way in ("connect", "join", "copy"):
        first.entry.start(way, to=way)
        await take(office, f"first-run-{way}")
    first.entry.show_keyless("keyring.none", list)
    await take(office, "first-run-keyring")
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked
    setting_up = SettingUp(office, program.theme, program.feed)
    setting_up.open()
    assert setting_up.setup is not None
    for step, name in ((2, "channel"), (3, "voice"), (4, "self")):
        setting_up.setup.show_step(step)
        await take(office, f"first-run-{name}")
    setting_up.setup.leave()
    lost = LostKey(office, program.theme, agencies, credentials, lambda _: None, lambda: None)
    lost.show(Trouble("keyring.lost", backend="GNOME Keyring"))
    await take(office, "key-lost")
    office.window.uncover()
