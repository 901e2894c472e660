"""Colleagues named in a note with an "@": found in what is written, and found again where it is shown."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from services.leads.folding import folded

SIGN: Final = "@"
MOST: Final = 50
"""So many of one note count."""


class Mention(NamedTuple):
    """`member` is who is named, `called` the name as it stands in the text: it stays there whatever the member is
    called later."""

    member: str
    called: str


def found(text: str, colleagues: Iterable[tuple[str, str]], picked: Mapping[str, str] | None = None) -> list[Mention]:
    """Who of `colleagues` (member, name) is named in `text`, each once; case and accents do not count. `picked` says
    whom a person meant by a name (name: member), where two have it or somebody changed theirs since."""
    known = {name: member for member, name in colleagues} | dict(picked or {})
    named = {known[name]: text[at + 1 : end] for at, end, name in _places(text, known)}
    return [Mention(*each) for each in named.items()][:MOST]


def spans(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """(start, end) of each of these names behind its sign."""
    return [(at, end) for at, end, _ in _places(text, names)]


def told(extra: Mapping[str, Any]) -> dict[str, str]:
    """Whom a note names, of its Message.extra: {member: as it is called in the text}."""
    known = extra.get("mentions")
    return known if isinstance(known, dict) else {}


def _places(text: str, names: Iterable[str]) -> list[tuple[int, int, str]]:
    """(start, end, name) in the order of the text; of two names that begin alike the longer one is meant."""
    plain = folded(text)
    wanted = sorted(((folded(each), each) for each in names if each), key=lambda pair: -len(pair[0]))
    places, at = [], plain.find(SIGN)
    while at >= 0:
        begins = at == 0 or not plain[at - 1].isalnum()
        hit = next((pair for pair in wanted if begins and _stands(plain, at + 1, pair[0])), None)
        end = at + 1 + len(hit[0]) if hit else at + 1
        if hit:
            places.append((at, end, hit[1]))
        at = plain.find(SIGN, end)
    return places


def _stands(plain: str, at: int, name: str) -> bool:
    return plain.startswith(name, at) and not plain[at + len(name) : at + len(name) + 1].isalnum()
