"""The voice that plays, wherever the agent is: the slim bar below, the media keys, and the way back to it."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from app.office import Office
from services.settings import NOTIFY_CONTENT
from widgets.feed import Feed
from widgets.theme import Theme
from widgets.voice.about import About
from widgets.voice.mini import MiniPlayer
from widgets.voice.on_air import OnAir
from widgets.words import tr

_FAR: Final = 500
"""So many messages back the next and the previous voice are looked for."""


class Playing(QObject):
    """Made with the office; ends with its window."""

    def __init__(self, office: Office, theme: Theme, feed: Feed) -> None:
        window, player = office.window, office.player
        super().__init__(window)
        self._office = office
        self.mini = MiniPlayer(theme, player, self._seen, self._name, self._wave, window)
        window.foot.addWidget(self.mini)
        self.on_air = OnAir(player, office.house.desktop.media_keys, self._title, self._step, feed.report, self)
        for asks in ("toggle", "stop", "next", "previous"):
            office.actions.bind(f"player.media_{asks}", partial(self.on_air.ask, asks), can=lambda: bool(player.key))
        self.on_air.raise_wanted.connect(window.come_forward)
        self.mini.return_wanted.connect(self._return)
        self.mini.focus_left.connect(office.composer.focus_editor)
        window.round.stops = (*window.round.stops, self.mini)  # F6 comes by while it is there
        composer = office.composer
        for moved in (window.pages.currentChanged, window.opened, composer.mode_changed, composer.speech_changed):
            moved.connect(self.mini.settle)
        composer.booth.deck.changed.connect(self.mini.settle)

    def _seen(self, about: About) -> bool:
        """Whether its row, or its place in the editor, is in the panes now."""
        office, window, composer = self._office, self._office.window, self._office.composer
        found = office.conversation.conversation
        if window.pages.currentWidget() is not window.panes or found is None or found.id != about.conversation:
            return False
        if about.message:
            return True
        tape = composer.booth.deck.tape
        held = composer.booth.deck.hearing.on_air(tape) if tape is not None else False
        return composer.mode in ("voice", "template") and (held or composer.booth.speaking.on_air(about.conversation))

    def _wave(self, about: About) -> bytes:
        """Its peaks; those of a message are known once its file is here."""
        found = self._office.house.store.message(about.message) if about.message else None
        return (found.media.wave if found is not None and found.media is not None else None) or about.wave

    def _name(self, conversation: str) -> str:
        found = self._office.house.store.conversation(conversation)
        return found.name if found is not None else tr("un lead")

    def _title(self, conversation: str) -> str:
        """What stands on the lock screen: no name where notices show none."""
        if not self._office.house.settings.get(NOTIFY_CONTENT):
            return tr("Voz")
        return tr("Voz de {name}").format(name=self._name(conversation))

    def _step(self, step: int) -> None:
        """The voice after or before the one that plays, in its conversation."""
        about = self._office.player.about
        if about is None or not about.message:
            return
        messages = self._office.house.store.messages(about.conversation, None, _FAR)
        voices = [each.id for each in messages if each.kind == "audio"]
        at = voices.index(about.message) + step if about.message in voices else -1
        if 0 <= at < len(voices):
            self._office.conversation.hear(voices[at], 0.0)

    def _return(self, about: About) -> None:
        window = self._office.window
        window.go_to(self._office.inbox.view)
        window.open_conversation(about.conversation, about.message)
        if not about.message:
            self._office.composer.go_to("voice")
