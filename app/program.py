"""The Qt program around one window: its loop, its language, its garbage, from the first paint to an orderly end."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Final

os.environ["QT_API"] = "pyside6"  # qasync would take another binding where one is installed
import app.binding  # noqa: F401, I001  (before any other part of Qt)
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer  # before qasync, which takes the binding it finds
from PySide6.QtWidgets import QApplication
import qasync

from app.crash import catch, keep_log
from app.desk import Desk, given
from app.entrance import dress, seat
from app.house import House
from app.paths import log_dir
from services.credentials import Credentials
from services.settings import LANGUAGE
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.window import Window
from widgets.words import Language

PAINT_S: Final = 1.0
THREADS: Final = 8
SWITCH_S: Final = 0.0005
"""How long the Qt thread waits for a thread that computes, each time that a call of Qt let go of the interpreter; one
paint waits dozens of times. Python's own 5 ms is felt while a long log is folded."""
COLLECT_MS: Final = 250
"""Cyclic garbage is looked for this often, on the Qt thread: collected on another one, a timer in it crashes Qt."""
WALKED: Final = 100_000
"""Objects that came since everything was last looked through and are looked through again without its being felt."""


if TYPE_CHECKING:
    from app.office import Office


class Program:
    """The Qt program around one window: from its first paint to its orderly end."""

    def __init__(self, app: QApplication, theme: Theme, say_usable: bool = False) -> None:
        self.app, self.theme = app, theme
        self.feed = Feed(_now)
        self.window = Window(theme, self.feed)
        self.end = asyncio.Event()
        self._say_usable = say_usable
        self._code, self._language = "es", None  # type: tuple[str, Language | None]
        self.window.closing.connect(self.end.set)

    async def live_at(self, told: str, root: Path) -> None:
        """Sit at the desk that was told on standard input, and wait for the end. A Trouble that keeps it from opening
        is said in the window, which then waits to be closed."""
        self.until_told()
        try:
            desk, credentials = await given(told, root)
            async with self.open(desk, credentials) as office:
                keep_log(log_dir(root), "console", credentials.read)
                office.house.start()
                gc.freeze()  # what stands now lasts to the end
                await self.end.wait()
        except Trouble as trouble:
            self.feed.report(trouble)
            await self.end.wait()
        self.window.hide()

    @asynccontextmanager
    async def open(self, desk: Desk, credentials: Credentials, hold_ms: int | None = None) -> AsyncIterator["Office"]:
        """A desk's house and its window, furnished and shown; nothing is followed or sent before `house.start`."""
        async with House.open(desk, self.feed.listener, credentials, now=_now, hold_ms=hold_ms) as house:
            self.speak(house.settings.get(LANGUAGE))
            dress(self.theme, house)
            self.window.uncover()
            inbox = seat(self.window, self.theme, self.feed, house)
            painted = Painted(inbox)
            self.window.show()
            await painted.wait()
            if self._say_usable:
                print("usable", flush=True)
            from app.furnish import furnish  # what is heavy comes after the first paint

            office = furnish(self.window, self.theme, self.feed, house, inbox)
            try:
                yield office
            finally:
                office.put_away()
                self.feed.stop()

    def come_forward(self) -> None:
        """Show the window, wherever it is."""
        self.window.come_forward()

    def speak(self, code: str) -> None:
        """Speak this language from now on. The frame was written in another one, so it is made anew."""
        if code == self._code:
            return
        if self._language is not None:
            self.app.removeTranslator(self._language)
        self._language = Language(code, self.app) if code != "es" else None
        if self._language is not None:
            self.app.installTranslator(self._language)
        self._code = code
        self._remake()

    def renew(self) -> None:
        """A window and a feed as they are before anything is opened, in the place of those of a house that closed."""
        self.feed = Feed(_now)
        self._remake()

    def _remake(self) -> None:
        shown, old = self.window.isVisible(), self.window
        self.window = Window(self.theme, self.feed)
        self.window.closing.connect(self.end.set)
        if shown:
            self.window.setGeometry(old.geometry())
            self.window.setWindowState(old.windowState())
            self.window.show()
        old.hide()
        old.deleteLater()
        # Now, or what the theme says next reaches widgets whose house is closed.
        QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete)

    def until_told(self) -> None:
        """A terminal's Ctrl-C and a session's end close it as its own button does."""
        loop = asyncio.get_running_loop()
        catch(loop, lambda error: self.feed.report(error))
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C interrupts instead
                loop.add_signal_handler(number, self.end.set)


class Collector(QObject):
    """Collects garbage on the Qt thread: the youngest often, all of it once a minute, so that it is never felt. While
    a long log is read it waits: there are many young objects then, none of them garbage that needs it. What an import
    brings is not looked through either: it goes by itself when nobody holds it, and took a tenth of a second."""

    def __init__(self, program: Program, parent: QObject) -> None:
        super().__init__(parent)
        self._program = program
        gc.disable()
        self._rounds = self._come = 0
        timer = QTimer(self, interval=COLLECT_MS)
        timer.timeout.connect(self._collect)
        timer.start()

    def _collect(self) -> None:
        if self._program.feed.catching_up:
            return
        self._rounds += 1
        self._come += gc.get_count()[0]
        if self._come > WALKED:
            gc.freeze()
        else:
            gc.collect(2 if self._rounds % 240 == 0 else 1 if self._rounds % 8 == 0 else 0)
        if self._come > WALKED or self._rounds % 240 == 0:
            self._come = 0


class Painted(QObject):
    """Waits until a widget was painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self._done = asyncio.Event()
        watched.installEventFilter(self)

    async def wait(self) -> None:
        """Return once it was; also where nothing paints it, as in a window that opens minimized."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), PAINT_S)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._done.set)  # its children are painted right after it
        return False


def run(work: Callable[[Program], Coroutine[Any, Any, int | None]], *, say_usable: bool = False) -> int:
    """One loop for Qt and asyncio around `work`; returns what it returns."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("STRATO")
    app.setDesktopFileName("strato-console")
    app.setQuitOnLastWindowClosed(False)  # the end is orderly: what is written is written before it
    sys.setswitchinterval(SWITCH_S)
    program = Program(app, Theme(app), say_usable)
    Collector(program, app)
    with qasync.QEventLoop(app) as loop, ThreadPoolExecutor(THREADS, "strato") as threads:
        loop.set_default_executor(threads)  # they start as they are needed; qasync would start ten at once
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(to_the_end(work(program))) or 0


async def to_the_end(work: Coroutine[Any, Any, int | None]) -> int | None:
    """What `work` returns, once nothing that was started meanwhile goes on: a window's tasks would outlive the loop."""
    try:
        return await work
    finally:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def _now() -> int:
    return int(time() * 1000)
