"""The composer's voice: the text, how it will be said, the voice that says it, and the take to be heard and sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from services.voice import Price
    from services.voice.spoken import Choice, Spoken
from services.voice.ledger import Spending
from widgets import words
from widgets.composer.deck_panel import DeckPanel
from widgets.composer.editor import Editor
from widgets.composer.notice import Notice
from widgets.composer.picker import Picker, VoicePicker
from widgets.composer.said_view import SaidView
from widgets.composer.said_words import changed, changes, remarks, summary
from widgets.composer.saying import SayingBar
from widgets.composer.speech import Script
from widgets.composer.tape import Tape
from widgets.composer.voice_look import Look
from widgets.composer.voice_words import some_of
from widgets.composer.waiting import Expiry
from widgets.controls import IconButton, Label, button
from widgets.pieces.icons import LEADING, leading
from widgets.pieces.send_button import SendButton
from widgets.pieces.taught_button import TaughtButton
from widgets.theme import Theme
from widgets.voice.take import TakeBar
from widgets.words import tr


class VoicePanel(QWidget):
    """A view: it shows what it is told and asks by signals. `made` asks for a voice (or to stop it), `submitted` to go
    one step further with the key that sends, `sent` to send, `acted` for the action of a trouble."""

    made = Signal()
    sent = Signal()
    submitted = Signal(bool)
    acted = Signal(str)
    told = Signal()
    """How the text will be said stands there now."""

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._spoken: Spoken | None = None
        self._settled = ""
        self.words: Callable[[], Mapping[str, str]] = dict
        """How words are said in this agency."""
        self.choices: tuple[Choice, ...] = ()
        """How some places of this text are said, because somebody chose so."""
        self._look: Look | None = None
        self._does = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        self.making, self.deck, self.gone = QWidget(self), DeckPanel(theme, self), Notice(theme, self)
        self.saying = SayingBar(theme, self)
        making = QVBoxLayout(self.making)
        making.setContentsMargins(0, 0, 0, 0)
        making.setSpacing(9)
        making.addLayout(self._make_texts(), 1)
        making.addWidget(self.saying)
        making.addLayout(self._make_choice())
        self.bar = TakeBar(theme, self)
        self.bar.submitted.connect(self.submitted)
        self.bar.left.connect(self.editor.setFocus)
        making.addWidget(self.bar)
        column.addWidget(self.gone)
        column.addWidget(self.making, 1)
        column.addWidget(self.deck)
        self.deck.hide()
        self.notice = Notice(theme, self)
        self.notice.acted.connect(self._act)
        self.notice.hide()
        column.addWidget(self.notice)
        column.addLayout(self._make_foot())
        theme.changed.connect(self._tint)

    def write(self, text: str) -> None:
        """Replace the text."""
        self.editor.write(text)
        self.show_spoken()

    def choose_sayings(self, sayings: Sequence[tuple[str, str, int]]) -> None:
        """What was chosen for a text, before that is written."""
        if sayings or self.choices:
            from services.voice.spoken import Choice

            self.choices = tuple(Choice(*each) for each in sayings)

    def show_spoken(self) -> None:
        """Say again how the text will be said."""
        from services.voice.spoken import spoken  # its numbers and rules are needed only once a voice is wanted

        source = self.editor.toPlainText()
        told = self._spoken = spoken(source, self.words(), self.choices)
        bar = self.said.verticalScrollBar()
        read_at = bar.value()
        self.said.write(told.text)
        bar.setValue(read_at)
        doubts = [i for i, span in enumerate(told.spans) if span.doubtful]
        self.editor.show_marks([(span.start, span.end) for span in told.spans], doubts)
        self.said.show_marks([(span.said_start, span.said_end) for span in told.spans], doubts)
        sentences = changes(told)
        self.said.describe(sentences)
        self.said.setAccessibleDescription(". ".join(sentences))
        self._count.brief = f"{changed(told)} · {words.number(len(told.text))}" if source else ""
        self._count.setText(summary(told) if source else "")
        self._left_out.setText(remarks(told))
        self.told.emit()

    @property
    def spoken(self) -> "Spoken":
        """The text and how it is said, piece by piece."""
        if self._spoken is None or self._spoken.source != self.text:
            self.show_spoken()
        assert self._spoken is not None
        return self._spoken

    def show_tape(self, tape: Tape | None) -> None:
        """A recording takes the place of the text; the keyboard goes along."""
        held = self.window().focusWidget()
        moves = held is not None and self.isAncestorOf(held) and self.making.isHidden() != (tape is not None)
        self.making.setVisible(tape is None)
        self.deck.setVisible(tape is not None)
        if tape is not None:
            self.deck.show_tape(tape)
        if moves:
            self.writes.setFocus()

    @property
    def writes(self) -> QWidget:
        """What has the keyboard here."""
        return self.deck if self.making.isHidden() else self.editor

    @property
    def text(self) -> str:
        """As it was written."""
        return self.editor.toPlainText()

    @property
    def said_text(self) -> str:
        """The text as it is said: what the voice is asked for."""
        return self._spoken.text if self._spoken else ""

    def settle(self, text: str) -> None:
        """A take of `text` comes to the table: that take's own saying counts until the panel says it otherwise."""
        if text != self.text:
            self.write(text)
        self._settled = self.said_text

    def saying_of(self, script: Script) -> str:
        """How the text is said: as the panel says, or still as `script` does."""
        before, self._settled = self._settled, self.said_text
        return self.said_text if self.said_text != before or self.text != script.text else script.spoken

    def show_cost(self, cost: int | None, left: int | None, budget: Spending, price: "Price | None" = None) -> None:
        """Credits that the voice would cost, and for which of it where that is not all; else what is left. None for
        what nobody knows. Near the end of a budget it is that which is told."""
        costs = tr("≈ 1 crédito") if cost == 1 else tr("≈ {count} créditos").format(count=words.number(cost or 0))
        self._cost.setText(costs if cost is not None else "")
        parts = some_of(price) if price is not None and cost is not None else ""
        near = budget.near(cost or 0) and budget.left is not None
        told = tr("quedan {count}") if left is not None else ""
        told = (tr("quedan {count} del presupuesto") if near else told).format(
            count=words.number((budget.left if near else left) or 0)
        )
        self._left.setText(parts if parts and not near else told)  # beside the cost it would take the names' room
        self._left.setToolTip(" · ".join(filter(None, (parts, told))))
        self._left.set_tone("warning" if near else "muted")

    def show_look(self, look: Look, name: str, key: str, verb: str = "") -> None:
        """Show and allow what `look` says; the voice goes to `name`, and `key` sends it. With a `verb` of its own it is
        left waiting, until the time that stands beside it."""
        self._look = look
        self.make_button.setText(look.make)
        self.make_button.setEnabled(look.can_make)
        if not look.bar and self.bar.isAncestorOf(self.window().focusWidget()):
            self.editor.setFocus()  # the keyboard goes where one writes, not to the next button
        self.bar.setVisible(look.bar)
        waits = bool(verb) and look.can_send  # beside the time until which it waits there is room for a word
        self.status.setText(tr("Oída") if waits else look.status)
        self.status.setToolTip(look.status)
        self.status.set_tone(look.tone)
        self.send_button.show_action((verb or tr("Enviar voz a {name}")).format(name=name), key)
        self.expiry.setVisible(waits)
        self.send_button.setEnabled(look.can_send)
        self.notice.setVisible(look.trouble is not None)
        if look.trouble is not None:
            self._does = look.trouble.does
            self.notice.say(look.trouble.text, icon="triangle-alert", action=look.trouble.action if self._does else "")
            self.notice.set_detail(f"{look.trouble.action}." if look.trouble.action and not self._does else "")
        self._tint()

    def _make_texts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        self.editor = Editor(self._theme, lines=(7, 7), parent=self)
        self.editor.setAccessibleName(tr("Tu texto"))
        self.editor.setPlaceholderText(tr("Escribí lo que va a decir la voz"))
        self.said = SaidView(self._theme, self)
        self.said.setAccessibleName(tr("Así se va a decir"))
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.editor.setMinimumHeight(self._theme.line("reading") * 3 + 20)  # in a low window they scroll
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        head = QHBoxLayout()
        self._count = Label(role="caption", tone="muted", elide=True, parent=self)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        head.addWidget(_heading(tr("Así se va a decir"), self))
        head.addWidget(self._count, 1)
        lead = QHBoxLayout()
        self._left_out = Label(role="caption", tone="muted", elide=True, parent=self)
        self._left_out.setAlignment(Qt.AlignmentFlag.AlignRight)
        lead.addWidget(_heading(tr("Tu texto"), self))
        lead.addWidget(self._left_out, 1)
        left.addLayout(lead)
        left.addWidget(self.editor, 1)
        right.addLayout(head)
        right.addWidget(self.said, 1)
        for column in (left, right):
            column.setSpacing(5)
            row.addLayout(column, 1)
        self.editor.submitted.connect(self.submitted)
        for text in (self.editor, self.said):
            text.pointed.connect(self.editor.point_at)
            text.pointed.connect(self.said.point_at)
        return row

    def _make_choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.voices = VoicePicker(self._theme, tr("Voz"), avatar=True, parent=self)
        self.models = Picker(self._theme, tr("Modelo"), parent=self)
        row.addWidget(self.voices)
        row.addWidget(self.models)
        row.addStretch(1)
        costs = QVBoxLayout()
        costs.setSpacing(0)
        self._cost, self._left = Label(role="caption", parent=self), Label(role="caption", tone="muted", parent=self)
        for label in (self._cost, self._left):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            costs.addWidget(label)
        row.addLayout(costs)
        self.record_button = TaughtButton(tr("Grabar"), self)
        self.record_button.setText("")  # its icon, its tooltip and its keys say it: the names beside it need the room
        self.record_button.setIconSize(LEADING)
        row.addWidget(self.record_button)
        self.make_button = button(tr("Generar voz"), parent=self)
        self.make_button.setIconSize(LEADING)
        self.make_button.clicked.connect(self.made)
        row.addWidget(self.make_button)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._status_icon = QLabel(self)
        self.status = Label(role="caption", tone="muted", parent=self)
        self.status.setWordWrap(True)
        self.send_button = SendButton(self._theme, self)
        self.send_button.clicked.connect(self.sent)
        self.library_button = IconButton(self._theme, "list", tr("Biblioteca de audios"), parent=self)
        row.addWidget(self.library_button)
        row.addWidget(self._status_icon)
        self.expiry = Expiry(self._theme, self._now, self)
        self.expiry.hide()
        row.addWidget(self.status, 1)
        row.addWidget(self.expiry)
        row.addWidget(self.send_button)
        return row

    def _act(self) -> None:
        self.acted.emit(self._does)

    def _tint(self) -> None:
        if self._look is None:
            return
        icon = {"muted": "text.muted", "success": "semantic.success.fg"}[self._look.tone]
        shown = self._theme.pixmap(self._look.icon, icon, 16) if self._look.icon else None
        self._status_icon.setVisible(shown is not None)
        if shown is not None:
            self._status_icon.setPixmap(shown)
        self.make_button.setIcon(leading(self._theme, self._look.make_icon))
        self.record_button.setIcon(leading(self._theme, "mic"))


def _heading(text: str, parent: QWidget) -> Label:
    heading = Label(text, "caption", "secondary", parent=parent)
    heading.setProperty("strong", True)
    return heading
