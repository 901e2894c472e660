"""Where a template is chosen and filled in: the panel with the account's list and what is known of the lead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from services.channels.whatsapp.templates import Template
from services.records import Conversation
from services.trouble import Trouble
from widgets.composer import template_look as looks
from widgets.composer.speech import Option
from widgets.composer.template_look import Seen
from widgets.composer.template_panel import TemplatePanel
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.trouble_words import sentence
from widgets.words import tr

_OLD_MS: Final = 10 * 60_000
"""A list that was read before this long is asked for again."""


class Lists(Protocol):
    """The account's templates by channel."""

    def list(self, channel: str) -> tuple[Template, ...]: ...
    def read_at(self, channel: str) -> int | None: ...
    async def refresh(self, channel: str) -> tuple[Template, ...]: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """What the lead will see: the template, and the voice that comes when they answer, until `until` (ms)."""

    name: str
    seen: Seen | None
    voice: Option | None = None
    until: int = 0


class TemplateDesk(QObject):
    """`send_wanted` when it is to go, `written` when something was filled in or chosen, `preview_changed` (Preview)
    when the lead would see something else, `settings_wanted` names a provider."""

    send_wanted = Signal()
    written = Signal()
    preview_changed = Signal(object)
    settings_wanted = Signal(str)

    def __init__(self, theme: Theme, lists: Callable[[], Lists], feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lists, self._now = lists, feed.now
        self._tasks = Tasks(self, feed.report)
        self._conversation: Conversation | None = None
        self._facts: Mapping[str, str] = {}
        self._own: dict[str, dict[str, str]] = {}
        self._refused: str | None = None
        self._verb = ""
        self._trouble: Trouble | None = None
        self.panel = TemplatePanel(theme, feed.now)
        self.panel.list.chosen.connect(self._chose)
        self.panel.list.entered.connect(self.panel.form.focus_first)
        self.panel.form.typed.connect(self._typed)
        self.panel.form.submitted.connect(self._send)
        self.panel.sent.connect(self._send)
        self.panel.acted.connect(self._act)
        self.panel.card.changed.connect(self._show_preview)

    @property
    def template(self) -> Template | None:
        """The chosen one."""
        return self.panel.list.template

    @property
    def key(self) -> str:
        return looks.key_of(self.template) if self.template is not None else ""

    @property
    def own(self) -> dict[str, str]:
        """What a person wrote into the chosen template."""
        return dict(self._own.get(self.key, {}))

    @property
    def values(self) -> dict[str, str]:
        """What would be sent: what was written, and what is known of the lead."""
        template = self.template
        return {} if template is None else {**looks.known(template, self._facts), **self.own}

    def open(
        self, conversation: Conversation, facts: Mapping[str, str], refused: str | None, key: str, own: dict[str, str]
    ) -> None:
        """Fill in for `conversation`; `refused` says why it takes no template. `key` and `own` are of its draft."""
        self._conversation, self._facts, self._refused = conversation, facts, refused
        self._own = {key: dict(own)} if key else {}
        self._show_list(key)

    def allow(self, refused: str | None) -> None:
        """What is possible changed."""
        if refused != self._refused:
            self._refused = refused
            self._render()

    def enter(self) -> None:
        """The panel comes into sight: now the list is needed."""
        conversation = self._conversation
        if conversation is None or self._refused in ("channel.no_template", "integration.missing", "integration.off"):
            return
        read_at = self._lists().read_at(conversation.channel)
        if (read_at is None or self._now() - read_at > _OLD_MS) and not self._tasks.running(conversation.channel):
            self._ask(conversation.channel)
        self._render()

    def say(self, verb: str) -> None:
        """What the button does, with {name}; "" for sending at once."""
        self._verb = verb
        self._render()

    def _show_list(self, key: str = "") -> None:
        if self._conversation is not None:
            self.panel.list.show_templates(self._lists().list(self._conversation.channel), key or self.key)

    def _ask(self, channel: str) -> None:
        self._trouble = None
        self._tasks.start(self._read(channel), key=channel)

    async def _read(self, channel: str) -> None:
        try:
            await self._lists().refresh(channel)
            self._trouble = None
        except Trouble as trouble:
            self._trouble = trouble
        if self._conversation is not None and self._conversation.channel == channel:
            self._show_list()
            self._render()

    def _chose(self, template: Template | None) -> None:
        self._render()
        self.written.emit()

    def _typed(self, key: str, value: str) -> None:
        self._own.setdefault(self.key, {})[key] = value
        self._render()
        self.written.emit()

    def _send(self) -> None:
        if self.panel.send_button.isEnabled():
            self.send_wanted.emit()

    def _act(self) -> None:
        if self._trouble is not None and sentence(self._trouble.code, self._trouble.facts).does == "settings":
            self.settings_wanted.emit(self._conversation.channel if self._conversation else "")
        elif self._conversation is not None:
            self._ask(self._conversation.channel)
            self._render()

    def _render(self) -> None:
        conversation, template, panel = self._conversation, self.template, self.panel
        if conversation is None:
            return
        self._say_trouble(conversation)
        fields = looks.fields(template, self._facts, self.own) if template is not None else []
        done = sum(bool(each.value.strip()) for each in fields)
        lacking = looks.lacking(template, self.values) if template is not None else ""
        too_long = [each.label for each in fields if each.limit is not None and len(each.value.strip()) > each.limit]
        if too_long and not lacking:
            lacking = tr("{name} es demasiado larga.").format(name=too_long[0])
        panel.show_title(looks.title(template) if template is not None else "", len(fields), done)
        panel.form.show_fields(fields)
        panel.show_lacking(lacking, len(fields))
        price = looks.price(template, conversation.channel) if template is not None else ""
        can_send = template is not None and not lacking and self._refused is None
        panel.show_send(conversation.name, price, can_send, self._verb)
        self._show_preview()

    def _say_trouble(self, conversation: Conversation) -> None:
        if self._refused is not None:
            told = sentence(self._refused)
            self.panel.show_trouble(told.text, told.action)
        elif self._trouble is not None:
            told = sentence(self._trouble.code, self._trouble.facts)
            again = told.action if told.does == "settings" else tr("Reintentar")
            self.panel.show_trouble(told.text, "", again)
        elif self._tasks.running(conversation.channel) and not self._lists().list(conversation.channel):
            self.panel.show_trouble(tr("Buscando las plantillas de la cuenta…"))
        else:
            self.panel.show_trouble("")

    def _show_preview(self) -> None:
        if self._conversation is None:
            return
        card = self.panel.card
        seen = looks.seen(self.template, self.values) if self.template is not None else None
        voice = card.option if card.on else None
        name = self._conversation.name.partition(" ")[0] or self._conversation.name
        self.preview_changed.emit(Preview(name, seen, voice, card.expiry.until if voice else 0))
