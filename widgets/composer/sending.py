"""Hands what was written or heard to the outbox, and remembers what undoing it gives back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from services.drafts import Draft, DraftFile, Mode, SentDraft, SentDrafts
from services.outbox import Outbox
from services.records import Outgoing
from services.trouble import Trouble
from widgets.composer.speech import Speech
from widgets.feed import Feed
from widgets.tasks import Tasks

Step = Callable[[], Awaitable[str]]
"""Queues one message and gives its id, or "" where there is nothing to be queued."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was in the composer when it was sent. `at` is the time that was chosen for it, `then` whether
    the next conversation is to be opened; `messages` are the ids of what it became."""

    conversation: str
    draft: Draft
    speech: Speech | None = None
    at: int | None = None
    then: bool = False
    messages: tuple[str, ...] = ()


class Sending(QObject):
    """`gone` (Sent) when all of it is queued, `refused` (Trouble) when it cannot be: then none of it is."""

    gone = Signal(object)
    refused = Signal(object)

    def __init__(self, outbox: Outbox, kept: SentDrafts, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outbox, self._kept = outbox, kept
        self._tasks = Tasks(self, feed.report)
        self._line: list[tuple[Sent, Sequence[Step]]] = []
        self._sent: dict[str, Sent] = {}
        self.again: Sent | None = None
        """What somebody asked to send where an answer was still being queued, with more typed behind that."""

    def send(self, sent: Sent, steps: Sequence[Step]) -> None:
        """Queue one message after the other, and behind what is being queued for others. Two clicks are one message;
        what was typed behind one that is being queued for the same is `again`, to be sent once that is gone."""
        if not steps:
            return
        before = next((each for each, _ in self._line if each.conversation == sent.conversation), None)
        if before is None:
            self._line.append((sent, steps))
            if len(self._line) == 1:
                self._tasks.start(self._queue(sent, steps))
        elif any(part.strip() for part in since(before, sent.draft)):
            self.again = sent

    def taken_back(self, out: Outgoing) -> Sent:
        """What the composer held when `out` was sent, also before a restart; of other desks', what the outbox has."""
        if (sent := self._sent.get(out.message)) is not None:
            return sent
        if (kept := self._kept.of(out.message)) is not None:
            return Sent(kept.conversation, kept.draft, at=kept.at, messages=kept.messages)
        return Sent(out.conversation, _of(out), at=out.scheduled_at, messages=(out.message,))

    def give_up(self, sent: Sent, message: str) -> None:
        """`message` of `sent` was taken back: the rest of it is as well."""
        rest = [each for each in sent.messages if each != message]
        self._tasks.start(self._withdraw(rest))
        for each in sent.messages:
            self._sent.pop(each, None)
        self._kept.forget(message)

    async def _queue(self, sent: Sent, steps: Sequence[Step]) -> None:
        messages: list[str] = []
        try:
            for step in steps:
                if message := await step():
                    messages.append(message)
        except Trouble as trouble:
            await self._withdraw(messages)
            self.again = None
            self.refused.emit(trouble)
            return
        finally:
            self._line.pop(0)
            if self._line:
                self._tasks.start(self._queue(*self._line[0]))
        whole = Sent(sent.conversation, sent.draft, sent.speech, sent.at, sent.then, tuple(messages))
        self._sent.update(dict.fromkeys(messages, whole))
        if sent.draft.mode != "note":
            self._kept.keep(SentDraft(sent.conversation, sent.draft, sent.at, whole.messages), self._outbox.waits)
        self.gone.emit(whole)

    async def _withdraw(self, messages: Sequence[str]) -> None:
        for each in messages:
            await self._outbox.withdraw(each)


def since(sent: Sent, now: Draft) -> tuple[str, str]:
    """The text and the note that were written behind what was sent, while it was being queued."""
    text, note = sent.draft.text, sent.draft.note
    return (
        now.text[len(text) :] if now.text.startswith(text) else "",
        now.note[len(note) :] if now.note.startswith(note) else "",
    )


def _of(out: Outgoing) -> Draft:
    mode: Mode = {"audio": "voice", "template": "template"}.get(out.kind, "text")  # type: ignore[assignment]
    text = "" if out.kind in ("template", "cards", "flow") else out.text
    files: tuple[DraftFile, ...] = ()
    if out.media is not None and out.media.sha256 and out.kind in ("image", "video", "document"):
        files = (DraftFile(out.media.sha256, out.kind, out.media.mime, out.media.size or 0, out.media.name or ""),)
    template = f"{out.content.get('name')} {out.content.get('language')}" if out.kind == "template" else ""
    return Draft(text, mode, files=files, template=template)
