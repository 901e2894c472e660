"""The sentence and the one action for each code of Trouble. Facts fill the braces; a fact that is missing reads "…"."""

from typing import Final

from widgets import words
from widgets.words import Words, tr

SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "channel.no_voice": ("Este canal no acepta notas de voz.", "Escribile un texto", ""),
    "integration.missing_key": ("Falta la clave de este canal en esta computadora.", "Abrir Ajustes", "settings"),
    "whatsapp.window_closed": (
        "La ventana de 24 h está cerrada: WhatsApp no acepta texto ni voz.",
        "Esperá a que el lead vuelva a escribir",
        "",
    ),
}
"""Code -> Spanish sentence, Spanish action, and what the action does (see `Words.does`)."""


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def say(code: str, facts: dict[str, object]) -> Words:
    """The words for a code; one that this version does not know names itself."""
    if code not in SENTENCES:
        unknown = tr("Algo no salió y no sabemos explicarlo mejor ({code}).")
        return Words(unknown.format(code=code), tr("Copiar diagnóstico"), "copy")
    text, action, does = SENTENCES[code]
    said = _Facts({name: _fact(value) for name, value in facts.items()})
    return Words(tr(text).format_map(said), tr(action), does)


def _fact(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return words.number(value, 0 if value == int(value) else 1)
