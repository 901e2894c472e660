"""The sentence and the one action for each code of Trouble. Facts fill the braces; a fact that is missing reads "…"."""

from collections.abc import Callable
from typing import Final

from widgets import words
from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "channel.no_voice": lambda: Words(tr("Este canal no acepta notas de voz."), tr("Escribile un texto")),
    "integration.missing_key": lambda: Words(
        tr("Falta la clave de este canal en esta computadora."), tr("Abrir Ajustes"), "settings"
    ),
    "whatsapp.window_closed": lambda: Words(
        tr("La ventana de 24 h está cerrada: WhatsApp no acepta texto ni voz."),
        tr("Esperá a que el lead vuelva a escribir"),
    ),
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def say(code: str, facts: dict[str, object]) -> Words:
    """The words for a code; one that this version does not know names itself."""
    if code not in SENTENCES:
        unknown = tr("Algo no salió y no sabemos explicarlo mejor ({code}).")
        return Words(unknown.format(code=code), tr("Copiar diagnóstico"), "copy")
    found = SENTENCES[code]()
    filled = _Facts({name: _fact(value) for name, value in facts.items()})
    return Words(found.text.format_map(filled), found.action, found.does)


def _fact(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return words.number(value, 0 if value == int(value) else 1)
