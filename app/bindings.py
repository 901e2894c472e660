"""Who does each action: the one place where the names of `widgets.actions` meet the panes of a window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.office import Office
from services.records import Media
from widgets.actions.actions import Actions
from widgets.actions.menu import MoreMenu
from widgets.conversation.announcing import Announcing
from widgets.exporting.exporter import Exporter
from widgets.feed import Feed
from widgets.inbox.copying import Copying
from widgets.inbox.own_views import OwnViews
from widgets.inbox.triage import Triage
from widgets.inbox.views import DRAFTS, OUTBOX
from widgets.palette.offers import Offer, Offers
from widgets.palette.palette import Palette
from widgets.rail import TODAY
from widgets.settings.sections import sections
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from widgets.inbox.outgoing import OutgoingList


OF_LIST: Final = ("inbox.export",)
OF_CONVERSATION: Final = (
    "conversation.search", "conversation.jump", "conversation.unread", "conversation.mute", "",
    "conversation.export_csv", "conversation.export_pdf", "conversation.print",
)  # fmt: skip
"""What stands in the "…" menus, as far as somebody does it."""


def bind(office: Office, actions: Actions, theme: Theme, feed: Feed) -> None:
    """Everything that can be asked for in this window. An action whose pane does not stand is left out."""
    window, inbox, conversation, composer = office.window, office.inbox, office.conversation, office.composer
    actions.bind("pane.next", window.next_pane)
    actions.bind("pane.previous", window.previous_pane)
    actions.bind("conversation.next", partial(inbox.step, 1))
    actions.bind("conversation.previous", partial(inbox.step, -1))
    actions.bind("conversation.next_unread", inbox.next_unread)
    actions.bind("view.next", partial(_step_view, office, 1))
    actions.bind("view.previous", partial(_step_view, office, -1))
    actions.bind("inbox.search", window.search)
    actions.bind("module.inbox", partial(_to_list, office, None))
    window.offer(TODAY, partial(_today, office, theme, feed))
    actions.bind("module.today", partial(window.go_to, TODAY))
    actions.bind("inspector.toggle", conversation.header.inspector.toggle)
    actions.bind("composer.voice", composer.to_voice, can=lambda: conversation.conversation is not None)
    actions.bind("composer.write", composer.focus_editor, can=lambda: conversation.conversation is not None)
    actions.bind("conversation.search", conversation.search, can=lambda: conversation.conversation is not None)
    actions.bind("voice.compare", composer.comparing.open, can=lambda: composer.comparing.possible)
    actions.bind("voice.transcribe", conversation.transcribe_chosen, can=lambda: conversation.conversation is not None)
    actions.bind("conversation.jump", conversation.ask_date, can=lambda: conversation.conversation is not None)
    _bind_composer(office, actions, feed)
    provider = office.provider
    actions.bind("provider.tag", provider.tag, can=provider.can_change)
    actions.bind("provider.field", provider.set_field, can=provider.can_change)
    actions.bind("provider.flow", provider.start_flow, can=provider.can_start)
    actions.bind("composer.cards", office.cards.ask, can=office.cards.can)
    actions.bind("provider.read", provider.read, can=provider.can_change)
    actions.bind("settings.open", window.open_settings)
    actions.bind("shortcuts.show", partial(_show_sheet, office, actions))
    actions.bind("program.quit", window.closing.emit)
    _bind_export(office, actions, theme, feed)
    _bind_list(office, actions, theme, feed)
    actions.teach(conversation.header.inspector, "inspector.toggle")
    actions.teach(inbox.header.searching, "inbox.search")
    inbox.rows.answering.connect(composer.focus_editor)
    offers = Offers(actions, office.house.store, partial(_places, office), partial(_open_to_write, office), feed.now)
    palette = Palette(theme, offers, window)
    window.opened.connect(offers.opened)
    window.rail.finder.clicked.connect(palette.summon)
    actions.bind("palette.open", palette.summon)
    actions.teach(window.rail.finder, "palette.open")


def _today(office: Office, theme: Theme, feed: Feed) -> QWidget:
    from widgets.today.page import TodayPage

    page = TodayPage(theme, office.house.store, feed, office.house.health, office.house.desk.member.id)
    page.conversation_wanted.connect(partial(_open_to_write, office))
    page.provider_wanted.connect(office.window.open_settings)
    page.view_wanted.connect(office.window.go_to)
    return page


def _hang_outbox_menu(office: Office, feed: Feed, rows: "OutgoingList") -> None:
    from widgets.inbox.outbox_menu import OutboxMenu

    OutboxMenu(rows, office.house.outbox, office.house.desk.device, feed, office.composer.take_back)


def _bind_composer(office: Office, actions: Actions, feed: Feed) -> None:
    """What is written, and how it leaves."""
    composer, conversation = office.composer, office.conversation
    composer.next_wanted.connect(partial(_open_next, office))
    office.inbox.outgoing_made.connect(partial(_hang_outbox_menu, office, feed))
    if office.inbox.view == "outbox":
        _hang_outbox_menu(office, feed, office.inbox.waiting)

    def is_open() -> bool:
        return conversation.conversation is not None

    asked: dict[str, Callable[[], object]] = {
        "composer.template": partial(composer.go_to, "template"),
        "composer.note": partial(composer.go_to, "note"),
        "composer.attach": composer.attach,
        "composer.quick_reply": composer.quick_replies,
        "composer.schedule": composer.schedule,
        "composer.record": partial(_record, office),
        "composer.send_next": partial(composer.send, then=True),
    }
    for action, act in asked.items():
        actions.bind(action, act, can=is_open)
    library = office.library
    actions.bind("voice.library", library.open, can=is_open)
    actions.bind("voice.keep", library.keep, can=library.can_keep)
    actions.teach(composer.booth.panel.library_button, "voice.library")
    composer.booth.panel.library_button.clicked.connect(library.open)
    composer.quick.list.voices = library.found
    composer.quick.list.voice_picked.connect(library.insert)
    actions.bind("composer.reply", conversation.reply_to_chosen, on=conversation.timeline, can=is_open)
    bar = composer.booth.panel.bar
    actions.bind("composer.correct", composer.correct, can=lambda: is_open() and composer.mode == "voice")
    actions.bind("player.correct", composer.correct_playing, on=bar, can=is_open)
    actions.teach(bar.correct, "player.correct")
    _join_words(office)
    text, templates = composer.text_panel, composer.templates.panel
    actions.teach(text.attach_button, "composer.attach")
    actions.teach(composer.booth.panel.record_button, "composer.record")
    actions.teach(text.reply_button, "composer.quick_reply")
    for button in (text.later_button, templates.later_button):
        actions.teach(button, "composer.schedule")


def _record(office: Office) -> None:
    """By microphone, in the mode of the voice; where no voice can go out, the composer says why."""
    office.composer.go_to("voice")
    if office.composer.mode == "voice":
        office.composer.booth.recording.press()


def _join_words(office: Office) -> None:
    """The dictionary beside the voice, and its page."""
    pronouncing, pane = office.composer.pronouncing, office.inspector.voice.words
    pronouncing.listed.connect(pane.show_words)
    pane.given.connect(pronouncing.write_down)
    pronouncing.refused.connect(pane.form.refuse)
    pronouncing.written.connect(pane.close_form)
    pane.opened.connect(partial(office.window.open_settings, "dictionary", "voices"))


def _open_to_write(office: Office, conversation: str, message: str = "") -> None:
    """Whoever looked a person up writes to them next; whoever looked a message up reads it."""
    office.window.go_to(office.inbox.view)  # out of the settings as well
    office.window.open_conversation(conversation, message)
    if not message:
        office.composer.focus_editor()


def _open_next(office: Office) -> None:
    """The next one that waits for an answer, below the open one, from the top again at the end."""
    waiting = office.inbox.ids() if office.inbox.view == "unanswered" else []
    waiting = waiting or office.house.store.conversation_ids("unanswered")
    found = office.conversation.conversation
    here = waiting.index(found.id) + 1 if found is not None and found.id in waiting else 0
    after = [each for each in (*waiting[here:], *waiting[:here]) if found is None or each != found.id]
    if after:
        office.window.open_conversation(after[0])
        office.composer.focus_editor()


def _bind_export(office: Office, actions: Actions, theme: Theme, feed: Feed) -> None:
    """Out of STRATO: by the palette, and by the "…" of the list and of the conversation."""
    house, inbox, conversation = office.house, office.inbox, office.conversation

    def listed() -> tuple[str, list[str]]:
        return inbox.view_name, inbox.ids()

    def file(media: Media) -> Path | None:
        return house.media.path(media.sha256) if media.sha256 else None

    def named(media: Media, stem: str) -> Path | None:
        path = file(media)
        return house.desktop.handed.named(path, stem) if path is not None else None

    def is_open() -> bool:
        return conversation.conversation is not None

    exporter = Exporter(theme, feed, house.store, listed, lambda: conversation.conversation, file, office.window)
    exporter.done.connect(office.window.notice.say)
    office.exporter = exporter
    exporter.voice_name = lambda voice: _voice_name(office, voice)
    actions.bind("voice.record", partial(office.window.open_settings, "disclosure", "voices"))
    actions.bind("inbox.export", exporter.export_list, can=lambda: inbox.view != "outbox")
    actions.bind("conversation.export_csv", exporter.export_csv, can=is_open)
    actions.bind("conversation.export_pdf", exporter.export_pdf, can=is_open)
    actions.bind("conversation.print", exporter.print_, can=is_open)
    conversation.carry(named)
    Copying(inbox.rows)
    Announcing(feed, lambda: conversation.conversation, house.store.message, conversation.timeline)
    MoreMenu(actions, OF_LIST, inbox.header.more)
    MoreMenu(actions, OF_CONVERSATION, conversation.header.more)


def _voice_name(office: Office, voice: str) -> str:
    """What a voice is called, as far as this desk ever saw it."""
    seen = office.house.voice_office.casting.seen().get(voice) if voice else None
    return seen.name if seen is not None else voice


def _bind_list(office: Office, actions: Actions, theme: Theme, feed: Feed) -> None:
    """What is decided in the list: by its keys, its menu, the palette, and the buttons over the conversation."""
    house, inbox, header = office.house, office.inbox, office.conversation.header
    office.triage = triage = Triage(theme, feed, house.store, house.decisions, inbox, actions.written)
    own = OwnViews(theme, feed, house.decisions, house.settings, inbox)

    def opened() -> list[str]:
        found = office.conversation.conversation
        return [found.id] if found is not None else []

    def chosen() -> list[str]:
        targets = inbox.targets()
        return targets if len(targets) > 1 else opened()  # the one that is open may stand in no list

    def unread() -> None:
        triage.unread(chosen())

    actions.bind("conversation.close", triage.close, on=inbox, can=triage.can)
    actions.bind("conversation.snooze", triage.snooze, on=inbox, can=triage.can)
    actions.bind("conversation.tag", triage.tag, on=inbox, can=triage.can)
    actions.bind("conversation.assign", triage.assign, on=inbox, can=triage.can)
    actions.bind("conversation.reopen", triage.reopen, can=triage.can_reopen)
    actions.bind("conversation.unread", unread, can=lambda: bool(chosen()))
    actions.bind("view.save", own.save, can=lambda: inbox.view not in (DRAFTS, OUTBOX))
    actions.bind("view.rename", own.rename, can=own.is_own)
    actions.bind("view.remove", own.remove, can=own.is_own)
    actions.bind("inbox.density", own.toggle_density)
    actions.bind("look.scheme", own.toggle_scheme)
    actions.teach(header.snooze, "conversation.snooze")

    proposed = office.inspector.lead.proposed
    actions.bind("lead.accept", proposed.accept_all, can=lambda: bool(proposed.open_ones))

    def close() -> None:
        (triage.reopen if header.reopens else triage.close)(opened())

    lead = office.inspector.lead
    lead.tags.wanted.connect(lambda point: triage.tag(opened(), point))
    lead.member.wanted.connect(lambda point: triage.assign(opened(), point))
    office.inspector.decided.connect(triage.decided)
    header.close_it.clicked.connect(close)
    header.snooze.clicked.connect(lambda: triage.snooze(opened(), header.snooze.mapToGlobal(QPoint(0, 30))))


def _places(office: Office) -> list[Offer]:
    """The day, the views of the inbox and the sections of the settings."""
    window = office.window
    found = [Offer(tr("Hoy"), partial(window.go_to, TODAY), "sun")]
    found += [Offer(each.name, partial(window.go_to, each.key), "inbox") for each in office.inbox.views()]
    for section in sections():
        title = tr("Ajustes: {section}").format(section=section.name)
        found.append(Offer(title, partial(window.open_settings, "", section.key), section.icon))
    return found + office.elsewhere()


def _step_view(office: Office, step: int) -> None:
    keys = [each.key for each in office.inbox.views()]
    _to_list(office, keys[(keys.index(office.inbox.view) + step) % len(keys)])


def _to_list(office: Office, view: str | None = None) -> None:
    """To a view of the inbox, the one that was shown where none is named; the keyboard comes along, so that no Enter
    presses what was left behind."""
    office.window.go_to(view or office.inbox.view)
    if (held := office.window.focusWidget()) is not None:
        held.clearFocus()
    (office.inbox.waiting if office.inbox.view == OUTBOX else office.inbox.rows).setFocus()


def _show_sheet(office: Office, actions: Actions) -> None:
    from widgets.shortcuts import ShortcutSheet

    sheet = ShortcutSheet(actions, office.window)
    sheet.settings_wanted.connect(office.window.open_settings)
    sheet.open()
