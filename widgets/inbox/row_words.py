"""One conversation in words: what the list paints, and what a screen reader says of its row."""

from collections.abc import Callable
from typing import Final, Literal

from services.plain import line
from services.records import UNTIL_REPLY, Conversation
from widgets import words
from widgets.controls import CHANNELS
from widgets.words import tr

HOUR: Final = 3_600_000
_OF_PERSON: Final = ("full_name", "first_name", "last_name", "phone_number", "email")
Urgency = Literal["none", "open", "warning", "danger", "closed"]

ICONS: Final = {
    "audio": "mic",
    "image": "image",
    "sticker": "image",
    "video": "play",
    "document": "file-text",
    "location": "external-link",
    "contacts": "users",
    "template": "layout-template",
    "order": "list",
    "list": "list-checks",
    "note": "sticky-note",
    "cards": "layout-template",
    "flow": "zap",
    "form": "list-checks",
}
"""Icon of a kind of message; text has none."""


def kind_word(kind: str, voice: bool = False) -> str:
    """The word for a kind of message that carries no text: "Foto", "voz"."""
    if kind == "audio":
        return tr("voz") if voice else tr("Audio")
    named = _KINDS.get(kind)
    return named() if named else tr("Mensaje que esta versión no conoce")


_KINDS: Final[dict[str, Callable[[], str]]] = {
    "image": lambda: tr("Foto"),
    "sticker": lambda: tr("Sticker"),
    "video": lambda: tr("Video"),
    "document": lambda: tr("Documento"),
    "location": lambda: tr("Ubicación"),
    "contacts": lambda: tr("Contacto"),
    "template": lambda: tr("Plantilla"),
    "order": lambda: tr("Pedido"),
    "list": lambda: tr("Opciones"),
    "button": lambda: tr("Botón"),
    "system": lambda: tr("Aviso del sistema"),
    "note": lambda: tr("Nota interna"),
    "cards": lambda: tr("Tarjetas"),
    "flow": lambda: tr("Flujo"),
    "form": lambda: tr("Formulario"),
    "text": lambda: tr("Mensaje"),
}


def last_words(conversation: Conversation) -> str:
    """The second line of a row, in one line of plain text."""
    text = line(conversation.last_text)
    if conversation.last_kind == "text" and text:
        return text
    named = kind_word(conversation.last_kind, conversation.last_voice)
    if conversation.last_kind == "form":
        return " · ".join((named, *_answers(conversation.last_text)))
    if conversation.last_seconds is not None:
        named = f"{named} {words.seconds(conversation.last_seconds)}"
    if not text and conversation.last_voice and conversation.last_direction == "in":
        text = tr("sin transcribir")
        return f"{named} · {text}"
    return f"{named} · «{text}»" if text else named


def _answers(text: str) -> list[str]:
    """What a form says besides who filled it in: that stands beside it."""
    pairs = (each.partition(": ") for each in text.splitlines())
    return [line(value, 60) for name, _, value in pairs if value and name not in _OF_PERSON][:3]


def urgency(conversation: Conversation, now: int) -> Urgency:
    """How pressing the 24 h window is: danger under one hour, warning under two."""
    closes = conversation.window_closes_at
    if closes is None:
        return "none"
    left = closes - now
    if left <= 0:
        return "closed"
    return "danger" if left < HOUR else "warning" if left < 2 * HOUR else "open"


def window_words(conversation: Conversation, now: int) -> str:
    """The countdown of a row: "23 h 49", "cerrada", or nothing."""
    if conversation.window_closes_at is None:
        return ""
    left = conversation.window_closes_at - now
    return words.countdown(left) if left > 0 else tr("cerrada")


def row_words(conversation: Conversation, now: int) -> str:
    """The whole row as one spoken line."""
    said = [conversation.name, CHANNELS[conversation.channel], _spoken_last(conversation)]
    said.append(words.when(conversation.last_at, now))
    if conversation.window_closes_at is not None:
        said.append(tr("ventana {left}").format(left=_spoken_left(conversation.window_closes_at - now)))
    said += conversation.tags
    if conversation.member:
        said.append(tr("asignada a {name}").format(name=conversation.member_name or tr("otro miembro")))
    if state := state_words(conversation, now):
        said.append(state)
    if conversation.unread:
        said.append(tr("{count} sin leer").format(count=conversation.unread))
    return ", ".join(part for part in said if part)


def state_words(conversation: Conversation, now: int) -> str:
    """ "Cerrada", "Pospuesta hasta mañana 9:00" or "Pospuesta hasta que conteste"; nothing for an open one."""
    if conversation.closed:
        return tr("Cerrada")
    if not conversation.put_off(now):
        return ""
    if conversation.snoozed == UNTIL_REPLY:
        return tr("Pospuesta hasta que conteste")
    return tr("Pospuesta hasta {when}").format(when=words.when_exactly(conversation.snoozed, now))


def _spoken_last(conversation: Conversation) -> str:
    if conversation.last_kind == "audio" and conversation.last_seconds is not None:
        return tr("voz de {seconds} segundos").format(seconds=round(conversation.last_seconds))
    return last_words(conversation)


def _spoken_left(left: int) -> str:
    if left <= 0:
        return tr("cerrada")
    hours, minutes = left // HOUR, left // 60_000 % 60
    if hours:
        said = tr("1 hora {minutes} minutos") if hours == 1 else tr("{hours} horas {minutes} minutos")
        return said.format(hours=hours, minutes=minutes)
    return tr("{minutes} minutos").format(minutes=minutes)
