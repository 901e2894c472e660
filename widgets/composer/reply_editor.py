"""The agency's quick replies in one dialog: their names, texts, pictures and voices."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from services.records import Media, QuickReply
from services.replies import Replies
from services.trouble import Trouble
from services.voice import Clip
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class Takes(Protocol):
    """Keeps a file of this machine for sending."""

    async def take(self, file: Path | str, name: str = "") -> Media: ...


class ReplyEditor(QDialog):
    """`heard` is the voice on the composer's table if it was heard to its end: it may become part of a reply."""

    saved = Signal(str)

    def __init__(
        self, theme: Theme, replies: Replies, files: Takes, heard: Clip | None, feed: Feed,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._replies, self._files, self._clip = theme, replies, files, heard
        self._tasks = Tasks(self, feed.report)
        self._reply: QuickReply | None = None
        self._media: Media | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Respuestas rápidas"))
        self.resize(680, 420)
        self._build()
        self.show_all()

    def show_all(self, chosen: str = "") -> None:
        """The list as it is now; `chosen` by its id."""
        self.rows.blockSignals(True)
        self.rows.clear()
        for each in self._replies.all():
            item = QListWidgetItem(f"/{each.name}", self.rows)
            item.setData(Qt.ItemDataRole.UserRole, each)
            if each.id == chosen:
                self.rows.setCurrentItem(item)
        self.rows.blockSignals(False)
        self._chose(self.rows.currentItem() if chosen else None)

    def write(self, text: str) -> None:
        """A new reply that begins with this text."""
        self.rows.setCurrentRow(-1)
        self._show(None)
        self.text.setPlainText(text)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        right.setSpacing(8)
        left.setSpacing(8)
        self.rows = QListWidget(self)
        self.rows.setProperty("frame", "words")
        self.rows.setAccessibleName(tr("Respuestas rápidas"))
        self.new_button = button(tr("Nueva respuesta"), parent=self)
        left.addWidget(self.rows, 1)
        left.addWidget(self.new_button)
        self.name, self.text = QLineEdit(self), QTextEdit(self)
        self.name.setPlaceholderText("hola")
        self.text.setPlaceholderText(tr("Hola {nombre}, te paso los datos de {propiedad}."))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptRichText(False)
        for label, field in ((tr("Nombre, para escribir después de la barra"), self.name), (tr("Texto"), self.text)):
            field.setAccessibleName(label)
            right.addWidget(Label(label, "caption", "secondary", parent=self))
            right.addWidget(field)
        known = "{nombre}  {apellido}  {agente}"
        hint = tr("Se completan solas: {known}, y los datos de la ficha por su nombre.").format(known=known)
        explained = Label(hint, "caption", "muted", parent=self)
        explained.setWordWrap(True)
        right.addWidget(explained)
        right.addLayout(self._make_file())
        self.told = Label(role="caption", tone="danger", parent=self)
        self.told.setWordWrap(True)
        right.addWidget(self.told)
        right.addLayout(self._make_foot())
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.rows.currentItemChanged.connect(self._chose)
        self.new_button.clicked.connect(partial(self.write, ""))

    def _make_file(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._file = Label(role="caption", tone="muted", elide=True, parent=self)
        self.file_button = button(tr("Agregar…"), parent=self)
        self.file_button.clicked.connect(self._ask_file)
        row.addWidget(self._file, 1)
        row.addWidget(self.file_button)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.remove_button = button(tr("Eliminar"), "danger", self)
        self.save_button = button(tr("Guardar"), "primary", self)
        self.remove_button.clicked.connect(self._remove)
        self.save_button.clicked.connect(self._save)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.save_button)
        return row

    def _chose(self, item: QListWidgetItem | None) -> None:
        self._show(item.data(Qt.ItemDataRole.UserRole) if item is not None else None)

    def _show(self, reply: QuickReply | None) -> None:
        self._reply = reply
        self.name.setText(reply.name if reply else "")
        self.text.setPlainText(reply.text if reply else "")
        self.remove_button.setVisible(reply is not None)
        self.told.setText("")
        self._show_file(reply.media if reply else None)

    def _show_file(self, media: Media | None) -> None:
        self._media = media
        if media is None:
            self._file.setText(tr("Sin imagen ni voz"))
        elif media.voice:
            self._file.setText(tr("Con una voz de {length}").format(length=words.seconds(media.seconds or 0)))
        else:
            self._file.setText(tr("Con la imagen {name}").format(name=media.name or ""))

    def _ask_file(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Imagen…"), self._ask_picture)
        voice = menu.addAction(tr("La voz que acabás de oír"), self._use_voice)
        voice.setEnabled(self._clip is not None)
        if self._media is not None:
            menu.addAction(tr("Quitar"), partial(self._show_file, None))
        menu.popup(self.file_button.mapToGlobal(self.file_button.rect().bottomLeft()))

    def _use_voice(self) -> None:
        if (clip := self._clip) is not None:
            media = Media(clip.mime, clip.sha256, clip.size, seconds=clip.seconds, wave=clip.wave, voice=True)
            self._show_file(media)

    def _ask_picture(self) -> None:
        asked = QFileDialog(self, tr("Elegir una imagen"), str(Path.home()), "*.jpg *.jpeg *.png")
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(self._take)
        asked.open()

    def _take(self, path: str) -> None:
        self._do(self._taken(path))

    async def _taken(self, path: str) -> None:
        media = await self._files.take(Path(path))
        if not media.mime.startswith("image/"):
            raise Trouble("media.type_not_taken", mime=media.mime)
        self._show_file(media)

    def _save(self) -> None:
        self._do(self._saved())

    async def _saved(self) -> None:
        reply = self._reply.id if self._reply else ""
        name = self.name.text().strip().removeprefix("/")
        reply = await self._replies.save(name, self.text.toPlainText(), self._media, reply)
        self.show_all(reply)
        self.saved.emit(reply)

    def _remove(self) -> None:
        if self._reply is not None:
            self._do(self._removed(self._reply.id))

    async def _removed(self, reply: str) -> None:
        await self._replies.remove(reply)
        self.show_all()

    def _do(self, work: Awaitable[None]) -> None:
        self._tasks.start(_told(work, self.told.setText))


async def _told(work: Awaitable[None], say: Callable[[str], None]) -> None:
    try:
        await work
        say("")
    except Trouble as trouble:
        told = sentence(trouble.code, trouble.facts)
        say(f"{told.text} {told.action}".strip())
