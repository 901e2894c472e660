"""The sentence and the one action for each code of Trouble. Facts fill the braces; a fact that is missing reads "…"."""

import functools
from collections.abc import Callable

from widgets.words import Words, number, tr


@functools.cache
def sentences() -> dict[str, Callable[[], Words]]:
    """What makes the words of each code that is known. The tables are long, and loaded once something goes wrong."""
    from widgets import (
        trouble_channels,
        trouble_desk,
        trouble_hearing,
        trouble_probes,
        trouble_sending,
        trouble_voice,
    )

    return (
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


def sentence(code: str, facts: dict[str, object] | None = None) -> Words:
    """The words for a code; one that this version does not know names itself."""
    if (words := sentences().get(code)) is None:
        unknown = tr("Algo no salió y no sabemos explicarlo mejor ({code}).")
        return Words(unknown.format(code=code), tr("Copiar diagnóstico"), "copy")
    found = words()
    filled = _Facts({name: _fact(value) for name, value in (facts or {}).items() if value is not None})
    return Words(found.text.format_map(filled), found.action, found.does)


def _fact(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, 0 if value == int(value) else 1)
