"""One message in words: what a screen reader says of its row, and what is copied."""

from services.records import Message
from widgets import words
from widgets.conversation.states import STATES
from widgets.inbox.row_words import kind_word
from widgets.words import tr


def message_words(message: Message, name: str, now: int) -> str:
    """Who, what, when and what became of it, as one spoken line."""
    said = [_who(message, name), what_words(message), words.when_exactly(message.at, now)]
    if message.edited:
        said.append(tr("editado"))
    if message.reactions:
        said.append(tr("reacciones: {emojis}").format(emojis=" ".join(message.reactions)))
    if message.state is not None:
        said.append(STATES[message.state].word())
    if message.trouble is not None:
        said.append(words.sentence(message.trouble, message.extra).text)
    return ", ".join(part for part in said if part)


def what_words(message: Message) -> str:
    """What was said, or what came instead of words."""
    if message.deleted:
        return tr("Eliminó este mensaje")
    if message.kind in ("text", "note", "system", "button", "list") and message.text:
        return message.text
    media = message.media
    named = kind_word(message.kind, media.voice if media else False)
    if media is not None and media.seconds is not None:
        named = tr("{what} de {seconds} segundos").format(what=named, seconds=round(media.seconds))
    return f"{named}: {message.text}" if message.text else named


def _who(message: Message, name: str) -> str:
    if message.kind == "note":
        return tr("Nota interna de {author}").format(author=message.author or tr("alguien"))
    if message.direction == "in":
        return name
    return message.author or {"phone": tr("Desde el teléfono"), "provider": tr("Automático")}.get(
        message.origin, tr("Nosotros")
    )
