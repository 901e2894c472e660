"""A keyring of one's own for each test: a class that looks like a trusted backend, or like one that is not."""

from collections.abc import Callable
from typing import Any

import keyring
import keyring.backend
import pytest


class Ring(keyring.backend.KeyringBackend):
    """Keeps passwords in memory and counts what it is asked; `error` is raised by every call."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.error: Exception | None = None

    def _meet(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._meet("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._meet("set")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._meet("delete")
        del self.kept[service, username]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ring]:
    """Make the library choose a keyring that says it comes from `module`."""

    def chosen(module: str = "keyring.backends.SecretService") -> Ring:
        ring: Any = type("Keyring", (Ring,), {"__module__": module})()
        monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
        return ring  # type: ignore[no-any-return]

    return chosen
