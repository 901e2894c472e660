"""Which devices voices go through: those chosen on this desk while they are there, else the system's own choice."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from services.settings import MICROPHONE, SPEAKER, Settings
from widgets.voice.devices import Device, Devices
from widgets.voice.microphone import Microphone, Source
from widgets.voice.player import Player
from widgets.voice.sinks import Silence, Sink, open_sink


class Routing(QObject):
    """Opens what plays and what records, and moves the player along when devices come and go: one that is unplugged
    pauses it, one that is preferred and appears takes over where it stands."""

    def __init__(
        self, settings: Settings, devices: Devices, opens: Callable[[str], Sink] = open_sink,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._settings, self.devices, self._opens = settings, devices, opens
        self._player: Player | None = None
        devices.changed.connect(self.settle)

    def follow(self, player: Player) -> None:
        """Move this player along."""
        self._player = player

    def open_sink(self) -> Sink:
        """The output that is to be heard on now."""
        best = chosen(self.devices.outputs(), self._settings.get(SPEAKER))  # from the first sound on, they are watched
        if self.devices.no_output_left:
            return Silence()
        return self._opens(best.id if best else self._settings.get(SPEAKER))

    def open_microphone(self) -> Source:
        """The microphone that is to be recorded now. Raises what `Microphone` raises."""
        best = chosen(self.devices.inputs(), self._settings.get(MICROPHONE))
        return Microphone(best.id if best else self._settings.get(MICROPHONE))

    def settle(self) -> None:
        """Devices are others, or another one was chosen: the player goes on where it belongs."""
        player = self._player
        if player is None or player.device_id is None:
            return
        outputs = self.devices.outputs()
        best = chosen(outputs, self._settings.get(SPEAKER))
        gone = player.device_id and all(each.id != player.device_id for each in outputs)
        if gone:
            player.lose()
        elif best is not None and best.id != player.device_id:
            player.change_device()


def chosen(devices: list[Device], wanted: str) -> Device | None:
    """The one with the id `wanted` where it is there, else the first."""
    return next((each for each in devices if each.id == wanted), devices[0] if devices else None)
