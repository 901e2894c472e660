"""Where a voice is made and heard: the voice panel with the account, the player and what is being spoken."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from services import voice as voices
from services.drafts import DraftVoice
from services.settings import MODEL, VOICE, Settings
from services.store import Store
from widgets.composer.account import Account
from widgets.composer.speaking import Speaking
from widgets.composer.speech import Failed, Making, Ready, Script, Speech
from widgets.composer.voice_look import look
from widgets.composer.voice_panel import VoicePanel
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.theme import Theme
from widgets.voice.player import Player
from widgets.words import Words, sentence, tr


class Booth(QObject):
    """`send_wanted` when a heard take is to go; `written` when the text changed; `settings_wanted` names a provider.

    `speech_changed` carries the Speech of the open conversation, `quota_changed` the account's Quota."""

    send_wanted = Signal()
    written = Signal()
    settings_wanted = Signal(str)
    speech_changed = Signal(object)
    quota_changed = Signal(object)
    position_changed = Signal(int, bool)
    """Where the voice of the open conversation plays, in ms, and whether it does."""

    def __init__(
        self,
        theme: Theme,
        store: Store,
        voice: Callable[[], voices.Voice],
        player: Player,
        settings: Settings,
        feed: Feed,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._player, self._settings = store, player, settings
        self._conversation, self._name, self._refused, self._verb = "", "", "", ""
        self.panel = VoicePanel(theme, feed.now)
        self.account = Account(voice, feed, self)
        self.speaking = Speaking(voice, player, feed, self)
        self._connect()

    @property
    def speech(self) -> Speech:
        """That of the open conversation."""
        return self.speaking.speech(self._conversation)

    def open(self, conversation: str, name: str, text: str, refused: str | None) -> None:
        """Work on the voice of `conversation`, which goes to `name`. `refused` says why none may be sent there."""
        self._conversation, self._name, self._refused = conversation, name, refused or ""
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
        self._render()

    def say(self, verb: str) -> None:
        """What the button does with a voice, with {name}: "" for sending it at once."""
        if verb != self._verb:
            self._verb = verb
            self._render()

    def restore(self, kept: DraftVoice) -> None:
        """Put the voice of a draft on the table again, as it was when the desk closed."""
        self.panel.voices.insist(kept.voice)
        self.panel.models.insist(kept.model)
        self._script()
        self.speaking.restore(self._conversation, kept.sha256, kept.heard)

    def toggle(self) -> None:
        """Play or pause the take on the table."""
        self._toggle()

    def choose(self, index: int) -> None:
        """Another take from the inspector; its text, voice and model come with it."""
        script = self.speech.options[index].script
        self.panel.voices.choose(script.voice)
        self.panel.models.choose(script.model)
        self.speaking.choose(self._conversation, index)

    def tune(self, settings: voices.VoiceSettings) -> None:
        """The voice is to speak otherwise: that is another take."""
        script = self.speech.script
        self.speaking.write(self._conversation, Script(script.text, script.voice, script.model, settings))

    def _connect(self) -> None:
        panel, player = self.panel, self._player
        panel.editor.textChanged.connect(self._typed)
        panel.picked.connect(self._picked)
        panel.made.connect(self._make)
        panel.submitted.connect(self._submit)
        panel.sent.connect(self._send)
        panel.acted.connect(self._act)
        panel.bar.toggled.connect(self._toggle)
        panel.bar.sought.connect(self._seek)
        panel.bar.speed_chosen.connect(player.set_rate)
        panel.bar.repeat_chosen.connect(self._repeat)
        self.account.changed.connect(self._account_changed)
        self.speaking.changed.connect(self._changed)
        self.speaking.ready.connect(self._ready)
        player.changed.connect(self._show_playing)
        player.position_changed.connect(self._show_playing)

    def _typed(self) -> None:
        self.panel.show_spoken()
        self._script()
        self.written.emit()

    def _picked(self) -> None:
        self._settings.put(VOICE, self.panel.voices.key)
        self._settings.put(MODEL, self.panel.models.key)
        self._script()

    def _script(self) -> None:
        """What would be spoken now."""
        if not self._conversation:
            return
        script = Script(self.panel.text, self.panel.voices.key, self.panel.models.key, self.speech.script.settings)
        self.speaking.write(self._conversation, script)
        self._render()

    def _make(self) -> None:
        if isinstance(self.speech.phase, Making):
            self.speaking.stop(self._conversation)
        else:
            self._player.prepare()
            self.speaking.make(self._conversation)

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

    def _send(self) -> None:
        if self.panel.send_button.isEnabled():
            self.send_wanted.emit()

    def _toggle(self) -> None:
        self.speaking.toggle(self._conversation)

    def _seek(self, ms: int) -> None:
        self.speaking.seek(self._conversation, ms)

    def _repeat(self, on: bool) -> None:
        """Begin this voice again at its end; one that is not playing is played."""
        on_air = self.speaking.on_air(self._conversation)
        if on and not on_air:
            self._player.stop()
        self._player.repeat(on)
        if on and not (on_air and self._player.playing):
            self.speaking.toggle(self._conversation)

    def _act(self, does: str) -> None:
        if does == "settings":
            self.settings_wanted.emit("elevenlabs")
        elif does == "voices":
            self.account.forget()
            self.account.want()
        elif self.account.trouble is not None:
            self.account.want()
        else:
            self._make()

    def _account_changed(self) -> None:
        panel, account = self.panel, self.account
        agency = self._store.integration("elevenlabs") or {}
        if account.voices:
            first = [self._settings.get(VOICE), str(agency.get("voice_id") or "")]
            panel.voices.show_choices([(each.id, each.name) for each in account.voices], first)
        if account.models:
            first = [self._settings.get(MODEL), str(agency.get("model_id") or ""), voices.DEFAULT]
            panel.models.show_choices([(each.id, each.name) for each in account.models], first)
        if account.quota is not None:
            self.quota_changed.emit(account.quota)
        self._script()
        self._render()

    def _changed(self, conversation: str) -> None:
        if conversation != self._conversation:
            return
        self.speech_changed.emit(self.speech)
        self._render()
        if isinstance(self.speech.phase, Failed):
            announce(self.panel, self.panel.notice.accessibleName(), urgent=True)

    def _ready(self, conversation: str) -> None:
        self.account.refresh_quota()
        option = self.speaking.speech(conversation).chosen
        if option is not None:
            seconds = round(option.take.clip.seconds)
            announce(self.panel, tr("Voz lista, {seconds} segundos").format(seconds=seconds))

    def _render(self) -> None:
        panel, speech = self.panel, self.speech
        shown = look(speech, self._trouble(), picked=bool(panel.voices.key and panel.models.key), refused=self._refused)
        panel.show_look(shown, self._name, tr("Ctrl+Intro"), self._verb)
        quota = self.account.quota
        panel.show_cost(self.account.cost(panel.said_text, panel.models.key), quota.left if quota else None)
        if shown.bar:
            peaks, length = self.speaking.wave(self._conversation)
            size = speech.chosen.take.clip.size if speech.chosen else 0
            panel.bar.show_voice(peaks, length, size, growing=isinstance(speech.phase, Making))
            self._show_playing()

    def _trouble(self) -> Words | None:
        """Why no voice can be had at all, if so."""
        trouble = self.account.trouble
        return sentence(trouble.code, trouble.facts) if trouble and not self.account.voices else None

    def _show_playing(self) -> None:
        on_air = self.speaking.on_air(self._conversation)
        at = self._player.position_ms if on_air else 0
        self.panel.bar.show_position(at, on_air and self._player.playing)
        self.panel.bar.show_speed(self._player.rate)
        self.panel.bar.show_repeats(on_air and self._player.repeats)
        self.position_changed.emit(at, on_air and self._player.playing)
