"""What an import would change, before it does: how many words, and each line that cannot be taken, with why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from services.word_files import DryRun
from widgets import words
from widgets.controls import Label, button
from widgets.trouble_words import sentence
from widgets.words import tr


class ImportPanel(QWidget):
    """`accepted` (DryRun) when it is to be done, `closed` when not."""

    accepted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = DryRun()
        self._title = Label(role="title", elide=True, parent=self)
        self._said = Label(tone="secondary", parent=self)
        self._said.setWordWrap(True)
        self._why = Label(tr("Estas filas quedan afuera:"), "label", parent=self)
        self.failed = QListWidget(self)
        self.failed.setProperty("frame", "words")
        self.failed.setAccessibleName(tr("Filas que quedan afuera"))
        self.go_button, self.leave_button = button("", "primary", self), button(tr("Cancelar"), parent=self)
        foot = QHBoxLayout()
        foot.addWidget(self.go_button)
        foot.addWidget(self.leave_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in (self._title, self._said, self._why):
            column.addWidget(part)
        column.addWidget(self.failed, 1)
        column.addLayout(foot)
        column.addStretch(0)
        self.go_button.clicked.connect(self._go)
        self.leave_button.clicked.connect(self.closed)

    def show_run(self, name: str, run: DryRun) -> None:
        """The file `name` was looked over."""
        self._run = run
        self._title.setText(tr("Importar {name}").format(name=name))
        told = tr("{new} nuevas · {other} se dicen de otra manera · {same} ya están así · {failed} quedan afuera")
        self._said.setText(
            told.format(
                new=words.number(len(run.fresh)),
                other=words.number(len(run.others)),
                same=words.number(run.same),
                failed=words.number(len(run.failed)),
            )
        )
        self.failed.clear()
        for each in run.failed:
            why = sentence(each.code, {"most": 80 if each.code == "dictionary.bad_word" else 300}).text
            line = tr("Fila {line}: {written}").format(line=each.line, written=each.written)
            QListWidgetItem(f"{line} — {why}", self.failed)
        for part in (self._why, self.failed):
            part.setVisible(bool(run.failed))
        count = len(run.taken)
        self.go_button.setEnabled(bool(count))
        one, none = tr("Importar 1 palabra"), tr("Nada para importar")
        many = tr("Importar {count} palabras").format(count=words.number(count))
        self.go_button.setText({0: none, 1: one}.get(count, many))
        (self.go_button if count else self.leave_button).setFocus()

    def _go(self) -> None:
        self.accepted.emit(self._run)
