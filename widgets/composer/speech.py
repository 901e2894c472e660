"""One voice being prepared, as a value: its text, its takes and its phase. No Qt here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.trouble import Trouble
from services.voice import Price, Take, VoiceSettings
from services.voice.sound import VOICE_NOTE

_AS_IT_IS: Final = VoiceSettings()


@dataclass(frozen=True, slots=True)
class Script:
    """What decides how a voice sounds: change any of it and the take on the table is no longer this message. `mime` is
    the format that the channel wants."""

    text: str = ""
    voice: str = ""
    model: str = ""
    settings: VoiceSettings = _AS_IT_IS
    spoken: str = ""
    """How `text` is said, with the dictionary and what was chosen for it; "" for as the rules alone say it."""
    mime: str = VOICE_NOTE

    @property
    def asked(self) -> tuple[str, str, str, VoiceSettings]:
        """As the studio is asked for it."""
        return self.said, self.voice, self.model, self.settings

    @property
    def said(self) -> str:
        """What the voice is asked to say."""
        if self.spoken:
            return self.spoken
        from services.voice.spoken import spoken  # its numbers and rules are needed only once a voice is wanted

        return spoken(self.text).text


@dataclass(frozen=True, slots=True)
class Option:
    """A take that could be sent. `at` is ms since 1970 UTC; `free`: it was on the disk and cost nothing; `remade`: it
    is not what was heard while it arrived but made anew from it, for its "level" or its "size", or from the clip
    `source` (its hash) for its "format"."""

    take: Take
    script: Script
    at: int
    free: bool = False
    heard: bool = False
    remade: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing made for this script. `known`: a take of it lies on the disk and would cost nothing."""

    known: bool = False


@dataclass(frozen=True, slots=True)
class Making:
    """The provider is speaking; `seconds` have arrived so far. `instead`: a whole take stood on the table before."""

    seconds: float = 0.0
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole take is on the table: the one at `index` of the options. `trouble` is why there is no other one, that was
    asked for in its place."""

    index: int
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be made, and why."""

    trouble: Trouble


Phase = Idle | Making | Ready | Failed


