"""A timeline with every kind of message in both directions, to look at: what --screens adds to the real screens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from services.records import Conversation, Media, Message
from widgets.conversation.delegate import TimelineDelegate
from widgets.conversation.model import TimelineModel
from widgets.conversation.scene import Scene
from widgets.conversation.timeline import TimelineView
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import ZONE

WIDTH: Final = 620
TALLEST: Final = 6000
_START: Final = int(datetime(2026, 11, 19, 9, 0, tzinfo=ZONE).timestamp() * 1000)
_MINUTE: Final = 60_000
_WAVE: Final = bytes((n * 37 * (n % 11 + 3)) % 256 for n in range(64))
_VOICE: Final = Media("audio/ogg", "v", 71 * 1024, seconds=18.0, wave=_WAVE, voice=True)
_PHOTO: Final = Media("image/jpeg", "p", 214_000)
_ADVERT: Final = {
    "headline": "3 amb. con balcón en Núñez",
    "body": "78 m², cochera y parrilla. Apto crédito, USD 185.000.",
    "source_url": "https://fb.me/2kQxYpL8n",
}
_HOUSES: Final = [
    {"title": "Cabildo 2340", "subtitle": "3 amb., USD 185.000", "buttons": [{"title": "Ver ficha"}]},
    {"title": "Amenábar 1850", "subtitle": "2 amb., USD 128.000", "buttons": [{"title": "Ver ficha"}]},
]
_TEMPLATE: Final = {
    "name": "visita_confirmacion", "category": "UTILITY", "header": "Tu visita", "footer": "Ribera Norte",
    "buttons": [{"type": "QUICK_REPLY", "text": "Escuchar audio"}, {"type": "QUICK_REPLY", "text": "Ahora no"}],
}  # fmt: skip
_LIST: Final = {"action": {"button": "Ver zonas", "sections": [{"rows": [{"title": "Belgrano"}, {"title": "Núñez"}]}]}}
_CARD: Final = {"name": {"formatted_name": "Escribanía Paz"}, "phones": [{"phone": "+54 9 11 5555-0177"}]}
_ITEMS: Final = [{"quantity": 2, "product_retailer_id": "FICHA-185", "item_price": 185_000, "currency": "USD"}]
_HOSTILE: Final = "<b>No</b> \u202eodatlov\u202c " + "z" + "\u0301" * 400 + " \u200b y $ 142.500"

_INCOMING: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("text", "Hola, vi el aviso. ¿Sigue disponible?", {"extra": {"referral": _ADVERT}}),
    ("image", "Pasé por la puerta. ¿La cochera es en este edificio?", {"media": _PHOTO}),
    ("image", "", {"media": Media("image/jpeg", "broken", 90_000)}),
    ("audio", "", {"media": _VOICE, "reactions": ("👍", "❤"), "reacted_by": ("out", "in")}),
    ("video", "El frente", {"media": Media("video/mp4", None, 2_400_000)}),
    ("document", "", {"media": Media("application/pdf", "d", 310_000, name="Reserva\u202efdp.exe")}),
    ("sticker", "", {"media": Media("image/webp", "p", 12_000)}),
    ("location", "Cabildo 2340\nNúñez", {"extra": {"latitude": -34.5527, "longitude": -58.4563}}),
    ("contacts", "Escribanía Paz", {"extra": {"contacts": [_CARD]}}),
    ("button", "Escuchar audio", {}),
    ("list", "Núñez", {"extra": {"description": "De Cabildo al río"}}),
    ("order", "¿Me pasás las dos?", {"extra": {"product_items": _ITEMS}}),
    ("form", "", {"extra": {"answers": {"Zona": "Belgrano", "Presupuesto": "USD 150.000 a 190.000"}}}),
    ("text", "Quise decir el viernes", {"edited": True, "original": "Quise decir el jueves"}),
    ("text", "", {"deleted": True}),
    ("unsupported", "", {"extra": {"type": "poll_creation"}}),
    ("unknown", "", {"extra": {"type": "holograma"}}),
    ("text", _HOSTILE, {"extra": {"forwarded": True}}),
)
_NAMED: Final = {"mentions": {"sofi": "Sofía Bianchi", "nico": "Nicolás Ferrari"}}
_OUTGOING: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("text", "Sí, sigue.", {"state": "read", "reply_to": "in0", "reply_text": "Hola, vi el aviso. ¿Sigue disponible?"}),
    ("text", "Te la mando", {"state": "sent", "reply_to": "in3", "reply_text": "", "reply_kind": "audio"}),
    ("audio", "", {"media": _VOICE, "state": "played"}),
    ("image", "", {"media": _PHOTO, "state": "delivered"}),
    ("template", "Hola Lucía, tengo un audio con los datos de tu visita.", {"extra": _TEMPLATE, "state": "read"}),
    ("list", "¿Qué zona te interesa?", {"extra": {"offer": _LIST}, "origin": "provider", "state": "read"}),
    ("cards", "Mirá estas dos", {"extra": {"cards": _HOUSES}, "state": "sent"}),
    ("flow", "", {"extra": {"flow": "1", "name": "Calificación"}, "state": "sent"}),
    ("text", "Lo hablamos a la tarde", {"origin": "phone", "author": None, "state": "delivered"}),
    ("note", "El dueño baja a USD 182.000 si escritura este año. No decirlo todavía.", {}),
    ("note", "@Sofía Bianchi ¿la acompañás vos? @Nicolás Ferrari tiene la llave.", {"extra": _NAMED}),
    ("text", "¿Seguís buscando?", {"state": "failed", "trouble": "whatsapp.undeliverable", "detail": "131026"}),
    ("text", "Va la dirección", {"state": "failed", "trouble": "net.unreachable"}),
    ("text", "¿Confirmamos el viernes?", {"state": "uncertain"}),
    ("text", "En un rato te llamo", {"state": "queued"}),
)


class Shelf:
    """A store of these messages alone."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = {each.id: each for each in messages}
        self.only = Conversation("g", "p", "whatsapp", "1", "Lucía Ferreyra", "", "", "text", "in", 0)

    def mentions(self, conversation: str, member: str) -> list[str]:
        return []

    def messages(self, conversation: str, before: tuple[int, int] | None = None, limit: int = 60) -> list[Message]:
        return [] if before else list(self._messages.values())

    def messages_after(self, conversation: str, shown: tuple[int, int], limit: int = 60) -> list[Message]:
        return []

    def message(self, id: str) -> Message | None:  # noqa: A002
        return self._messages.get(id)

    def conversation(self, id: str) -> Conversation | None:  # noqa: A002
        return self.only


