"""Records about the agency's providers that leave the store."""

import msgspec


class Setup(msgspec.Struct, frozen=True):
    """When a provider was connected and last changed (ms), and by whom."""

    made: int
    changed: int
    author: str


class OddUpdate(msgspec.Struct, frozen=True):
    """An update that this version shows nobody. `body` is its JSON as it came, with names and numbers in it."""

    seq: int
    at: int
    provider: str
    what: str
    body: bytes
