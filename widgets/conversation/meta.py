"""The last lines of a bubble: time, author, origin, the state with its word, and what can be done about a trouble."""

from collections.abc import Callable
from typing import Final

from services.records import Channel, Message
from widgets import words
from widgets.conversation.blocks import Block, Line, Piece, Text
from widgets.conversation.states import STATES
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

NO_RECEIPT: Final[tuple[Channel, ...]] = ("manychat",)
"""Channels that tell nothing of a message once it was sent."""


_ASKED: Final[dict[Channel, Callable[[], str]]] = {
    "whatsapp": lambda: tr("Si llegó, WhatsApp lo avisa solo. Si no querés esperar, decidilo vos."),
    "uchat": lambda: tr("Le estamos preguntando a UChat. Si no querés esperar, decidilo vos."),
    "manychat": lambda: tr("ManyChat no lo puede decir: fijate en su chat y decidilo vos."),
}
"""How an uncertain send comes to be known: WhatsApp's statuses carry our id, UChat shows what was sent."""


def meta(theme: Theme, message: Message, most: float, channel: Channel = "whatsapp") -> list[Block]:
    """The lines under what was said."""
    blocks: list[Block] = []
    out = message.direction == "out"
    if out and message.state == "failed":
        said = sentence(message.trouble or "message.failed", {"detail": message.detail or ""})
        code = f" ({message.detail})" if message.detail and message.detail not in said.text else ""
        blocks.append(Text(theme, said.text + code, most, "caption", "state.failed.fg"))
        blocks.append(Line(theme, _after_failure(said), most, right=True))
    if out and message.state == "uncertain":
        blocks.append(Text(theme, STATES["uncertain"].meaning(), most, "caption", "state.uncertain.fg"))
        blocks.append(Text(theme, _ASKED[channel](), most, "caption", "text.muted"))
        sent = Piece(tr("Marcar como enviado"), "accent.base", action="settle_sent")
        lost = Piece(tr("Marcar como no enviado"), "accent.base", action="settle_unsent")
        blocks.append(Line(theme, [sent, lost], most, right=True))
    blocks.append(Line(theme, _pieces(message, channel), most, right=out))
    return blocks


def _after_failure(said: words.Words) -> list[Piece]:
    if said.does == "settings":
        again = Piece(tr("Reintentar"), "accent.base", action="retry")
        return [Piece(said.action, "accent.base", action="settings"), again]
    if said.does in ("retry", "wait"):
        return [Piece(said.action or tr("Reintentar"), "accent.base", action="retry")]
    return [Piece(said.action)] if said.action else []


def _pieces(message: Message, channel: Channel) -> list[Piece]:
    about = _about(message)
    time = words.clock(message.at)
    if message.direction == "in":
        return [Piece(" · ".join([*about, time, *_transcribed(message)]))]
    pieces = [Piece(" · ".join(about)), Piece(time)] if about else [Piece(time)]
    return pieces if message.state is None else [*pieces, _state(message, channel)]


def _transcribed(message: Message) -> list[str]:
    """That the words under a voice were written down by a machine, and what they are good for."""
    if message.transcript is None:
        return []
    return [tr("Transcripción"), *([tr("tocá una palabra para oírla")] if message.transcript.words else [])]


def _state(message: Message, channel: Channel) -> Piece:
    """Icon and word, and since when the lead has read or heard it."""
    assert message.state is not None
    look, at = STATES[message.state], message.times.get(message.state)
    said = look.word()
    if message.state in ("read", "played") and at:
        said = f"{said} {words.clock(at)}"
    if message.state == "sent" and channel in NO_RECEIPT:
        said = f"{said} · {tr('sin acuse')}"
    return Piece(said, look.tint, look.icon, strong=True)


def _about(message: Message) -> list[str]:
    """Whose it is, how large, from where it was sent, and what was done to it."""
    media = message.media
    about = []
    if message.kind == "audio" and media is not None:
        if message.direction == "out" and message.author:
            about.append(tr("voz de {author}").format(author=message.author))
        if media.size and message.direction == "out":
            about.append(words.size(media.size))
    elif message.direction == "out" and message.author:
        about.append(message.author)
    if message.kind == "button" and message.direction == "in":
        about.append(tr("tocó el botón"))
    if message.direction == "out" and message.origin == "phone":
        about.append(tr("desde el teléfono"))
    if message.direction == "out" and message.origin == "provider":
        about.append(tr("desde el proveedor") if message.author else tr("automático"))
    if message.edited:
        about.append(tr("editado"))
    if message.direction == "in" and message.extra.get("forwarded"):
        about.append(tr("reenviado"))
    return about
