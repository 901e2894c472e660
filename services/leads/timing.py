"""At which second of a voice each of its words is said."""

from bisect import bisect_right

from services.agency_records import Transcript

ASTRAY = 40
"""Letters that the text may hold between two words of the list."""


def places(said: Transcript) -> list[tuple[int, int, int, int]]:
    """(first letter, letters, start ms, end ms) of each word with a time, in the text where it stands; a word that the
    text spells otherwise is left out."""
    found, at = [], 0
    for begins, ends, word in said.words:
        place = said.text.find(word, at)
        if 0 <= place <= at + ASTRAY:
            found.append((place, len(word), begins, ends))
            at = place + len(word)
    return found


def second_of(said: Transcript, letter: int) -> float | None:
    """When the word that a letter is of begins, in seconds; None where the times are not known."""
    known = places(said)
    word = bisect_right([first for first, _, _, _ in known], letter) - 1
    return known[max(0, word)][2] / 1000 if known else None
