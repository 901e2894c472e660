"""Where words that are sought stand in a text: accents and case do not count, as in the index of the store."""

import re
import unicodedata
from typing import Final

_WORDS: Final = re.compile(r"\w+")


def spans(text: str, sought: str) -> list[tuple[int, int]]:
    """(start, length) of each word of `text` that is sought; the last sought word may be begun only."""
    wanted = [folded(word) for word in _WORDS.findall(sought)]
    if not wanted:
        return []
    whole, begun = set(wanted), wanted[-1]
    found = []
    for match in _WORDS.finditer(folded(text)):
        if match[0] in whole:
            found.append((match.start(), len(match[0])))
        elif match[0].startswith(begun):
            found.append((match.start(), len(begun)))
    return found


def folded(text: str) -> str:
    """`text` without accents and case, letter for letter: a place in it is the same place in `text`."""
    return "".join(_bare(each) for each in text)


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter
