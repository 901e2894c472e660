"""What the window plays, told to the desktop's media keys, and what the keys ask for, done."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from services.media_keys import NowPlaying
from widgets.tasks import Tasks
from widgets.voice.pace import RATES
from widgets.voice.player import Player

_CALM_MS: Final = 150
_RESTART_MS: Final = 3_000
"""Later than this, "previous" begins the same voice again."""


class Keys(Protocol):
    """The media keys of this machine."""

    asked: Callable[..., None]

    def show(self, now: NowPlaying | None) -> Awaitable[None]: ...


class OnAir(QObject):
    """`title` says what a conversation's voice is called there; `step` (1 or -1) plays the voice after or before the
    one that plays. `raise_wanted` when somebody wants to see the window."""

    raise_wanted = Signal()

    def __init__(
        self, player: Player, keys: Keys, title: Callable[[str], str], step: Callable[[int], None],
        report: Callable[[BaseException], None], parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._player, self._keys, self._title, self._step = player, keys, title, step
        self._tasks = Tasks(self, report)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._tell)
        self._told: NowPlaying | None = None
        keys.asked = self.ask
        player.changed.connect(self._soon)

    def ask(self, what: str, number: float = 0.0) -> None:
        """Do what a key asks for."""
        player = self._player
        if what == "raise":
            self.raise_wanted.emit()
        elif not player.key:
            return
        elif what == "toggle" or ((what == "play") != player.playing and what in ("play", "pause")):
            player.toggle()
        elif what == "stop":
            player.stop()
        elif what == "seek":
            player.seek(max(0, player.position_ms + round(number)))
        elif what == "place":
            player.seek(round(number))
        elif what == "speed":
            player.set_rate(min(RATES, key=lambda rate: abs(rate - number)))
        elif what == "previous" and player.position_ms > _RESTART_MS:
            player.seek(0)
        elif what in ("next", "previous"):
            self._step(1 if what == "next" else -1)

    def _soon(self) -> None:
        if not self._calm.isActive():
            self._calm.start()

    def _tell(self) -> None:
        if self._tasks.running("show"):
            self._calm.start()
            return
        player, about = self._player, self._player.about
        now = None
        if player.key and about is not None:
            total = player.total_ms if not player.arriving else round(about.seconds * 1000) or player.total_ms
            now = NowPlaying(self._title(about.conversation), player.playing, total, player.position_ms, player.rate)
        if now != self._told:
            self._told = now
            self._tasks.start(self._show(now), key="show")

    async def _show(self, now: NowPlaying | None) -> None:
        await self._keys.show(now)
