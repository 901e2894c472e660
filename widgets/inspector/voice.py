"""The voice being prepared: its takes, how the voice speaks, and what is left to spend."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.voice import Knobs, Quota, VoiceSettings
from services.voice.ledger import Spending
from widgets import words
from widgets.composer.speech import Speech
from widgets.controls import Label
from widgets.inspector.knobs import KnobsPane
from widgets.inspector.section import Section
from widgets.inspector.spending import SpendingPane
from widgets.inspector.takes import Takes
from widgets.inspector.words import WordsPane
from widgets.theme import Theme
from widgets.words import tr


class VoicePane(QWidget):
    """`take_chosen` gives an index among the options; `settings_chosen` the new VoiceSettings; `compared` asks to hear
    two takes against each other."""

    take_chosen = Signal(int)
    settings_chosen = Signal(object)
    compared = Signal()

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_takes(theme))
        column.addWidget(self._make_older(theme))
        self.knobs, self.spending = KnobsPane(theme, self), SpendingPane(theme, self)
        self.knobs.chosen.connect(self.settings_chosen)
        column.addWidget(self.knobs)
        self.words = WordsPane(theme, self)
        column.addWidget(self.words)
        column.addWidget(self.spending)
        self.told = Label(role="caption", tone="muted", parent=self)
        self.told.setContentsMargins(16, 10, 16, 10)
        self.told.setWordWrap(True)
        self.told.hide()
        column.addWidget(self.told)
        column.addStretch(1)
        self.show_speech(Speech())

    def show_speech(self, speech: Speech) -> None:
        """The takes of the text as it is now, and those of other texts."""
        self.takes.show_speech(speech)
        self.takes.setVisible(bool(speech.current))
        self._section.link.setVisible(len(speech.current) > 1)
        self._note.setText(
            tr("Volver a oír una toma no gasta créditos.")
            if speech.current
            else tr("Todavía no hay tomas de este mensaje.")
        )
        self.older.show_older(speech)
        self._older_section.setVisible(bool(speech.older))
        self.knobs.show_settings(speech.script.settings)

    def show_told(self, line: str, at: int | None) -> None:
        """Whether this lead knows that voices are generated; nothing where the agency tells nobody (`line`)."""
        self.told.setVisible(bool(line))
        day = f"{words.local(at).day}{words.NBSP}{words.month_short(at)}" if at is not None else ""
        said = tr("Aviso «voz generada»: enviado el {day}.").format(day=day)
        self.told.setText(said if day else tr("Aviso «voz generada»: sale con la próxima voz."))

    def show_knobs(self, knobs: Knobs, usual: VoiceSettings) -> None:
        """What the chosen model takes."""
        self.knobs.show_knobs(knobs, usual)

    def show_quota(self, quota: Quota | None) -> None:
        """What was spent in this period of the account."""
        self.spending.show_quota(quota)

    def show_spending(self, spending: Spending) -> None:
        """What this month cost, by the agency's own books."""
        self.spending.show_spending(spending)

    def _make_takes(self, theme: Theme) -> QWidget:
        section = self._section = Section(tr("Tomas de este mensaje"), tr("Comparar A/B"), self)
        section.link.clicked.connect(self.compared)
        self.takes = Takes(theme, self._now, section)
        self.takes.picked.connect(self.take_chosen)
        self._note = Label(role="caption", tone="muted", parent=section)
        self._note.setWordWrap(True)
        section.body.addWidget(self.takes)
        section.body.addWidget(self._note)
        return section

    def _make_older(self, theme: Theme) -> QWidget:
        section = self._older_section = Section(tr("Tomas de otros textos"), parent=self)
        self.older = Takes(theme, self._now, section)
        self.older.setAccessibleName(tr("Tomas de otros textos"))
        self.older.picked.connect(self.take_chosen)
        section.body.addWidget(self.older)
        return section
