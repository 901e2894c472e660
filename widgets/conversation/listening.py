"""The audio of a message that is being heard: fetched where it is not here yet, and shown where it stands."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from services.records import Message
from widgets.conversation.scene import Scene, Voice
from widgets.tasks import Tasks
from widgets.voice.about import About
from widgets.voice.pace import RATES
from widgets.voice.player import Player


class Listening(QObject):
    """Uses the one player of the window; `changed` when a row of the timeline has to be painted again for it."""

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
        self._asked = Voice()
        self._tasks = Tasks(self, report)
        player.changed.connect(self._follow)
        player.position_changed.connect(self._follow)

    def toggle(self, message: Message) -> None:
        """Play a message's audio, go on with it, or pause it."""
        if self._player.key == message.id:
            self._player.toggle()
        else:
            self._tasks.start(self._play(message), key="play")

    def seek(self, message: Message, share: float) -> None:
        """Go on from a share of the whole, 0 to 1."""
        if self._player.key == message.id:
            self._player.seek(round(share * self._length(message) * 1000))
        else:
            self._tasks.start(self._play(message, share), key="play")

    def skip(self, message: Message, steps: int) -> None:
        """Some seconds back or ahead, in the one that plays."""
        if self._player.key == message.id:
            self._player.skip(steps)

    def hear_from(self, message: Message, second: float) -> None:
        """Play from a second of it on, also where it was paused."""
        if self._player.key == message.id:
            self._player.seek(round(second * 1000))
            self._player.play()
        else:
            self._tasks.start(self._play(message, second=second), key="play")

    def next_speed(self) -> None:
        """The next speed; after the fastest, the first."""
        self._player.set_rate(RATES[(RATES.index(self._player.rate) + 1) % len(RATES)])

    def faster(self, steps: int) -> None:
        """A speed up or down."""
        self._player.faster(steps)

    async def get(self, message: Message) -> Path:
        """The file of a message, fetched if need be; the row says that it is on its way."""
        self._scene.busy.add(message.id)
        self.changed.emit()
        try:
            return await self._fetch(message.id)
        finally:
            self._scene.busy.discard(message.id)
            self.changed.emit()

    async def _play(self, message: Message, share: float = 0.0, second: float = 0.0) -> None:
        path = await self.get(message)
        playback = await asyncio.to_thread(importlib.import_module, "services.voice.playback")  # numpy, libsndfile
        length = self._length(message)
        self._asked = Voice(message.id, second or share * length, length, True, self._player.rate)
        wave = (message.media.wave if message.media else None) or b""
        about = About(message.conversation, message.id, wave, length)
        start_ms = round((second or share * length) * 1000)
        await self._player.follow(playback.decoded_file(path), message.id, about, start_ms)
        if share and not length and self._player.key == message.id:  # only now it is known how long it is
            self._player.seek(round(share * self._player.total_ms))

    def _follow(self) -> None:
        """Show how what was asked for goes, from when the player has it until it plays something else."""
        player = self._player
        if player.key and player.key == self._asked.message:
            voice = self._scene.voice = self._asked
            voice.at, voice.playing, voice.speed = player.position_ms / 1000, player.playing, player.rate
            if not player.arriving:
                voice.length = player.total_ms / 1000
        elif self._scene.voice.message:
            self._scene.voice = Voice()
        else:
            return
        self.changed.emit()

    @staticmethod
    def _length(message: Message) -> float:
        return (message.media.seconds if message.media else None) or 0.0
