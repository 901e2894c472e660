"""The agency's voices: which speaks where, what may be spent on them in a month, and the right to use each."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QScrollArea, QVBoxLayout, QWidget

from services.records import Changes
from services.trouble import Trouble
from services.voice import Voice, VoiceOption
from services.voice.office import VoiceOffice
from widgets.composer.voice_card import purposes
from widgets.controls import CHANNELS, Label
from widgets.feed import Feed
from widgets.settings.voice_budget import NAMES, Budget
from widgets.settings.voice_fields import Appointed, RightField
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class VoiceChoices(QScrollArea):
    """Each change is written at once. What the account lists is read anew whenever this is opened."""

    def __init__(
        self, theme: Theme, office: VoiceOffice, voice: Callable[[], Voice], feed: Feed, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._office, self._voice, self._now = theme, office, voice, feed.now
        self._tasks = Tasks(self, feed.report)
        self._listed: Sequence[VoiceOption] = ()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Voces y gasto"))
        self.setProperty("surface", "canvas")
        self.viewport().setProperty("surface", "canvas")
        inside = QWidget(self)
        inside.setProperty("surface", "canvas")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 12, 16)
        self._column.setSpacing(14)
        self._trouble = Label(role="caption", tone="danger", parent=inside)
        self._trouble.setWordWrap(True)
        self._column.addWidget(self._trouble)
        self.choices: dict[str, Appointed] = {}
        self._add_choices(tr("Voz de cada canal"), CHANNELS)
        self._add_choices(tr("Voz de cada uso"), purposes())
        self.budget = Budget(theme, office.ledger)
        self.budget.chosen.connect(lambda person, all_: self._do(office.ledger.set_budget(person, all_)))
        self._add(tr("Presupuesto del mes"), [self.budget])
        self._add_rights()
        self._column.addStretch(1)
        self.setWidget(inside)
        feed.changed.connect(self._changed)
        self._say(None)

    def refresh(self) -> None:
        """Show what is known now, and ask the account."""
        self._show()
        if not self._tasks.running("read"):
            self._tasks.start(self._read(), key="read")

    async def _read(self) -> None:
        try:
            self._listed = await self._voice().voices()
        except Trouble as trouble:
            self._say(trouble)
            return
        await asyncio.to_thread(self._office.casting.see, self._listed)
        self._say(None)
        self._show()

    def _add(self, title: str, parts: Sequence[QWidget]) -> None:
        heading = Label(title, "label", parent=self)
        heading.setContentsMargins(0, 6, 0, 0)
        self._column.addWidget(heading)
        for part in parts:
            self._column.addWidget(part)

    def _add_choices(self, title: str, named: dict[str, str]) -> None:
        holder = QWidget(self)
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for of, name in named.items():
            choice = self.choices[of] = Appointed(self._theme, name, holder)
            choice.chosen.connect(lambda voice, of=of: self._do(self._office.casting.appoint(of, voice)))
            choice.recast.connect(lambda gone, voice: self._do(self._office.casting.recast(gone, voice)))
            label = Label(name, tone="secondary", parent=holder)
            label.setMinimumWidth(self._theme.scaled(NAMES))
            form.addRow(label, choice)
        self._add(title, [holder])

    def _add_rights(self) -> None:
        self._rights_note = Label(
            tr("De quién es cada voz clonada y por qué la agencia puede usarla. Queda escrito para todos."), "caption",
            "muted", parent=self,
        )  # fmt: skip
        self._rights_note.setWordWrap(True)
        self._rights = QVBoxLayout()
        self._rights.setSpacing(10)
        self.rights: dict[str, RightField] = {}
        self._add(tr("Derecho de uso"), [self._rights_note])
        self._column.addLayout(self._rights)

    def _show(self) -> None:
        casting = self._office.casting
        listed = self._listed or list(casting.seen().values())
        for of, choice in self.choices.items():
            chosen = casting.defaults().get(of, "")
            gone = casting.seen().get(chosen)
            nearest = casting.nearest(chosen, self._listed) if chosen else None
            choice.show_choice(listed, chosen, gone.name if gone else chosen, nearest)
        somebodys = [each for each in listed if casting.is_somebodys(each.id)]
        for voice in somebodys:
            if voice.id not in self.rights:
                field = self.rights[voice.id] = RightField(self._theme, voice, self)
                field.noted.connect(lambda how, v=voice.id: self._do(casting.note_right(v, how, self._now())))
                self._rights.addWidget(field)
            self.rights[voice.id].show_right(casting.right(voice.id))
        self._rights_note.setText(
            tr("De quién es cada voz clonada y por qué la agencia puede usarla. Queda escrito para todos.")
            if somebodys
            else tr("La cuenta no tiene voces hechas de personas.")
        )
        self.budget.refresh()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.agency or changes.everything):
            self._show()

    def _do(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            try:
                await work
                self._say(None)
            except Trouble as trouble:
                self._say(trouble)
            self._show()

        self._tasks.start(done())

    def _say(self, trouble: Trouble | None) -> None:
        told = sentence(trouble.code, trouble.facts) if trouble is not None else None
        self._trouble.setText(f"{told.text} {told.action}." if told else "")
        self._trouble.setVisible(told is not None)
