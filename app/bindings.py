"""Who does each action: the one place where the names of `widgets.actions` meet the panes of a window."""

from functools import partial
from typing import TYPE_CHECKING

from widgets.actions.actions import Actions
from widgets.feed import Feed
from widgets.inbox.views import views
from widgets.palette.offers import Offer, Offers
from widgets.palette.palette import Palette
from widgets.settings.sections import sections
from widgets.theme import Theme
from widgets.words import tr

if TYPE_CHECKING:
    from app.office import Office


def bind(office: "Office", actions: Actions, theme: Theme, feed: Feed) -> None:
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
    actions.bind("module.inbox", lambda: window.go_to(inbox.view))
    actions.bind("inspector.toggle", conversation.header.inspector.toggle)
    actions.bind("composer.voice", composer.to_voice, can=lambda: conversation.conversation is not None)
    actions.bind("composer.write", composer.focus_editor, can=lambda: conversation.conversation is not None)
    actions.bind("settings.open", window.open_settings)
    actions.bind("shortcuts.show", partial(_show_sheet, office, actions))
    actions.bind("program.quit", window.closing.emit)
    actions.teach(conversation.header.inspector, "inspector.toggle")
    actions.teach(inbox.header.searching, "inbox.search")
    offers = Offers(actions, office.house.store, partial(_places, office), window.open_conversation, feed.now)
    palette = Palette(theme, offers, window)
    window.opened.connect(offers.opened)
    window.rail.finder.clicked.connect(palette.summon)
    actions.bind("palette.open", palette.summon)
    actions.teach(window.rail.finder, "palette.open")


def _places(office: "Office") -> list[Offer]:
    """The views of the inbox and the sections of the settings."""
    window = office.window
    found = [Offer(each.name, partial(window.go_to, each.key), "inbox") for each in views()]
    for section in sections():
        title = tr("Ajustes: {section}").format(section=section.name)
        found.append(Offer(title, partial(window.open_settings, "", section.key), section.icon))
    return found


def _step_view(office: "Office", step: int) -> None:
    keys = [each.key for each in views()]
    office.window.go_to(keys[(keys.index(office.inbox.view) + step) % len(keys)])


def _show_sheet(office: "Office", actions: Actions) -> None:
    from widgets.shortcuts import ShortcutSheet

    sheet = ShortcutSheet(actions, office.window)
    sheet.settings_wanted.connect(office.window.open_settings)
    sheet.open()
