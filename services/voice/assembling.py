"""One take put together: sentences that are kept, breaths that arrive, and when each word of them is said."""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from services.trouble import Trouble
from services.voice.clips import Clips, Wording
from services.voice.habits import Habit
from services.voice.script import Stretch
from services.voice.sound import RATE, VOICE_NOTE, Sound
from services.voice.times import Times, Word, moved, words

if TYPE_CHECKING:
    from services.voice.line import Line

Remade = Literal["", "level", "size"]
_TRIES: Final = 3

log = logging.getLogger(__name__)


class Assembly:
    """The work of a take that blocks: call each of these off the UI loop, one at a time. `open` comes first."""

    def __init__(self, wording: Wording, clips: Clips, wanted: Sequence[str] = (), mime: str = VOICE_NOTE) -> None:
        """`wanted`: of what is there already, these readings sooner than newer ones. `mime` is that of the clip."""
        self._wording, self._clips, self._wanted, self._mime = wording, clips, wanted, mime
        self._habit = Habit()
        self.line: Line
        self._told: list[tuple[Word, ...]] = []
        """The words of each part, in ms of that part and places of the whole text."""
        self._arriving: tuple[Stretch, Times] | None = None
        self.remade: Remade = ""
        self.readings: list[str] = []
        """The names of the sentences it is made of, as far as they are kept."""

    def open(self) -> None:
        """Load the codecs, and begin a clip for about as much as there is to say."""
        from services.voice.line import Line, Shape  # numpy and libsndfile

        wording = self._wording
        self._habit = self._clips.habits.of(wording.voice, wording.model, wording.settings)
        self.line = Line(Shape.of(self._mime, len(wording.text) / self._habit.pace))

    @property
    def seconds(self) -> float:
        """How much can be heard so far."""
        return self.line.seconds if hasattr(self, "line") else 0.0

    def kept(self, stretch: Stretch) -> Iterator[bytes]:
        """What is heard of a sentence that is there already. Trouble("clip.gone") if it is not after all."""
        from services.voice.carving import cut_from

        wording, pieces = self._wording, self._clips.pieces
        text = wording.text[stretch.start : stretch.end]
        name = pieces.reading(text, wording.voice, wording.model, wording.settings, self._wanted)
        piece = pieces.get(name) if name is not None else None
        if name is None or piece is None:
            raise Trouble("clip.gone", sha256="")
        self.readings.append(name)
        self._told.append(moved(piece.words, 0, stretch.start))
        yield from self.line.adding(cut_from(piece))

    def begin(self, form: str, stretch: Stretch, times: Times) -> None:
        """New sentences arrive in `form`, and their `times` with them."""
        self._arriving = stretch, times
        self.line.begin(form, self._habit)

    def end(self) -> bytes:
        """They are whole: the last that is heard of them. Each that can be told apart is kept for the next time."""
        assert self._arriving is not None
        (stretch, times), self._arriving = self._arriving, None
        heard = self.line.end()
        cut, text = self.line.cuts[-1], self._wording.text[stretch.start : stretch.end]
        told = times.of(text)
        lead = round(cut.lead * 1000 / RATE)
        self._told.append(moved(words(text, told), -lead, stretch.start) if told else ())
        try:
            self._keep_pieces(stretch, text, told)
        except Trouble as trouble:  # they only save credits later; where the clip finds no room either, that is told
            log.info("sentences not kept: %s", trouble.code)
        return heard

    def finish(self) -> bytes:
        return self.line.finish()

    def right(self) -> None:
        """Where the clip missed its loudness or its size, make one that has it: that one must be heard again."""
        for _ in range(_TRIES):
            wrong = self.line.better()
            if wrong is None:
                break
            self.remade, shape = self.remade or wrong[0], wrong[1]
            self.line = self.line.again(shape)

    def result(self) -> tuple[bytes, Sound, tuple[Word, ...]]:
        """The finished file, its measures, and its `words`."""
        return *self.line.result(), self.words

    @property
    def words(self) -> tuple[Word, ...]:
        """Those that have arrived, in ms of the clip and places of the text."""
        if not hasattr(self, "line"):
            return ()
        told = list(self._told)
        if self._arriving is not None:
            stretch, times = self._arriving
            text = self._wording.text[stretch.start : stretch.end]
            known = times.so_far(text)
            whole = words(text[: len(known)], known)[: None if len(known) == len(text) else -1]
            told.append(moved(whole, -round(self.line.lead * 1000 / RATE), stretch.start))
        parts = zip(self.line.starts, told, strict=False)
        return tuple(word for at, part in parts for word in moved(part, round(at * 1000 / RATE)))

    def learn(self) -> None:
        """Remember how loud this voice comes and how fast it speaks."""
        habit, wording = self._habit, self._wording
        share = len(wording.text) / max(1, sum(len(cut.samples) for cut in self.line.cuts))
        for cut in self.line.cuts:
            if cut.loudness is not None and len(cut.samples) > RATE:
                habit = habit.after(cut.loudness, len(cut.samples) / RATE, round(share * len(cut.samples)))
        self._clips.habits.learn(wording.voice, wording.model, wording.settings, habit)

    def _keep_pieces(self, stretch: Stretch, text: str, told: "list[tuple[float, float]] | None") -> None:
        from services.voice.carving import carved

        wording = self._wording
        spans = [(start - stretch.start, end - stretch.start) for start, end in stretch.spans]
        for span, piece in carved(self.line.cuts[-1], text, spans, told):
            pieces, said = self._clips.pieces, text[slice(*span)]
            self.readings.append(pieces.keep(piece, said, wording.voice, wording.model, wording.settings))
