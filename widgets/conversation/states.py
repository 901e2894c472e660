"""The eight states of an outgoing message as icon, word and colour: never one without the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.records import State
from widgets.words import tr


@dataclass(frozen=True)
class StateLook:
    """`icon` of Lucide, colour token, the word, and what it means when somebody asks."""

    icon: str
    tint: str
    word: Callable[[], str]
    meaning: Callable[[], str]


STATES: Final[dict[State, StateLook]] = {
    "queued": StateLook(
        "clock",
        "state.queued.fg",
        lambda: tr("en cola"),
        lambda: tr("Está en la bandeja de salida de esta computadora"),
    ),
    "sending": StateLook(
        "arrow-up", "state.sending.fg", lambda: tr("enviando"), lambda: tr("Se está entregando al proveedor")
    ),
    "sent": StateLook("check", "state.sent.fg", lambda: tr("enviado"), lambda: tr("El proveedor lo aceptó")),
    "delivered": StateLook(
        "check-check", "state.delivered.fg", lambda: tr("entregado"), lambda: tr("Llegó al teléfono")
    ),
    "read": StateLook("check-check", "state.read.fg", lambda: tr("leído"), lambda: tr("Lo abrió")),
    "played": StateLook(
        "headphones", "state.played.fg", lambda: tr("escuchado"), lambda: tr("Escuchó la voz por primera vez")
    ),
    "failed": StateLook("circle-x", "state.failed.fg", lambda: tr("falló"), lambda: tr("No salió")),
    "uncertain": StateLook(
        "circle-help",
        "state.uncertain.fg",
        lambda: tr("incierto"),
        lambda: tr("Se cortó al enviar: no sabemos si llegó, así que no lo reenviamos"),
    ),
}
