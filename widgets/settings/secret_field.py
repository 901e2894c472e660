"""A credential's field: it can be given, replaced and removed, and never be read again."""

import secrets

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets.controls import Label, button
from widgets.theme import Theme
from widgets.words import Words, tr


class SecretField(QWidget):
    """`given` carries the secret to whoever keeps it, and the field forgets it at once; `removed` asks to forget it.

    One that `makes` offers to make a secret up. Somebody has to carry that one to the provider, so it can be copied
    until the field is out of sight; it is never shown."""

    given = Signal(str)
    removed = Signal()

    def __init__(
        self, theme: Theme, label: str, place: str = "", *, removable: bool = True, makes: bool = False,
        after: str = "", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`place` names where it is kept, for the line below; it may come later with `show_kept`. `after` says what
        becomes of the secret that is replaced."""
        super().__init__(parent)
        self._theme, self._label, self._place, self._removable = theme, label, place, removable
        self._makes, self._after, self._fresh = makes, after, ""
        self._kept_at: int | None = None
        self._editing, self._busy = False, False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        head = QHBoxLayout()
        title = Label(label, "caption", "secondary", parent=self)
        title.setProperty("strong", True)
        self._age = Label(role="caption", tone="muted", parent=self)
        self.remove = button(tr("Quitar"), parent=self)
        self.remove.setProperty("kind", "link")
        self.remove.setAccessibleName(tr("Quitar {field}").format(field=label))
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._age)
        head.addWidget(self.remove)
        column.addLayout(head)
        column.addWidget(self._make_kept())
        column.addWidget(self._make_edit())
        self._hint = Label(role="caption", tone="muted", parent=self)
        self._hint.setWordWrap(True)
        column.addWidget(self._hint)
        self.remove.clicked.connect(self._ask_removal)
        theme.changed.connect(self._tint)
        self._tint()
        self._render()

    def show_kept(self, kept_at: int | None, place: str, said: str = "") -> None:
        """When it was kept (ms, None: not there), and where. `said` replaces the date where only "yes" is known."""
        self._kept_at, self._place, self._busy, self._editing = kept_at, place, False, kept_at is None
        self._age.setText(said)
        self._hint.set_tone("muted")
        self._render()

    def edit(self) -> None:
        """Be ready to take another one."""
        self._edit()

    def show_trouble(self, told: Words) -> None:
        """It could not be kept."""
        self._busy, self._fresh = False, ""
        self._render()
        self._hint.set_tone("danger")
        self._hint.setText(f"{told.text} {told.action}.".strip() if told.action else told.text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the editing as Cancelar does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self._cancel()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the secret; it means nothing more to what lies around."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _make_kept(self) -> QFrame:
        self._kept = QFrame(self)
        self._kept.setProperty("frame", "sunken")
        row = QHBoxLayout(self._kept)
        row.setContentsMargins(10, 3, 4, 3)
        self._lock = QLabel(self)
        self._said = Label(elide=True, parent=self)
        self.replace = button(tr("Reemplazar"), parent=self)
        self.replace.setAccessibleName(tr("Reemplazar {field}").format(field=self._label))
        self.replace.clicked.connect(self._edit)
        self.copy = button(tr("Copiar"), parent=self)
        self.copy.setAccessibleName(tr("Copiar {field}").format(field=self._label))
        self.copy.clicked.connect(self._copy)
        row.addWidget(self._lock)
        row.addWidget(self._said, 1)
        row.addWidget(self.copy)
        row.addWidget(self.replace)
        return self._kept

    def _make_edit(self) -> QWidget:
        self._form = QWidget(self)
        row = QHBoxLayout(self._form)
        row.setContentsMargins(0, 0, 0, 0)
        self.line = QLineEdit(self)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(self._label)
        self.line.setMinimumWidth(120)
        self.line.installEventFilter(self)
        self.save, self.cancel = button(tr("Guardar"), "primary", self), button(tr("Cancelar"), "quiet", self)
        self.save.setAccessibleName(tr("Guardar {field}").format(field=self._label))
        self.make = button(tr("Generar"), "quiet", self)
        self.make.setAccessibleName(tr("Generar {field}").format(field=self._label))
        self.make.clicked.connect(self._make_up)
        row.addWidget(self.line, 1)
        row.addWidget(self.make)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.line.textChanged.connect(self._render)
        self.line.returnPressed.connect(self._give)
        self.save.clicked.connect(self._give)
        self.cancel.clicked.connect(self._cancel)
        return self._form

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight: what could be copied is forgotten."""
        super().hideEvent(event)
        if self._fresh and not event.spontaneous():
            self._fresh = ""
            self._render()

    def _make_up(self) -> None:
        self.line.setText(secrets.token_urlsafe(24))
        self.line.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._fresh)

    def _edit(self) -> None:
        self._editing, self._fresh = True, ""
        self._render()
        self.line.setFocus()

    def _cancel(self) -> None:
        self._editing = self._kept_at is None
        self.line.clear()
        self._render()

    def _give(self) -> None:
        secret = self.line.text().strip()
        if not secret or self._busy:
            return
        self._busy = True
        self._fresh = secret if self._makes else ""
        self.line.clear()
        self._render()
        self.given.emit(secret)

    def _ask_removal(self) -> None:
        self._busy = True
        self._render()
        self.removed.emit()

    def _render(self) -> None:
        kept = self._kept_at is not None
        self._kept.setVisible(kept and not self._editing)
        self._form.setVisible(self._editing)
        self.cancel.setVisible(kept)
        self.copy.setVisible(bool(self._fresh))
        self.remove.setVisible(kept and self._removable)
        self._age.setVisible(kept)
        self.line.setEnabled(not self._busy)
        self.save.setEnabled(bool(self.line.text().strip()) and not self._busy)
        self.make.setVisible(self._makes and not self.line.text())
        self._said.setText(tr("Guardado en {place}").format(place=self._place))
        self._hint.setText(self._hint_now())
        self._hint.setVisible(bool(self._hint.text()))

    def _hint_now(self) -> str:
        if self._busy:
            return tr("Guardando…")
        if self._editing:
            once = tr("No se puede volver a ver. Se guarda solo en {place}.").format(place=self._place or "…")
            return f"{once} {self._after}".strip() if self._kept_at is not None else once
        return tr("Copialo ahora: después no se puede volver a ver.") if self._fresh else ""

    def _tint(self) -> None:
        self._lock.setPixmap(self._theme.pixmap("lock", "semantic.success.fg", 16))
