"""Words of others without what could be a key in them: a provider may repeat in its answer what it was asked with."""

import re
from typing import Final

_LIKE_A_KEY: Final = re.compile(r"(?=[^\s\d]*\d)[A-Za-z0-9_\-+/=:.|]{14,}")
"""Long runs with a digit and without a space: keys, tokens and ids."""


def masked(words: str) -> str:
    """`words` without anything that could be a key."""
    return _LIKE_A_KEY.sub("…", words)
