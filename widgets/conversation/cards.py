"""Messages that carry more than words or a file: places, contacts, orders, offers, templates, forms, and the
advertisement that a lead came from."""

from collections.abc import Callable
from typing import Any, Final

from services.channels.loose import obj, objects
from services.channels.loose import text as text_of
from services.plain import line
from services.records import Message
from widgets import words
from widgets.conversation.blocks import Barred, Block, Choices, Line, Piece, Text
from widgets.conversation.media_blocks import File
from widgets.conversation.rows import Said
from widgets.inbox.row_words import kind_word
from widgets.theme import Theme
from widgets.words import tr

MOST = 20
"""Items, contacts and buttons of one message that are shown."""


def offer(theme: Theme, message: Message, most: float) -> list[Block]:
    """The buttons, options and quick replies that a message of ours carried."""
    action = obj(obj(message.extra.get("offer")).get("action"))
    rows = [row for section in objects(action.get("sections")) for row in objects(section.get("rows"))]
    told = objects(action.get("buttons")) or objects(message.extra.get("buttons")) or rows
    told = told or objects(message.extra.get("quick_replies"))
    named = [line(text_of(action.get(name)), 60) for name in ("button",)] if rows else []
    titles = [*named, *(_title(each) for each in told[:MOST])]
    titles = [title for title in titles if title]
    return [Choices(theme, titles, most)] if titles else []


def referral(theme: Theme, message: Message, most: float) -> list[Block]:
    """The advertisement, post or product that the lead came from; its link is words, for whoever wants to copy it."""
    told, product = obj(message.extra.get("referral")), obj(message.extra.get("product"))
    if not told and not product:
        return []
    inside = most - Barred.INSET
    post = tr("Desde una publicación") if text_of(told.get("source_type")) == "post" else tr("Desde un aviso")
    heading = post if told else tr("Pregunta por un producto")
    blocks: list[Block] = [Line(theme, [Piece(heading, icon="megaphone")], inside)]
    head, body = line(text_of(told.get("headline")), 120), line(text_of(told.get("body")), 240)
    if title := head or line(text_of(product.get("product_retailer_id")), 120):
        blocks.append(Text(theme, title, inside, "label"))
    if body:
        blocks.append(Text(theme, body, inside, "caption", "text.secondary"))
    if link := link_of(message):
        blocks.append(Text(theme, line(link, 120), inside, "caption", "text.muted"))
    return [Barred(blocks)]


def link_of(message: Message) -> str:
    """The address of the advertisement that a message came from, as it was told; "" for none."""
    return text_of(obj(message.extra.get("referral")).get("source_url"))[:2000]


def _location(theme: Theme, row: Said, most: float) -> list[Block]:
    message = row.message
    name, _, address = message.text.partition("\n")
    about = address or ", ".join(spot_of(message))
    return [File(theme, "external-link", line(name) or tr("Ubicación"), line(about), most)]


