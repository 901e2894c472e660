"""Writes a copy of a desk while it works, and opens one on another computer: everything but keys."""

import errno
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, Final
from uuid import uuid4

import msgspec

from services.copies.vault import USUAL, Effort, Opening, Sealing
from services.trouble import Trouble

SUFFIX: Final = ".strato"
_FACTS: Final = "strato.json"
_BASES: Final = ("replica.db", "pending.db")
"""Databases in use: a copy of each as of one moment is put in."""
_OF_HERE: Final = ("desk.json", "in-use.lock", "replica.open")
_HEAVY: Final = "media"
"""What came with messages: the providers and other desks may still have it."""
_STEP: Final = 256 * 1024
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

Progress = Callable[[int, int], None]
"""Bytes done, bytes in all; called in the thread that works."""


class Facts(msgspec.Struct, frozen=True):
    """Whose copy it is. The device is not in it: two computers that take themselves for one would send twice."""

    relay: str
    tenant: dict[str, str]
    member: dict[str, str]
    at: int
    """When it was made, ms since 1970 UTC."""
    version: int = 1


class _Version(msgspec.Struct):
    """All that is asked of the facts of a version that is not known yet."""

    version: int = 0


class Cancelled(Exception):  # noqa: N818  (no error: somebody wished it)
    """The copy was given up."""


def write(
    directory: Path, facts: Facts, target: Path, passphrase: str, *, media: bool, progress: Progress,
    stop: threading.Event, effort: Effort = USUAL,
) -> int:  # fmt: skip
    """Seal what lies in a desk's `directory` into `target`, which it replaces when it is whole; its size in bytes.

    Blocks for long: call it in a thread. Raises Trouble "copy.weak_passphrase", "copy.not_written" (`reason`),
    "copy.disk_full"; Cancelled once `stop` is set. Nothing is left then.
    """
    fresh, scratch = target.with_name(f".{target.name}.part"), directory / f".copy-{uuid4().hex}"
    try:
        scratch.mkdir()
        files = dict(_files(directory, media))
        files |= {name: _as_of_now(directory / name, scratch / name) for name in _BASES if (directory / name).exists()}
        with fresh.open("wb") as file:
            sealing = Sealing(file, passphrase, effort)
            with tarfile.open(fileobj=sealing, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                _put(tar, facts, files, progress, stop)
            sealing.finish()
        fresh.replace(target)
        return target.stat().st_size
    except OSError as error:
        if error.errno in _FULL:
            raise Trouble("copy.disk_full") from error
        raise Trouble("copy.not_written", reason=error.strerror or "") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def restore(
    source: Path, passphrase: str, place: Callable[[str], Path], progress: Progress, stop: threading.Event
) -> Facts:
    """Open a copy into the directory that `place` gives for its agency, whole or not at all.

    Blocks for long. Raises Trouble "copy.not_one", "copy.wrong_passphrase", "copy.damaged", "copy.newer",
    "copy.already_here" (`agency`), "copy.disk_full", "copy.not_read" (`reason`); Cancelled once `stop` is set.
    """
    try:
        with source.open("rb") as file:
            size = source.stat().st_size
            opened = BufferedReader(Opening(file, passphrase), _STEP)
            with tarfile.open(fileobj=opened, mode="r|") as tar:
                facts = _facts(tar)
                target = place(facts.tenant["id"])
                if target.exists() and any(target.iterdir()):
                    raise Trouble("copy.already_here", agency=facts.tenant["name"])
                _take(tar, opened, target, lambda: progress(file.tell(), size), stop)
        return facts
    except (tarfile.TarError, msgspec.DecodeError, KeyError, EOFError, FileExistsError) as error:
        raise Trouble("copy.damaged") from error
    except OSError as error:
        if error.errno in _FULL:
            raise Trouble("copy.disk_full") from error
        raise Trouble("copy.not_read", reason=error.strerror or "") from error


def _files(directory: Path, media: bool) -> Iterator[tuple[str, Path]]:
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        heavy = name.split("/")[0] == _HEAVY and not media
        hidden = any(part.startswith(".") for part in name.split("/"))
        base = name.startswith(_BASES)  # also what belongs to one, and the copies that an upgrade makes
        if path.is_file() and not path.is_symlink() and not (heavy or hidden or base or name in _OF_HERE):
            yield name, path


def _as_of_now(path: Path, target: Path) -> Path:
    """A copy of a database in use, as of one moment."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db,
        closing(sqlite3.connect(target)) as copy,
    ):
        db.backup(copy)
    return target


def _put(tar: tarfile.TarFile, facts: Facts, files: dict[str, Path], progress: Progress, stop: threading.Event) -> None:
    told = msgspec.json.encode(facts)
    tar.addfile(_entry(_FACTS, len(told)), BytesIO(told))
    done, whole = 0, sum(_size(path) for path in files.values())
    for name, path in files.items():
        if stop.is_set():
            raise Cancelled
        progress(done, whole)
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue  # it made room for another one meanwhile
        with file:
            size = file.seek(0, 2)
            file.seek(0)
            tar.addfile(_entry(name, size), _Watched(file, stop, lambda at: progress(done + at, whole)))  # noqa: B023
            done += size
    progress(whole, whole)


class _Watched:
    """A file that is read in steps; each can be the last."""

    def __init__(self, file: Any, stop: threading.Event, read: Callable[[int], None]) -> None:
        self._file, self._stop, self._read = file, stop, read

    def read(self, size: int = -1) -> bytes:
        if self._stop.is_set():
            raise Cancelled
        data: bytes = self._file.read(size)
        self._read(self._file.tell())
        return data


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _facts(tar: tarfile.TarFile) -> Facts:
    first = tar.next()
    file = tar.extractfile(first) if first is not None and first.name == _FACTS and first.isreg() else None
    if file is None:
        raise Trouble("copy.not_one")
    told = file.read()
    if msgspec.json.decode(told, type=_Version).version > Facts.__struct_defaults__[0]:
        raise Trouble("copy.newer")
    return msgspec.json.decode(told, type=Facts)


def _take(
    tar: tarfile.TarFile,
    opened: "BufferedReader[Any]",
    target: Path,
    progress: Callable[[], None],
    stop: threading.Event,
) -> None:
    fresh = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        while (entry := tar.next()) is not None:
            _take_one(tar, entry, fresh, progress, stop)
        while opened.read(_STEP):
            pass  # to its end: only there it proves that nothing was cut off
        if target.exists():
            target.rmdir()
        fresh.mkdir(parents=True, exist_ok=True)
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _take_one(
    tar: tarfile.TarFile, entry: tarfile.TarInfo, fresh: Path, progress: Callable[[], None], stop: threading.Event
) -> None:
    name = PurePosixPath(entry.name)
    clean = all(part not in ("", ".", "..") and "\\" not in part and ":" not in part for part in name.parts)
    file = tar.extractfile(entry) if entry.isreg() and clean and not name.is_absolute() else None
    if file is None or entry.name in _OF_HERE:
        raise Trouble("copy.damaged")
    path = fresh.joinpath(*name.parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        while piece := file.read(_STEP):
            if stop.is_set():
                raise Cancelled
            out.write(piece)
            progress()
