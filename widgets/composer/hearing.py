"""Lets a finished recording be heard, and writes down that it was: no recording goes out unheard."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from services.trouble import Trouble
from services.voice import Voice
from services.voice.record import VoiceRecord
from services.voice.recordings import Recording
from widgets.composer.tape import Tape
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.voice.about import About
from widgets.voice.player import Player


class Hearing(QObject):
    """`heard` gives the sha-256 of a clip that was played to its end, `failed` the conversation and the Trouble of one
    that cannot be played."""

    heard = Signal(str)
    failed = Signal(str, object)

    def __init__(
        self, voice: Callable[[], Voice], record: Callable[[], VoiceRecord], player: Player, feed: Feed,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._voice, self._record, self._player, self._now = voice, record, player, feed.now
        self._tasks = Tasks(self, feed.report)
        self._told: set[str] = set()
        """Clips that the agency's record knows already."""
        player.heard.connect(self._heard)

    def on_air(self, tape: Tape) -> bool:
        """Whether the player has it."""
        return bool(self._player.key) and self._player.key == _key(tape)

    def toggle(self, tape: Tape) -> None:
        """Play it, go on, or pause."""
        if self.on_air(tape):
            self._player.toggle()
        elif tape.phase == "ready":
            self._tasks.start(self._play(tape), key="play")

    def seek(self, tape: Tape, ms: int) -> None:
        """Go to another place, if it is being played."""
        if self.on_air(tape):
            self._player.seek(ms)

    def silence(self, tape: Tape) -> None:
        """Stop it, if it is being played."""
        if self.on_air(tape):
            self._player.stop()

    def tell(self, recording: Recording) -> None:
        """Into the agency's record, once: that it was recorded, and heard."""
        if recording.clip is not None and recording.clip.sha256 not in self._told:
            self._told.add(recording.clip.sha256)
            self._tasks.start(self._tell(recording, recording.clip.sha256))

    async def _tell(self, recording: Recording, clip: str) -> None:
        record = self._record()
        await record.voice_made(clip, at=recording.at, conversation=recording.conversation, kind="recording")
        await record.voice_heard(clip, at=self._now())

    async def _play(self, tape: Tape) -> None:
        clip = tape.recording.clip
        assert clip is not None
        about = About(tape.recording.conversation, "", clip.wave, clip.seconds)
        try:
            await self._player.follow(self._voice().listen(clip), _key(tape), about)
        except Trouble as trouble:
            self.failed.emit(tape.recording.conversation, trouble)

    def _heard(self, key: str) -> None:
        if key.startswith(_PREFIX):
            self.heard.emit(key.removeprefix(_PREFIX))


_PREFIX = "recording:"


def _key(tape: Tape) -> str:
    """Under which the player has it."""
    return f"{_PREFIX}{tape.recording.clip.sha256}" if tape.recording.clip is not None else ""
