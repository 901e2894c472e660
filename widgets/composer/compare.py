"""Two takes side by side, heard in turns at the same second, and the one that is better chosen."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from services import voice as voices
from services.trouble import Trouble
from widgets.composer.booth import Booth
from widgets.composer.compare_side import Candidate, Side
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.round_button import PlayButton
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.voice.player import STEP_S, Player
from widgets.voice.track import RATE
from widgets.words import tr

_BYTES_PER_MS: Final = RATE * 2 // 1000
_LETTERS: Final = (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_X)
Listen = Callable[[voices.Clip], AsyncIterator[bytes]]


class Compare(QDialog):
    """`chosen` gives the index of the take that is to go. A and B hear one or the other, X the other one at the same
    second; Space plays and pauses, the arrows go 5 seconds, Enter chooses what is heard. A take that is heard here from
    its beginning to its end was heard."""

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, player: Player, listen: Listen, candidates: Sequence[Candidate], feed: Feed, parent: QWidget
    ) -> None:
        """At least two candidates; the last one is B."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Comparar dos tomas"))
        self._player, self._listen = player, listen
        self._tasks = Tasks(self, feed.report)
        self._pcm: dict[str, bytes] = {}
        self._turn = self._offset = self._asked = 0
        self._key = ""
        self.sides = (Side(theme, "A", candidates, self), Side(theme, "B", candidates, self))
        self.sides[0].show_candidate(candidates[-2])
        self.sides[1].show_candidate(candidates[-1])
        self.play_button = PlayButton(theme, 40, parent=self)
        self.switch_button = button(tr("Oír la otra en el mismo segundo (X)"), parent=self)
        self.switch_button.setAutoDefault(False)
        self._trouble = Label(role="caption", tone="danger", parent=self)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def position_ms(self) -> int:
        """Where it stands, in both."""
        on_air = bool(self._key) and self._player.key == self._key
        return self._offset + (self._player.position_ms if on_air else 0)

    def hear(self, turn: int) -> None:
        """Hear A (0) or B (1) from where the other one is."""
        at, plays = self.position_ms, self._playing
        self._turn, self._offset, self._key = turn, at, ""
        if plays:
            self._play()
        else:
            self._player.stop()
        self._show()

    def switch(self) -> None:
        """The other one, at the same second."""
        self.hear(1 - self._turn)

    def toggle(self) -> None:
        """Play or pause."""
        if self._key and self._player.key == self._key:
            if self._playing or not self._ended:
                self._player.toggle()
                return
            self._offset = 0
        self._play()

    def seek(self, ms: int) -> None:
        """Go to another place, in both."""
        plays = self._playing
        self._player.stop()
        self._offset, self._key = max(0, min(ms, self._candidate.ms)), ""
        if plays:
            self._play()
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        does: dict[int, Callable[[], None]] = {
            Qt.Key.Key_A: lambda: self.hear(0),
            Qt.Key.Key_B: lambda: self.hear(1),
            Qt.Key.Key_X: self.switch,
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Left: lambda: self.seek(self.position_ms - STEP_S * 1000),
            Qt.Key.Key_Right: lambda: self.seek(self.position_ms + STEP_S * 1000),
            Qt.Key.Key_Return: lambda: self._choose(self._turn),
            Qt.Key.Key_Enter: lambda: self._choose(self._turn),
        }
        if event.key() in does:
            does[event.key()]()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The letters count wherever the focus is; the other keys are those of the button or waveform that has it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _LETTERS:
            self.keyPressEvent(event)
            return True
        return False

    def done(self, result: int) -> None:
        self._player.stop()
        super().done(result)

    @property
    def _candidate(self) -> Candidate:
        return self.sides[self._turn].candidate

    @property
    def _playing(self) -> bool:
        return self._player.playing and bool(self._key) and self._player.key == self._key

    @property
    def _ended(self) -> bool:
        return self.position_ms >= self._candidate.ms - 60

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Comparar dos tomas"), "title", parent=self))
        row = QHBoxLayout()
        row.setSpacing(12)
        for side in self.sides:
            row.addWidget(side, 1)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.play_button)
        foot.addWidget(self.switch_button)
        foot.addStretch(1)
        note = Label(
            tr("A y B eligen cuál suena · Espacio pausa · Intro se queda con la que suena"), "caption", "muted"
        )
        foot.addWidget(note)
        column.addLayout(foot)
        self._trouble.hide()
        column.addWidget(self._trouble)
        self.resize(760, self.sizeHint().height())

    def _connect(self) -> None:
        self.play_button.clicked.connect(self.toggle)
        self.switch_button.clicked.connect(self.switch)
        for turn, side in enumerate(self.sides):
            side.heard.connect(lambda turn=turn: self._hear_aloud(turn))
            side.chosen.connect(lambda turn=turn: self._choose(turn))
            side.sought.connect(lambda ms, turn=turn: self._seek_in(turn, ms))
            side.changed.connect(self._other_take)
            for part in side.findChildren(QWidget):
                part.installEventFilter(self)
        self._player.changed.connect(self._show)
        self._player.position_changed.connect(self._show)

    def _hear_aloud(self, turn: int) -> None:
        self.hear(turn)
        if not self._playing:
            self.toggle()

    def _seek_in(self, turn: int, ms: int) -> None:
        if turn != self._turn:
            self.hear(turn)
        self.seek(ms)

    def _other_take(self) -> None:
        self.seek(self.position_ms)

    def _choose(self, turn: int) -> None:
        self.chosen.emit(self.sides[turn].candidate.index)
        self.accept()

    def _play(self) -> None:
        self._asked += 1
        self._player.prepare()
        self._tasks.start(self._played(self._candidate, self._asked), key="play")

    async def _played(self, candidate: Candidate, asked: int) -> None:
        clip = candidate.clip
        try:
            if clip.sha256 not in self._pcm:
                self._pcm[clip.sha256] = b"".join([pcm async for pcm in self._listen(clip)])
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            self._trouble.setText(f"{told.text} {told.action}.")
            self._trouble.show()
            return
        pcm = self._pcm[clip.sha256]
        start = min(self._offset * _BYTES_PER_MS, len(pcm)) & ~1
        self._key = clip.sha256 if not start else f"compare:{asked}"  # only from its beginning on it may count as heard
        await self._player.follow(_one(pcm[start:]), self._key)

    def _show(self) -> None:
        at = self.position_ms
        for turn, side in enumerate(self.sides):
            side.show_position(at, turn == self._turn, self._playing)
        self.play_button.show_playing(self._playing)


