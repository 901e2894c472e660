"""The sentence and the one action for each code of Trouble. Facts fill the braces; a fact that is missing reads "…"."""

from typing import Final

from widgets import (
    trouble_channels,
    trouble_desk,
    trouble_hearing,
    trouble_probes,
    trouble_sending,
    trouble_voice,
    words,
)
from widgets.words import Words, tr

SENTENCES: Final = (
    trouble_sending.SENTENCES
    | trouble_channels.SENTENCES
    | trouble_voice.SENTENCES
    | trouble_hearing.SENTENCES
    | trouble_desk.SENTENCES
    | trouble_probes.SENTENCES
)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def say(code: str, facts: dict[str, object]) -> Words:
    """The words for a code; one that this version does not know names itself."""
    if code not in SENTENCES:
        unknown = tr("Algo no salió y no sabemos explicarlo mejor ({code}).")
        return Words(unknown.format(code=code), tr("Copiar diagnóstico"), "copy")
    found = SENTENCES[code]()
    filled = _Facts({name: _fact(value) for name, value in facts.items() if value is not None})
    return Words(found.text.format_map(filled), found.action, found.does)


def _fact(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return words.number(value, 0 if value == int(value) else 1)
