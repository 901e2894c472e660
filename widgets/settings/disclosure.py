"""Aviso y registro: the line that tells that a voice is generated, transcribing unasked, and the record as a file."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from services.agency import Agency
from services.voice.attending import LONGEST as LONGEST_MINUTES
from services.voice.attending import minutes_of
from services.voice.disclosure import LONGEST
from services.voice.ledger import month_start
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.segments import Segments
from widgets.pieces.switch import Switch
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.words import tr

MINUTES: Final = (1, 2, 3, 5, 10)


class Disclosure(QWidget):
    """`exported(since, until)` in ms asks for the record as a file. Whoever is no admin reads what is set."""

    exported = Signal(object, object)

    def __init__(self, theme: Theme, agency: Agency, feed: Feed, *, admin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._agency, self._feed, self._admin = theme, agency, feed, admin
        self._tasks = Tasks(self, feed.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 12, 16)
        column.setSpacing(12)
        for card in (self._make_line(), self._make_listening(), self._make_record()):
            column.addWidget(card)
        column.addStretch(1)
        feed.changed.connect(lambda changes: self.show_values() if changes.agency or changes.everything else None)
        self.show_values()

    def show_values(self) -> None:
        """What is set now; a line that somebody is writing stays."""
        values = self._agency.values()
        kept = values.get("voice_line")
        line = kept if isinstance(kept, str) else ""
        _set(self.on, bool(line))
        if not self.line.hasFocus():
            self.line.setText(line or default_line())
        self.line.setEnabled(bool(line) and self._admin)
        minutes = minutes_of(values)
        _set(self.listens, minutes > 0)
        self.minutes.setEnabled(minutes > 0 and self._admin)
        self.minutes.choose(str(minutes if minutes in MINUTES else MINUTES[1]))

    def _make_line(self) -> QFrame:
        card, inside = _card(self)
        self.on = Switch(self._theme, tr("Avisar que la voz es generada"), card)
        inside.addLayout(_titled(tr("Avisar que la voz es generada"), self.on, card))
        said = tr(
            "Va como un mensaje de texto, junto con la primera voz generada para cada persona, una vez por mes. "
            "Las que grabás con tu micrófono no lo llevan."
        )
        inside.addWidget(_explained(said, card))
        self.line = QLineEdit(card)
        self.line.setMaxLength(LONGEST)
        self.line.setAccessibleName(tr("Texto del aviso"))
        inside.addWidget(self.line)
        inside.addWidget(_explained(tr("Se completan solas: {known}.").format(known="{nombre}  {agente}"), card))
        if not self._admin:
            inside.addWidget(_explained(tr("Lo cambia quien administra la agencia."), card))
            self.on.setEnabled(False)
        self.on.toggled.connect(
            lambda on: self._change(voice_line=(self.line.text().strip() or default_line()) if on else None)
        )
        self.line.editingFinished.connect(self._write)
        return card

    def _write(self) -> None:
        line = self.line.text().strip()
        if self.on.isChecked() and line != self._agency.values().get("voice_line"):
            self._change(voice_line=line or None)

    def _make_listening(self) -> QFrame:
        card, inside = _card(self)
        name = tr("Transcribir solas las voces que llegan")
        self.listens = Switch(self._theme, name, card)
        inside.addLayout(_titled(name, self.listens, card))
        said = tr(
            "ElevenLabs cobra cada minuto de audio según el plan de la agencia. Cada voz se paga una sola vez, y el "
            "texto lo leen todos. Apagado, se transcribe solo cuando alguien lo pide."
        )
        inside.addWidget(_explained(said, card))
        row = QHBoxLayout()
        row.addWidget(Label(tr("Hasta"), tone="secondary", parent=card))
        self.minutes = Segments(self._theme, {str(each): (_minutes(each), "") for each in MINUTES}, parent=card)
        self.minutes.setAccessibleName(tr("Duración más larga que se transcribe sola"))
        row.addWidget(self.minutes)
        row.addStretch(1)
        inside.addLayout(row)
        self.listens.setEnabled(self._admin)
        self.listens.toggled.connect(self._listen)
        self.minutes.chosen.connect(self._listen)
        return card

    def _listen(self) -> None:
        chosen = next(each for each in MINUTES if self.minutes.buttons[str(each)].isChecked())
        minutes = min(LONGEST_MINUTES, chosen)
        self._change(transcribe_minutes=minutes if self.listens.isChecked() else None)

    def _make_record(self) -> QFrame:
        card, inside = _card(self)
        inside.addWidget(Label(tr("Registro de voces"), "label", parent=card))
        said = tr("Quién generó, oyó y envió cada voz, cuándo, y la huella (SHA-256) de su archivo.")
        inside.addWidget(_explained(said, card))
        row = QHBoxLayout()
        names = (tr("Este mes"), tr("Mes pasado"), tr("Últimos 12 meses"), tr("Todo"))
        self.period = Segments(self._theme, {str(n): (name, "") for n, name in enumerate(names)}, parent=card)
        self.period.setAccessibleName(tr("Período del registro"))
        self.period.choose("0")
        self.export_button = button(tr("Exportar a CSV"), parent=card)
        self.export_button.clicked.connect(self._export)
        row.addWidget(self.period)
        row.addWidget(self.export_button)
        row.addStretch(1)
        inside.addLayout(row)
        return card

    def _export(self) -> None:
        which = next(n for n, each in enumerate(self.period.buttons.values()) if each.isChecked())
        self.exported.emit(*period(which, self._feed.now))

    def _change(self, **values: object) -> None:
        if self._admin:
            self._tasks.start(self._agency.change(**values))


def default_line() -> str:
    """What is offered where nobody wrote a line yet."""
    return tr("Te cuento: los audios que te mando los dice una voz generada por computadora. Acá estoy yo, {agente}.")


def period(which: int, now: Callable[[], int]) -> tuple[int, int]:
    """(since, until) in ms: this month, the last one, twelve months, all."""
    at = now()
    this = month_start(at, words.ZONE)
    if which == 1:
        return month_start(this - 1, words.ZONE), this
    if which == 2:
        here = datetime.fromtimestamp(this / 1000, words.ZONE)
        return int(here.replace(year=here.year - 1).timestamp() * 1000), at + 1
    return (this if which == 0 else 0), at + 1


def _minutes(count: int) -> str:
    return tr("1 minuto") if count == 1 else tr("{count} minutos").format(count=count)


def _card(parent: QWidget) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame(parent)
    card.setProperty("frame", "card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 12, 16, 14)
    inside.setSpacing(8)
    return card, inside


def _titled(title: str, switch: Switch, card: QFrame) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Label(title, "label", parent=card), 1)
    row.addWidget(switch, 0, Qt.AlignmentFlag.AlignRight)
    return row


def _explained(text: str, card: QFrame) -> Label:
    label = Label(text, "caption", "muted", parent=card)
    label.setWordWrap(True)
    return label


def _set(switch: Switch, on: bool) -> None:
    switch.blockSignals(True)
    switch.setChecked(on)
    switch.blockSignals(False)
    switch.update()
