"""A message taken out of the window: its file, if it is on this machine, and its words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from services.records import Media, Message
from widgets import words
from widgets.conversation.message_words import what_words
from widgets.inbox.row_words import kind_word

File = Callable[[Media, str], Path | None]
"""The file of a message under a name that says what it is; None where it is not on this machine."""


def file_stem(message: Message) -> str:
    """What a file is called where its sender gave no name: "Foto 2026-11-19 14-21"."""
    assert message.media is not None
    named = kind_word(message.kind, message.media.voice).capitalize()
    return message.media.name or f"{named} {words.local(message.at):%Y-%m-%d %H-%M}"


def carried(messages: Sequence[Message], file: File) -> QMimeData:
    """What is dropped elsewhere: files where there are any, and always the words."""
    taken = QMimeData()
    taken.setText("\n".join(what_words(each) for each in messages))
    found = [file(each.media, file_stem(each)) for each in messages if each.media is not None and not each.deleted]
    if paths := [path for path in found if path is not None]:
        taken.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return taken
