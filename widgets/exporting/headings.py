"""What the columns of an export are called for people."""

from services.export import rows
from widgets.words import tr


def of_list() -> list[str]:
    """The headings of a list, in the order of its columns."""
    named = {
        "name": tr("Nombre"), "channel": tr("Canal"), "address": tr("Teléfono o usuario"),
        "unanswered": tr("Sin responder"), "unread": tr("Sin leer"), "last_at": tr("Último mensaje"),
        "last_direction": tr("Dirección"), "last_kind": tr("Tipo"), "last_text": tr("Texto"),
        "window_closes_at": tr("La ventana cierra"), "conversation": tr("Conversación"),
    }  # fmt: skip
    return [named[each] for each in rows.LIST]


def of_conversation() -> list[str]:
    """The headings of one conversation, in the order of its columns."""
    named = {
        "at": tr("Fecha y hora"), "direction": tr("Dirección"), "author": tr("Autor"), "kind": tr("Tipo"),
        "text": tr("Texto"), "state": tr("Estado"), "trouble": tr("Problema"), "file": tr("Archivo"),
        "file_type": tr("Tipo de archivo"), "seconds": tr("Segundos"), "reply_to": tr("Responde a"),
        "reactions": tr("Reacciones"), "message": tr("Mensaje"),
    }  # fmt: skip
    return [named[each] for each in rows.CONVERSATION]


def of_voices() -> list[str]:
    """The headings of the record of voices, in the order of its columns."""
    named = {
        "at": tr("Fecha y hora"), "what": tr("Qué pasó"), "who": tr("Quién"), "kind": tr("Tipo"), "lead": tr("Lead"),
        "model": tr("Modelo"), "credits": tr("Créditos"), "characters": tr("Caracteres"), "voice": tr("Voz"),
        "message": tr("Mensaje"), "clip": tr("Huella (SHA-256)"),
    }  # fmt: skip
    return [named[each] for each in rows.VOICES]


def of_fact(code: str) -> str:
    """What the record of voices says of what was done, and of the kind of a voice."""
    told = {
        "made": tr("Se hizo"), "heard": tr("Se oyó entera"), "sent": tr("Se envió"),
        "speech": tr("Voz generada"), "recording": tr("Grabación"),
    }  # fmt: skip
    return told.get(code, code)
