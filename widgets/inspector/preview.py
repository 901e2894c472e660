"""What the lead will see: the template as it stands, the voice that comes when they answer, and what would stop it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets import words
from widgets.composer.marked import MarkedText
from widgets.composer.template_desk import Preview
from widgets.composer.template_look import Seen
from widgets.composer.times import said
from widgets.controls import Label, hairline
from widgets.inspector.section import Section
from widgets.theme import Theme
from widgets.voice.waveform import Waveform
from widgets.words import tr


class PreviewPane(QWidget):
    """A view of a Preview. The words that were filled in are marked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 14)
        top.setSpacing(8)
        self._heading = Label(role="caption", tone="secondary", parent=self)
        self._heading.setProperty("strong", True)
        top.addWidget(self._heading)
        ground = QFrame(self)
        ground.setProperty("frame", "sunken")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(12, 14, 12, 14)
        inside.setSpacing(8)
        self._card = _Card(theme, ground)
        self._after = Label(tr("cuando toque el botón o conteste"), "caption", "secondary", parent=ground)
        self._after.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._card)
        inside.addWidget(self._after)
        inside.addWidget(self._make_voice(ground))
        top.addWidget(ground)
        column.addLayout(top)
        column.addWidget(hairline(parent=self))
        self._unless = Section(tr("La voz no sale si…"), parent=self)
        self._reasons: list[tuple[QLabel, Label, str]] = []
        for icon in ("calendar-x", "message-square", "ban"):
            self._add_reason(icon)
        column.addWidget(self._unless)
        column.addStretch(1)
        theme.changed.connect(self._tint)
        self.show_preview(None, 0)

    def show_preview(self, preview: Preview | None, now: int) -> None:
        """Show it; None shows nothing."""
        self.setVisible(preview is not None)
        if preview is None:
            return
        self._heading.setText(tr("Lo que va a ver {name}").format(name=preview.name))
        self._card.setVisible(preview.seen is not None)
        if preview.seen is not None:
            self._card.show_seen(preview.seen, words.clock(now))
        voice = preview.voice
        for part in (self._after, self._voice, self._unless):
            part.setVisible(voice is not None)
        if voice is None:
            return
        clip = voice.take.clip
        self._wave.show_voice(clip.wave, round(clip.seconds * 1000))
        self._length.setText(words.seconds(clip.seconds))
        ends = tr("se vence ({when})").format(when=said(preview.until, now))
        reasons = (ends, tr("vos u otro agente le escriben antes"), tr("pide la baja o toca «Ahora no»"))
        for (_, label, _), text in zip(self._reasons, reasons, strict=True):
            label.setText(text)

    def _make_voice(self, parent: QWidget) -> QFrame:
        self._voice = QFrame(parent)
        self._voice.setProperty("frame", "dashed")
        row = QHBoxLayout(self._voice)
        row.setContentsMargins(10, 5, 10, 5)
        self._wave = Waveform(self._theme, 24, self._voice)
        self._wave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._wave.setEnabled(False)
        self._length = Label(role="caption", parent=self._voice)
        row.addWidget(self._wave, 1)
        row.addWidget(self._length)
        return self._voice

    def _add_reason(self, icon: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        mark, label = QLabel(self), Label(parent=self)
        label.setWordWrap(True)
        row.addWidget(mark)
        row.addWidget(label, 1)
        self._unless.body.addLayout(row)
        self._reasons.append((mark, label, icon))
        self._tint()

    def _tint(self) -> None:
        for mark, _, icon in self._reasons:
            mark.setPixmap(self._theme.pixmap(icon, "text.secondary", 16))


class _Card(QFrame):
    """The bubble on the lead's phone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("frame", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        words_of = QVBoxLayout()
        words_of.setContentsMargins(8, 0, 8, 6)
        words_of.setSpacing(2)
        self._header = Label(role="label", parent=self)
        self._header.setWordWrap(True)
        self._body = _Words(theme, self)
        self._footer = Label(role="caption", tone="muted", parent=self)
        self._footer.setWordWrap(True)
        self._time = Label(role="caption", tone="muted", parent=self)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part in (self._header, self._body, self._footer, self._time):
            part.setContentsMargins(4, 0, 4, 0)
            words_of.addWidget(part)
        column.addLayout(words_of)
        self._buttons = [self._button(column) for _ in range(10)]

    def show_seen(self, seen: Seen, time: str) -> None:
        media = {"image": tr("Imagen"), "video": tr("Video"), "document": tr("Documento")}.get(seen.header_kind, "")
        header = media or "".join(text for text, _ in seen.header)
        self._header.setText(header)
        self._header.setVisible(bool(header))
        self._body.show_pieces(seen.body)
        self._footer.setText(seen.footer)
        self._footer.setVisible(bool(seen.footer))
        self._time.setText(time)
        for n, (line, label) in enumerate(self._buttons):
            line.setVisible(n < len(seen.buttons))
            label.setVisible(n < len(seen.buttons))
            if n < len(seen.buttons):
                label.setText(seen.buttons[n])

    def _button(self, column: QVBoxLayout) -> tuple[QFrame, Label]:
        line, label = hairline(parent=self), Label(tone="accent", parent=self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMinimumHeight(self._theme.scaled(32))
        column.addWidget(line)
        column.addWidget(label)
        return line, label


class _Words(MarkedText):
    """The body, as high as its words are."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "filled", parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("paper", "bare")
        self.setAccessibleName(tr("Texto de la plantilla"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def show_pieces(self, pieces: tuple[tuple[str, bool], ...]) -> None:
        spans, at = [], 0
        for text, filled in pieces:
            if filled:
                spans.append((at, at + len(text)))
            at += len(text)
        self.write("".join(text for text, _ in pieces))
        self.show_marks(spans)

    def sizeHint(self) -> QSize:
        return QSize(160, round(self.document().size().height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())
