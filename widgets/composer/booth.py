"""Where a voice is made and heard: the voice panel with the account, the player and what is being spoken."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from services import voice as voices
from services.drafts import DraftVoice
from services.outbox import Ability
from services.settings import Settings
from services.store import Store
from services.trouble import Trouble
from services.voice.office import VoiceOffice
from services.voice.sound import VOICE_NOTE
from widgets.composer.account import Account
from widgets.composer.cast import Cast
from widgets.composer.deck import Deck
from widgets.composer.following import Following
from widgets.composer.keeping import Keeping
from widgets.composer.recording import Recording
from widgets.composer.speaking import Speaking
from widgets.composer.speech import Making, Ready, Script, Speech
from widgets.composer.till import Till
from widgets.composer.voice_look import look, whose
from widgets.composer.voice_panel import VoicePanel
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import tr


class Booth(QObject):
    """`send_wanted` when a heard take is to go; `written` when the text changed; `settings_wanted` names a provider.

    `speech_changed` carries the Speech of the open conversation, `quota_changed` the account's Quota."""

    send_wanted = Signal()
    written = Signal()
    settings_wanted = Signal(str)
    speech_changed = Signal(object)
    quota_changed = Signal(object)
    knobs_changed = Signal(object, object)
    """What the chosen model takes (Knobs), and how the voice usually speaks (VoiceSettings)."""
    spending_changed = Signal(object)
    """What this month cost (Spending)."""
    position_changed = Signal(int, bool)
    """Where the voice of the open conversation plays, in ms, and whether it does."""

    def __init__(
        self, theme: Theme, store: Store, voice: Callable[[], voices.Voice], office: Callable[[], VoiceOffice],
        player: Player, settings: Settings, feed: Feed, deck: Deck, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._store, self._player = store, player
        self._conversation, self._name, self._refused, self._verb = "", "", "", ""
        self._told: Trouble | None = None
        self._picked: set[str] = set()  # the conversations whose voice a person chose
        self.format = VOICE_NOTE
        """The media type that the open conversation's channel wants a voice in."""
        self.panel = VoicePanel(theme, feed.now)
        self.account = Account(voice, feed, self)
        self.account.watched = self.panel.isVisible
        self.speaking = Speaking(voice, player, feed, self)
        self.keeping = Keeping(office, self.speaking, feed, self)
        self.cast = Cast(theme, store, office, player, settings, self.account, self.panel, feed, self)
        self.till = Till(office, self.cast, self.account, self.panel, feed, self)
        self.following = Following(self.panel, self.speaking, player, lambda: self._conversation, self)
        self.deck = deck
        self.recording = Recording(deck, self.panel, player, self)
        self._connect()

    @property
    def speech(self) -> Speech:
        """That of the open conversation."""
        return self.speaking.speech(self._conversation)

    def open(self, conversation: str, name: str, text: str, ability: Ability) -> None:
        """Work on the voice of `conversation`, which goes to `name`; `ability` says whether and in which format."""
        another = conversation != self._conversation
        self._conversation, self._name, self._refused = conversation, name, ability.voice or ""
        self.format = ability.format
        if another:
            row, script = self._store.conversation(conversation), self.speech.script
            self.cast.open(row.channel if row is not None else "", script.voice, script.model)
            self.keeping.recall(conversation)
        self.deck.open(conversation, ability.format)
        self.write(text)
        self.speech_changed.emit(self.speech)
        self._render()

    def write(self, text: str) -> None:
        """Another text, from elsewhere than this panel."""
        if text != self.panel.text:
            self.panel.write(text)
        self._script()

    def enter(self) -> None:
        """The panel comes into sight: now the account is needed."""
        self.account.want()
        self.panel.show_spoken()
        self.till.count()
        self._render()

    def say(self, verb: str, mime: str) -> None:
        """What the button does with a voice, with {name}: "" for sending it at once; and the format it goes out in, for
        the surface behind the channel may be learnt meanwhile."""
        if (verb, mime) != (self._verb, self.format):
            self._verb, self.format = verb, mime
            self.deck.open(self._conversation, mime)
            self._script()
            self._render()

    def restore(self, kept: DraftVoice) -> None:
        """Put the voice of a draft on the table again, as it was when the desk closed."""
        self._pick()
        self.cast.insist(kept.voice, kept.model)
        self._script()
        self.keeping.restore(self._conversation, kept)

    @property
    def picked(self) -> bool:
        """Whether a person chose who speaks here."""
        return self._conversation in self._picked

    def _pick(self) -> None:
        self._picked.add(self._conversation)

    @property
    def sounds(self) -> bool:
        """The voice of this conversation is heard just now."""
        return self._player.playing and self.speaking.on_air(self._conversation)

    def pause(self) -> tuple[int, int]:
        """Pause the voice of this conversation: where it stands, and how long it is, in ms."""
        return self.speaking.pause(self._conversation)

    def toggle(self) -> None:
        """Play or pause the take on the table."""
        self.speaking.toggle(self._conversation)

    def choose(self, index: int, *, plays: bool = True) -> None:
        """Another take from the inspector; its text, voice and model come with it."""
        option = self.speech.options[index]
        script, fits = option.script, option.script.mime == self.format
        self.cast.insist(script.voice, script.model)
        self.cast.tune(script.settings)
        self.panel.settle(script.text)
        self.speaking.choose(self._conversation, index, plays and fits)
        self.write(script.text)
        if not fits:
            self.speaking.reshape(self._conversation, option.take)
        self.written.emit()

    def tune(self, settings: voices.VoiceSettings) -> None:
        """The voice is to speak otherwise: that is another take."""
        self.cast.tune(settings)
        self._script()

    def _connect(self) -> None:
        panel, player = self.panel, self._player
        panel.editor.textChanged.connect(self.read)
        panel.made.connect(lambda: self._make())
        panel.submitted.connect(self._submit)
        panel.sent.connect(self._send)
        panel.acted.connect(self._act)
        panel.bar.toggled.connect(self.toggle)
        panel.bar.sought.connect(lambda ms: self.speaking.seek(self._conversation, ms))
        panel.bar.speed_chosen.connect(player.set_rate)
        panel.bar.repeat_chosen.connect(lambda on: self.speaking.repeat(self._conversation, on))
        self.recording.submitted.connect(self._send)
        self.recording.changed.connect(self.written)
        self.recording.changed.connect(self._render)
        self.account.changed.connect(self._account_changed)
        self.cast.changed.connect(self._script)
        self.cast.picked.connect(self._pick)
        self.keeping.booked.connect(self.till.count)
        self.keeping.booked.connect(lambda: self.account.refresh_quota())
        self.till.changed.connect(self._spent)
        self.speaking.paying, self.speaking.recovering = self.till.paying, self.till.recovering
        self.speaking.changed.connect(self._changed)
        self.speaking.ready.connect(self._ready)
        player.changed.connect(self._show_playing)
        player.position_changed.connect(self._show_playing)

    def read(self) -> None:
        """The text is another one now, or is said otherwise: that is another take."""
        self.panel.show_spoken()
        self._script()
        self.written.emit()

    def _script(self) -> None:
        """What would be spoken now."""
        if not self._conversation:
            return
        panel, spoken = self.panel, self.panel.saying_of(self.speech.script)
        script = Script(panel.text, panel.voices.key, panel.models.key, self.cast.settings(), spoken, self.format)
        self.speaking.write(self._conversation, script)
        self.knobs_changed.emit(self.cast.knobs, self.cast.usual)
        self._render()

    def _spent(self) -> None:
        self.spending_changed.emit(self.till.spending)
        self._render()

    def _make(self, does: str = "") -> None:
        if isinstance(self.speech.phase, Making):
            self.speaking.stop(self._conversation)
        else:
            self.till.agree(self.speech, does)
            self._player.prepare()
            self.speaking.make(self._conversation, rest=does == "rest")

    def _submit(self, with_control: bool) -> None:
        """The key that sends goes one step further: make it, hear it, send it. Enter alone never sends a voice."""
        if self.speech.heard:
            if with_control:
                self._send()
        elif isinstance(self.speech.phase, Ready):
            if not self._player.playing:
                self.speaking.toggle(self._conversation)
        elif not isinstance(self.speech.phase, Making) and self.panel.make_button.isEnabled():
            self._make()
            if self.panel.bar.isVisible():
                self.panel.bar.waveform.setFocus()  # its keys pause, go back, and stop at a word: P

    def _send(self) -> None:
        if self.panel.send_button.isEnabled():
            self.send_wanted.emit()

    def _act(self, does: str) -> None:
        if does == "settings":
            self.settings_wanted.emit("elevenlabs")
        elif does == "voices":
            self.cast.vanished(self.panel.voices.key)  # the nearest one is proposed, where there is one
            self.speaking.give_up(self._conversation)
        elif does == "recast":
            self.cast.recast()
        elif does == "right":
            self.cast.summon(asks=True)
        elif does == "recover":
            self._recover()
        elif self.account.trouble is not None and not self.account.voices:
            self.account.want()
        else:
            self._make(does)

    def _recover(self) -> None:
        """Fetch what was paid for and did not arrive."""
        if (trouble := self.speech.trouble) is not None:
            self._player.prepare()
            find = self.till.finding(trouble, self._conversation, self.speech).find
            self.speaking.recover(self._conversation, find)

    def _account_changed(self) -> None:
        self.cast.show_account()
        if self.account.quota is not None:
            self.quota_changed.emit(self.account.quota)
        self._script()
        self._render()

    def _changed(self, conversation: str) -> None:
        if conversation != self._conversation:
            return
        self.speech_changed.emit(self.speech)
        self._render()
        if self.speech.trouble not in (None, self._told):
            announce(self.panel, self.panel.notice.accessibleName(), urgent=True)
        self._told = self.speech.trouble

    def _ready(self, conversation: str) -> None:
        option = self.speaking.speech(conversation).chosen
        self.account.refresh_quota(option.take.credits or 0 if option and not option.free else 0)
        if option is not None:
            announce(self.panel, tr("Voz lista, {seconds} segundos").format(seconds=round(option.take.clip.seconds)))

    def _render(self) -> None:
        panel, speech = self.panel, self.speech
        self.till.price = speech.price if speech.chosen is None else None  # another take is paid for whole
        picked = bool(panel.voices.key and panel.models.key and not self.cast.gone)
        trouble = self.account.words(known=bool(panel.voices.key)) or self.cast.words() or self.till.words(speech)
        waits = self.account.reading and not self.account.voices
        told = look(speech, trouble, picked=picked, refused=self._refused, reads=waits)
        shown = self.recording.look(whose(told, lambda: self.till.admin), self._refused)
        panel.show_look(shown, self._name, tr("Ctrl+Intro"), self._verb)
        quota = self.account.quota
        panel.show_cost(self.till.cost, quota.left if quota else None, self.till.spending, self.till.price)
        if shown.bar:
            peaks, length = self.speaking.wave(self._conversation)
            size = speech.chosen.take.clip.size if speech.chosen else 0
            panel.bar.show_voice(peaks, length, size, growing=isinstance(speech.phase, Making), mime=self.format)
            self._show_playing()

    def _show_playing(self) -> None:
        on_air = self.speaking.on_air(self._conversation)
        at = self._player.position_ms if on_air else 0
        self.panel.bar.show_position(at, on_air and self._player.playing)
        self.panel.bar.show_speed(self._player.rate, repeats=on_air and self._player.repeats)
        self.position_changed.emit(at, on_air and self._player.playing)
