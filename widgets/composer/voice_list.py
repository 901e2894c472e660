"""The voices of the account in a list of their own: favourites first, searched by anything, heard at no cost."""

from collections.abc import Awaitable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from services.trouble import Trouble
from services.voice import VoiceOption
from services.voice.office import VoiceOffice
from widgets.composer.voice_card import VoiceCard
from widgets.composer.voice_row import HEAD, LIKED, PLAYING, VOICE, Row
from widgets.composer.voice_words import about, kind
from widgets.controls import Label
from widgets.feed import Feed
from widgets.palette.fuzzy import folded
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.voice.player import Player
from widgets.words import tr

_KEYS: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SAMPLE: Final = "sample:"


class VoiceList(QFrame):
    """A popup. `chosen` gives the voice that is to speak. Enter chooses the marked one, Ctrl+Space plays its sample and
    Ctrl+D makes it a favourite; of a person's voice whose right of use nobody noted, it asks for that first."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, office: VoiceOffice, player: Player, feed: Feed, channel: str, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "palette")
        self._office, self._player, self._now = office, player, feed.now
        self._tasks = Tasks(self, feed.report)
        self._voices: dict[str, VoiceOption] = {}
        self.field = QLineEdit(placeholderText=tr("Buscar una voz, un acento o un idioma"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Voces"))
        self.list.setProperty("frame", "words")
        self.list.setItemDelegate(row := Row(theme, self.list))
        self.list.setMinimumHeight(theme.scaled(270))
        self.list.setMouseTracking(True)
        self.none = Label(tr("Ninguna voz de la cuenta se llama ni suena así."), "caption", "muted")
        self.card = VoiceCard(theme, channel)
        self._lay_out(theme)
        row.acted.connect(self._act)
        self._connect()

    def show_voices(self, voices: Sequence[VoiceOption], marked: str) -> None:
        """These; `marked` is the one that speaks now."""
        self._voices = {each.id: each for each in voices}
        self._fill(marked)

    def open_above(self, anchor: QWidget) -> None:
        """Show it over `anchor`, or below it where there is no room."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, -self.height() - 4))
        top = anchor.screen().availableGeometry().top()
        self.move(corner if corner.y() >= top else anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while somebody types."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        marked = self.marked
        if event.key() in _KEYS and watched is self.field:
            self.list.keyPressEvent(event)
            return True
        if marked and control and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_D):
            self._act(marked, "play" if event.key() == Qt.Key.Key_Space else "like")
            return True
        return False

    def closeEvent(self, event: QEvent) -> None:
        if self._player.key.startswith(_SAMPLE):
            self._player.stop()
        super().closeEvent(event)  # type: ignore[arg-type]

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        for part in (self.field, self.list, self.none, self.card):
            column.addWidget(part)
        self.none.hide()
        self.setFixedWidth(theme.scaled(470))

    def _connect(self) -> None:
        card = self.card
        self.field.textChanged.connect(lambda: self._fill(self.marked))
        self.field.returnPressed.connect(self._enter)
        self.list.itemActivated.connect(self._enter)
        self.list.currentItemChanged.connect(self._show_card)
        card.play_wanted.connect(lambda: self._act(self.marked, "play"))
        card.like_wanted.connect(lambda: self._act(self.marked, "like"))
        card.chosen.connect(self._enter)
        card.appointed.connect(lambda of, on: self._start(self._appoint(of, on)))
        card.noted.connect(lambda how: self._start(self._note(how)))
        self._player.changed.connect(self._show_playing)
        for part in (self.field, self.list):
            part.installEventFilter(self)

    def _fill(self, marked: str) -> None:
        """Favourites first, then by kind; each only while it fits what was typed."""
        wanted, liked = folded(self.field.text().strip()), self._office.casting.favourites
        found = [each for each in self._voices.values() if wanted in folded(f"{each.name} {about(each)} {_more(each)}")]
        groups: dict[str, list[VoiceOption]] = {}
        for each in sorted(found, key=lambda each: each.id not in liked):
            groups.setdefault(tr("Favoritas") if each.id in liked else kind(each), []).append(each)
        self.list.clear()
        for name, voices in groups.items():
            head = QListWidgetItem(name, self.list)
            head.setData(HEAD, True)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            for each in sorted(voices, key=lambda each: folded(each.name)):
                self._add(each, each.id in liked)
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        self.mark(marked)
        self._show_playing()

    def _add(self, voice: VoiceOption, liked: bool) -> None:
        item = QListWidgetItem(self.list)
        item.setData(VOICE, voice)
        item.setData(LIKED, liked)
        said = ", ".join(filter(None, (voice.name, about(voice), tr("favorita") if liked else "")))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    def mark(self, voice: str) -> None:
        """Mark this voice, or the first one."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(VOICE) is not None]
        here = [row for row in rows if self.list.item(row).data(VOICE).id == voice]
        if rows:
            self.list.setCurrentRow((here or rows)[0])
        self._show_card()

    @property
    def marked(self) -> str:
        """The voice that the keys would choose, "" for none."""
        item = self.list.currentItem()
        voice = item.data(VOICE) if item is not None else None
        return voice.id if voice is not None else ""

    def _show_card(self) -> None:
        voice, casting = self._voices.get(self.marked), self._office.casting
        self.card.setVisible(voice is not None)
        if voice is not None:
            defaults = frozenset(of for of, each in casting.defaults().items() if each == voice.id)
            self.card.show_voice(voice, voice.id in casting.favourites, casting.right(voice.id), defaults)

    def _show_playing(self) -> None:
        key = self._player.key if self._player.playing else ""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if (voice := item.data(VOICE)) is not None and item.data(PLAYING) != (key == _SAMPLE + voice.id):
                item.setData(PLAYING, key == _SAMPLE + voice.id)
        self.card.show_playing(bool(key) and key == _SAMPLE + self.marked)

    def _act(self, voice: str, what: str) -> None:
        if what == "like":
            self._office.casting.favour(voice, voice not in self._office.casting.favourites)
            self._fill(voice)
        elif self._player.key == _SAMPLE + voice and self._player.playing:
            self._player.stop()
        elif voice in self._voices:
            self.mark(voice)
            sample = self._office.samples.listen(self._voices[voice].preview_url)
            self._start(self._player.follow(sample, _SAMPLE + voice), key="sample")

    def _enter(self) -> None:
        voice = self.marked
        if not voice:
            return
        if self._office.casting.lacks_right(voice):
            self.card.ask()
            return
        self.chosen.emit(voice)
        self.close()

    async def _note(self, how: str) -> None:
        voice = self.marked
        await self._office.casting.note_right(voice, how, self._now())
        self._enter()

    async def _appoint(self, of: str, on: bool) -> None:
        await self._office.casting.appoint(of, self.marked if on else "")
        self._show_card()

    def _start(self, work: Awaitable[None], key: str | None = None) -> None:
        async def told() -> None:
            try:
                await work
            except Trouble as trouble:
                self.card.complain(sentence(trouble.code, trouble.facts))

        self._tasks.start(told(), key=key)


def _more(voice: VoiceOption) -> str:
    return " ".join((*voice.labels.values(), *voice.languages, voice.description))
