"""Sonido y micrófono: where voices are heard and what records them, each tried out in place."""

import asyncio
import math
from array import array
from collections.abc import AsyncIterator, Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from services.settings import MICROPHONE, MICROPHONE_NAME, SPEAKER, SPEAKER_NAME, Setting, Settings
from services.trouble import Trouble
from widgets.composer.picker import Picker
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.voice.devices import Device
from widgets.voice.level import Level
from widgets.voice.peaks import Peaks
from widgets.voice.player import Player
from widgets.voice.recorder import Recorder
from widgets.voice.routing import Routing, chosen
from widgets.voice.track import RATE
from widgets.words import tr

TRY_MS: Final = 15_000
"""A microphone that is tried is closed again after this time."""


class Nowhere:
    """A tape for what nobody keeps."""

    def write(self, pcm: bytes) -> None: ...

    def close(self) -> None: ...


class Sound(QWidget):
    """Each choice is kept at once. A device that was chosen and is not there stays chosen, and says so."""

    def __init__(
        self, theme: Theme, settings: Settings, routing: Routing, feed: Feed,
        recorder: Callable[[], Recorder] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._settings, self._routing = settings, routing
        self._tasks = Tasks(self, feed.report)
        self._player = Player(self, routing.open_sink)
        self._recorder = recorder() if recorder else Recorder(feed.report, open_source=routing.open_microphone)
        self._recorder.setParent(self)
        self.speakers = Picker(theme, tr("Salida de las voces"), parent=self)
        self.microphones = Picker(theme, tr("Micrófono"), parent=self)
        self.hear, self.speak = button(tr("Oír una prueba")), button(tr("Probar el micrófono"))
        self.level = Level(theme, self)
        self.speaker_said, self.microphone_said = (
            Label(role="caption", tone="muted"),
            Label(role="caption", tone="muted"),
        )
        self._closing = QTimer(self, singleShot=True, interval=TRY_MS)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """List what is there now."""
        outputs, inputs = self._routing.devices.outputs(), self._routing.devices.inputs()
        self._show(self.speakers, outputs, SPEAKER, SPEAKER_NAME)
        self._show(self.microphones, inputs, MICROPHONE, MICROPHONE_NAME)
        heard = tr("No está conectada: mientras tanto suena por {name}.")
        recorded = tr("No está conectado: mientras tanto graba {name}.")
        self.speaker_said.setText(self._away(outputs, SPEAKER, heard, tr("No hay salida de sonido.")))
        self.microphone_said.setText(self._away(inputs, MICROPHONE, recorded, tr("No encontramos un micrófono.")))
        self.hear.setEnabled(bool(outputs))
        self.speak.setEnabled(bool(inputs))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 16)
        column.setSpacing(16)
        column.addWidget(Label(tr("Sonido y micrófono"), "heading", parent=self))
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(18)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name, picker, parts, said in (
            (tr("Salida de las voces"), self.speakers, [self.hear], self.speaker_said),
            (tr("Micrófono"), self.microphones, [self.speak, self.level], self.microphone_said),
        ):
            picker.setMinimumWidth(300)
            field, beside = QWidget(self), QHBoxLayout()
            below = QVBoxLayout(field)
            below.setContentsMargins(0, 0, 0, 0)
            below.setSpacing(6)
            beside.setSpacing(8)
            beside.addWidget(picker)
            for part in parts:
                beside.addWidget(part)
            beside.addStretch(1)
            below.addLayout(beside)
            below.addWidget(said)
            form.addRow(Label(name, tone="secondary", parent=self), field)
        column.addLayout(form)
        column.addStretch(1)

    def _connect(self) -> None:
        self._routing.devices.changed.connect(self.refresh)
        self.speakers.activated.connect(self._choose)
        self.microphones.activated.connect(self._choose)
        self.hear.clicked.connect(self._play)
        self.speak.clicked.connect(self._try)
        self._player.trouble.connect(lambda trouble: self._tell(self.speaker_said, trouble))
        self._recorder.trouble.connect(lambda trouble: self._tell(self.microphone_said, trouble))
        self._recorder.changed.connect(self._meter)
        self._recorder.stopped.connect(self._meter)
        self._closing.timeout.connect(self._recorder.stop)

    def _show(self, picker: Picker, devices: list[Device], key: Setting[str], name: Setting[str]) -> None:
        wanted = self._settings.get(key)
        default = tr("La del sistema") if key is SPEAKER else tr("El del sistema")
        first = f"{default} ({devices[0].name})" if devices else default
        choices = [("", first), *devices]
        if wanted and all(each.id != wanted for each in devices):
            away = tr("{name} (desconectada)") if key is SPEAKER else tr("{name} (desconectado)")
            choices.append((wanted, away.format(name=self._settings.get(name) or wanted)))
        picker.show_choices(choices, [wanted])

    def _away(self, devices: list[Device], key: Setting[str], away: str, none: str) -> str:
        """What is heard or recorded instead of the chosen one, if so."""
        wanted, used = self._settings.get(key), chosen(devices, self._settings.get(key))
        if used is None:
            return none
        return away.format(name=used.name) if wanted and used.id != wanted else ""

    def _choose(self) -> None:
        picker = self.sender()
        key, name = (SPEAKER, SPEAKER_NAME) if picker is self.speakers else (MICROPHONE, MICROPHONE_NAME)
        devices = self._routing.devices.outputs() if picker is self.speakers else self._routing.devices.inputs()
        chose = self.speakers.key if picker is self.speakers else self.microphones.key
        self._settings.put(key, chose)
        self._settings.put(name, next((each.name for each in devices if each.id == chose), self._settings.get(name)))
        self._routing.settle()
        self.refresh()

    def _play(self) -> None:
        self._player.change_device()
        self._tasks.start(self._player.follow(_notes()), key="hear")

    def _try(self) -> None:
        """Open the microphone and show how loud it is, or close it again."""
        if self._recorder.state == "idle":
            self.microphone_said.setText("")
            self._recorder.start(Nowhere, Peaks())
            self._closing.start()
        else:
            self._recorder.stop()

    def _meter(self) -> None:
        going = self._recorder.state != "idle"
        self.level.show_level(self._recorder.level if going else 0.0)
        self.speak.setText(tr("Dejar de probar") if going else tr("Probar el micrófono"))
        if going and self._recorder.state == "recording":
            mute = tr("No se oye nada: fijate si el micrófono está silenciado.")
            self.microphone_said.setText(
                mute if self._recorder.mute else tr("Decí algo: las barras se tienen que mover.")
            )

    def _tell(self, label: Label, trouble: Trouble) -> None:
        told = sentence(trouble.code, trouble.facts)
        label.setText(f"{told.text} {told.action}.")
        announce(self, told.text)

    def hideEvent(self, event: object) -> None:
        """A microphone is not open behind other pages."""
        self._recorder.stop()


async def _notes() -> AsyncIterator[bytes]:
    """Three rising notes, each fading."""
    for hertz in (440.0, 554.4, 659.3):
        await asyncio.sleep(0)
        step, length = 2 * math.pi * hertz / RATE, RATE // 4
        yield array("h", (int(9_000 * math.sin(step * i) * (1 - i / length) ** 2) for i in range(length))).tobytes()
