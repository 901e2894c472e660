"""What the first run asks of the program: it opens no connection, no file and no keyring itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Progress = Callable[[int, int], None]
"""Bytes done, bytes in all."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a copy told of itself: whose it is, and where its relay is. Its key is not in it."""

    relay: str
    agency: str
    person: str


Restore = Callable[[Path, str, Progress], Awaitable[Brought]]


@dataclass(frozen=True, slots=True)
class Doors:
    """Each raises Trouble, which the page says beside the field or button.

    `keyring` names the keyring in use, "" for none in this session; `unlock` asks it for something, so
    that the system asks the person; `answers` asks whether a relay answers at an
    address; `join` redeems an invitation (relay, code, person, computer) and gives the desk; `session` goes on without
    a keyring, until the program ends; `key` gives this computer's own key, once, to be kept by the person; `enter`
    takes that key again; `restore` opens a copy (file, passphrase, progress); None where copies are not opened here."""

    keyring: Callable[[], Awaitable[str]]
    unlock: Callable[[], Awaitable[object]]
    answers: Callable[[str], Awaitable[None]]
    join: Callable[[str, str, str, str], Awaitable[Any]]
    session: Callable[[], None]
    key: Callable[[], Awaitable[str]]
    enter: Callable[[str], Awaitable[None]]
    restore: Restore | None
    machine: str
    """What this computer is called."""
