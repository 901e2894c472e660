"""A text without accents and case, letter for letter: a place in it is the same place in the text."""

import unicodedata


def folded(text: str) -> str:
    return "".join(_bare(each) for each in text)


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter
