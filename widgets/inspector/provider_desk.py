"""What a person does with a lead at its provider: tags, fields, automations, and reading who it is there."""

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt

from services.channels.contacts import Field, Flow, Tag
from services.outbox import Ability, Outbox
from services.records import Changes, Conversation
from services.store import Store
from services.trouble import Trouble
from widgets.feed import Feed
from widgets.inspector.field_value import FieldValue
from widgets.inspector.lead import LeadPane
from widgets.pieces.announce import announce
from widgets.pieces.picking import Choice, Picker
from widgets.tasks import Tasks
from widgets.trouble_words import sentence
from widgets.words import tr

if TYPE_CHECKING:
    from services.contacts import Contacts

T = TypeVar("T", covariant=True)
WITH_CONTACTS: Final = ("manychat", "uchat")
"""Channels whose provider keeps contacts of its own."""
_OLD_MS: Final = 10 * 60_000


class Lists(Protocol[T]):
    """A list of the account by channel, as services.listed has it."""

    def list(self, channel: str) -> tuple[T, ...]: ...
    def read_at(self, channel: str) -> int | None: ...
    async def refresh(self, channel: str) -> tuple[T, ...]: ...


@dataclass(frozen=True)
class Provided:
    """What the desk works with; each is made when it is first needed."""

    store: Store
    outbox: Outbox
    contacts: "Callable[[], Contacts]"
    tags: Callable[[], Lists[Tag]]
    fields: Callable[[], Lists[Field]]
    flows: Callable[[], Lists[Flow]]


