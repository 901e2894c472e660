"""What the page of the day lists, in words: one line each, under the heading of its kind. No widgets here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from services.records import Conversation, Key, Message, Outgoing, Query
from widgets import health_words, words
from widgets.inbox.row_words import last_words
from widgets.trouble_words import sentence
from widgets.words import tr

if TYPE_CHECKING:
    from services.probes.health import Health

MOST: Final = 5
"""Lines of one kind, so that all kinds are seen at once; the last line leads to the rest."""
DAY_MS: Final = 86_400_000
TROUBLED: Final = ("failed", "unknown")


class Shelf(Protocol):
    """What is read of the store."""

    def waiting(self, limit: int = 50) -> list[tuple[str, int]]: ...

    def lost(self, limit: int = 50) -> list[str]: ...

    def due(self, upto: int, limit: int = 50) -> list[str]: ...

    def conversation_ids(self, view: str = "all") -> list[str]: ...

    def conversations(self, ids: Sequence[str]) -> list[Conversation]: ...

    def conversation(self, identifier: str) -> Conversation | None: ...

    def outgoing(self) -> list[Outgoing]: ...

    def message(self, identifier: str) -> Message | None: ...

    def counts(self, member: str = "") -> dict[str, int]: ...

    def keys(self, query: Query) -> list[Key]: ...

    def mentions(self, conversation: str, member: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """Something to look at. `head` is set on the first of its kind, with `view` as the way to all of them; what it
    opens is a conversation (at a message), or a provider's card."""

    title: str
    detail: str
    right: str
    tone: str = "text.muted"
    icon: str = ""
    person: tuple[str, str, str] | None = None
    """Name, key and channel, for a face."""
    conversation: str = ""
    message: str = ""
    provider: str = ""
    kind: str = ""
    head: str = ""
    view: str = ""

    @property
    def opens(self) -> tuple[str, ...]:
        """What it leads to, and under which heading: the same line at another time."""
        return (self.conversation, self.message, self.provider, self.view if not self.conversation else "", self.kind)

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        return ", ".join(filter(None, [self.head, self.title, self.detail, self.right]))


def end_of_day(now: int) -> int:
    """The last moment (ms) of the agency's day."""
    local = words.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int(local.timestamp() * 1000) - 1


def lines(store: Shelf, health: "Sequence[Health]", now: int, member: str = "") -> list[Line]:
    """All of them: who waits longest, windows about to close, notes that name `member`, sends with a problem, what
    wakes today, connections."""
    counts = store.counts(member)
    return [
        *_headed(_waiting(store, now), "waiting", "unanswered", counts.get("unanswered", 0)),
        *_headed(_closing(store, now), "closing", "closing", counts.get("closing", 0)),
        *_headed(_mentioned(store, member, now), "mentioned", "mentioned", counts.get("mentioned", 0)),
        *_headed(_troubled(store, now), "troubled", "outbox"),
        *_headed(_due(store, now), "due", "snoozed"),
        *_headed([_connection(each) for each in health if each.bad], "health", ""),
    ]


def _heads(kind: str) -> tuple[str, str]:
    """The heading of one, and of many."""
    return {
        "waiting": (tr("1 lead sin responder"), tr("{count} leads sin responder")),
        "closing": (tr("1 ventana por cerrar"), tr("{count} ventanas por cerrar")),
        "mentioned": (tr("Te mencionaron en 1 conversación"), tr("Te mencionaron en {count} conversaciones")),
        "troubled": (tr("1 envío con problema"), tr("{count} envíos con problema")),
        "due": (tr("1 pospuesta de hoy"), tr("{count} pospuestas de hoy")),
        "health": (tr("1 integración con aviso"), tr("{count} integraciones con aviso")),
    }[kind]


def _headed(found: list[Line], kind: str, view: str, whole: int = 0) -> list[Line]:
    count = max(whole, len(found))
    if not found:
        return []
    one, many = _heads(kind)
    head = one if count == 1 else many.format(count=words.number(count))
    shown = [replace(each, kind=kind) for each in found[:MOST]]
    shown[0] = replace(shown[0], head=head, view=view)
    if count > len(shown) and view:
        rest = tr("Ver todas ({count})").format(count=words.number(count))
        shown.append(Line(rest, "", "", icon="chevron-right", kind=kind, view=view))
    return shown


def _of(row: Conversation, right: str, tone: str = "text.muted", **more: str) -> Line:
    person = (row.name, row.contact, row.channel)
    return Line(
        row.name, more.pop("detail", "") or last_words(row), right, tone, person=person, conversation=row.id, **more
    )


def _waiting(store: Shelf, now: int) -> list[Line]:
    since = dict(store.waiting(MOST))
    rows = store.conversations(list(since))
    return [_of(row, _ago(now - since[row.id])) for row in rows]


def _ago(ms: int) -> str:
    if ms >= 2 * DAY_MS:
        return tr("hace {count} días").format(count=ms // DAY_MS)
    return tr("hace {time}").format(time=words.countdown(ms))


def _closing(store: Shelf, now: int) -> list[Line]:
    rows = store.conversations(store.conversation_ids("closing")[:MOST])
    closes = [(row, row.window_closes_at) for row in rows]
    return [
        _of(row, tr("cierra en {time}").format(time=words.countdown(at - now)), "semantic.warning.fg")
        for row, at in closes
        if at is not None
    ]


def _mentioned(store: Shelf, member: str, now: int) -> list[Line]:
    """What a colleague asks of this member, with the note itself."""
    made: list[Line] = []
    for *_, place in store.keys(Query("mentioned", member=member))[:MOST]:
        notes = store.mentions(place, member)
        row, note = store.conversation(place), store.message(notes[-1]) if notes else None
        if row is None or note is None:
            continue
        said = f"{note.author}: {note.text}" if note.author else note.text
        made.append(_of(row, _ago(max(0, now - note.at)), detail=" ".join(said.split()), message=note.id))
    return made


def _troubled(store: Shelf, now: int) -> list[Line]:
    """What may be tried again, and what never arrived and was not written again."""
    waiting = [(each.conversation, each.message) for each in store.outgoing() if each.state in TROUBLED]
    lost = [(found.conversation, found.id) for each in store.lost(MOST) if (found := store.message(each)) is not None]
    made: list[Line] = []
    for place, message in dict.fromkeys([*waiting, *lost]):
        row, found = store.conversation(place), store.message(message)
        if row is None or found is None:
            continue
        failed = found.state == "failed"
        why = sentence(found.trouble).text if found.trouble else tr("No sabemos si llegó.")
        right, tone = (tr("falló"), "semantic.danger.fg") if failed else (tr("incierto"), "semantic.warning.fg")
        made.append(_of(row, right, tone, detail=why, message=message))
    return made


def _due(store: Shelf, now: int) -> list[Line]:
    rows = store.conversations(store.due(end_of_day(now), MOST))
    return [_of(row, words.clock(row.snoozed) if row.snoozed > now else tr("ya volvió")) for row in rows]


def _connection(health: "Health") -> Line:
    said = health_words.told(health)
    tone, icon = ("semantic.danger.fg", "circle-x") if health.state == "failed" else (
        "semantic.warning.fg", "triangle-alert"
    )  # fmt: skip
    return Line(health_words.line(health), said.text, said.action, tone, icon, provider=health.provider)
