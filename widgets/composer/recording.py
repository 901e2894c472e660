"""Puts the deck and what is seen of it together, inside the panel of the voice."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from widgets import words
from widgets.composer.deck import Deck
from widgets.composer.deck_look import deck_look
from widgets.composer.voice_look import Look
from widgets.composer.voice_panel import VoicePanel
from widgets.trouble_words import sentence
from widgets.voice.player import Player
from widgets.words import tr


class Recording(QObject):
    """`changed` when the recording of the open conversation is another one now, `submitted` when the key that sends was
    pressed on one that was heard."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, deck: Deck, panel: VoicePanel, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deck, self._panel, self._player = deck, panel, player
        seen = panel.deck
        panel.record_button.pressed.connect(deck.press)
        panel.gone.acted.connect(deck.take_back)
        seen.paused.connect(deck.pause_or_go_on)
        seen.finished.connect(deck.finish)
        seen.asked.connect(deck.ask)
        seen.left.connect(deck.pause)
        seen.kept.connect(deck.keep)
        seen.discarded.connect(deck.throw_away)
        seen.submitted.connect(self._submit)
        seen.bar.toggled.connect(self._toggle)
        seen.bar.sought.connect(self._seek)
        seen.bar.speed_chosen.connect(player.set_rate)
        seen.bar.repeat_chosen.connect(player.repeat)
        seen.trim.cut.connect(deck.cut)
        deck.changed.connect(self._changed)
        deck.metered.connect(self._meter)
        player.changed.connect(self._show_playing)
        player.position_changed.connect(self._show_playing)

    def look(self, otherwise: Look, refused: str) -> Look:
        """What the panel shows now: the recording, where there is one, else what it would show `otherwise`."""
        deck = self._deck
        self._panel.show_tape(deck.tape)
        self._panel.record_button.setEnabled(not refused)
        gone = deck.thrown_away
        self._panel.gone.setVisible(gone is not None)
        if gone is not None:
            told = tr("Descartaste la grabación de {length}.").format(length=words.seconds(gone.ms // 1000))
            self._panel.gone.say(told, icon="undo", action=tr("Deshacer"))
        trouble = sentence(deck.trouble.code, deck.trouble.facts) if deck.trouble is not None else None
        if deck.tape is not None:
            self._show_playing()
            return deck_look(deck.tape, trouble, refused)
        return replace(otherwise, trouble=trouble) if trouble is not None else otherwise

    def press(self) -> None:
        """The key that records was pressed: as long as it is held, or from one press to the next."""
        self._deck.press()
        self._panel.writes.setFocus()

    def _changed(self, conversation: str) -> None:
        if conversation == self._deck.conversation:
            self.changed.emit()

    def _toggle(self) -> None:
        if (tape := self._deck.tape) is not None:
            self._deck.hearing.toggle(tape)

    def _seek(self, ms: int) -> None:
        if (tape := self._deck.tape) is not None:
            self._deck.hearing.seek(tape, ms)

    def _submit(self, with_control: bool) -> None:
        """One step further: hear it, then send it. Enter alone never sends a voice."""
        tape = self._deck.tape
        if tape is not None and tape.heard:
            if with_control:
                self.submitted.emit()
        elif tape is not None and not (self._deck.hearing.on_air(tape) and self._player.playing):
            self._toggle()

    def _meter(self) -> None:
        recorder = self._deck.recorder
        if self._deck.tape is not None and self._deck.tape.running:
            peaks = recorder.peaks
            self._panel.deck.show_level(recorder.level, peaks.drawn, peaks.ms, recorder.device_name, recorder.mute)

    def _show_playing(self) -> None:
        tape, bar = self._deck.tape, self._panel.deck.bar
        if tape is None:
            return
        on_air = self._deck.hearing.on_air(tape)
        bar.show_position(self._player.position_ms if on_air else 0, on_air and self._player.playing)
        bar.show_speed(self._player.rate)
        bar.show_repeats(on_air and self._player.repeats)
