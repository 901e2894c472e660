"""Files of messages under names that people know, to be dragged or attached elsewhere."""

import os
import shutil
from pathlib import Path
from typing import Final

from services.export.names import file_name
from services.files import is_hash

_PLACE: Final = 16
"""Characters of the hash that keep files of one name apart."""


class Handed:
    """Names in a directory of their own, which is emptied whenever it is made: they are only other names of the files
    that are kept by their hash, so they take no room."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        shutil.rmtree(directory, ignore_errors=True)

    def named(self, path: Path, stem: str) -> Path:
        """The file at `path` as "<stem>.<its own extension>"; where the disk knows no second names, `path` itself. The
        extension is what its bytes earned, never what its sender claimed."""
        if not is_hash(path.stem):
            return path
        place = self._directory / path.stem[:_PLACE] / file_name(without_extension(stem), path.suffix)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                os.link(path, place)
        except OSError:
            return path
        return place


def without_extension(name: str) -> str:
    """A file's name without the extension that its sender claims."""
    suffix = Path(name).suffix
    return name.removesuffix(suffix) if suffix[1:].isalnum() and len(suffix) <= 6 else name
