"""The outputs and microphones of this machine, as they come and go."""

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from services.voice.sound_server import sound_server_answers
from widgets.voice.sinks import device_id, load_sound

if TYPE_CHECKING:
    from services.voice.plugged import Kind, Plugged


class Device(NamedTuple):
    """`id` tells it from others, also after it was away; `name` is for people."""

    id: str
    name: str


class Devices(QObject):
    """Nothing is loaded before somebody asks; from then on `changed` says that there are others."""

    changed = Signal()
    _gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: Any = None
        self._plugged: Plugged | None = None
        self._gone.connect(self.changed, Qt.ConnectionType.QueuedConnection)  # it is told from another thread

    def outputs(self) -> list[Device]:
        """What can be heard on, the system's own choice first."""
        if (multimedia := self._load()) is None:
            return []
        found = _first(multimedia.QMediaDevices.defaultAudioOutput(), multimedia.QMediaDevices.audioOutputs())
        return [each for each in found if self._there("output", each)]

    @property
    def no_output_left(self) -> bool:
        """Whether there were outputs and all of them were pulled out; Qt would go on naming one, and try it."""
        return self._plugged is not None and self._plugged.none_left("output")

    def inputs(self) -> list[Device]:
        """What can be recorded, the system's own choice first."""
        if (multimedia := self._load()) is None:
            return []
        found = _first(multimedia.QMediaDevices.defaultAudioInput(), multimedia.QMediaDevices.audioInputs())
        return [each for each in found if self._there("input", each)]

    def _there(self, kind: "Kind", device: Device) -> bool:
        return self._plugged is None or not self._plugged.gone(kind, device.id)

    def _load(self) -> Any:
        """QtMultimedia, None where there is nothing to be heard or recorded."""
        multimedia = load_sound()
        if multimedia is None or not sound_server_answers():
            return None
        if self._watched is None:
            self._watched = multimedia.QMediaDevices(self)
            self._watched.audioOutputsChanged.connect(self.changed)
            self._watched.audioInputsChanged.connect(self.changed)
            from services.voice.plugged import Plugged  # ctypes, only once there are devices to watch

            self._plugged = Plugged(self._gone.emit)
            self.destroyed.connect(self._plugged.close)
            self._plugged.listen()
        return multimedia


def _first(chosen: Any, found: Any) -> list[Device]:
    devices = [Device(device_id(each), str(each.description())) for each in found]
    first = "" if chosen.isNull() else device_id(chosen)
    return sorted(devices, key=lambda each: each.id != first)
