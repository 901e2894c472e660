"""The audio library beside the composer: what was heard is kept, put on another table, heard there, sent as it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.entries import Draft
from services.library_records import LibraryVoice
from services.outbox import Ability
from services.records import Changes, Media
from services.voice import Clips, Voice
from services.voice.library import Library
from services.voice.sound import MPEG
from tests.widgets.composer.conftest import Account, FakeFiles, FakeOutbox, FakeRecord, press
from tests.widgets.composer.test_composer_voice import booth, heard  # noqa: F401  (booth is a fixture)
from widgets.composer.booth import Booth
from widgets.composer.composer import Composer
from widgets.feed import Feed
from widgets.library.desk import LibraryDesk
from widgets.library.editor import EntryEditor
from widgets.theme import Theme
from widgets.voice.player import Player

TEXT = "{nombre}, te cuento de {propiedad}."


class Shelf:
    """The library as the log leaves it."""

    def __init__(self) -> None:
        self.rows: dict[str, LibraryVoice] = {}
        self.ears: set[str] = set()

    def library(self) -> list[LibraryVoice]:
        return list(self.rows.values())

    def heard_by(self, clip: str, member: str) -> bool:
        return clip in self.ears

    async def publish(self, *drafts: Draft) -> Changes:
        for each in drafts:
            body = {**each.body, "id": each.body["entry"]}
            if each.kind == "library.removed":
                self.rows.pop(body["id"])
            else:
                media = msgspec.convert(body["media"], Media, strict=False) if "media" in body else None
                names = ("id", "name", "shelf", "text")
                self.rows[body["id"]] = LibraryVoice(
                    *(body[name] for name in names), media, body["voice"], body["model"], body["settings"], body["said"]
                )
        return Changes(agency=True)


class Shared(FakeFiles):
    """The clips of another desk."""

    def __init__(self, directory: Path, clips: Clips) -> None:
        super().__init__(directory)
        self._clips = clips

    async def bring(self, sha256: str) -> Path:
        found = self._clips.find(sha256)
        assert found is not None
        return found


@pytest.fixture
def shelved() -> Shelf:
    return Shelf()


@pytest.fixture
def desk(
    composer: Composer, shelved: Shelf, theme: Theme, feed: Feed, player: Player, voice: Voice, record: FakeRecord,
    tmp_path: Path,
) -> LibraryDesk:  # fmt: skip
    clips = Clips(tmp_path / "voice")
    library = Library(shelved, Shared(tmp_path / "f", clips), clips, "m1", "Martín", feed.now)

    def opened() -> str:
        return composer._conversation.id if composer._conversation is not None else ""

    return LibraryDesk(theme, composer, lambda: library, lambda: voice, lambda: record, player, feed, opened)  # type: ignore[arg-type,return-value]


def kept(desk: LibraryDesk, name: str, qtbot: Any) -> None:
    desk.keep()
    editor = desk._composer.window().findChild(EntryEditor)
    assert isinstance(editor, EntryEditor)
    editor.name.setText(name)
    editor.shelves.buttons["greeting"].click()
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(each.name == name for each in desk._library().all()))


def test_it_is_said_once_and_sent_often_byte_for_byte(
    booth: Booth,  # noqa: F811
    composer: Composer, desk: LibraryDesk, shelved: Shelf, outbox: FakeOutbox, account: Account, qtbot: Any,
) -> None:  # fmt: skip
    assert not desk.can_keep(), "nothing was heard yet"
    heard(booth, qtbot)
    first = booth.speech.chosen
    assert first is not None
    assert desk.can_keep()
    kept(desk, "Saludo inicial", qtbot)
    (entry,) = shelved.rows.values()
    assert (entry.shelf, entry.text, entry.media and entry.media.sha256) == (
        "greeting", first.script.text, first.take.clip.sha256,
    )  # fmt: skip
    assert [each.name for each in desk.found("saludo-i")] == ["Saludo inicial"]
    paid = len(account.spoken)
    composer.show_conversation("bea")
    desk.insert(entry)
    qtbot.waitUntil(lambda: booth.speech.chosen is not None)
    assert not booth.panel.send_button.isEnabled(), "on this table nobody has heard it yet"
    qtbot.waitUntil(lambda: booth.speech.heard)
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: bool(outbox.voices))
    assert (outbox.voices[-1][0], outbox.voices[-1][1].sha256) == ("bea", first.take.clip.sha256)
    assert len(account.spoken) == paid, "it was not paid again"


def test_whoever_has_heard_these_bytes_may_send_them_at_once(
    booth: Booth,  # noqa: F811
    composer: Composer, desk: LibraryDesk, shelved: Shelf, qtbot: Any,
) -> None:  # fmt: skip
    heard(booth, qtbot)
    kept(desk, "Saludo", qtbot)
    (entry,) = shelved.rows.values()
    assert entry.media is not None
    shelved.ears.add(entry.media.sha256 or "")
    composer.show_conversation("bea")
    desk.insert(entry)
    qtbot.waitUntil(booth.panel.send_button.isEnabled)


def test_for_a_channel_of_another_format_it_is_made_in_that_one_and_heard_again(
    booth: Booth,  # noqa: F811
    composer: Composer, desk: LibraryDesk, shelved: Shelf, outbox: FakeOutbox, account: Account, record: FakeRecord,
    qtbot: Any,
) -> None:  # fmt: skip
    heard(booth, qtbot)
    kept(desk, "Saludo", qtbot)
    (entry,) = shelved.rows.values()
    assert entry.media is not None
    assert entry.media.sha256
    shelved.ears.add(entry.media.sha256)
    outbox.can, paid = Ability(None, None, format=MPEG), len(account.spoken)
    composer.show_conversation("bea")
    composer.quick.voiced.connect(desk.insert)
    composer.quick.voiced.emit(entry)
    qtbot.waitUntil(lambda: booth.speech.chosen is not None)
    option = booth.speech.chosen
    assert option is not None
    assert (option.take.clip.mime, option.source, option.heard) == (MPEG, entry.media.sha256, False)
    assert not booth.panel.send_button.isEnabled(), "the bytes are others: nobody heard them"
    qtbot.waitUntil(lambda: booth.speech.heard)
    press(booth.panel.send_button)
    qtbot.waitUntil(lambda: bool(outbox.voices))
    assert (outbox.voices[-1][1].sha256, len(account.spoken)) == (option.take.clip.sha256, paid)


def test_one_with_variables_is_filled_in_for_this_lead_and_asks_for_the_rest(
    composer: Composer, desk: LibraryDesk, shelved: Shelf, open_composer: Callable[[], Composer], qtbot: Any
) -> None:
    entry = LibraryVoice(
        "e1", "Ficha", "pitch", "{nombre}, te cuento de {propiedad}.", None, "v1", "eleven_multilingual_v2"
    )
    desk.insert(entry)
    panel = composer.booth.panel
    qtbot.waitUntil(lambda: panel.text == "Ana, te cuento de {propiedad}.")
    assert panel.voices.key == "v1"
    assert panel.editor.textCursor().selectedText() == "{propiedad}"
    assert composer.booth.speech.chosen is None


def test_it_is_deleted_and_had_back(desk: LibraryDesk, shelved: Shelf, qtbot: Any) -> None:
    shelved.rows["e1"] = LibraryVoice("e1", "Ficha", "pitch", "{nombre}")
    desk.open()
    assert desk.panel is not None
    desk.panel.removed.emit(shelved.rows["e1"])
    qtbot.waitUntil(desk.panel.bar.isVisible)
    assert not shelved.rows
    desk.panel._undo()
    qtbot.waitUntil(lambda: "e1" in shelved.rows)
    desk.panel.reject()


def test_a_slash_in_the_text_offers_it_too(composer: Composer, desk: LibraryDesk, shelved: Shelf, qtbot: Any) -> None:
    shelved.rows["e1"] = LibraryVoice("e1", "Ficha corta", "pitch", TEXT, None, "v1", "eleven_multilingual_v2")
    composer.quick.list.voices = desk.found
    composer.quick.list.voice_picked.connect(desk.insert)
    composer.focus_editor()
    editor = composer.text_panel.editor
    QTest.keyClicks(editor, "/ficha-c")
    assert composer.quick.list.item(0).text().startswith("/ficha-corta   biblioteca")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: composer.booth.panel.text == "Ana, te cuento de {propiedad}.")
    assert composer.mode == "voice"
