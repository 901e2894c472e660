"""The views of the inbox: what each is called, what it asks for, and what it says where there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.records import Order, Query, SavedView
from widgets.words import tr

DRAFTS, OUTBOX = "drafts", "outbox"
"""Views of what is on this desk: the conversations with a draft, and what waits to leave."""


@dataclass(frozen=True)
class View:
    """`key` is its name for the rail and the session; `saved` is the id of one of a member's own."""

    key: str
    name: str
    query: Query
    empty: str
    saved: str = ""


def views(saved: Iterable[SavedView] = ()) -> tuple[View, ...]:
    """All of them, in the order of the rail; a member's own ones last."""
    return (
        _view("unanswered", tr("Sin responder"), "urgent", tr("Estás al día: nadie espera respuesta.")),
        _view(
            "closing",
            tr("Ventana por cerrar"),
            "window",
            tr("Ninguna ventana se cierra en las próximas 4 h."),
        ),
        _view("mine", tr("Mías abiertas"), "recent", tr("No tenés conversaciones asignadas.")),
        _view("mentioned", tr("Me mencionaron"), "recent", tr("No tenés menciones sin ver.")),
        _view("unassigned", tr("Sin asignar"), "recent", tr("Todas las conversaciones tienen a alguien.")),
        _view("heard", tr("Escuchó sin responder"), "recent", tr("Nadie escuchó una voz y quedó en silencio.")),
        _view("snoozed", tr("Pospuestas"), "waking", tr("No hay conversaciones pospuestas.")),
        View(DRAFTS, tr("Borradores"), Query(), tr("No hay borradores en este escritorio.")),
        View(OUTBOX, tr("Bandeja de salida"), Query(), tr("No hay nada esperando salir.")),
        _view("all", tr("Todas"), "recent", tr("Todavía no escribió nadie.")),
        _view("closed", tr("Cerradas"), "recent", tr("No hay conversaciones cerradas.")),
        *(View(each.key, each.name, each.query, tr("No hay conversaciones así."), each.id) for each in saved),
    )


def _view(key: str, name: str, order: Order, empty: str) -> View:
    return View(key, name, Query(key, order), empty)


def view(key: str, saved: Iterable[SavedView] = ()) -> View:
    """The view of a key; the first one where there is none of that name any more."""
    known = views(saved)
    return next((each for each in known if each.key == key), known[0])


def orders(query: Query) -> dict[Order, str]:
    """The orders that a list can be put in."""
    waking: dict[Order, str] = {"waking": tr("Vuelven primero")} if query.view == "snoozed" else {}
    return waking | {
        "urgent": tr("Urgentes primero"),
        "recent": tr("Recientes primero"),
        "window": tr("Cierran primero"),
    }
