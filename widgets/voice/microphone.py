"""Where a recording comes from: the machine's microphone through Qt, as int16 mono 48 kHz samples."""

import asyncio
from typing import Any, Final, Protocol

from PySide6.QtCore import QCoreApplication, QMicrophonePermission, QObject, Qt

from services.trouble import Trouble
from services.voice.sound_server import sound_server_answers
from widgets.voice.sinks import device_id, load_sound
from widgets.voice.track import RATE

_BUFFER_S: Final = 1.0
"""What may wait inside Qt: the UI loop may be busy for that long and nothing is lost."""


class Source(Protocol):
    """Gives int16 mono 48 kHz samples. `name` is the device's for people."""

    name: str

    def read(self) -> bytes:
        """What was heard since the last time."""

    def lost(self) -> bool:
        """Whether the device is gone."""

    def close(self) -> None: ...


class Microphone:
    """An input of the machine: the one with the id `wanted` if it is there, else the default. Raises Trouble
    "microphone.none" or "microphone.busy"."""

    def __init__(self, wanted: str = "") -> None:
        self._multimedia = multimedia = load_sound()
        if multimedia is None or not sound_server_answers():
            raise Trouble("microphone.none")
        device = multimedia.QMediaDevices.defaultAudioInput()
        for each in multimedia.QMediaDevices.audioInputs() if wanted else ():
            if device_id(each) == wanted:
                device = each
        if device.isNull():
            raise Trouble("microphone.none")
        self._id = bytes(device.id().data())
        self.name: str = device.description()
        form, self._shape = _format(multimedia, device)
        self._source = multimedia.QAudioSource(device, form)
        self._source.setBufferSize(int(_BUFFER_S * form.sampleRate()) * form.bytesPerFrame())
        self._gone = multimedia.QAudio.State.StoppedState
        self._pipe = self._source.start()
        if self._pipe is None or self._source.state() == self._gone:
            raise Trouble("microphone.busy", name=self.name)

    def read(self) -> bytes:
        data = bytes(self._pipe.readAll().data())
        return self._shape(data) if self._shape is not None else data

    def lost(self) -> bool:
        if not sound_server_answers() or self._source.state() == self._gone:
            return True
        inputs = self._multimedia.QMediaDevices.audioInputs()
        return all(bytes(each.id().data()) != self._id for each in inputs)

    def close(self) -> None:
        if sound_server_answers():
            self._source.stop()


def open_microphone() -> Source:
    """The microphone that is there now. Raises what `Microphone` raises."""
    return Microphone()


async def allowed(asker: QObject) -> bool:
    """Whether this program may hear the microphone; the system asks the person if it never did."""
    application, wanted = QCoreApplication.instance(), QMicrophonePermission()
    assert application is not None
    status = application.checkPermission(wanted)
    if status == Qt.PermissionStatus.Undetermined:
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        application.requestPermission(wanted, asker, answered.set_result)
        await answered
        status = application.checkPermission(wanted)
    return bool(status == Qt.PermissionStatus.Granted)


def _format(multimedia: Any, device: Any) -> tuple[Any, Any]:
    """What the device is asked for, and what makes our samples of that (None where they are)."""
    wanted = multimedia.QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(1)
    wanted.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
    if device.isFormatSupported(wanted):
        return wanted, None
    from widgets.voice.shaping import Shaping  # numpy

    own = device.preferredFormat()
    return own, Shaping(own.sampleRate(), own.channelCount(), own.sampleFormat().name)
