"""A conversation in the words of its timeline, block by block, for paper."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from services.records import Conversation, Media, Message
from widgets import words
from widgets.controls import CHANNELS
from widgets.conversation.message_words import what_words
from widgets.conversation.pictures import SHOWN
from widgets.conversation.raster import decode
from widgets.conversation.states import STATES
from widgets.exporting.pages import Block
from widgets.words import tr

LATER_MS: Final = 400 * 24 * 3_600_000
"""Paper is read some day: its days are told with their year, never as today."""


def blocks(found: Conversation, messages: Sequence[Message], file: Callable[[Media], Path | None]) -> list[Block]:
    """Days and messages, oldest first; `file` gives the picture of a message where it is on this machine."""
    told: list[Block] = []
    for _, of_day in groupby(messages, key=lambda each: words.local(each.at).date()):
        said = list(of_day)
        told.append(Block(words.day(said[0].at, said[0].at + LATER_MS), day=True))
        told += [_message(found, each, file) for each in said]
    return told


def title(found: Conversation) -> str:
    """ "Lucía Ferreyra · WhatsApp · +54 9 11 5555-0142"."""
    return " · ".join(filter(None, [found.name, CHANNELS[found.channel], found.address]))


def _message(found: Conversation, said: Message, file: Callable[[Media], Path | None]) -> Block:
    head = [words.clock(said.at), _who(found, said)]
    if said.state is not None:
        head.append(STATES[said.state].word())
    if said.edited:
        head.append(tr("editado"))
    if said.reactions:
        head.append(" ".join(said.reactions))
    picture = None
    if said.media is not None and said.kind in ("image", "sticker") and not said.deleted:
        path = file(said.media)
        picture = partial(decode, path, SHOWN) if path is not None else None
    return Block(" · ".join(head), what_words(said), ours=said.direction == "out", picture=picture)


def _who(found: Conversation, said: Message) -> str:
    if said.kind == "note":
        return tr("Nota interna de {author}").format(author=said.author or tr("alguien"))
    if said.direction == "in":
        return found.name
    return said.author or tr("Nosotros")
