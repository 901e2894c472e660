"""What can be done with a message: the same by mouse and from the menu of its row."""

from services.outbox.due import ALONE_MS
from services.records import Message, Outgoing
from widgets.conversation.cards import link_of, spot_of
from widgets.conversation.scene import Action, Scene
from widgets.trouble_words import sentence
from widgets.words import tr


def actions(message: Message, scene: Scene, waiting: Outgoing | None, device: str) -> list[tuple[Action, str]]:
    """Action and words, the main one first."""
    found: list[tuple[Action, str]] = []
    if message.media is not None and not message.deleted:
        found += _media_actions(message, scene)
    if waiting is not None:
        found += waiting_actions(waiting, device, scene.now())
    if message.state == "failed" and sentence(message.trouble or "").does in ("retry", "wait", "copy"):
        found.append(("retry", tr("Reintentar")))
    if message.state == "uncertain":
        found += [("settle_sent", tr("Marcar como enviado")), ("settle_unsent", tr("Marcar como no enviado"))]
    return found + _reading_actions(message)


def _reading_actions(message: Message) -> list[tuple[Action, str]]:
    """What can be done with what it says."""
    found: list[tuple[Action, str]] = []
    if message.provider_id and not message.deleted:
        found.append(("reply", tr("Responder a este mensaje")))
    if message.text and not message.deleted:
        found.append(("copy", tr("Copiar texto")))
    elif message.transcript is not None and not message.deleted:
        found.append(("copy", tr("Copiar la transcripción")))
    if link_of(message) and not message.deleted:
        found.append(("copy_link", tr("Copiar el enlace del aviso")))
    if message.kind == "location" and spot_of(message) and not message.deleted:
        found.append(("map", tr("Abrir en el mapa")))
    if message.reply_to and not message.deleted:
        found.append(("quote", tr("Ir al mensaje que responde")))
    if message.original is not None and not message.deleted:
        found.append(("original", tr("Ver u ocultar lo que decía antes")))
    return found


def _media_actions(message: Message, scene: Scene) -> list[tuple[Action, str]]:
    assert message.media is not None
    if message.kind == "audio":
        playing = scene.voice.message == message.id and scene.voice.playing
        heard: list[tuple[Action, str]] = [("play", tr("Pausar") if playing else tr("Oír"))]
        saves: list[tuple[Action, str]] = [("save_as", tr("Guardar como…"))] if scene.here(message.media) else []
        writes: list[tuple[Action, str]] = [("transcribe", tr("Transcribir"))] if message.transcript is None else []
        ours = message.direction == "out" and message.origin == "desk" and message.media.sha256
        about: list[tuple[Action, str]] = [("details", tr("Quién la hizo y quién la oyó"))] if ours else []
        return [*heard, ("speed", tr("Cambiar velocidad")), *writes, *saves, *about]
    if not scene.here(message.media):
        return [("download", tr("Descargar"))]
    opens: list[tuple[Action, str]] = [("open", tr("Abrir"))] if scene.opens(message.media) else []
    return [*opens, ("save_as", tr("Guardar como…"))]


def waiting_actions(waiting: Outgoing, device: str, now: int) -> list[tuple[Action, str]]:
    """What can be done with a message that has not left."""
    if waiting.state != "queued":
        return []
    if waiting.hands == "own" and waiting.device != device:
        dark = now - waiting.not_before > ALONE_MS
        return [("hand_over", tr("Enviar desde esta computadora"))] if dark else []
    if waiting.waits_until is not None:
        return [("withdraw", tr("Cancelar la espera"))]
    if waiting.scheduled_at is not None:
        return [
            ("edit", tr("Cambiar el mensaje o la hora")),
            ("send_now", tr("Enviar ya")),
            ("withdraw", tr("Cancelar el envío")),
        ]
    undo: list[tuple[Action, str]] = [("withdraw", tr("Deshacer envío"))]
    return [*undo, ("send_now", tr("Enviar ya"))] if waiting.not_before > now else undo
