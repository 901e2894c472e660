"""Machines of their own for a flow, and one trusted keyring for them, as one person's session has."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest
from PySide6.QtWidgets import QApplication

from tests.flows.agencies import Machine


class Ring(keyring.backend.KeyringBackend):
    """By its looks a trusted one. `error` is raised by whatever is asked of it."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None

    def _meet(self) -> None:
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._meet()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._meet()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._meet()
        del self.kept[service, username]


Ring.__module__ = "keyring.backends.SecretService"


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made


@pytest.fixture
def machine(qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path) -> Iterator[Callable[[str], Machine]]:
    made: list[Machine] = []

    def make(name: str) -> Machine:
        made.append(Machine(qapp, qloop, qtbot, tmp_path / name))
        return made[-1]

    yield make
    for each in made:
        each.scrap()
    gc.unfreeze()  # what the program took for lasting
