"""What a file that is kept here really is, looked at closer than its first bytes: the ending it may be saved under, and
whether another program may be asked to open it."""

import zipfile
from pathlib import Path
from typing import Final

SAFE: Final = frozenset({".jpg", ".png", ".gif", ".webp", ".pdf", ".ogg", ".mp3", ".amr", ".flac", ".wav", ".m4a",
                         ".aac", ".mp4"})  # fmt: skip
"""Endings of what carries nothing that runs. Pages, drawings, programs and office files are only saved."""
_OFFICE: Final = (("word/document.xml", ".docx", ".docm"), ("xl/workbook.xml", ".xlsx", ".xlsm"),
                  ("ppt/presentation.xml", ".pptx", ".pptm"))  # fmt: skip
_MACROS: Final = "vbaproject.bin"
_HEAD: Final = 4096
_MOST_NAMES: Final = 20_000


def opens(path: Path) -> bool:
    """Whether the file may be handed to the program that the system has for it. `path` is one that `Files` gave: its
    ending is what its bytes proved."""
    return path.suffix in SAFE


def ending(path: Path) -> str:
    """The ending (".pdf") that the file may be saved under. Blocking: call off the loop."""
    if path.suffix == ".zip":
        return _inside(path)
    if path.suffix != ".bin":
        return path.suffix
    with path.open("rb") as file:
        return ".txt" if _is_text(file.read(_HEAD)) else ".bin"


def _inside(path: Path) -> str:
    """Office files are archives; one with macros says so in its ending."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each.filename.lower() for each in archive.filelist[:_MOST_NAMES]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ".zip"
    macros = any(name.endswith(_MACROS) for name in names)
    return next((armed if macros else plain for part, plain, armed in _OFFICE if part in names), ".zip")


def _is_text(head: bytes) -> bool:
    """Letters alone: also a page or a script, which as a text runs nowhere."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        text = head[: error.start].decode("utf-8") if error.start > len(head) - 4 else ""
    return bool(text) and not any(each < " " and each not in "\t\r\n\f" for each in text)
