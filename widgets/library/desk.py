"""The audio library beside the composer: keeps what lies on the table, and puts an entry there to be heard and sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from services import replies as quick
from services.library_records import LibraryVoice
from services.records import Changes, Media
from services.trouble import Trouble
from services.voice import Take, Voice
from services.voice.library import Library, settings_of
from services.voice.record import VoiceRecord
from widgets.composer.on_disk import reshaped
from widgets.composer.speech import Option, Script
from widgets.feed import Feed
from widgets.library.editor import EntryEditor
from widgets.library.panel import LibraryPanel
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import tr

if TYPE_CHECKING:
    from widgets.composer.composer import Composer

_KEY: Final = "library:"


class LibraryDesk(QObject):
    """`conversation` gives the id of the open one, or "". What fails is reported."""

    def __init__(
        self, theme: Theme, composer: "Composer", library: Callable[[], Library], voice: Callable[[], Voice],
        record: Callable[[], VoiceRecord], player: Player, feed: Feed, conversation: Callable[[], str],
    ) -> None:  # fmt: skip
        super().__init__(composer)
        self._theme, self._composer, self._library, self._voice = theme, composer, library, voice
        self._record, self._player, self._feed, self._conversation = record, player, feed, conversation
        self._tasks = Tasks(self, feed.report)
        self.panel: LibraryPanel | None = None
        player.heard.connect(self._heard)
        player.changed.connect(self._show_playing)
        feed.changed.connect(self._changed)

    def open(self) -> None:
        """Show the library."""
        panel = self.panel = LibraryPanel(self._theme, self._library, self._composer.window())
        panel.inserted.connect(self.insert)
        panel.played.connect(self._play)
        panel.edited.connect(self._edit)
        panel.removed.connect(lambda entry: self._tasks.start(self._remove(entry)))
        panel.put_back.connect(lambda entry: self._tasks.start(self._library().put_back(entry)))
        panel.keep_wanted.connect(self.keep)
        panel.finished.connect(self._closed)
        entry = self.on_the_table()
        panel.can_keep(entry is not None, "" if entry else tr("Escuchá entera la voz que querés guardar"))
        panel.open()

    def on_the_table(self) -> LibraryVoice | None:
        """What lies there as a new entry: a voice that was heard, or a text with {variables} to be spoken."""
        booth = self._composer.booth
        script = booth.speech.script
        settings = msgspec.to_builtins(script.settings)
        if booth.deck.tape is None and quick.blanks(script.text):
            return LibraryVoice("", "", "other", script.text, None, script.voice, script.model, settings)
        option = booth.deck.option if booth.deck.tape is not None else booth.speech.chosen
        if option is None or not option.heard:
            return None
        clip, wording = option.take.clip, option.take.wording
        media = Media(clip.mime, clip.sha256, clip.size, seconds=clip.seconds, wave=clip.wave, voice=True)
        return LibraryVoice(
            "", "", "other", option.script.text, media, wording.voice, wording.model,
            msgspec.to_builtins(wording.settings), wording.text,
        )  # fmt: skip

    def can_keep(self) -> bool:
        return bool(self._conversation()) and self.on_the_table() is not None

    def keep(self) -> None:
        """Give what lies on the table a name."""
        entry = self.on_the_table()
        if entry is not None:
            option = self._option()
            self._ask(entry, option.take if option is not None and entry.media is not None else None)

    def insert(self, entry: LibraryVoice) -> None:
        """Put an entry on the table of the open conversation."""
        if self.panel is not None:
            self.panel.accept()
        if self._conversation():
            self._tasks.start(self._insert(entry), key="insert")

    def found(self, start: str) -> list[LibraryVoice]:
        """Entries whose name begins so, for the list behind the slash."""
        wanted = start.casefold()
        return [each for each in self._library().all() if slug(each.name).startswith(wanted)]

    async def _insert(self, entry: LibraryVoice) -> None:
        composer, conversation = self._composer, self._conversation()
        composer.go_to("voice")
        booth = composer.booth
        if composer.mode != "voice":
            raise Trouble("library.no_voice_here")
        if booth.deck.tape is not None:
            raise Trouble("library.recording_there")
        if entry.media is None:
            self._write(entry)
            return
        script = self._script(entry)
        option = await reshaped(self._voice(), await self._library().take(entry), script, self._feed.now())
        if conversation != self._conversation():
            return
        option = replace(option, heard=self._library().heard(option.take.clip))
        booth.speaking.recall(conversation, [option])
        clips = [(each.take.clip.sha256, each.script) for each in booth.speech.options]
        booth.choose(clips.index((option.take.clip.sha256, script)))

    def _write(self, entry: LibraryVoice) -> None:
        """Its text filled in for this lead, to be spoken by its voice."""
        booth = self._composer.booth
        if entry.voice:
            booth.cast.insist(entry.voice, entry.model)
            booth.cast.tune(settings_of(entry))
        booth.write(quick.filled(entry.text, self._composer.quick.facts))
        booth.written.emit()
        self._composer.focus_editor()
        blank = next(iter(quick.blanks(booth.panel.text)), "")
        cursor = booth.panel.editor.document().find("{" + blank + "}") if blank else QTextCursor()
        if not cursor.isNull():
            booth.panel.editor.setTextCursor(cursor)

    def _script(self, entry: LibraryVoice) -> Script:
        """What the booth takes it for; a recording is said by nobody, so the voice that is chosen stays chosen."""
        booth, text = self._composer.booth, entry.text.strip() or entry.name
        if entry.voice:
            return Script(text, entry.voice, entry.model, settings_of(entry), mime=booth.format)
        return Script(text, booth.panel.voices.key, booth.panel.models.key, booth.cast.settings(), mime=booth.format)

    def _option(self) -> Option | None:
        booth = self._composer.booth
        return booth.deck.option if booth.deck.tape is not None else booth.speech.chosen

    def _ask(self, entry: LibraryVoice, take: Take | None) -> None:
        async def keep(written: LibraryVoice) -> LibraryVoice:
            return await self._library().keep(written, take.clip if take is not None else None)

        parent = self.panel or self._composer.window()
        editor = EntryEditor(self._theme, entry, keep, self._feed.report, parent)
        editor.kept.connect(self._kept)
        editor.open()

    def _kept(self, entry: LibraryVoice) -> None:
        if self.panel is not None:
            self.panel.show_all(entry.id)

    def _edit(self, entry: LibraryVoice) -> None:
        self._ask(entry, None)

    async def _remove(self, entry: LibraryVoice) -> None:
        await self._library().remove(entry)
        if self.panel is not None:
            self.panel.say_removed(entry)

    def _play(self, entry: LibraryVoice) -> None:
        if entry.media is not None and self._player.key == f"{_KEY}{entry.media.sha256}":
            self._player.toggle()
        elif entry.media is not None:
            self._tasks.start(self._listen(entry), key="play")

    async def _listen(self, entry: LibraryVoice) -> None:
        take = await self._library().take(entry)
        await self._player.follow(self._voice().listen(take.clip), f"{_KEY}{take.clip.sha256}")

    def _heard(self, key: str) -> None:
        if key.startswith(_KEY):
            work = self._record().voice_heard(key.removeprefix(_KEY), at=self._feed.now())
            self._tasks.start(work)

    def _show_playing(self) -> None:
        if self.panel is not None:
            on = self._player.playing and self._player.key.startswith(_KEY)
            self.panel.play_button.setText(tr("Pausar") if on else tr("Oír"))

    def _changed(self, changes: Changes) -> None:
        if self.panel is not None and (changes.agency or changes.everything):
            self.panel.show_all()

    def _closed(self) -> None:
        self.panel = None
        if self._player.key.startswith(_KEY):
            self._player.stop()


def slug(name: str) -> str:
    """A name as it is typed behind a slash."""
    return "-".join(name.casefold().split())
