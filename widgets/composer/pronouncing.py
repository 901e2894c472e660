"""Decides how words are said: other readings for this text, and the dictionary, from wherever a word is pointed at."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu

from services.agency_records import DictionaryWord
from services.records import Changes
from services.trouble import Trouble
from services.voice.pointing import Times, word_at
from widgets.composer.marked import MarkedText
from widgets.composer.saying import Scope
from widgets.composer.voice_panel import VoicePanel
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr

if TYPE_CHECKING:
    from services.agency import Agency
    from services.voice.spoken import Span


class Pronouncing(QObject):
    """Works on the text of the voice panel. `changed` when it is to be said otherwise."""

    changed = Signal()
    listed = Signal(object)
    """The dictionary (a tuple of DictionaryWord), the words of this text first."""
    written = Signal()
    """What `write_down` was given stands in the dictionary."""
    refused = Signal(str)
    """Or why it does not."""

    def __init__(
        self, panel: VoicePanel, agency: "Callable[[], Agency]", feed: Feed, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel, self._agency = panel, agency
        self._tasks = Tasks(self, feed.report)
        self._words: Mapping[str, str] | None = None
        self._listed: tuple[DictionaryWord, ...] | None = None
        self._dictionary: list[DictionaryWord] = []
        self._range = 0, 0
        """What is being asked about, in characters of the text."""
        self._back: Callable[[], object] = panel.editor.setFocus
        """Where the keyboard goes when nothing is asked any more."""
        panel.words = self.words
        panel.said.opened.connect(self.offer)
        for view in (panel.editor, panel.said):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(partial(self._ask_menu, view))
        panel.saying.given.connect(self._given)
        panel.saying.closed.connect(self._closed)
        panel.told.connect(self._list)
        feed.changed.connect(self._changed)

    def words(self) -> Mapping[str, str]:
        """How this person has words said."""
        if self._words is None:
            self._words, self._dictionary = self._agency().words(), self._agency().dictionary()
        return self._words

    def write_down(self, word: str, said: str, whole_agency: bool) -> None:
        """Put a word into the dictionary, from beside the text."""
        self._tasks.start(self._write(word, said, whole_agency), key="keep")

    def offer(self, mark: int) -> None:
        """The readings of a change, and the way to write another one."""
        span = self._panel.spoken.spans[mark]
        self._menu(span).popup(self._below(self._panel.said, span.said_start))

    def correct(self) -> None:
        """Ask how what is selected is said, in the text or as it is said; else the word at the caret."""
        view = self._panel.said if self._panel.said.hasFocus() else self._panel.editor
        self._correct(*self._pointed(view), back=view.setFocus)

    def correct_at(self, position_ms: int, total_ms: int, times: Times = ()) -> None:
        """Ask how the word is said that a voice is saying now."""
        told = self._panel.spoken
        start, end = word_at(told.text, position_ms, total_ms, times)
        if start < end:
            self._correct(*self._as_written(start, end), back=self._go_on)

    def _go_on(self) -> None:
        """To the player; where its voice is not the right one any more, to where Enter makes another."""
        panel = self._panel
        (panel.bar.waveform if panel.bar.isVisible() else panel.editor).setFocus()

    def _correct(self, start: int, end: int, back: Callable[[], object]) -> None:
        if start >= end:
            return
        told = self._panel.spoken
        span = told.change_at(start)
        if span is not None:
            start, end = span.start, max(end, span.end)
        written = told.source[start:end]
        said = told.text[told.said(start) : told.said(end)]
        self._range, self._back = (start, end), back
        self._select(start, end)
        self._panel.saying.ask(written, said, self._scope(written, span), only_here=not _fit(written))

    def _scope(self, written: str, span: "Span | None") -> Scope:
        """For whom a saying most likely counts: a word for everybody, what the rules say for this text."""
        kept = self._kept(written)
        if kept is not None:
            return "mine" if kept.member else "agency"
        return "text" if span is not None and span.kind != "dictionary" else "agency"

    def _kept(self, written: str) -> "DictionaryWord | None":
        """The dictionary's own word for this writing; this person's before the agency's."""
        found = [each for each in self._dictionary if each.word.casefold() == written.casefold()]
        return found[-1] if found else None

    def _given(self, said: str, scope: str) -> None:
        start, end = self._range
        if scope == "text":
            self._choose(start, end, said or None)
            self._settle()
        else:
            self._tasks.start(self._keep(start, end, said, scope), key="keep")

    async def _write(self, word: str, said: str, whole_agency: bool) -> None:
        if why := await self._refusal(word, said, whole_agency):
            self.refused.emit(why)
            return
        self._read()
        self.written.emit()

    async def _refusal(self, word: str, said: str, whole_agency: bool) -> str:
        """Why the dictionary did not take it, "" where it did."""
        try:
            await self._agency().say(word, said or None, whole_agency)
        except Trouble as trouble:
            told = sentence(trouble.code, trouble.facts)
            return f"{told.text} {told.action}."
        return ""

    async def _keep(self, start: int, end: int, said: str, scope: str) -> None:
        written = self._panel.spoken.source[start:end]
        if why := await self._refusal(written, said, scope == "agency"):
            self._panel.saying.refuse(why)
            return
        self._choose(start, end, None)  # what was chosen for this text alone gives way
        self._read()
        self._settle()
        announce(self._panel, tr("{written} se dice {said}").format(written=written, said=said or written))

    def _choose(self, start: int, end: int, said: str | None) -> None:
        """Have one place of this text said so; None as the rules and the dictionary have it."""
        from services.voice.spoken import Choice, place

        panel = self._panel
        written, nth = place(panel.spoken.source, start, end)
        kept = [each for each in panel.choices if (each.written, each.nth) != (written, nth)]
        if said is not None:
            kept.append(Choice(written, said, nth))
        panel.choices = tuple(kept)
        self.changed.emit()

    def _menu(self, span: "Span") -> QMenu:
        told = self._panel.spoken
        menu = QMenu(self._panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = told.text[span.said_start : span.said_end]
        usual, others = self._usual(span)
        for said in dict.fromkeys((usual, *others, now)):
            action = menu.addAction(said.replace("&", "&&") or tr("No se dice"))
            action.setCheckable(True)
            action.setChecked(said == now)
            chosen = None if said == usual else said
            action.triggered.connect(partial(self._choose, span.start, span.end, chosen))
        menu.addSeparator()
        write = partial(self._correct, span.start, span.end, self._panel.said.setFocus)
        menu.addAction(tr("Escribir cómo se dice…"), write)
        return menu

    def _usual(self, span: "Span") -> tuple[str, tuple[str, ...]]:
        """How a change is said where nothing was chosen for it, and how else."""
        if span.kind != "chosen":
            return self._panel.spoken.text[span.said_start : span.said_end], span.others
        from services.voice.spoken import place, spoken

        source = self._panel.spoken.source
        written, nth = place(source, span.start, span.end)
        left = [each for each in self._panel.choices if (each.written, each.nth) != (written, nth)]
        told = spoken(source, self.words(), left)
        usual = told.change_at(span.start)
        others = usual.others if usual is not None and usual.end == span.end else ()
        return told.text[told.said(span.start) : told.said(span.end)], others

    def _ask_menu(self, view: MarkedText, spot: QPoint) -> None:
        menu = view.createStandardContextMenu(spot)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not view.textCursor().hasSelection():
            view.setTextCursor(view.cursorForPosition(spot))
        start, end = self._pointed(view)
        menu.addSeparator()
        action = menu.addAction(tr("Cómo se dice…"), partial(self._correct, start, end, view.setFocus))
        action.setEnabled(start < end)
        span = self._panel.spoken.change_at(start) if start < end else None
        if span is not None:
            readings = menu.addAction(tr("Otras lecturas"), partial(self.offer, self._panel.spoken.spans.index(span)))
            readings.setEnabled(bool(span.others) or span.kind == "chosen")
        menu.popup(view.viewport().mapToGlobal(spot))

    def _pointed(self, view: MarkedText) -> tuple[int, int]:
        """What a person means in one of the two views, in characters of the text as it was written."""
        cursor = view.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        start, end = view.to_character(cursor.selectionStart()), view.to_character(cursor.selectionEnd())
        if view is self._panel.said:
            return self._as_written(start, end)
        text = self._panel.spoken.source
        return _trimmed(text, start, min(end, len(text)))

    def _as_written(self, start: int, end: int) -> tuple[int, int]:
        """The writing of a piece of what is said: of whole changes, as many as it touches."""
        told = self._panel.spoken
        first, last = told.saying_at(start), told.saying_at(max(start, end - 1))
        begin = first.start if first is not None else told.written(start)
        stop = last.end if last is not None else told.written(end)
        return _trimmed(told.source, begin, max(begin, stop))

    def _select(self, start: int, end: int) -> None:
        """Show in both views what is asked about."""
        panel = self._panel
        panel.editor.select(start, end)
        panel.said.select(panel.spoken.said(start), panel.spoken.said(end))

    def _below(self, view: MarkedText, place: int) -> QPoint:
        cursor = QTextCursor(view.document())
        cursor.setPosition(view.to_qt(place))
        box: QRect = view.cursorRect(cursor)
        return view.viewport().mapToGlobal(box.bottomLeft())

    def _settle(self) -> None:
        """It is said so from now on. Nothing stays selected, or the next key would write over the word."""
        panel, (start, end) = self._panel, self._range
        panel.editor.select(end, end)
        place = panel.spoken.said(min(start, len(panel.text)))
        panel.said.select(place, place)
        panel.saying.close_bar()

    def _closed(self) -> None:
        self._back()

    def _changed(self, changes: Changes) -> None:
        if (changes.agency or changes.everything) and self._words is not None:
            self._read()

    def _list(self) -> None:
        told = self._panel.spoken
        used = [told.source[each.start : each.end].casefold() for each in told.spans if each.kind == "dictionary"]
        first = {word: place for place, word in reversed(list(enumerate(used)))}
        rows = tuple(sorted(self._dictionary, key=lambda each: first.get(each.word.casefold(), len(used))))
        if rows != self._listed:
            self._listed = rows
            self.listed.emit(rows)

    def _read(self) -> None:
        """The dictionary, after somebody changed it."""
        before, self._words = self._words, None
        if self.words() != before:
            self.changed.emit()
        self._list()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the blanks around, and without the signs around a word."""
    while start < end and not text[start].isalnum() and text[start] not in "$€":
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in "$€%²º°ª.":
        end -= 1
    if text[start:end].rstrip(".").isalpha() and text[start:end].endswith(".") and len(text[start:end]) > 6:
        end -= 1  # the dot of a sentence, not of an abbreviation
    return start, end


def _fit(written: str) -> bool:
    """Whether a dictionary takes it as a word."""
    return any(each.isalnum() for each in written) and len(written) <= 80 and "\n" not in written