def gallery(theme: Theme) -> dict[str, QPixmap]:
    """The pictures by their name, in the theme as it stands."""
    return {"timeline-in": _picture(theme, _messages("in")), "timeline-out": _picture(theme, _messages("out"))}


def _messages(direction: str) -> list[Message]:
    made = []
    for n, (kind, text, more) in enumerate(_INCOMING if direction == "in" else _OUTGOING):
        at = _START + n * 7 * _MINUTE
        known: dict[str, Any] = {"author": None} if direction == "in" else {"author": "Martín", "origin": "desk"}
        if state := more.get("state"):
            known["times"] = {state: at + 3 * _MINUTE}
        if more.get("reply_to"):
            known |= {"reply_kind": "text", "reply_direction": "in"}
        fields: dict[str, Any] = known | more
        made.append(Message(f"{direction}{n}", "g", n, direction, kind, text, at, at + 900, **fields))  # type: ignore[arg-type]
    return made


def _picture(theme: Theme, messages: Sequence[Message]) -> QPixmap:
    shelf = Shelf(messages)
    model = TimelineModel(shelf, lambda: _START + 5 * 60 * _MINUTE, reader="nico")
    scene = Scene(theme, lambda: _START, lambda media: _house(theme) if media.sha256 == "p" else None)
    scene.here, scene.shown = (lambda media: bool(media.sha256)), (lambda media: media.sha256 != "broken")
    delegate = TimelineDelegate(scene)
    view = TimelineView(model, delegate)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    delegate.width = WIDTH
    model.open(shelf.only)
    model.unfold("in13")
    model.tell_trouble("in4", sentence("media.gone"))
    view.resize(QSize(WIDTH, delegate.heights(model, TALLEST) + 20))
    view.to_end()
    picture = view.grab()
    view.deleteLater()
    return picture


def _house(theme: Theme) -> QPixmap:
    """A house with nine windows."""
    pixmap = QPixmap(480, 336)
    pixmap.fill(theme.color("accent.soft"))
    painter = QPainter(pixmap)
    painter.fillRect(120, 90, 240, 246, theme.color("tenant"))
    for n in range(9):
        painter.fillRect(150 + n % 3 * 65, 115 + n // 3 * 65, 40, 40, theme.color("bg.note"))
    painter.end()
    return pixmap
