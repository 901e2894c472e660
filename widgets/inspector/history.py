"""What was done with a lead, newest first: conversations, assignments, tags, merges, consents, forms."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.records import Happening
from widgets import words
from widgets.controls import Label
from widgets.words import tr


class HistoryPane(QWidget):
    """Lines of plain text; the day and who did it below each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Happening] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(2)
        self._column.addStretch(1)

    def show_history(self, happened: list[Happening], now: int) -> None:
        """Replace what is shown."""
        if happened == self._shown:
            return
        self._shown = happened
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in happened:
            self._add(each, now)
        if not happened:
            self._say(tr("Todavía no pasó nada con este lead."), "muted")

    def _say(self, text: str, tone: str) -> None:
        line = Label(text, tone=tone, parent=self)
        line.setWordWrap(True)
        self._column.insertWidget(self._column.count() - 1, line)

    def _add(self, happened: Happening, now: int) -> None:
        self._say(happening_words(happened, now), "primary")
        who = " · ".join(filter(None, (words.when_exactly(happened.at, now), _text(happened.body.get("author")))))
        below = Label(who, "caption", "muted", parent=self)
        below.setContentsMargins(0, 0, 0, 10)
        self._column.insertWidget(self._column.count() - 1, below)


def happening_words(happened: Happening, now: int) -> str:
    """One sentence; a kind that this version does not know is named as it stands in the log."""
    said = _WORDS.get(happened.kind)
    return said(happened.body, now) if said is not None else happened.kind


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _snoozed(body: dict[str, Any], now: int) -> str:
    until = body.get("until")
    if isinstance(until, int):
        return tr("Conversación pospuesta hasta {when}").format(when=words.when_exactly(until, now))
    return tr("Conversación pospuesta hasta que conteste")


def _assigned(body: dict[str, Any], now: int) -> str:
    if not body.get("member"):
        return tr("Quedó sin asignar")
    return tr("Asignada a {name}").format(name=_text(body.get("name")) or tr("otro miembro"))


def _consent(body: dict[str, Any], now: int) -> str:
    said = tr("Aceptó recibir mensajes") if body.get("given") is True else tr("Pidió no recibir más")
    return " · ".join(filter(None, (said, _text(body.get("how")))))


def _described(body: dict[str, Any], now: int) -> str:
    fields = body.get("fields")
    known = fields.items() if isinstance(fields, dict) else ()
    told = [f"{name}: {_text(value)}" if value else tr("{name}: se quitó").format(name=name) for name, value in known]
    heard = body.get("heard")
    said = [tr("lo dijo en una voz") if _in_a_voice(heard) else tr("lo dijo en un mensaje")] if heard else []
    return " · ".join([*told, *said]) or tr("Datos del lead")


def _in_a_voice(heard: object) -> bool:
    sources = heard.values() if isinstance(heard, dict) else ()
    return any(isinstance(each, dict) and each.get("second") is not None for each in sources)


_WORDS: Final[dict[str, Callable[[dict[str, Any], int], str]]] = {
    "conversation.closed": lambda body, now: tr("Conversación cerrada"),
    "conversation.reopened": lambda body, now: tr("Conversación reabierta"),
    "conversation.snoozed": _snoozed,
    "conversation.assigned": _assigned,
    "conversation.tagged": lambda body, now: tr("Etiqueta «{tag}»").format(tag=_text(body.get("tag"))),
    "conversation.untagged": lambda body, now: tr("Sin la etiqueta «{tag}»").format(tag=_text(body.get("tag"))),
    "contact.merged": lambda body, now: tr("Se unió con otro contacto: es la misma persona"),
    "contact.unmerged": lambda body, now: tr("Se separó de otro contacto"),
    "contact.consent": _consent,
    "lead.changed": _described,
    "lead.answered": lambda body, now: tr("Completó un formulario"),
}
