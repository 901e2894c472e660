"""What the trial of a provider found: a line for each check with its time, the cause in words, and the one action."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.probes import Finding, Report
from widgets import words
from widgets.controls import Label, button
from widgets.pieces.announce import announce
from widgets.settings import probe_words
from widgets.theme import Theme
from widgets.words import tr

_LOOKS: Final = {
    "ok": ("circle-check", "semantic.success.fg"),
    "warning": ("triangle-alert", "semantic.warning.fg"),
    "failed": ("circle-x", "semantic.danger.fg"),
    "skipped": ("circle-dashed", "text.muted"),
}
_SPOKEN: Final = {
    "ok": lambda: tr("bien"),
    "warning": lambda: tr("aviso"),
    "failed": lambda: tr("falló"),
    "skipped": lambda: tr("sin probar"),
}
HERE: Final = ("key", "config", "hook", "switch", "deliveries", "retry", "settings", "copy", "voices")
"""What an action may lead to from here; any other is for the person alone."""


class TrialSection(QWidget):
    """`acted(does)` when the action of a finding was chosen. Hidden before the first trial."""

    acted = Signal(str)

    def __init__(self, theme: Theme, provider: str, title: str, agency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._provider, self._title, self._agency = theme, provider, title, agency
        self._report: Report | None = None
        self._now, self._running = 0, False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        name = Label(tr("Resultado de la prueba"), "caption", "secondary", parent=self)
        name.setProperty("strong", True)
        self.when = Label(role="caption", tone="muted", parent=self)
        self.copy = button(tr("Copiar diagnóstico"), parent=self)
        self.copy.setProperty("kind", "link")
        self.copy.clicked.connect(self._copy)
        head.addWidget(name)
        head.addWidget(self.when)
        head.addStretch(1)
        head.addWidget(self.copy)
        column.addLayout(head)
        self._lines = QWidget(self)
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._lines)
        self.summary = Label(role="caption", tone="muted", parent=self)
        self.summary.setWordWrap(True)
        column.addWidget(self.summary)
        self._icons: list[tuple[QLabel, str]] = []
        theme.changed.connect(self._tint)
        self.hide()

    def show_report(self, report: Report | None, now: int, *, running: bool = False) -> None:
        """A trial, whole or as far as it is."""
        self._report, self._now, self._running = report, now, running
        self.setVisible(report is not None or running)
        self._clear()
        findings = report.findings if report is not None else ()
        for each in findings:
            self._add(each)
        self.copy.setEnabled(bool(findings) and not running)
        if running:
            self.when.setText(tr("probando…"))
            self.summary.setText(tr("No se envía nada a ningún contacto."))
        elif report is not None:
            self.when.setText(words.when_exactly(report.at, now))
            self.summary.setText(probe_words.summary(findings))
        self._tint()

    def tell(self) -> None:
        """Say aloud how it ended."""
        announce(self, self.summary.text())

    def _add(self, finding: Finding) -> None:
        row = self._grid.rowCount()
        icon = QLabel(self._lines)
        spoken = _SPOKEN[finding.outcome]()
        name = probe_words.check_name(self._provider, finding.check)
        icon.setAccessibleName(spoken)
        self._icons.append((icon, finding.outcome))
        label = Label(name, "caption", "muted" if finding.outcome == "skipped" else "primary", parent=self._lines)
        label.setAccessibleName(f"{name}: {spoken}")
        label.setWordWrap(True)
        value = Label(probe_words.measured(finding), "caption", "muted", parent=self._lines)
        value.setFont(self._theme.font("caption", tabular=True))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(icon, row, 0, top)
        self._grid.addWidget(label, row, 1, top)
        self._grid.addWidget(value, row, 2, top | Qt.AlignmentFlag.AlignRight)
        if (said := probe_words.told(finding)) is not None:
            self._explain(row + 1, finding, said)

    def _explain(self, row: int, finding: Finding, said: words.Words) -> None:
        here = said.does in HERE
        box = QVBoxLayout()
        box.setSpacing(2)
        text = said.text if here or not said.action else f"{said.text} {said.action}."
        tone = "danger" if finding.outcome == "failed" else "warning"
        cause = Label(text, "caption", tone, parent=self._lines)
        cause.setWordWrap(True)
        box.addWidget(cause)
        if here:
            act = button(said.action, parent=self._lines)
            act.setProperty("kind", "link")
            act.clicked.connect(partial(self._act, said.does))
            box.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid.addLayout(box, row, 1, 1, 2)

    def _act(self, does: str) -> None:
        if does == "copy":
            self._copy()
        else:
            self.acted.emit(does)

    def _copy(self) -> None:
        if self._report is not None:
            text = probe_words.diagnosis(self._title, self._agency, self._report, self._now)
            QGuiApplication.clipboard().setText(text)
            announce(self, tr("Diagnóstico copiado"))

    def _clear(self) -> None:
        old = self._lines
        self._lines = QWidget(self)
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._icons.clear()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.replaceWidget(old, self._lines)
        old.hide()
        old.setParent(None)
        old.deleteLater()

    def _tint(self) -> None:
        for icon, outcome in self._icons:
            icon.setPixmap(self._theme.pixmap(*_LOOKS[outcome], 16))
