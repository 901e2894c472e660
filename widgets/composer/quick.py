"""Quick replies while one writes: a slash opens the list, Tab or Enter puts the reply in, filled in for this lead."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidgetItem

from services.library_records import LibraryVoice
from services.records import QuickReply
from services.replies import Replies
from widgets.composer.editor import Editor
from widgets.composer.offering import CHOSEN, Offering
from widgets.theme import Theme
from widgets.words import tr

_TYPED: Final = re.compile(r"(?:^|\s)/([\w-]*)$")
_MOST: Final = 8


class QuickList(Offering):
    """`picked` (QuickReply) when one was chosen: its /name is gone from the editor by then. `managed` asks to see them
    all, and tells the name that was typed."""

    picked = Signal(object)
    managed = Signal(str)
    voice_picked = Signal(object)
    """An entry of the audio library (LibraryVoice)."""

    def __init__(self, theme: Theme, editor: Editor, replies: Callable[[], Replies]) -> None:
        super().__init__(theme, editor, tr("Respuestas rápidas"))
        self._replies, self._typed = replies, ""
        self.voices: Callable[[str], Sequence[LibraryVoice]] = lambda start: ()

    def offer(self) -> None:
        """As if a slash had been typed here."""
        self._editor.setFocus()
        if self.start() is None:
            before = self.before()
            self._editor.insertPlainText("/" if not before or before[-1].isspace() else " /")
        self.reopen()

    def start(self) -> str | None:
        found = _TYPED.search(self.before())
        return found[1] if found is not None else None

    def fill(self, start: str) -> None:
        self._typed = start
        found = self._replies().named(start)[:_MOST]
        for each in found:
            kind = {"audio": tr("voz"), "image": tr("imagen")}.get((each.media.mime if each.media else "")[:5], "")
            words = " ".join(each.text.split())
            item = QListWidgetItem("   ".join(filter(None, [f"/{each.name}", kind, words[:60]])), self)
            item.setData(CHOSEN, each)
        for voice in self.voices(start)[:_MOST]:
            told = ["/" + "-".join(voice.name.casefold().split()), tr("biblioteca"), " ".join(voice.text.split())[:60]]
            QListWidgetItem("   ".join(told), self).setData(CHOSEN, voice)
        none = tr("Ninguna respuesta se llama así. Crear una…") if start else tr("Crear la primera respuesta…")
        QListWidgetItem(tr("Cambiar o agregar respuestas…") if found else none, self)

    def take(self, reply: QuickReply | LibraryVoice | None) -> None:
        if reply is None:
            self.managed.emit(self._typed)
        elif isinstance(reply, LibraryVoice):
            self.voice_picked.emit(reply)
        else:
            self.picked.emit(reply)
