"""Who speaks in the open conversation: the voice that was chosen for it, and another where that one is gone."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from services import voice as voices
from services.settings import MODEL, VOICE, Settings
from services.store import Store
from services.trouble import Trouble
from services.voice.casting import Casting
from services.voice.models import knobs
from services.voice.office import VoiceOffice
from widgets.composer.account import Account
from widgets.composer.voice_list import VoiceList
from widgets.composer.voice_panel import VoicePanel
from widgets.composer.voice_words import price
from widgets.feed import Feed
from widgets.tasks import Tasks
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import Words, tr


class Cast(QObject):
    """`changed` when another voice or model was chosen, or when what is known of them changed."""

    changed = Signal()
    picked = Signal()
    """A person chose who speaks."""

    def __init__(
        self, theme: Theme, store: Store, office: Callable[[], VoiceOffice], player: Player, settings: Settings,
        account: Account, panel: VoicePanel, feed: Feed, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._store, self._office, self._player = theme, store, office, player
        self._settings, self._account, self._panel, self._feed = settings, account, panel, feed
        self._tasks = Tasks(self, feed.report)
        self._channel, self._wish = "", ""
        self.list: VoiceList | None = None
        panel.voices.wanted.connect(lambda: self.summon())
        for picker in (panel.voices, panel.models):
            picker.activated.connect(self._picked)

    @property
    def casting(self) -> Casting:
        return self._office().casting

    @property
    def gone(self) -> str:
        """The chosen voice, if the account has it no more; "" where all is well, or nobody knows."""
        key, listed = self._panel.voices.key, self._account.voices
        return key if key and listed and all(each.id != key for each in listed) else ""

    @property
    def knobs(self) -> voices.Knobs:
        """What the chosen model takes."""
        return knobs(self._account.model(self._panel.models.key))

    @property
    def usual(self) -> voices.VoiceSettings:
        """How the chosen voice speaks where nobody changed anything."""
        return self.casting.usual(self._panel.voices.key)

    @property
    def multiple(self) -> float:
        """How many times the usual price the chosen voice costs."""
        seen = self.casting.seen().get(self._panel.voices.key)
        return seen.multiple if seen else 1.0

    def settings(self) -> voices.VoiceSettings:
        """How the chosen voice is to speak with the chosen model."""
        return self.casting.settings_of(self._panel.voices.key, self._panel.models.key)

    def tune(self, settings: voices.VoiceSettings) -> None:
        self.casting.tune(self._panel.voices.key, self._panel.models.key, settings)

    def open(self, channel: str, voice: str, model: str) -> None:
        """Another conversation: it has the voice it had, else that of its channel, else the last that was chosen."""
        self._channel, self._wish = channel, voice
        if self._account.voices:
            self._show_voices()
        if model:
            self._panel.models.choose(model)

    def insist(self, voice: str, model: str) -> None:
        """This voice, whatever else would be chosen."""
        self._wish = voice
        self._panel.voices.insist(voice, self.named(voice))
        self._panel.models.insist(model)

    def show_account(self) -> None:
        """What the account has, in the pickers."""
        if self._account.voices:
            self._tasks.start(self._see(self._account.voices), key="see")
            self._show_voices()
            if self.list is not None:
                self.list.show_voices(self._account.voices, self.list.marked or self._panel.voices.key)
        elif self._account.hides:
            self._show_known()
        if self._account.models:
            agency = self._store.integration("elevenlabs") or {}
            now = self._panel.models.key
            first = [now, self._settings.get(MODEL), str(agency.get("model_id") or ""), voices.DEFAULT]
            self._panel.models.show_choices([(each.id, each.name) for each in self._account.models], first)
            for at, each in enumerate(self._account.models):
                self._panel.models.setItemData(at, price(each), Qt.ItemDataRole.ToolTipRole)

    def words(self) -> Words | None:
        """That the chosen voice is gone, and which one is most like it."""
        nearest = self.casting.nearest(self.gone, self._account.voices) if self.gone else None
        if nearest is None:
            return None
        told = tr("«{name}» ya no está en la cuenta de ElevenLabs. La voz más parecida es «{other}».")
        said = told.format(name=self.named(self.gone), other=nearest.name)
        return Words(said, tr("Usar {name}").format(name=nearest.name), "recast")

    def recast(self) -> None:
        """The nearest one takes the place of the voice that is gone, everywhere it was chosen."""
        gone = self.gone
        nearest = self.casting.nearest(gone, self._account.voices) if gone else None
        if nearest is not None:
            self._choose(nearest.id)
            self._tasks.start(self.casting.recast(gone, nearest.id))

    def vanished(self, voice: str) -> None:
        """The provider says that it has no such voice: the list is out of date."""
        self._wish = voice
        self._account.drop(voice)

    def check(self, voice: str) -> None:
        """Raises Trouble("voice.no_right") for somebody's voice whose right of use nobody noted."""
        if self.casting.lacks_right(voice):
            raise Trouble("voice.no_right", voice=voice)

    def summon(self, *, asks: bool = False) -> None:
        """Open the list of voices; `asks` for the right to use the chosen one."""
        listing = self.list = VoiceList(
            self._theme, self._office(), self._player, self._feed, self._channel, self._panel
        )
        listing.chosen.connect(self._choose)
        listing.destroyed.connect(partial(self._forget, listing))
        known = self._account.voices or list(self.casting.seen().values())
        listing.show_voices(known, self._panel.voices.key)
        listing.open_above(self._panel.voices)
        if asks:
            listing.card.ask()
        else:
            self._account.read_again()

    def _forget(self, listing: VoiceList) -> None:
        if self.list is listing:
            self.list = None

    def _choose(self, voice: str) -> None:
        self._panel.voices.choose(voice)
        self._picked()

    def _picked(self) -> None:
        self.picked.emit()
        self._wish = self._panel.voices.key
        self._settings.put(VOICE, self._panel.voices.key)
        self._settings.put(MODEL, self._panel.models.key)
        self.changed.emit()

    def _show_voices(self) -> None:
        agency = self._store.integration("elevenlabs") or {}
        casting = self.casting
        wanted = [self._wish, casting.default(self._channel), self._settings.get(VOICE)]
        first = [each for each in (*wanted, str(agency.get("voice_id") or "")) if each]
        self._panel.voices.show_choices([(each.id, each.name) for each in self._sorted(casting)], first)
        if first and self._panel.voices.findData(first[0]) < 0:
            self._panel.voices.insist(first[0], self.named(first[0]))

    def _show_known(self) -> None:
        """The key may not list the voices: the one of the integration, and those that were seen here."""
        chosen = str((self._store.integration("elevenlabs") or {}).get("voice_id") or "")
        named = {each.id: each.name for each in self.casting.seen().values()}
        if chosen:
            named.setdefault(chosen, tr("La de Integraciones"))
        if named:
            wanted = [self._wish, self.casting.default(self._channel), self._settings.get(VOICE), chosen]
            self._panel.voices.show_choices(list(named.items()), wanted)

    def _sorted(self, casting: Casting) -> Sequence[voices.VoiceOption]:
        liked = casting.favourites
        return sorted(self._account.voices, key=lambda each: each.id not in liked)

    def named(self, voice: str) -> str:
        """What it is called, also where it is gone."""
        seen = self.casting.seen().get(voice)
        return seen.name if seen else tr("La voz elegida")

    async def _see(self, listed: Sequence[voices.VoiceOption]) -> None:
        await asyncio.to_thread(self.casting.see, list(listed))
        self.changed.emit()
