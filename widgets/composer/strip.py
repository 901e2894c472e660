"""The strip of files above the editor: a thumbnail or an icon, the name, the size, and a cross for each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from services.drafts import DraftFile
from services.records import Media
from widgets import words
from widgets.controls import IconButton, Label
from widgets.conversation.pictures import Pictures
from widgets.theme import Theme
from widgets.words import tr

_SIDE: Final = 40
_ICONS: Final = {"image": "image", "video": "play", "audio": "audio-lines"}


class Strip(QScrollArea):
    """`removed` gives the hash of the file that a person takes away."""

    removed = Signal(str)

    def __init__(self, theme: Theme, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pictures = theme, pictures
        self._files: Sequence[DraftFile] = ()
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Archivos adjuntos"))
        self.setProperty("surface", "canvas")
        self._inside = QWidget(self)
        self._inside.setProperty("surface", "canvas")
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self.setWidget(self._inside)
        self.setFixedHeight(theme.scaled(58))
        pictures.ready.connect(self._draw)
        theme.changed.connect(self._draw)
        self.hide()

    def show_files(self, files: Sequence[DraftFile]) -> None:
        """These, in the order in which they go."""
        if list(files) != list(self._files):
            self._files = tuple(files)
            while self._row.count() > 1:
                item = self._row.takeAt(0)
                if item is not None and (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
            for n, each in enumerate(files):
                self._row.insertWidget(n, _Card(self._theme, each, self))
        self.setVisible(bool(files))
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.scaled(58))

    def _draw(self) -> None:
        for card in self._inside.findChildren(_Card):
            found = self._pictures.thumbnail(Media(card.file.mime, card.file.sha256)) if card.picture else None
            card.draw(found)


class _Card(QFrame):
    def __init__(self, theme: Theme, file: DraftFile, strip: Strip) -> None:
        super().__init__(strip)
        self._theme, self.file = theme, file
        self.picture = file.mime.startswith("image/")
        self.setProperty("frame", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 4, 3, 4)
        row.setSpacing(8)
        self._face = QLabel(self)
        self._face.setFixedSize(_SIDE, _SIDE)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        names = QVBoxLayout()
        names.setSpacing(0)
        voice = file.seconds is not None
        name = Label(tr("Voz guardada") if voice else file.name or tr("Archivo"), "caption", elide=True, parent=self)
        name.setMinimumWidth(theme.scaled(110))
        length = words.seconds(file.seconds) if file.seconds is not None else ""
        about = " · ".join(filter(None, [length, words.size(file.size)]))
        for label in (name, Label(about, "caption", "muted", parent=self)):
            names.addWidget(label)
        row.addWidget(self._face)
        row.addLayout(names)
        cross = IconButton(theme, "x", tr("Quitar {name}").format(name=file.name or tr("el archivo")), parent=self)
        cross.clicked.connect(lambda: strip.removed.emit(file.sha256))
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)

    def draw(self, picture: QPixmap | None) -> None:
        if picture is not None:
            aspect = Qt.AspectRatioMode.KeepAspectRatio
            self._face.setPixmap(picture.scaled(_SIDE, _SIDE, aspect, Qt.TransformationMode.SmoothTransformation))
        else:
            icon = _ICONS.get(self.file.kind, "file-text")
            self._face.setPixmap(self._theme.pixmap(icon, "text.secondary", 24))
