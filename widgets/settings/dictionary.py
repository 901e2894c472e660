"""How the agency has its words said: searched, changed in place, brought and taken as CSV."""

import asyncio
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from services.agency import Agency
from services.agency_records import DictionaryWord
from services.records import Changes
from services.trouble import Trouble
from services.word_files import DryRun
from widgets import words
from widgets.controls import Label, button
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.pieces.segments import Segments
from widgets.pieces.word_form import WordForm
from widgets.settings.import_panel import ImportPanel
from widgets.settings.just_done import JustDone
from widgets.settings.word_exchange import WordExchange, brought
from widgets.settings.word_table import WordModel, WordTable
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr


class DictionaryPage(QWidget):
    """Each change counts at once, on every desk, and can be undone for ten seconds."""

    def __init__(self, theme: Theme, agency: Agency, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._agency = theme, agency
        self._tasks = Tasks(self, feed.report)
        self._turn = asyncio.Lock()
        """One change after the other: none of them is given up for the next one."""
        self._back: list[DictionaryWord] = []
        """What makes the last change undone; a word without a saying is forgotten."""
        self.setAcceptDrops(True)
        self.model = WordModel(agency.member, self)
        self.exchange = WordExchange(agency, lambda: self.model.rows, feed, self)
        self._build()
        self._listen()
        feed.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """The words as they are now."""
        self.model.show_words(self._agency.dictionary())
        self._tell_empty()

    def undo(self) -> None:
        """Take the last change back."""
        if self._back:
            self._tasks.start(self._restore(self._back))

    def _build(self) -> None:
        self.table = WordTable(self._theme, self.model, self)
        self.form = WordForm(self._theme, wide=True, parent=self)
        self.imports, self.bar = ImportPanel(self), JustDone(self)
        self._none = Label("", "body", "muted", parent=self)
        self.told = Label(role="caption", tone="danger", parent=self)
        for label in (self._none, self.told):
            label.setWordWrap(True)
            label.hide()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._make_search())
        column.addWidget(self.form)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(inside)
        self._stack.addWidget(self.imports)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 12)
        whole.setSpacing(10)
        whole.addLayout(self._make_head())
        whole.addWidget(self.told)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.bar)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        about = tr("Cómo dice la voz las palabras de la agencia. Cada cambio vale enseguida en todas las computadoras.")
        said = Label(about, "caption", "muted", parent=self)
        said.setWordWrap(True)
        self.import_button = button(tr("Importar CSV…"), parent=self)
        self.export_button = button(tr("Exportar CSV…"), parent=self)
        row.addWidget(said, 1)
        row.addWidget(self.import_button)
        row.addWidget(self.export_button)
        return row

    def _make_search(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.search = QLineEdit(placeholderText=tr("Buscar una palabra o cómo se dice"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setMaximumWidth(360)
        whose = {"": (tr("Todas"), ""), "agency": (tr("Agencia"), ""), "mine": (tr("Solo yo"), "")}
        self.whose = Segments(self._theme, whose, parent=self)
        self.whose.choose("")
        row.addWidget(self.search, 9)
        row.addStretch(1)
        row.addWidget(self.whose)
        return row

    def _listen(self) -> None:
        self.search.textChanged.connect(self._seek)
        self.whose.chosen.connect(self._seek)
        self.form.given.connect(self._given)
        self.form.closed.connect(self.table.setFocus)
        self.model.changed.connect(self._edited)
        self.table.removed.connect(self._remove)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.bar.undone.connect(self.undo)
        self.bar.left.connect(self._forget)
        self.import_button.clicked.connect(self.exchange.ask_import)
        self.export_button.clicked.connect(self.exchange.ask_export)
        self.exchange.looked.connect(self._show_run)
        self.exchange.saved.connect(self._saved)
        self.exchange.refused.connect(self._refuse)
        self.imports.accepted.connect(self._import)
        self.imports.closed.connect(self._close_import)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if brought(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := brought(event)) is not None:
            event.acceptProposedAction()
            self.exchange.bring(path)

    def _seek(self) -> None:
        whose = next(key for key, each in self.whose.buttons.items() if each.isChecked())
        self.model.seek(self.search.text(), whose)
        self._tell_empty()

    def _tell_empty(self) -> None:
        empty, sought = not self.model.rows, self.search.text().strip()
        none = tr("Todavía no hay palabras. Escribí la primera acá arriba, o soltá un CSV.")
        self._none.setText(tr("Nada se llama «{word}».").format(word=sought) if sought else none)
        self._none.setVisible(empty)
        self.table.setVisible(not empty)
        self.export_button.setEnabled(not empty)

    def _given(self, word: str, said: str, whole_agency: bool) -> None:
        new = DictionaryWord(word, said, None if whole_agency else self._agency.member)
        self._tasks.start(self._add(new))

    async def _add(self, word: DictionaryWord) -> None:
        try:
            await self._write([word], _told(word))
        except Trouble as trouble:
            self.form.refuse(_sentence(trouble))
        else:
            self.form.ask()

    def _edited(self, before: DictionaryWord, after: DictionaryWord) -> None:
        moved = (before.word.casefold(), before.member) != (after.word.casefold(), after.member)
        gone = [DictionaryWord(before.word, "", before.member)] if moved else []
        if not after.word or not after.said:
            self._refuse(Trouble("dictionary.no_saying" if after.word else "dictionary.bad_word", most=80))
        else:
            self._change([*gone, after], _told(after))

    def _remove(self) -> None:
        rows = [self.model.rows[row] for row in self.table.chosen()]
        if rows:
            one = tr("«{word}» ya no está en el diccionario.").format(word=rows[0].word)
            many = tr("{count} palabras ya no están en el diccionario.").format(count=words.number(len(rows)))
            gone = [DictionaryWord(each.word, "", each.member) for each in rows]
            self._change(gone, one if len(rows) == 1 else many)

    def _change(self, changes: Sequence[DictionaryWord], told: str) -> None:
        async def write() -> None:
            try:
                await self._write(changes, told)
            except Trouble as trouble:
                self._refuse(trouble)

        self._tasks.start(write())

    async def _write(self, changes: Sequence[DictionaryWord], told: str) -> None:
        """Change words, and offer to undo that."""
        keys = [(each.word.casefold(), each.member) for each in changes]
        async with self._turn:
            known = {(each.word.casefold(), each.member): each for each in self._agency.dictionary()}
            before = [known.get(key) for key in keys]
            await self._agency.say_all(changes)
        self._refuse(None)
        self._back = [
            old or DictionaryWord(each.word, "", each.member) for old, each in zip(before, changes, strict=True)
        ]
        self.refresh()
        self.bar.say(told)

    async def _restore(self, back: list[DictionaryWord]) -> None:
        self.bar.leave()
        async with self._turn:
            await self._agency.say_all(back)
        self.refresh()
        announce(self, tr("Quedó como estaba."))

    def _forget(self) -> None:
        self._back = []

    def _refuse(self, trouble: Trouble | None) -> None:
        why = _sentence(trouble) if trouble is not None else ""
        self.told.setText(why)
        self.told.setVisible(bool(why))
        if why:
            announce(self, why, urgent=True)

    def _menu(self, spot: QPoint) -> None:
        index = self.table.indexAt(spot)
        if not index.isValid():
            return
        word = self.model.rows[index.row()]
        other = DictionaryWord(word.word, word.said, None if word.member else self._agency.member)
        move = tr("Pasar a toda la agencia") if word.member else tr("Dejar solo para mí")
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Cambiar"), partial(self.table.edit, index))
        menu.addAction(move, partial(self._edited, word, other))
        menu.addSeparator()
        menu.addAction(tr("Quitar"), self._remove)
        menu.popup(self.table.viewport().mapToGlobal(spot))

    def _show_run(self, name: str, run: DryRun) -> None:
        self._refuse(None)
        self._stack.setCurrentWidget(self.imports)
        self.imports.show_run(name, run)

    def _saved(self, told: str) -> None:
        self._forget()
        self.bar.say(told, undo=False)

    def _import(self, run: DryRun) -> None:
        self._close_import()
        count = len(run.taken)
        told = tr("Se importaron {count} palabras.").format(count=words.number(count))
        self._change(run.taken, tr("Se importó 1 palabra.") if count == 1 else told)

    def _close_import(self) -> None:
        self._stack.setCurrentIndex(0)
        self.import_button.setFocus()

    def _changed(self, changes: Changes) -> None:
        if changes.agency or changes.everything:
            self.refresh()


def _told(word: DictionaryWord) -> str:
    return tr("«{word}» se dice «{said}».").format(word=word.word, said=word.said)


def _sentence(trouble: Trouble) -> str:
    said = sentence(trouble.code, trouble.facts)
    return f"{said.text} {said.action}."
