"""The sound of a new message, once however many arrive together."""

from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QObject, QUrl

from services.settings import NOTIFY_VOLUME, Settings
from services.voice.sound_server import sound_server_answers
from widgets.tokens import RESOURCES
from widgets.voice.sinks import load_sound

FILE: Final = RESOURCES / "sounds" / "message.wav"
APART_MS: Final = 1_500


class Chime(QObject):
    """Plays the short sound of resources/sounds; says whether this machine can."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._effect: Any = None
        self._since = QElapsedTimer()

    def ring(self) -> bool:
        """Play it, unless it has only just been heard. False where nothing can be heard on this machine."""
        if self._since.isValid() and self._since.elapsed() < APART_MS:
            return True
        return self.play()

    def play(self) -> bool:
        """Play it now, at the volume chosen."""
        sound = load_sound()
        if sound is None or not sound_server_answers() or sound.QMediaDevices.defaultAudioOutput().isNull():
            return False
        if self._effect is None:
            self._effect = sound.QSoundEffect(self)
            self._effect.setSource(QUrl.fromLocalFile(FILE))
        self._effect.setVolume(self._settings.get(NOTIFY_VOLUME) / 100)
        self._effect.play()
        self._since.start()
        return True
