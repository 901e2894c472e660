"""Naming a colleague in a note: an at sign opens the list of them, Tab or Enter puts the name in."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QListWidgetItem

from services.leads.folding import folded
from services.mentions import SIGN, Mention, found, spans
from widgets.composer.editor import Editor
from widgets.composer.offering import CHOSEN, Offering
from widgets.theme import Theme
from widgets.words import tr

_TYPED: Final = re.compile(r"(?:^|[^\w@])@([^\s@][^@]{0,59})?$")
_MOST: Final = 8


class MentionList(Offering):
    """`colleagues` gives (member, name) of everybody who can be named. What stands in the editor names somebody for as
    long as the whole name stands there, and shows so."""

    def __init__(self, theme: Theme, editor: Editor, colleagues: Callable[[], Sequence[tuple[str, str]]]) -> None:
        super().__init__(theme, editor, tr("Mencionar a"))
        self._colleagues = colleagues
        self._picked: dict[str, str] = {}
        editor.textChanged.connect(self.mark)

    def mentions(self, text: str) -> list[Mention]:
        """Who is named in `text`."""
        return found(text, self._colleagues(), self._picked) if SIGN in text else []

    def mark(self) -> None:
        """Let the names stand out that name somebody."""
        text = self._editor.toPlainText()
        self._editor.show_marks(spans(text, [each.called for each in self.mentions(text)]))

    def start(self) -> str | None:
        typed = _TYPED.search(self.before())
        return (typed[1] or "") if typed is not None else None

    def fill(self, start: str) -> None:
        wanted = folded(start)
        for member, name in self._colleagues():
            plain = folded(name)
            if not wanted or plain.startswith(wanted) or f" {wanted}" in plain:
                QListWidgetItem(name, self).setData(CHOSEN, (member, name))
            if self.count() == _MOST:
                break

    def take(self, chosen: tuple[str, str]) -> None:
        member, name = chosen
        self._picked[name] = member
        self._editor.insertPlainText(f"{SIGN}{name} ")