async def _one(pcm: bytes) -> AsyncIterator[bytes]:
    yield pcm


class Comparing(QObject):
    """Opens the comparison of the takes of the open conversation; the better one comes to the table."""

    def __init__(
        self, theme: Theme, booth: Booth, voice: Callable[[], voices.Voice], player: Player, feed: Feed, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._booth, self._voice, self._player, self._feed = theme, booth, voice, player, feed
        self._window = parent
        self.shown: Compare | None = None

    @property
    def possible(self) -> bool:
        """Whether there are two takes of this text."""
        return len(self._booth.speech.current) > 1

    def open(self) -> None:
        """Show it, if there are two takes."""
        if not self.possible:
            return
        self._player.stop()
        speech = self._booth.speech
        found = [
            Candidate(
                index, tr("Toma {number}").format(number=number), option, self._booth.cast.named(option.script.voice)
            )
            for number, (index, option) in enumerate(speech.current, start=1)
        ]
        found.sort(key=lambda each: each.option is speech.chosen)
        for each in found:
            self._booth.speaking.hears(each.clip)
        dialog = self.shown = Compare(
            self._theme, self._player, lambda clip: self._voice().listen(clip), found, self._feed, self._window
        )
        dialog.chosen.connect(lambda index: self._booth.choose(index, plays=False))
        dialog.destroyed.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self.shown = None
