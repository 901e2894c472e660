"""Words for what keeps a voice from being written down, and what was said in it from being kept."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "hearing.none": lambda: Words(tr("Ese mensaje no es una voz."), tr("Elegí una voz")),
    "hearing.nothing_said": lambda: Words(tr("En ese audio no se entiende ninguna palabra."), tr("Escuchalo vos")),
    "hearing.quota": lambda: Words(
        tr("No alcanzan los créditos de ElevenLabs para transcribir."), tr("Sumá créditos en ElevenLabs")
    ),
    "hearing.plan": lambda: Words(
        tr("El plan de ElevenLabs de la agencia no permite transcribir."), tr("Revisá el plan en ElevenLabs")
    ),
    "hearing.busy": lambda: Words(
        tr("ElevenLabs está ocupado con otros pedidos de la agencia."), tr("Probá en un rato"), "retry"
    ),
    "hearing.provider_down": lambda: Words(tr("ElevenLabs está con problemas."), tr("Probá en un rato"), "retry"),
    "hearing.refused": lambda: Words(tr("ElevenLabs rechazó el audio: {said}"), tr("Escuchalo vos")),
    "hearing.no_network": lambda: Words(tr("No hay conexión con ElevenLabs."), tr("Probá en un rato"), "retry"),
    "hearing.cut": lambda: Words(
        tr("Se cortó la conexión mientras se transcribía. Puede que ElevenLabs la haya cobrado."),
        tr("Transcribila otra vez"), "retry",
    ),
    "library.bad_name": lambda: Words(
        tr("El nombre lleva letras o números, y no más de {most} caracteres."), tr("Cambialo")
    ),
    "library.name_taken": lambda: Words(tr("Ya hay un audio que se llama «{name}»."), tr("Poné otro nombre")),
    "library.no_voice_here": lambda: Words(
        tr("En esta conversación no se puede mandar una voz."), tr("Escribile un texto")
    ),
    "library.recording_there": lambda: Words(
        tr("Hay una grabación sin enviar en esta conversación."), tr("Enviala o descartala primero")
    ),
}  # fmt: skip