@dataclass(frozen=True, slots=True)
class Speech:
    """The voice of one message. Each step returns the next value; `phase` decides what can be done now."""

    script: Script = Script()
    phase: Phase = Idle()
    options: tuple[Option, ...] = ()
    """Oldest first, of any script: a text that comes back finds its takes again."""
    price: Price | None = None
    """What the present script would cost, once that was looked up: sentences that were spoken before cost nothing."""
    like: str = ""
    """Hash of the take that was last on the table: an edit goes on from it."""

    @property
    def chosen(self) -> Option | None:
        """The take that would be sent, heard or not."""
        return self.options[self.phase.index] if isinstance(self.phase, Ready) else None

    @property
    def base(self) -> str:
        """Hash of the take that what is made next goes on from, "" for none."""
        return self.chosen.take.clip.sha256 if self.chosen is not None else self.like

    @property
    def heard(self) -> bool:
        """Whether what would be sent was played to its end."""
        return self.chosen is not None and self.chosen.heard

    @property
    def trouble(self) -> Trouble | None:
        """Why the last voice that was asked for is not here."""
        return self.phase.trouble if isinstance(self.phase, Failed | Ready) else None

    @property
    def current(self) -> tuple[tuple[int, Option], ...]:
        """The takes that say the present text, in any voice, with their index."""
        return tuple((i, option) for i, option in enumerate(self.options) if option.script.text == self.script.text)

    @property
    def older(self) -> tuple[tuple[int, Option], ...]:
        """The newest take of each other text of this conversation, with its index; the newest last."""
        found: dict[str, tuple[int, Option]] = {}
        for i, option in enumerate(self.options):
            if option.script.text != self.script.text:
                found.pop(option.script.text, None)
                found[option.script.text] = (i, option)
        return tuple(found.values())

    def written(self, script: Script) -> "Speech":
        """The text, voice or model is now `script`: what was ready for another one is not ready any more."""
        if script == self.script:
            return self
        return replace(self, script=script, phase=self._resting(script), price=None, like=self.base)

    def _resting(self, script: Script) -> Phase:
        """With a take of `script` on the table, where there is one: the one that was there before, else the newest."""
        found = [i for i, option in enumerate(self.options) if option.script == script]
        before = [i for i in found if self.options[i].take.clip.sha256 == self.base]
        return Ready((before or found)[-1]) if found else Idle()

    def knows(self, known: bool, price: Price | None = None) -> "Speech":
        """Whether a take of this script lies on the disk, and what it would cost; it matters only while nothing is
        made."""
        if isinstance(self.phase, Failed):
            return replace(self, price=price)
        return replace(self, phase=Idle(known), price=price) if isinstance(self.phase, Idle) else self

    def asked(self) -> "Speech":
        return replace(self, phase=Making(instead=self.chosen is not None), like=self.base, price=self._rest)

    @property
    def _rest(self) -> Price | None:
        """What is paid where only the rest is asked for: another take in place of a whole one is paid for whole."""
        return self.price if self.chosen is None else None

    def arriving(self, seconds: float) -> "Speech":
        return replace(self, phase=replace(self.phase, seconds=seconds)) if isinstance(self.phase, Making) else self

    def made(self, option: Option) -> "Speech":
        """A take is whole. It goes on the table if it is still what is asked for; bytes heard before stay heard."""
        option = replace(option, heard=option.heard or option.take.clip.sha256 in self.heard_clips)
        same = [
            i for i, old in enumerate(self.options) if old.take.clip == option.take.clip and old.script == option.script
        ]
        options = self.options if same else (*self.options, option)
        wanted = isinstance(self.phase, Making) and option.script == self.script
        phase = Ready(same[0] if same else len(self.options)) if wanted else self.phase
        speech = replace(self, options=options, phase=phase, price=None if wanted else self.price)
        return speech.played_to_end(option.take.clip.sha256) if option.heard else speech

    @property
    def heard_clips(self) -> frozenset[str]:
        """Hashes of the takes that were played to their end."""
        return frozenset(option.take.clip.sha256 for option in self.options if option.heard)

    def recalled(self, options: Sequence[Option]) -> "Speech":
        """Takes of an earlier day come back, before those of now."""
        here = {(each.take.clip.sha256, each.script) for each in self.options}
        old = tuple(each for each in options if (each.take.clip.sha256, each.script) not in here)
        old = tuple(replace(x, heard=x.heard or x.take.clip.sha256 in self.heard_clips) for x in old)
        phase = replace(self.phase, index=self.phase.index + len(old)) if isinstance(self.phase, Ready) else self.phase
        return replace(self, options=(*old, *self.options), phase=phase)

    def restored(self, sha256: str, heard: bool, like: str) -> "Speech":
        """As a draft left it: this take on the table, if it says what is written, or an edit of the take `like`."""
        if not isinstance(self.phase, Idle):
            return self
        speech = replace(self, like=sha256 or like)
        phase = speech._resting(self.script)
        if not isinstance(phase, Ready) or self.options[phase.index].take.clip.sha256 != sha256:
            return speech
        return replace(speech, phase=phase).played_to_end(sha256) if heard else replace(speech, phase=phase)

    def failed(self, trouble: Trouble) -> "Speech":
        """It could not be made: a take that stood there before stands there again. One that cannot be played does
        not."""
        phase = self._resting(self.script)
        if isinstance(self.phase, Making) and self.phase.instead and isinstance(phase, Ready):
            return replace(self, phase=replace(phase, trouble=trouble))
        return replace(self, phase=Failed(trouble), like=self.base)

    def stopped(self) -> "Speech":
        """Given up, or failed, before it was whole: as if it had not been asked for."""
        if isinstance(self.phase, Ready):
            return replace(self, phase=Ready(self.phase.index))
        return replace(self, phase=self._resting(self.script)) if isinstance(self.phase, Making | Failed) else self

    def chose(self, index: int) -> "Speech":
        """Another take of this text is the one to send; voice and model follow it."""
        return replace(self, script=self.options[index].script, phase=Ready(index))

    def played_to_end(self, sha256: str) -> "Speech":
        """The take with these bytes was heard whole."""
        options = tuple(replace(o, heard=True) if o.take.clip.sha256 == sha256 else o for o in self.options)
        return replace(self, options=options)


def recoverable(trouble: Trouble) -> bool:
    """Whether the provider may have been paid for what did not arrive, or is gone: then it can be fetched again."""
    return bool(trouble.facts.get("maybe_charged") or trouble.facts.get("history_id"))
