"""The word that is being said is lit where one reads how the text will be said, and a word asks to be heard."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from services.voice.times import Word, word_at
from widgets.composer.speaking import Speaking
from widgets.composer.voice_panel import VoicePanel
from widgets.voice.player import Player


class Following(QObject):
    """Follows the voice of the open conversation, while it arrives too."""

    def __init__(
        self,
        panel: VoicePanel,
        speaking: Speaking,
        player: Player,
        conversation: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel, self._speaking, self._player, self._conversation = panel, speaking, player, conversation
        player.position_changed.connect(self._follow)
        player.changed.connect(self._follow)
        speaking.changed.connect(self._follow)
        panel.said.asked.connect(self._seek)

    def stand_at(self, ms: int) -> None:
        """Put the voice that is on the air at another place."""
        if self._speaking.on_air(self._conversation()):
            self._player.seek(ms)

    def times(self) -> Sequence[Word]:
        """When each word of what stands there is said, as far as its voice tells."""
        text, words = self._speaking.words(self._conversation())
        return words if text == self._panel.said_text else ()

    def _follow(self) -> None:
        conversation = self._conversation()
        text, words = self._speaking.words(conversation)
        fits = bool(words) and text == self._panel.said_text
        self._panel.said.clickable = fits
        word = None
        if fits and self._speaking.on_air(conversation) and (self._player.playing or self._player.position_ms):
            word = word_at(words, self._player.position_ms)
        self._panel.said.light(word[2:] if word else None)

    def _seek(self, place: int) -> None:
        """Hear it from the word at `place` of the text."""
        conversation = self._conversation()
        text, words = self._speaking.words(conversation)
        if text == self._panel.said_text:
            before = [start for start, _, first, _ in words if first <= place]
            if before:
                self._speaking.play(conversation, before[-1])
