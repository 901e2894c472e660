"""A text cut into its sentences: an edit then costs only the one that was changed."""

import re
from collections.abc import Sequence
from typing import Final

Span = tuple[int, int]

SHORTEST: Final = 12
"""Characters under which a sentence goes with the next one: a word alone is spoken badly."""
_END: Final = re.compile(r"(?P<mark>[.!?…]+)[\"»”')\]]*(?=\s)\s+|\s*\n\s*")
_SHORT: Final = re.compile(
    r"amb|apto?|arq|avda?|bco|bs|cdad|cal|cap|cel|col|cta|dra?|dpto|dto|ed|edif|ej|esq|etc|exp|fdo|gral|hab|hs|ing|int"
    r"|izq|kg|km|lic|loc|m[áa]x|m[íi]n|mts|nro|n[úu]m|of|ph|p[áa]g|pcia|piso|prof|prov|pte|ref|sra?|srta|sta|sto|sup|tel"
    r"|uds?|vta|vto"
)
"""Words that are written with a dot and end no sentence by it."""
_WORD: Final = re.compile(r"[\wáéíóúñü]+$")


def sentences(text: str) -> tuple[Span, ...]:
    """The places of the sentences of `text`, without the blanks between them. "Av. Cabildo", "4.º B" and "3 amb. al
    frente" are no ends; a line is."""
    found: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if end["mark"] is None or _ends(text, end):
            found.append((start, end.start() + len(end[0].rstrip())))
            start = end.end()
    found.append((start, len(text)))
    return _joined([_trimmed(text, span) for span in found if text[slice(*span)].strip()])


def within(text: str, spans: Sequence[Span], limit: int) -> tuple[Span, ...]:
    """The same, none longer than `limit`: a sentence that is gets cut after a comma, or else at a blank."""
    found: list[Span] = []
    for start, end in spans:
        while end - start > limit:
            piece = text[start : start + limit]
            at = max(piece.rfind(mark) + 1 for mark in (", ", "; ", ": ")) or piece.rfind(" ") or limit
            at = at if at > 0 else limit
            found.append(_trimmed(text, (start, start + at)))
            start += at
            start += len(text[start:end]) - len(text[start:end].lstrip())
        found.append((start, end))
    return tuple(found)


def _ends(text: str, end: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: after a dot a capital, a number or an opening mark follows, and what stands
    before it is no abbreviation and no initial."""
    following = text[end.end() : end.end() + 1]
    if end["mark"] != ".":
        return not following.islower()
    before = _WORD.search(text, 0, end.start())
    word = before[0].lower() if before else ""
    if _SHORT.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return False
    return following.isupper() or following.isdigit() or following in "¿¡«“\"'(—-–"


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Each with those in front of it that are too short to stand alone."""
    found: list[Span] = []
    for start, end in spans:
        if found and found[-1][1] - found[-1][0] < SHORTEST:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    if len(found) > 1 and found[-1][1] - found[-1][0] < SHORTEST:
        last = found.pop()
        found[-1] = (found[-1][0], last[1])
    return tuple(found)


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    return span[0] + len(piece) - len(piece.lstrip()), span[0] + len(piece.rstrip())
