"""Which blocks a message of each kind is shown as. What strangers put into `extra` may have any shape."""

from typing import Any

from services.records import Message
from widgets import words
from widgets.conversation.blocks import Barred, Block, Choices, Line, Piece, Quote, Text
from widgets.conversation.media_blocks import Audio, File, Picture
from widgets.inbox.row_words import ICONS, kind_word
from widgets.theme import Theme
from widgets.words import tr

PICTURES = ("image", "sticker")


def content(theme: Theme, message: Message, most: float) -> list[Block]:
    """The blocks from top to bottom, without the line of times and states."""
    if message.deleted:
        return [Line(theme, [Piece(tr("Eliminó este mensaje"), icon="ban")], most)]
    blocks: list[Block] = []
    if message.reply_to and message.reply_text:
        blocks.append(Quote(theme, message.reply_text, most))
    if source := _referral(message):
        blocks.append(Quote(theme, source, most))
    return blocks + _carried(theme, message, most)


def _carried(theme: Theme, message: Message, most: float) -> list[Block]:
    media, text = message.media, message.text
    if message.kind == "audio" and media is not None:
        blocks: list[Block] = [Audio(theme, message.id, media, most)]
        return blocks + ([Text(theme, text, most, "body", "text.secondary")] if text else [])
    if message.kind in PICTURES and media is not None:
        return [Picture(theme, message.id, media, text, most)]
    if message.kind in ("document", "video") and media is not None:
        name = media.name or kind_word(message.kind)
        about = " · ".join(filter(None, [_short_mime(media.mime), words.size(media.size) if media.size else ""]))
        blocks = [File(theme, ICONS[message.kind], name, about, most, opens=True)]
        return blocks + ([Text(theme, text, most)] if text else [])
    if message.kind in _CARDS:
        return _CARDS[message.kind](theme, message, most)
    if message.kind in ("text", "button", "system") and text:
        return [Text(theme, text, most), *_offer(theme, message, most)]
    return _strange(theme, message, most)


def _location(theme: Theme, message: Message, most: float) -> list[Block]:
    where = [_number(message.extra.get(name)) for name in ("latitude", "longitude")]
    name, _, address = message.text.partition("\n")
    about = address or ", ".join(where if all(where) else [])
    return [File(theme, "external-link", name or tr("Ubicación"), about, most)]


def _contacts(theme: Theme, message: Message, most: float) -> list[Block]:
    phones = [
        _string(phone.get("phone"))
        for card in _dicts(message.extra.get("contacts"))
        for phone in _dicts(card.get("phones"))
    ]
    return [File(theme, "users", message.text or tr("Contacto"), ", ".join(filter(None, phones)), most)]


def _order(theme: Theme, message: Message, most: float) -> list[Block]:
    items = _dicts(message.extra.get("product_items"))
    lines = [
        f"{_number(item.get('quantity')) or '1'} × {_string(item.get('product_retailer_id')) or tr('artículo')}"
        for item in items[:20]
    ]
    blocks: list[Block] = [File(theme, "list", tr("Pedido"), "\n".join(lines), most)]
    return blocks + ([Text(theme, message.text, most)] if message.text else [])


def _template(theme: Theme, message: Message, most: float) -> list[Block]:
    name = _string(message.extra.get("name"))
    heading = " · ".join(filter(None, [tr("Plantilla"), name]))
    text = message.text if message.text != name else ""
    inside = most - Barred.INSET
    blocks: list[Block] = [Line(theme, [Piece(heading)], inside)]
    return [Barred([*blocks, *([Text(theme, text, inside)] if text else []), *_offer(theme, message, inside)])]


def _list(theme: Theme, message: Message, most: float) -> list[Block]:
    text = message.text or kind_word("list")
    about = _string(message.extra.get("description"))
    blocks: list[Block] = [Text(theme, text, most)]
    return [
        *blocks,
        *([Text(theme, about, most, "caption", "text.muted")] if about else []),
        *_offer(theme, message, most),
    ]


def _strange(theme: Theme, message: Message, most: float) -> list[Block]:
    """A kind that this version does not know: shown as such, with whatever words it carried."""
    kind = _string(message.extra.get("type"))
    title = tr("Mensaje que WhatsApp no muestra acá") if message.kind == "unsupported" else kind_word(message.kind)
    about = tr("Se guardó entero; el lead lo ve en su teléfono.")
    blocks: list[Block] = [
        File(theme, ICONS.get(message.kind, "circle-help"), title, f"{about} ({kind})" if kind else about, most)
    ]
    return blocks + ([Text(theme, message.text, most)] if message.text else [])


_CARDS = {"location": _location, "contacts": _contacts, "order": _order, "template": _template, "list": _list}


def _offer(theme: Theme, message: Message, most: float) -> list[Block]:
    """The buttons that an offer of ours carried."""
    offer = message.extra.get("offer")
    action = offer.get("action") if isinstance(offer, dict) else None
    buttons = _dicts(action.get("buttons")) if isinstance(action, dict) else _dicts(message.extra.get("buttons"))
    titles = [_string(_dict(each.get("reply")).get("title")) or _string(each.get("title")) for each in buttons]
    titles = [title for title in titles if title]
    return [Choices(theme, titles[:10], most)] if titles else []


def _referral(message: Message) -> str:
    """The advertisement or product that the lead came from."""
    referral = _dict(message.extra.get("referral"))
    head = _string(referral.get("headline")) or _string(referral.get("body"))
    return tr("Desde un aviso: {headline}").format(headline=head) if head else ""


def _short_mime(mime: str) -> str:
    return mime.rpartition("/")[2].partition(";")[0].upper()[:12]


def _string(value: Any) -> str:
    return value[:500] if isinstance(value, str) else ""


def _number(value: Any) -> str:
    return f"{value}" if isinstance(value, int | float) and not isinstance(value, bool) else _string(value)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