class ProviderDesk(QObject):
    """Drives the section of the open conversation."""

    def __init__(self, lead: LeadPane, provided: Provided, feed: Feed) -> None:
        section = lead.provider
        super().__init__(section)
        self._lead, self._section, self._provided, self._feed = lead, section, provided, feed
        self._conversation: Conversation | None = None
        self._tasks = Tasks(self, feed.report)
        section.tag_wanted.connect(self.tag)
        section.field_wanted.connect(self.set_field)
        section.flow_wanted.connect(self.start_flow)
        section.untagged.connect(self._untag)
        section.link.clicked.connect(self.read)
        feed.changed.connect(self._changed)

    def show_conversation(self, conversation: str | None) -> None:
        """The lead that stands open."""
        self._conversation = self._provided.store.conversation(conversation) if conversation else None
        self._section.tell("")
        self._refresh()

    def can(self) -> bool:
        """Whether the open conversation's provider keeps contacts."""
        return self._conversation is not None and self._conversation.channel in WITH_CONTACTS

    def can_start(self) -> bool:
        return self.can() and self._able().flow is None

    def can_change(self) -> bool:
        return self.can() and self._able().tags is None

    def read(self) -> None:
        """Ask the provider who this is."""
        if (shown := self._conversation) is not None:
            self._do(lambda: self._provided.contacts().read(shown.id), tr("Contacto actualizado"))

    def tag(self, at: QPoint | None = None) -> None:
        """Ask which tag to give."""
        there = set(self._tags())
        self._pick(
            tr("Etiquetas del proveedor"), tr("Buscar una etiqueta"), self._provided.tags(),
            lambda each: Choice(each.name, each.name), self._tag, at or self._section.below(self._section.add), there,
        )  # fmt: skip

    def set_field(self, at: QPoint | None = None) -> None:
        """Ask which field to set, then its value."""
        self._pick(
            tr("Campos del proveedor"), tr("Buscar un campo"), self._provided.fields(),
            lambda each: Choice(each.name, each.name), self._ask_value, at or self._section.below(self._section.field),
        )  # fmt: skip

    def start_flow(self, at: QPoint | None = None) -> None:
        """Ask which automation to start; it leaves after the time to undo, like any message."""
        self._pick(
            tr("Flujos de la cuenta"), tr("Buscar un flujo"), self._provided.flows(),
            lambda each: Choice(each.id, each.name, each.folder), self._start,
            at or self._section.below(self._section.start),
        )  # fmt: skip

    def _pick(
        self, title: str, hint: str, lists: Lists[Any], choice: Callable[[Any], Choice],
        take: Callable[[str, str, str], None], at: QPoint, without: Container[str] = (),
    ) -> None:  # fmt: skip
        """Offer what the account has, at once as it was listed last, anew where that is old. What is chosen is of the
        conversation that stood open when it was asked."""
        shown = self._conversation
        if shown is None:
            return
        picker = Picker(title, hint, self._section.window())
        picker.chosen.connect(lambda key: take(shown.id, shown.channel, key))

        def show() -> None:
            picker.show_choices([made for row in lists.list(shown.channel) if (made := choice(row)).key not in without])

        show()
        read_at = lists.read_at(shown.channel)
        if read_at is None or self._feed.now() - read_at > _OLD_MS:
            asking = Tasks(picker, self._feed.report)
            asking.start(_ask(lists, shown.channel, picker, show))
        picker.open_at(at)

    def _tag(self, conversation: str, channel: str, name: str) -> None:
        done = tr("Etiqueta puesta: {tag}").format(tag=name)
        self._do(lambda: self._provided.contacts().tag(conversation, name), done)

    def _untag(self, name: str) -> None:
        if (shown := self._conversation) is not None:
            done = tr("Etiqueta quitada: {tag}").format(tag=name)
            self._do(lambda: self._provided.contacts().untag(shown.id, name), done)

    def _ask_value(self, conversation: str, channel: str, name: str) -> None:
        field = next((each for each in self._provided.fields().list(channel) if each.name == name), None)
        row = self._provided.store.conversation(conversation)
        contact = self._provided.store.contact(row.contact) if row is not None else None
        if field is None or contact is None:
            return
        dialog = FieldValue(field, contact.fields.get(name, ""), self._section.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        saving = Tasks(dialog, self._feed.report)
        dialog.given.connect(lambda value: saving.start(self._set(dialog, conversation, field, value)))
        dialog.open()

    async def _set(self, dialog: FieldValue, conversation: str, field: Field, value: str) -> None:
        try:
            await self._provided.contacts().set_field(conversation, field, value)
        except Trouble as trouble:
            dialog.refuse(trouble)
            return
        announce(self._section, tr("Campo guardado: {name}").format(name=field.name))
        dialog.accept()

    def _start(self, conversation: str, channel: str, flow: str) -> None:
        found = next((each for each in self._provided.flows().list(channel) if each.id == flow), None)
        if found is not None:
            self._do(lambda: self._provided.outbox.flow(conversation, found), tr("En camino. Ctrl+Z lo deshace."))

    def _do(self, work: Callable[[], Awaitable[object]], done: str) -> None:
        self._tasks.start(self._try(work, done))

    async def _try(self, work: Callable[[], Awaitable[object]], done: str) -> None:
        self._section.tell("")
        try:
            await work()
        except Trouble as trouble:
            said = sentence(trouble.code, trouble.facts).text
            self._section.tell(said)
            announce(self._section, said, urgent=True)
            return
        announce(self._section, done)

    def _able(self) -> Ability:
        assert self._conversation is not None
        return self._provided.outbox.ability(self._conversation.id)

    def _tags(self) -> tuple[str, ...]:
        shown = self._conversation
        contact = self._provided.store.contact(shown.contact) if shown is not None else None
        return contact.provider_tags.get(shown.channel, ()) if shown is not None and contact is not None else ()

    def _changed(self, changes: Changes) -> None:
        shown = self._conversation
        if shown and (changes.everything or shown.contact in changes.contacts or shown.id in changes.conversations):
            self._conversation = self._provided.store.conversation(shown.id)
            self._refresh()

    def _refresh(self) -> None:
        self._section.setVisible(self.can())
        if self._conversation is not None and self.can():
            able = self._able()
            self._section.show_contact(self._conversation.channel, self._tags(), able)
            self._lead.say_can(abilities(able))


def abilities(able: Ability) -> str:
    """What this surface of the channel can carry, as the person who answers has to know it."""
    named = (
        (able.text, tr("texto")), (able.voice, tr("voz")), (able.image, tr("imagen")), (able.document, tr("archivo")),
        (able.cards, tr("tarjetas")), (able.template, tr("plantilla")),
    )  # fmt: skip
    can = [name for code, name in named if not (code or "").startswith("channel.no_")]
    if able.acknowledgements:
        can.append(tr("sin acuse"))
    said = ", ".join(can)
    return said[:1].upper() + said[1:]


async def _ask(lists: Lists[Any], channel: str, picker: Picker, show: Callable[[], None]) -> None:
    picker.tell(tr("Buscando en la cuenta…") if not picker.list.count() else "")
    try:
        await lists.refresh(channel)
    except Trouble as trouble:
        picker.tell(sentence(trouble.code, trouble.facts).text)
        return
    show()
    picker.tell("" if picker.list.count() else tr("La cuenta no tiene ninguno."))
