"""Files that a person chose to send: what they are by their bytes, where a family of types begins alike."""

import zipfile
from pathlib import Path
from typing import Final

from services.files import recognise

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ZIPPED: Final = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_COMPOUND_BY_NAME: Final = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_UNKNOWN: Final = "application/octet-stream"
_HEAD: Final = 64 * 1024
_MOST_PARTS: Final = 10_000


def mime_of(path: Path, name: str) -> str:
    """The type of the file at `path`; its name decides only between old Office formats, which begin alike."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = recognise(head[:16]).mime
    if found == "application/zip":
        return _zipped(path)
    if found == "video/mp4" and head[8:11] == b"3gp":
        return "video/3gpp"
    if found != _UNKNOWN:
        return found
    if head.startswith(_COMPOUND):
        return _COMPOUND_BY_NAME.get(Path(name).suffix.lower(), _UNKNOWN)
    return "text/plain" if _is_text(head) else _UNKNOWN


def _zipped(path: Path) -> str:
    """What an archive holds, by the names of its parts; nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:_MOST_PARTS]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "application/zip"
    if "[Content_Types].xml" not in names:
        return "application/zip"
    return next((mime for start, mime in _ZIPPED.items() if any(each.startswith(start) for each in names)), _UNKNOWN)


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; a character that the end of `head` cuts is no fault."""
    if not head or b"\0" in head:
        return False
    for cut in range(4):
        try:
            words = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return all(each.isprintable() or each in "\t\n\r\f\ufeff" for each in words[:4096])
    return False
