"""Which blocks a message of each kind is shown as. What strangers put into `extra` may have any shape."""

from services.channels.loose import text as text_of
from services.plain import line
from services.records import Media
from widgets import words
from widgets.conversation.blocks import Block, Line, Piece, Quote, Text
from widgets.conversation.cards import CARDS, offer, referral
from widgets.conversation.media_blocks import Audio, File, Picture
from widgets.conversation.rows import Said
from widgets.conversation.transcript import Transcribed
from widgets.inbox.row_words import ICONS, kind_word
from widgets.theme import Theme
from widgets.words import tr

PICTURES = ("image", "sticker")


def content(theme: Theme, row: Said, most: float) -> list[Block]:
    """The blocks from top to bottom, without the line of times and states."""
    message = row.message
    if message.deleted:
        said = tr("Eliminó este mensaje") if message.direction == "in" else tr("Se eliminó este mensaje")
        return [Line(theme, [Piece(said, icon="ban")], most)]
    blocks: list[Block] = []
    if message.reply_to:
        blocks.append(_quote(theme, row, most))
    blocks += referral(theme, message, most)
    blocks += _carried(theme, row, most)
    if row.trouble is not None:
        blocks.append(Text(theme, row.trouble.text, most, "caption", "state.failed.fg"))
        again = Piece(tr("Reintentar"), "accent.base", action="download")
        hint = [Piece(row.trouble.action)] if row.trouble.action and not row.trouble.does else []
        blocks.append(Line(theme, [*hint, again], most))
    if row.unfolded and message.original is not None:
        before = tr("Antes decía: {text}").format(text=message.original)
        blocks.append(Text(theme, before, most, "caption", "text.muted"))
    return blocks


def _quote(theme: Theme, row: Said, most: float) -> Block:
    message = row.message
    who = row.name if message.reply_direction == "in" else tr("Nosotros")
    said = line(message.reply_text or "") or kind_word(message.reply_kind or "text")
    return Quote(theme, who or tr("Lead"), said, most)


def _carried(theme: Theme, row: Said, most: float) -> list[Block]:
    message = row.message
    media, text = message.media, message.text
    if message.kind == "audio" and media is not None:
        blocks: list[Block] = [Audio(theme, message.id, media, most, wide=message.transcript is not None)]
        return [*blocks, *_words(theme, row, most, "body", "text.secondary"), *_heard(theme, row, most)]
    if message.kind in PICTURES and media is not None:
        return [Picture(theme, message.id, media, text, most, row.sought)]
    if message.kind in ("document", "video") and media is not None:
        return [_file(theme, message.kind, media, most), *_words(theme, row, most)]
    if message.kind in CARDS:
        return CARDS[message.kind](theme, row, most)
    if message.kind in ("text", "button", "system") and text:
        return [*_words(theme, row, most), *offer(theme, message, most)]
    return _strange(theme, row, most)


def _heard(theme: Theme, row: Said, most: float) -> list[Block]:
    """What is said in a voice, or how to have it written down."""
    message = row.message
    if message.transcript is not None:
        return [Transcribed(theme, message.transcript, most, row.sought)]
    if row.writing:
        return [Line(theme, [Piece(tr("Transcribiendo…"), icon="file-text")], most)]
    if row.unheard is not None:
        said, settings = row.unheard, row.unheard.does == "settings"
        does = Piece(said.action, "accent.base", action="settings") if settings else Piece(said.action)
        again = Piece(tr("Transcribir"), "accent.base", action="transcribe")
        why = Text(theme, said.text, most, "caption", "state.failed.fg")
        return [why, Line(theme, [*([does] if said.action else []), again], most)]
    if message.direction == "in" and not message.text:
        return [Line(theme, [Piece(tr("Transcribir"), "accent.base", "file-text", "transcribe")], most)]
    return []


def _words(theme: Theme, row: Said, most: float, role: str = "reading", tint: str = "text.primary") -> list[Block]:
    text = row.message.text
    return [Text(theme, text, most, role, tint, row.sought)] if text else []


def _file(theme: Theme, kind: str, media: Media, most: float) -> Block:
    name = line(media.name or "") or kind_word(kind)
    about = " · ".join(filter(None, [_short_mime(media.mime), words.size(media.size) if media.size else ""]))
    return File(theme, ICONS[kind], name, about, most, opens=True)


def _strange(theme: Theme, row: Said, most: float) -> list[Block]:
    """A kind that this version does not know: shown as such, with whatever words it carried."""
    message = row.message
    kind = line(text_of(message.extra.get("type")), 40)
    title = tr("Mensaje que WhatsApp no muestra acá") if message.kind == "unsupported" else kind_word(message.kind)
    about = tr("Se guardó entero; el lead lo ve en su teléfono.")
    card = File(theme, ICONS.get(message.kind, "circle-help"), title, f"{about} ({kind})" if kind else about, most)
    return [card, *_words(theme, row, most)]


def _short_mime(mime: str) -> str:
    return line(mime.rpartition("/")[2].partition(";")[0].upper(), 12)
