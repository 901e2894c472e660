"""How an answer leaves the composer, and how it comes back: asked about, queued, undone."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from services.drafts import Draft, Drafts
from services.outbox import Outbox
from services.records import Conversation, Outgoing
from widgets.composer.booth import Booth
from widgets.composer.dispatch import Dispatch
from widgets.composer.guard import doubt
from widgets.composer.notice import Notice
from widgets.composer.sending import Sending, Sent, since
from widgets.composer.undo import UndoBar
from widgets.feed import Feed
from widgets.pieces.announce import announce
from widgets.tasks import Tasks
from widgets.words import tr


class WayOut(QObject):
    """`emptied` (Sent, Draft) when an answer left and what is left of the draft, `came_back` (Sent, Draft) when it was
    undone, `built_came_back` (Outgoing) when that was cards or buttons, which the editor cannot hold, `refused`
    (Trouble) when it cannot be sent."""

    emptied = Signal(object, object)
    came_back = Signal(object, object)
    built_came_back = Signal(object)
    refused = Signal(object)

    def __init__(
        self, outbox: Outbox, drafts: Drafts, feed: Feed, dispatch: Dispatch, booth: Booth, asking: Notice,
        undo_bar: UndoBar, parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._outbox, self._drafts, self._dispatch, self._booth = outbox, drafts, dispatch, booth
        self._asking, self._undo_bar = asking, undo_bar
        self._then, self._asked = False, ""
        self.keep: Callable[[], object] = lambda: None
        """Writes down what stands in the composer now."""
        self._tasks = Tasks(self, feed.report)
        self._sending = Sending(outbox, drafts.sent, feed, self)
        self._sending.gone.connect(self._gone)
        self._sending.refused.connect(self.refused)
        undo_bar.undone.connect(self.undone)

    @property
    def asked_then(self) -> bool:
        """Whether the next conversation was to follow what a question holds back."""
        return self._then

    @property
    def again(self) -> Sent | None:
        """What was asked to go while the answer before it was still being queued: its rest is to be sent now."""
        return self._sending.again

    def send(
        self, conversation: Conversation, draft: Draft, at: int | None, *, then: bool, sure: bool, waits: bool
    ) -> None:
        """Queue what the draft has for `conversation`, unless something about it is odd and nobody is `sure`."""
        steps = self._dispatch.steps(conversation.id, draft, waits=waits)
        question = doubt(draft.text, conversation.name) if draft.mode in ("text", "voice") and not sure else ""
        asks = bool(steps and question)
        self._asking.setVisible(asks)
        if asks:
            self._then, self._asked = then, draft.text
            self._asking.say(question, icon="triangle-alert", action=tr("Enviar igual"))
            announce(self._asking, question, urgent=True)
            return
        spoken = draft.mode == "voice" and not draft.recording
        goes = spoken or (draft.mode == "template" and self._dispatch.voice_goes)
        self._sending.send(Sent(conversation.id, draft, self._booth.speech if goes else None, at, then), steps)

    def written(self, text: str) -> None:
        """Another text is another question."""
        if text != self._asked:
            self._asking.hide()

    def take_back(self, out: Outgoing) -> None:
        """A message that waits comes back into the editor."""
        self._tasks.start(self._take_back(out), key=out.message)

    def undone(self, out: Outgoing) -> None:
        """Give back the draft as it was, take, files and all; what was written meanwhile stays below it."""
        if out.kind == "cards" or out.content.get("quick_replies"):
            self.built_came_back.emit(out)
            return
        self.keep()
        sent = self._sending.taken_back(out)
        self._sending.give_up(sent, out.message)
        newer = self._drafts.get(out.conversation) or Draft()
        draft = merged(sent.draft, newer)
        if sent.speech is not None and not newer.text.strip():
            self._booth.speaking.give_back(out.conversation, sent.speech)
        if _recorded(sent):
            self._booth.deck.give_back(sent.draft.recording)
        self._drafts.keep(out.conversation, draft)
        self.came_back.emit(sent, draft)

    async def _take_back(self, out: Outgoing) -> None:
        if await self._outbox.withdraw(out.message):
            self.undone(out)

    def _gone(self, sent: Sent) -> None:
        """It is on its way. What was typed since the key that sent it belongs to the next one."""
        self.keep()
        text, note = since(sent, self._drafts.get(sent.conversation) or Draft())
        if sent.speech is not None:
            self._booth.speaking.take_away(sent.conversation)
        if _recorded(sent):
            self._booth.deck.send_away(sent.conversation)
        left = _left(sent)
        left = replace(left, text=left.text or text, note=left.note or note)
        self._drafts.keep(sent.conversation, left)
        self.emptied.emit(sent, left)
        self._sending.again = None
        self._undo_bar.refresh()
        noted = sent.draft.mode == "note"
        announce(self._asking, tr("Nota guardada") if noted else tr("En camino. Ctrl+Z lo deshace."))


def _recorded(sent: Sent) -> bool:
    """Whether it was a recording."""
    return sent.draft.mode == "voice" and bool(sent.draft.recording)


def merged(old: Draft, newer: Draft) -> Draft:
    """The draft that was sent, with what was written since below it."""
    text = f"{old.text}\n{newer.text}" if newer.text.strip() and newer.text != old.text else old.text
    hashes = {each.sha256 for each in old.files}
    files = (*old.files, *(each for each in newer.files if each.sha256 not in hashes))
    return replace(old, text=text, files=files, note=newer.note or old.note)


def _left(sent: Sent) -> Draft:
    """What stays in the composer: a note leaves the answer as it was, and the other way round; a template leaves the
    text, unless its voice went along; so does a recording. Who speaks goes on speaking."""
    kept = sent.draft
    if _recorded(sent):
        return replace(kept, recording="", reply="")
    if kept.mode == "note":
        return replace(kept, note="", mode="text")
    if kept.mode == "template" and sent.speech is None:
        return replace(kept, template="", values={}, mode="text")
    return Draft(mode="voice" if kept.mode == "voice" else "text", note=kept.note)
