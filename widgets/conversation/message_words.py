"""One message in words: what a screen reader says of its row, and what is copied."""

from services.mentions import told
from services.plain import line
from services.records import Message
from widgets import words
from widgets.conversation.states import STATES
from widgets.inbox.row_words import kind_word
from widgets.trouble_words import sentence
from widgets.words import tr


def message_words(message: Message, name: str, now: int, reader: str = "") -> str:
    """Who, what, when and what became of it, as one spoken line; `reader` is the member who hears it."""
    said = [_who(message, name), what_words(message), words.when_exactly(message.at, now)]
    if message.kind == "note":
        said.append(_named_words(message, reader))
    if message.edited:
        said.append(tr("editado"))
    if message.reactions:
        said.append(tr("reacciones: {emojis}").format(emojis=" ".join(message.reactions)))
    if message.state is not None:
        said.append(STATES[message.state].word())
    if message.trouble is not None:
        said.append(sentence(message.trouble, message.extra).text)
    return ", ".join(part for part in said if part)


def _named_words(message: Message, reader: str) -> str:
    """Whom a note names."""
    named = told(message.extra)
    if reader in named:
        return tr("te menciona")
    return tr("menciona a {names}").format(names=", ".join(filter(None, named.values()))) if any(named.values()) else ""


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
    said = message.text or (message.transcript.text if message.transcript else "")
    return f"{named}: {said}" if said else named


def copied_words(message: Message) -> str:
    """What is copied of a message: of a voice that was written down, its words."""
    return message.transcript.text if message.transcript and not message.text else what_words(message)


def reactions_words(message: Message, name: str) -> str:
    """The reactions and whose they are: "👍 Lucía · ❤ vos"; without names where they are not known."""
    first = name.split(" ")[0]
    sides = message.reacted_by or ("",) * len(message.reactions)
    told = [
        f"{line(emoji, 12)} {first if side == 'in' else tr('Nosotros') if side == 'out' else ''}".strip()
        for emoji, side in zip(message.reactions[:6], sides, strict=False)
    ]
    return " · ".join(told)


def times_words(message: Message, now: int) -> str:
    """When it was written and received, or when it came to each state, to the second; the day where it is not today."""
    if message.direction == "in" or message.origin != "desk":
        written, received = _moment(message.at, now), _moment(message.received_at, now)
        told = [tr("Escrito {time}").format(time=written), tr("recibido {time}").format(time=received)]
    else:
        told = [tr("Escrito {time}").format(time=_moment(message.at, now))]
    ways = [(at, STATES[state].word()) for state, at in message.times.items() if state not in ("queued", "sending")]
    told += [f"{word} {_moment(at, now)}" for at, word in sorted(ways)]
    if message.edited:
        told.append(tr("editado"))
    return " · ".join(told)


def _moment(at: int, now: int) -> str:
    """ "14:20:03", or "mié 18 14:20:03"."""
    time = words.clock_seconds(at)
    return time if words.local(at).date() == words.local(now).date() else f"{words.when(at, now)} {time}"


def _who(message: Message, name: str) -> str:
    if message.kind == "note":
        return tr("Nota interna de {author}").format(author=message.author or tr("alguien"))
    if message.direction == "in":
        return name
    return message.author or {"phone": tr("Desde el teléfono"), "provider": tr("Automático")}.get(
        message.origin, tr("Nosotros")
    )
