"""The audio library in words: its shelves, and one entry as a line."""

from services.library_records import LibraryVoice, Shelf
from services.plain import line
from services.replies import blanks
from widgets import words
from widgets.words import tr


def shelf_names() -> dict[Shelf, str]:
    """What the shelves are called, in their order."""
    return {"greeting": tr("Saludo"), "pitch": tr("Ficha"), "closing": tr("Cierre"), "other": tr("Otro")}


def about(entry: LibraryVoice, *, heard: bool) -> str:
    """What is known of it: how long, or that it is spoken for each lead; whose; whether it was heard here."""
    told = [shelf_names()[entry.shelf]]
    if entry.media is not None:
        told.append(words.seconds(entry.media.seconds or 0.0))
        told.append(tr("oída") if heard else tr("sin oír"))
        if not entry.voice:
            told.append(tr("grabada"))
    else:
        told.append(tr("se genera para cada lead: {names}").format(names=", ".join(blanks(entry.text))))
    if entry.author:
        told.append(entry.author)
    return " · ".join(told)


def row_words(entry: LibraryVoice, *, heard: bool) -> str:
    """Two lines: its name with what is known of it, and how it begins."""
    said = line(entry.text, 120)
    return f"{entry.name} — {about(entry, heard=heard)}\n«{said}»"
