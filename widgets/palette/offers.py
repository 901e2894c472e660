"""What the palette offers for what was typed: actions, places, people and messages, the nearest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QObject

from services.records import Conversation, Hit
from widgets import words
from widgets.actions.actions import Actions
from widgets.controls import CHANNELS
from widgets.inbox.row_words import last_words
from widgets.inbox.search import split
from widgets.palette.fuzzy import folded, match
from widgets.words import tr

FEW: Final = 6
"""Rows of a section while more than one has something."""
HITS: Final = 40
RECENT: Final = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """A row: `title` with its `marks`, `detail` in the second tone, `hint` at the right (the keys, if `keyed`), and
    what is done when it is chosen. `head` names the section that begins with it. `person` is (name, key, channel)."""

    title: str
    act: Callable[[], object]
    icon: str = ""
    detail: str = ""
    hint: str = ""
    keyed: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    detail_marks: tuple[tuple[int, int], ...] = ()
    head: str = ""
    person: tuple[str, str, str] | None = None

    @property
    def spoken(self) -> str:
        """The whole row for a screen reader."""
        return ", ".join(filter(None, [self.head, self.title, self.detail, self.hint]))


class Shelf(Protocol):
    """What is read of the store."""

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def search(self, text: str, limit: int = 50) -> list[Hit]: ...


class Offers(QObject):
    """Looks things up for the palette. `places` gives name, icon and act of where one can go; `open_at` opens a
    conversation, at a message if one is named."""

    def __init__(
        self,
        actions: Actions,
        store: Shelf,
        places: Callable[[], list[Offer]],
        open_at: Callable[[str, str], object],
        now: Callable[[], int],
    ) -> None:
        super().__init__()
        self._actions, self._store, self._places, self._open, self._now = actions, store, places, open_at, now
        self._recent: list[str] = []

    def opened(self, conversation: str) -> None:
        """Somebody was there: it is offered before anything is typed."""
        if conversation in self._recent:
            self._recent.remove(conversation)
        self._recent.insert(0, conversation)
        del self._recent[RECENT:]

    def find(self, query: str) -> list[Offer]:
        """The sections for a query; for none, where one was and what can be done."""
        query = query.strip()
        hits = self._store.search(query, HITS) if query else []
        people = self._people(query, hits)
        doing = _nearest(
            query, [(self._doing(each.id), each.name) for each in self._actions.offered() if each.id != "palette.open"]
        )
        going = _nearest(query, [(place, place.title) for place in self._places()]) if query else []
        lines = [self._line(hit) for hit in hits if "\x02" in hit.snippet]
        if not query:
            sections = [(tr("Recientes"), people[:FEW]), (tr("Acciones"), doing)]
        else:
            near = [
                (tr("Acciones"), doing[:FEW]),
                (tr("Ir a"), going[:FEW]),
                (tr("Conversaciones"), people[:FEW]),
            ]
            sections = [*sorted(near, key=lambda section: not _as_written(query, section[1])), (tr("Mensajes"), lines)]
        return [offer for name, rows in sections for offer in _headed(name, rows)]

    def _people(self, query: str, hits: list[Hit]) -> list[Offer]:
        """Where one was, as the letters mean it, then whom the store found by name or number."""
        recent = self._store.conversations(self._recent)
        near = _nearest(query, [(self._person(each), f"{each.name} {each.address}") for each in recent])
        known = {each.id for each in recent if match(query, f"{each.name} {each.address}")}
        named = [hit.conversation for hit in hits if "\x02" not in hit.snippet and hit.conversation not in known]
        found = [self._person(each) for each in self._store.conversations(list(dict.fromkeys(named)))]
        return near + [replace(offer, marks=_marked(query, offer.title)) for offer in found]

    def _doing(self, action: str) -> Offer:
        keys = self._actions.written(action)
        return Offer(self._actions.name(action), partial(self._actions.run, action), "zap", hint=keys, keyed=bool(keys))

    def _person(self, found: Conversation) -> Offer:
        channel = CHANNELS[found.channel]
        detail = " · ".join(filter(None, [channel, found.address, last_words(found)]))
        when = words.when(found.last_at, self._now())
        who = (found.name, found.contact, found.channel)
        return Offer(found.name, partial(self._open, found.id, ""), detail=detail, hint=when, person=who)

    def _line(self, hit: Hit) -> Offer:
        text, marks = split(hit.snippet)
        when = words.when(hit.at, self._now())
        act = partial(self._open, hit.conversation, hit.message)
        return Offer(hit.name, act, "message-square", text, when, detail_marks=tuple(marks))


def _nearest(query: str, offers: list[tuple[Offer, str]]) -> list[Offer]:
    """Those that `query` means by their text, the nearest first."""
    found = [(match(query, text), offer) for offer, text in offers]
    rated = [(near.score, replace(offer, marks=_marked(query, offer.title))) for near, offer in found if near]
    return [offer for _, offer in sorted(rated, key=lambda pair: -pair[0])]


def _as_written(query: str, rows: list[Offer]) -> bool:
    """Whether the first row has the words as they were typed: what Enter does is not what scattered letters mean."""
    first = folded(f"{rows[0].title} {rows[0].detail}") if rows else ""
    return all(word in first for word in folded(query).split())


def _marked(query: str, title: str) -> tuple[tuple[int, int], ...]:
    near = match(query, title)
    return near.marks if near else ()


def _headed(name: str, rows: list[Offer]) -> list[Offer]:
    return [replace(row, head=name if index == 0 else "") for index, row in enumerate(rows)]
