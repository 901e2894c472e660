"""What is seen first of a desk: its look, its window's shape and its list. The rest comes after the first paint."""

from app.house import House
from app.locality import settle
from services.settings import DENSITY, GEOMETRY, TEXT_SIZE, THEME, VIEW
from widgets.feed import Feed
from widgets.inbox.pane import InboxPane
from widgets.theme import Theme
from widgets.window import Window


def dress(theme: Theme, house: House) -> None:
    """Take the look that this desk chose."""
    chosen = house.settings.get
    scheme, density = chosen(THEME), chosen(DENSITY)
    theme.choose(
        scheme="light" if scheme == "light" else "dark" if scheme == "dark" else "system",
        density="compacta" if density == "compacta" else "comoda",
        text=chosen(TEXT_SIZE),
    )


def seat(window: Window, theme: Theme, feed: Feed, house: House) -> InboxPane:
    """The list in its window, in the view of the last time: it can be used at once."""
    desk = house.desk
    settle(window, house)
    view = house.settings.get(VIEW)
    drafts = house.drafts.conversations
    inbox = InboxPane(theme, feed, house.store, view, member=desk.member.id, drafts=drafts)
    window.seat(inbox)
    if shape := house.settings.get(GEOMETRY):
        window.take_shape(shape)
    return inbox
