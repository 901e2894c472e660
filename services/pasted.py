"""A key as its provider wrote it, out of what a paste brought along: quotes, line breaks, marks that nobody sees."""

import re
import unicodedata
from typing import Final

from services.trouble import Trouble

_BEFORE: Final = re.compile(r"^(?:(?:authorization|xi-api-key|x-strato-secret)\s*:\s*)?(?:bearer\s+)?", re.IGNORECASE)
"""How documents and terminals show a key: with the header that carries it."""
_QUOTES: Final = "\"'`“”‘’«»"


def key(pasted: str) -> str:
    """A key that a provider gave: it has neither spaces nor line breaks, wherever a mail or a PDF broke it. Raises
    Trouble "credential.not_a_key" where it has letters that no header can carry."""
    bare = _seen(pasted).strip(_QUOTES)
    bare = _BEFORE.sub("", bare, count=1)
    return _plain("".join(bare.strip(_QUOTES).split()))


def secret(pasted: str) -> str:
    """A secret that a person chose, who may want spaces in it. Raises Trouble "credential.not_a_key" as `key` does."""
    return _plain(_seen(pasted))


def _seen(pasted: str) -> str:
    """One line, without marks that nobody sees."""
    kept = (each for each in pasted if each.isspace() or unicodedata.category(each) not in ("Cf", "Cc"))
    return "".join(line.strip() for line in "".join(kept).replace("\xa0", " ").splitlines())


def _plain(text: str) -> str:
    """As HTTP takes it: another sign would stop a call half way, with the secret in what is told of it."""
    if not all(" " <= each <= "~" for each in text):
        raise Trouble("credential.not_a_key")
    return text
