"""Files that appear whole on the disk, or not at all."""

import errno
import os
from pathlib import Path
from typing import Final
from uuid import uuid4

from services.trouble import Trouble

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def write_whole(path: Path, data: bytes) -> None:
    """Raises Trouble("clip.disk_full", needed=…) where the disk is full, and leaves nothing behind."""
    fresh = path.with_name(f".{uuid4().hex}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise Trouble("clip.disk_full", needed=len(data)) from error
        raise
