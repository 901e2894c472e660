"""Who the lead is: name, where from, how to reach, and what is known."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from services.records import Contact, Conversation, Likeness
from widgets import words
from widgets.controls import CHANNELS, Label, hairline
from widgets.inspector.consent import ConsentSection
from widgets.inspector.fields import FieldsSection
from widgets.inspector.likeness import SamePerson
from widgets.inspector.proposed import ProposedSection
from widgets.inspector.provider import ProviderSection
from widgets.inspector.section import Section
from widgets.inspector.tags import MemberSection, TagsSection
from widgets.theme import Theme
from widgets.words import tr


class LeadPane(QWidget):
    """Everything here is a stranger's plain text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._contact = theme, ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(2)
        self._name = Label(role="title", parent=self)
        self._name.setWordWrap(True)
        self._since = Label(role="caption", tone="muted", elide=True, parent=self)
        abilities = QHBoxLayout()
        abilities.setSpacing(6)
        self._plug = QLabel(self)
        self._plug.setFixedSize(QSize(16, 16))
        self._can = Label(role="caption", tone="muted", parent=self)
        self._can.setWordWrap(True)
        abilities.addWidget(self._plug)
        abilities.addWidget(self._can, 1)
        head.addWidget(self._name)
        head.addWidget(self._since)
        head.addSpacing(4)
        head.addLayout(abilities)
        column.addLayout(head)
        column.addWidget(hairline(parent=self))
        self.same, self.fields = SamePerson(self), FieldsSection(theme, self)
        self.proposed = ProposedSection(theme, self)
        self.tags, self.member, self.consent = TagsSection(self), MemberSection(self), ConsentSection(self)
        self.provider, self._reach = ProviderSection(self), Section(tr("Contacto"), parent=self)
        first = (self.same, self.proposed, self.fields, self.tags, self.provider)
        for part in (*first, self.member, self.consent, self._reach):
            column.addWidget(part)
        column.addStretch(1)
        theme.changed.connect(self._tint)
        self._tint()

    def show_lead(self, contact: Contact, conversation: Conversation, alike: list[Likeness], now: int) -> None:
        """What is known of the person, and of the conversation that stands open."""
        if contact.id != self._contact:
            self._contact = contact.id
            self.fields.leave()
        self._name.setText(contact.name or conversation.name)
        self._since.setText(" · ".join(filter(None, (_since(contact.first_seen, now), contact.source))))
        self._since.setVisible(bool(self._since.text()))
        if conversation.channel == "whatsapp":  # of others it depends on the surface behind them
            self.say_can(tr("Texto, voz, «escuchado»"))
        self._reach.show_rows(_reach(contact, conversation))
        self.same.show_people(alike, contact.joined)
        self.fields.show_fields(contact.fields)
        self.tags.chips.show_tags(conversation.tags)
        self.member.show_member(conversation)
        self.consent.show_consent(contact, now)

    def say_can(self, text: str) -> None:
        """What the channel can carry."""
        self._can.setText(text)

    def _tint(self) -> None:
        self._plug.setPixmap(self._theme.pixmap("plug", "text.muted", 14))


def _since(at: int, now: int) -> str:
    if not at:
        return ""
    day, today = words.local(at).date(), words.local(now).date()
    if day == today:
        return tr("Desde hoy")
    said = f"{day.day}{words.NBSP}{words.month_short(at)}" + (f" {day.year}" if day.year != today.year else "")
    return tr("Desde el {day}").format(day=said)


def _reach(contact: Contact, conversation: Conversation) -> list[tuple[str, str]]:
    names = {
        "wa": "WhatsApp",
        "phone": tr("Teléfono"),
        "email": tr("Correo"),
        "bsuid": tr("Id de WhatsApp"),
        "manychat": CHANNELS["manychat"],
        "uchat": CHANNELS["uchat"],
    }
    rows = [(CHANNELS[conversation.channel], conversation.address)] if conversation.address else []
    for kind, value in contact.identities:
        said = f"+{value}" if kind in ("wa", "phone") and value.isdigit() else value
        if not any(_same(said, other) for _, other in rows):
            rows.append((names.get(kind, kind), said))
    return rows


def _same(one: str, other: str) -> bool:
    """Whether two numbers differ only in how they are written."""
    digits = ["".join(c for c in text if c.isdigit()) for text in (one, other)]
    return one == other or (digits[0] == digits[1] != "")
