"""The audio of a message that is being heard: fetched where it is not here yet, and shown where it stands."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Signal

from services.records import Message
from widgets.conversation.scene import Scene, Voice
from widgets.tasks import Tasks

SPEEDS: Final = (1.0, 1.25, 1.5, 2.0)


class Player(Protocol):
    """What sounds: one at a time in the whole window. Times in seconds. `moved(at, playing)` is a signal."""

    @property
    def moved(self) -> Any: ...

    def play(self, path: Path, at: float, speed: float) -> None: ...

    def pause(self) -> None: ...


class Listening(QObject):
    """`changed` when the position, whether it plays, or what is being fetched is another."""

    changed = Signal()

    def __init__(
        self,
        scene: Scene,
        player: Player,
        fetch: Callable[[str], Awaitable[Path]],
        report: Callable[[BaseException], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scene, self._player, self._fetch = scene, player, fetch
        self._tasks = Tasks(self, report)
        player.moved.connect(self._moved)

    def toggle(self, message: Message) -> None:
        """Play a message's audio, go on with it, or pause it."""
        voice = self._scene.voice
        if voice.message == message.id and voice.playing:
            self._player.pause()
        else:
            at = voice.at if voice.message == message.id and voice.at < voice.length else 0.0
            self._tasks.start(self._play(message, at), key="play")

    def seek(self, message: Message, share: float) -> None:
        """Go on from a share of the whole, 0 to 1."""
        length = (message.media.seconds if message.media else None) or 0.0
        self._tasks.start(self._play(message, share * length), key="play")

    def faster(self) -> None:
        """The next speed; after the fastest, the first."""
        voice = self._scene.voice
        voice.speed = SPEEDS[(SPEEDS.index(voice.speed) + 1) % len(SPEEDS)] if voice.speed in SPEEDS else SPEEDS[0]
        if voice.playing and self._path is not None:
            self._player.play(self._path, voice.at, voice.speed)
        self.changed.emit()

    async def get(self, message: Message) -> Path:
        """The file of a message, fetched if need be; the row says that it is on its way."""
        self._scene.busy.add(message.id)
        self.changed.emit()
        try:
            return await self._fetch(message.id)
        finally:
            self._scene.busy.discard(message.id)
            self.changed.emit()

    _path: Path | None = None

    async def _play(self, message: Message, at: float) -> None:
        path = await self.get(message)
        speed = self._scene.voice.speed
        length = (message.media.seconds if message.media else None) or 0.0
        self._path, self._scene.voice = path, Voice(message.id, at, length, True, speed)
        self._player.play(path, at, speed)
        self.changed.emit()

    def _moved(self, at: float, playing: bool) -> None:
        voice = self._scene.voice
        if voice.message:
            voice.at, voice.playing = at, playing
            self.changed.emit()
