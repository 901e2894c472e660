"""The last lines of a bubble: time, author, origin, the state with its word, and what can be done about a trouble."""

from services.records import Message
from widgets import words
from widgets.conversation.blocks import Block, Line, Piece, Text
from widgets.conversation.states import STATES
from widgets.theme import Theme
from widgets.words import tr


def meta(theme: Theme, message: Message, most: float) -> list[Block]:
    """The lines under what was said."""
    blocks: list[Block] = []
    out = message.direction == "out"
    if out and message.state == "failed":
        said = words.sentence(message.trouble or "message.failed", {"detail": message.detail or ""})
        code = f" ({message.detail})" if message.detail and message.detail not in said.text else ""
        blocks.append(Text(theme, said.text + code, most, "caption", "state.failed.fg"))
        blocks.append(Line(theme, _after_failure(said), most, right=True))
    if out and message.state == "uncertain":
        blocks.append(Text(theme, STATES["uncertain"].meaning(), most, "caption", "state.uncertain.fg"))
        sent = Piece(tr("Marcar como enviado"), "accent.base", action="settle_sent")
        lost = Piece(tr("Marcar como no enviado"), "accent.base", action="settle_unsent")
        blocks.append(Line(theme, [sent, lost], most, right=True))
    blocks.append(Line(theme, _pieces(message), most, right=out))
    return blocks


def _after_failure(said: words.Words) -> list[Piece]:
    if said.does == "settings":
        return [Piece(said.action, "accent.base", action="settings")]
    if said.does in ("retry", "wait"):
        return [Piece(said.action or tr("Reintentar"), "accent.base", action="retry")]
    return [Piece(said.action)] if said.action else []


def _pieces(message: Message) -> list[Piece]:
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
        about.append(tr("automático"))
    if message.edited:
        about.append(tr("editado"))
    time = words.clock(message.at)
    if message.direction == "in":
        return [Piece(" · ".join([*about, time]))]
    pieces = [Piece(" · ".join(about)), Piece(time)] if about else [Piece(time)]
    if message.state == "queued" and (waits := _sleeps(message)) is not None:
        pieces += [waits, Piece(tr("Cancelar"), "accent.base", action="withdraw")]
    elif message.state is not None:
        look = STATES[message.state]
        pieces.append(Piece(look.word(), look.tint, look.icon, strong=True))
    return pieces


def _sleeps(message: Message) -> Piece | None:
    """What a queued message waits for besides its turn: the lead's answer, or its time."""
    until, at = message.extra.get("waits"), message.extra.get("scheduled")
    if isinstance(until, int):
        said = tr("en espera de su respuesta · vence {when}").format(when=_moment(until))
        return Piece(said, "state.queued.fg", "hourglass", strong=True)
    if isinstance(at, int):
        return Piece(tr("sale {when}").format(when=_moment(at)), "state.queued.fg", "alarm-clock", strong=True)
    return None


def _moment(at: int) -> str:
    return f"{words.weekday_short(at)} {words.local(at).day}, {words.clock(at)}"
