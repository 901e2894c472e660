"""Where a machine keeps what STRATO stores, and the lock that keeps two programs off one desk."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.trouble import Trouble


def data_dir() -> Path:
    """STRATO_DATA_DIR, or the place that the operating system names for a program's data."""
    if named := os.environ.get("STRATO_DATA_DIR"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("strato", appauthor=False, roaming=False)


def desk_dir(root: Path, tenant: str) -> Path:
    """The directory of one agency's desk: its replica, its outbox, its clips and media."""
    if not tenant or not tenant.isascii() or not tenant.replace("-", "").replace("_", "").isalnum():
        raise Trouble("desk.bad_tenant")
    return root / "desks" / tenant


def start_command() -> list[str]:
    """What starts the console on this machine: its installed program, or the checkout's own command."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.executable).with_name("strato-console.exe" if sys.platform == "win32" else "strato-console")
    if script.exists():
        return [str(script)]
    return [sys.executable, str(Path(__file__).resolve().parent.parent / "packaging" / "dev.py"), "console"]


def decoder_command() -> tuple[list[str], Path]:
    """What decodes strangers' files, and where it runs (see app/decoder.py)."""
    command = [sys.executable, "--decode"] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app.decoder"]
    return command, Path(__file__).resolve().parent.parent


def log_dir(root: Path) -> Path:
    return root / "logs"


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Hold `directory` for this program. Raises Trouble("desk.already_open") while another one does; a program that
    was killed holds nothing."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "in-use.lock").open("ab") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise Trouble("desk.already_open") from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