def spot_of(message: Message) -> tuple[str, ...]:
    """Latitude and longitude of a place in degrees, as text; () where there is none on this earth."""
    found = [message.extra.get(name) for name in ("latitude", "longitude")]
    numbers = [each for each in found if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(numbers) != 2 or not abs(numbers[0]) <= 90 or not abs(numbers[1]) <= 180:
        return ()
    return tuple(f"{each:.6f}".rstrip("0").rstrip(".") for each in numbers)


def _contacts(theme: Theme, row: Said, most: float) -> list[Block]:
    cards = objects(row.message.extra.get("contacts"))[:MOST]
    blocks: list[Block] = []
    for card in cards:
        name = line(text_of(obj(card.get("name")).get("formatted_name")))
        ways = [text_of(each.get("phone")) or text_of(each.get("wa_id")) for each in objects(card.get("phones"))]
        ways += [text_of(each.get("email")) for each in objects(card.get("emails"))]
        about = ", ".join(line(each, 60) for each in ways[:4] if each)
        blocks.append(File(theme, "users", name or tr("Contacto"), about, most))
    return blocks or [File(theme, "users", line(row.message.text) or tr("Contacto"), "", most)]


def _order(theme: Theme, row: Said, most: float) -> list[Block]:
    items = objects(row.message.extra.get("product_items"))
    lines = [_item(item) for item in items[:MOST]]
    if len(items) > MOST:
        lines.append(tr("y {count} más").format(count=words.number(len(items) - MOST)))
    blocks: list[Block] = [File(theme, "list", tr("Pedido"), "\n".join(lines), most)]
    return blocks + ([Text(theme, row.message.text, most, sought=row.sought)] if row.message.text else [])


def _item(item: dict[str, Any]) -> str:
    named = f"{line(text_of(item.get('quantity')), 12) or '1'} × "
    named += line(text_of(item.get("product_retailer_id")), 60) or tr("artículo")
    price, currency = item.get("item_price"), line(text_of(item.get("currency")), 4)
    if isinstance(price, int | float) and not isinstance(price, bool) and abs(price) < 1e12 and currency:
        named += f" · {words.money(price, currency)}"
    return named


def _template(theme: Theme, row: Said, most: float) -> list[Block]:
    message = row.message
    name, category = (line(text_of(message.extra.get(key)), 80) for key in ("name", "category"))
    known = _CATEGORIES.get(category.upper())
    heading = " · ".join(filter(None, [tr("Plantilla"), name, known() if known else category.lower()]))
    text = message.text if message.text != name else ""
    inside = most - Barred.INSET
    blocks: list[Block] = [Text(theme, heading, inside, "caption", "text.muted")]
    blocks += _part(theme, message.extra.get("header"), inside, "label")
    if text:
        blocks.append(Text(theme, text, inside, sought=row.sought))
    blocks += _part(theme, message.extra.get("footer"), inside, "caption")
    if message.media is not None:
        blocks.append(File(theme, "paperclip", line(message.media.name or "") or tr("Archivo"), "", inside))
    return [Barred([*blocks, *offer(theme, message, inside)])]


def _part(theme: Theme, value: object, most: float, role: str) -> list[Block]:
    said = line(text_of(value))
    return [Text(theme, said, most, role, "text.muted" if role == "caption" else "text.primary")] if said else []


def _list(theme: Theme, row: Said, most: float) -> list[Block]:
    message = row.message
    text = message.text or kind_word("list")
    about = line(text_of(message.extra.get("description")))
    blocks: list[Block] = [Text(theme, text, most, sought=row.sought)]
    if about:
        blocks.append(Text(theme, about, most, "caption", "text.muted"))
    return [*blocks, *offer(theme, message, most)]


def _cards(theme: Theme, row: Said, most: float) -> list[Block]:
    """The cards of a gallery, one below the other."""
    blocks: list[Block] = []
    for card in objects(row.message.extra.get("cards"))[:MOST]:
        inside = most - Barred.INSET
        parts: list[Block] = [Text(theme, line(text_of(card.get("title"))) or tr("Tarjeta"), inside, "label")]
        parts += _part(theme, card.get("subtitle"), inside, "caption")
        titles = [title for each in objects(card.get("buttons"))[:MOST] if (title := _title(each))]
        blocks.append(Barred([*parts, *([Choices(theme, titles, inside)] if titles else [])]))
    said = [Text(theme, row.message.text, most, sought=row.sought)] if row.message.text else []
    return [*said, *blocks] or [Text(theme, kind_word("cards"), most)]


def _flow(theme: Theme, row: Said, most: float) -> list[Block]:
    name = line(text_of(row.message.extra.get("name"))) or line(text_of(row.message.extra.get("flow")))
    return [File(theme, "zap", name or kind_word("flow"), tr("Flujo que se inició desde acá"), most)]


def _form(theme: Theme, row: Said, most: float) -> list[Block]:
    answers = obj(row.message.extra.get("answers"))
    lines = [f"{_question(str(name))}: {line(text_of(each), 200)}" for name, each in list(answers.items())[:MOST]]
    return [File(theme, "list-checks", tr("Formulario"), "\n".join(lines) or row.message.text, most)]


def _question(name: str) -> str:
    """A form's field for people: Meta names the usual ones in English, and the agency's own with underscores."""
    usual = {"full_name": tr("Nombre"), "phone_number": tr("Teléfono"), "email": tr("Correo")}
    said = line(name.replace("_", " "), 60)
    return usual.get(name) or said[:1].upper() + said[1:]


def _title(each: dict[str, Any]) -> str:
    found = (obj(each.get("reply")).get("title"), each.get("title"), each.get("text"), each.get("caption"))
    return line(next((said for value in found if (said := text_of(value))), ""), 60)


_CATEGORIES: Final[dict[str, Callable[[], str]]] = {
    "UTILITY": lambda: tr("utilidad"),
    "MARKETING": lambda: tr("marketing"),
    "AUTHENTICATION": lambda: tr("autenticación"),
}
CARDS: Final[dict[str, Callable[[Theme, Said, float], list[Block]]]] = {
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "template": _template,
    "list": _list,
    "cards": _cards,
    "flow": _flow,
    "form": _form,
}
"""The kinds that are shown so."""
