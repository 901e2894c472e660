"""A small file of this desk's own, as JSON: written whole, by rename, so that a crash leaves the one before."""

import contextlib
import logging
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

log = logging.getLogger(__name__)


class JsonFile(Generic[T]):
    """One value of type `kind`. `private`: nobody else on this machine may read it. Blocking, though quick: a few
    kilobytes, no sync."""

    def __init__(self, path: Path, kind: type[T], *, private: bool = False) -> None:
        self.path = path
        self._decoder = msgspec.json.Decoder(kind)
        self._private = private

    def read(self) -> T | None:
        """None where there is no file; one that is damaged is set aside, and counts as none."""
        try:
            return self._decoder.decode(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            log.warning("%s is damaged; it is set aside", self.path.name)
            self.path.replace(self.path.with_suffix(".damaged"))
            return None

    def write(self, value: T) -> None:
        """In the place of what was there."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(value)))
        if self._private:
            with contextlib.suppress(NotImplementedError):
                fresh.chmod(0o600)
        fresh.replace(self.path)
