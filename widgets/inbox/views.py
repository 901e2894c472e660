"""The views of the inbox: what each is called and in which order it stands."""

from dataclasses import dataclass

from widgets.words import tr


@dataclass(frozen=True)
class View:
    """`key` is the store's name of it, or `outbox`."""

    key: str
    name: str
    order: str
    empty: str


def views() -> tuple[View, ...]:
    """All of them, in the order of the rail."""
    return (
        View(
            "unanswered",
            tr("Sin responder"),
            tr("Más recientes primero"),
            tr("Estás al día: nadie espera respuesta."),
        ),
        View(
            "closing",
            tr("Ventana por cerrar"),
            tr("La que cierra antes, primero"),
            tr("Ninguna ventana se cierra en las próximas 4 h."),
        ),
        View("all", tr("Todas"), tr("Más recientes primero"), tr("Todavía no escribió nadie.")),
        View("outbox", tr("Bandeja de salida"), tr("Como van a salir"), tr("No hay nada esperando salir.")),
    )


def view(key: str) -> View:
    """The view of a key."""
    return next(each for each in views() if each.key == key)
