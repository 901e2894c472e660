"""What goes on when nobody looks at the window: notices, the sound, the tray icon, changes of the network."""

from PySide6.QtCore import QObject

from app.network import Network
from app.office import Office
from services.settings import QUIET_UNTIL, TRAY_CLOSES
from widgets import words
from widgets.feed import Feed
from widgets.notifications.bubbles import Bubbles
from widgets.notifications.chime import Chime
from widgets.notifications.notifier import Notifier
from widgets.notifications.rules import Notice, mute, muted
from widgets.theme import Theme
from widgets.tray import Tray
from widgets.words import tr


class Background(QObject):
    """Made with the office; ends with its window."""

    def __init__(self, office: Office, theme: Theme, feed: Feed) -> None:
        window, house = office.window, office.house
        super().__init__(window)
        self._office, self._feed = office, feed
        self.chime = Chime(house.settings, self)
        self.tray = Tray(theme, feed, house.settings, self)
        self.bubbles = Bubbles(house.desktop.notices, self.tray.icon, self)
        self.notifier = Notifier(
            feed, house.store, house.settings, self.bubbles, self.chime.ring, self._looking, self,
            member=house.desk.member.id,
        )  # fmt: skip
        house.desktop.notices.activated = self.bubbles.activated.emit
        self.bubbles.activated.connect(self._activated)
        self.network = Network(house.link.wake, self)
        self.tray.open_wanted.connect(window.come_forward)
        self.tray.quit_wanted.connect(window.closing)
        window.opened.connect(self.notifier.seen)
        window.opened.connect(lambda opened: office.tasks.start(house.contacts.learn(opened)))
        window.in_front.connect(self._came)
        window.stays = self._stays
        office.actions.bind("notifications.quiet", self._toggle_quiet)
        office.actions.bind("conversation.mute", self._mute, can=lambda: office.conversation.conversation is not None)

    def show_sample(self) -> None:
        """A notice to see how they look here, with its sound."""
        told = Notice("", tr("Lucía Ferreyra"), tr("Así se ve un aviso de STRATO."))
        self._office.tasks.start(self.bubbles.show(told))
        self.chime.ring()

    def put_away(self) -> None:
        """Take the icon off before the program ends."""
        self.tray.put_away()

    def _looking(self) -> tuple[bool, str | None]:
        found = self._office.conversation.conversation
        return self._office.window.isActiveWindow(), found.id if found else None

    def _activated(self, conversation: str) -> None:
        self._office.window.come_forward()
        if conversation:
            self._office.window.go_to(self._office.inbox.view)
            self._office.window.open_conversation(conversation)
            self._office.composer.focus_editor()

    def _came(self, in_front: bool) -> None:
        if in_front:
            self.notifier.seen()

    def _stays(self) -> bool:
        return self._office.house.settings.get(TRAY_CLOSES) and self.tray.stands()

    def _mute(self) -> None:
        found, settings = self._office.conversation.conversation, self._office.house.settings
        if found is None:
            return
        silent = found.id not in muted(settings)
        mute(settings, found.id, silent)
        said = tr("{name} ya no avisa.") if silent else tr("{name} vuelve a avisar.")
        self._office.window.notice.say(said.format(name=found.name))

    def _toggle_quiet(self) -> None:
        self.tray.toggle_quiet()
        until = self._office.house.settings.get(QUIET_UNTIL)
        said = tr("Sin avisos hasta las {time}.") if until else tr("Con avisos otra vez.")
        self._office.window.notice.say(said.format(time=words.clock(until)))
