"""A composer in a program of its own: it writes, attaches, has a voice made and hears it, and waits to be killed."""

import asyncio
import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
import qasync
from PySide6.QtWidgets import QApplication

from services.agency import Agency
from services.drafts import Drafts
from services.replies import Replies
from services.settings import VOICE, Settings
from services.voice import Clips, Voice
from services.voice.recordings import Recordings
from tests.voice.rehearsal import Provider
from tests.widgets.composer.conftest import Account, FakeFiles, FakeLists, FakeOutbox, FakeRecord, office_at
from tests.widgets.conftest import NOW, FakeShelf, conversation
from widgets.composer.composer import Composer
from widgets.composer.frame import Means
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.voice.sinks import Silence


async def write(app: QApplication, folder: Path) -> None:
    shelf, files, lists, account = FakeShelf(), FakeFiles(folder / "files"), FakeLists(), Account()
    shelf.put(conversation("ana", "Ana Paz"), conversation("bea", "Bea Ruiz"))
    outbox, feed = FakeOutbox(shelf), Feed(lambda: NOW)
    outbox.files = files
    voice = Voice(Provider(account).client, Clips(folder / "voice"))
    settings = Settings(folder / "settings.json")
    office = office_at(folder / "voice", account, shelf, settings)
    player = Player(open_sink=lambda: Silence(lambda: time.monotonic() * 20))
    composer = Composer(
        Means(
            Theme(app, scheme="light"), shelf, outbox, lambda: voice, player,  # type: ignore[arg-type]
            Drafts(folder, lambda: NOW), settings, feed, "desk", "Martín",
            lambda: lists, lambda: Replies(shelf, files), lambda: files, lambda: office,  # type: ignore[arg-type]
            lambda: Recordings(folder / "recordings", Clips(folder / "voice")), FakeRecord,  # type: ignore[arg-type]
            lambda: Agency(shelf, "martin", "Martín"),  # type: ignore[arg-type]
        )
    )  # fmt: skip
    composer.show()
    composer.show_conversation("ana")
    composer.text_panel.editor.insertPlainText("Sale USD 185.000.")
    composer.attaching.take([folder / "plano.pdf"])
    composer.to_voice()
    panel = composer.booth.panel
    while not panel.make_button.isEnabled() or not composer.attaching.files:
        await asyncio.sleep(0.02)
    panel.make_button.click()
    while not composer.booth.speech.heard:
        await asyncio.sleep(0.02)
    kept = Drafts(folder)
    while not ((draft := kept.get("ana")) and draft.voice and draft.voice.heard and draft.files):
        await asyncio.sleep(0.05)  # nobody asked for it: the composer writes its draft down by itself
        kept = Drafts(folder)
    composer.show_conversation("bea")
    composer.text_panel.editor.insertPlainText("Te cuento.")
    composer.to_voice()
    composer.booth.panel.voices.choose("v1")
    composer.booth.panel.voices.activated.emit(1)
    while not (draft := Drafts(folder).get("bea")) or not draft.voice:
        await asyncio.sleep(0.05)
    Settings(folder / "settings.json").put(VOICE, "v0")
    print("kept", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    program = QApplication([])
    loop = qasync.QEventLoop(program)
    loop.run_until_complete(write(program, Path(sys.argv[1])))
