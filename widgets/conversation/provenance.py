"""Where a voice comes from: who generated or recorded it, who heard it to its end, who sent it, and its fingerprint."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from services.agency_records import VoiceFact
from services.records import Message
from widgets import words
from widgets.controls import button
from widgets.inspector.section import Section
from widgets.words import tr


class Provenance(QDialog):
    """Rows of plain text, which can be copied."""

    def __init__(self, message: Message, facts: Sequence[VoiceFact], now: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Quién la hizo y quién la oyó"))
        self.setMinimumWidth(440)
        self.rows = provenance(message, facts, now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 12)
        section = Section(tr("Registro de esta voz"), parent=self)
        section.show_rows(self.rows)
        column.addWidget(section, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 4, 16, 0)
        copy, close = button(tr("Copiar"), "quiet", self), button(tr("Cerrar"), "primary", self)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        foot.addWidget(copy)
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in self.rows))


def provenance(message: Message, facts: Sequence[VoiceFact], now: int) -> list[tuple[str, str]]:
    """(name, value) rows: made, heard, sent, fingerprint. Of what the log does not know it says so."""
    rows = [(_made_name(each), _made(each, now)) for each in facts if each.what == "made"]
    heard = _firsts([each for each in facts if each.what == "heard"])
    rows += [(tr("Oída por"), _who_when(each.who, each.at, now)) for each in heard]
    if not rows:
        rows.append((tr("Origen"), tr("El registro no lo tiene: se hizo antes de que existiera, o en otro programa.")))
    sent = message.times.get("sent", message.at)
    if message.direction == "out":
        rows.append((tr("Enviada por"), _who_when(message.author or "", sent, now)))
    if message.media is not None and message.media.sha256:
        rows.append((tr("Huella (SHA-256)"), _broken(message.media.sha256)))
    return rows


def _made_name(fact: VoiceFact) -> str:
    return tr("Grabada por") if fact.kind == "recording" else tr("Generada por")


def _made(fact: VoiceFact, now: int) -> str:
    told = [_who_when(fact.who, fact.at, now), fact.model]
    if fact.credits:
        told.append(tr("{count} créditos").format(count=words.number(fact.credits)))
    return " · ".join(part for part in told if part)


def _firsts(facts: Sequence[VoiceFact]) -> list[VoiceFact]:
    """The first time that each person heard it."""
    found: dict[str, VoiceFact] = {}
    for each in facts:
        found.setdefault(each.member or each.who, each)
    return list(found.values())


def _who_when(who: str, at: int, now: int) -> str:
    return " · ".join(part for part in (who, words.when_exactly(at, now)) if part)


def _broken(sha256: str) -> str:
    """In groups, so that it wraps."""
    return " ".join(sha256[at : at + 16] for at in range(0, len(sha256), 16))
