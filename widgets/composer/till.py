"""Before a voice is paid for: whether it may be used, whether the budget has room, and whether it was paid already."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from PySide6.QtCore import QObject, Signal

from services.records import Changes
from services.trouble import Trouble
from services.voice import Price, Wording
from services.voice.ledger import Spending
from services.voice.office import VoiceOffice
from widgets.composer.account import Account
from widgets.composer.cast import Cast
from widgets.composer.finding import Finding
from widgets.composer.speech import Idle, Script, Speech, recoverable
from widgets.composer.voice_panel import VoicePanel
from widgets.feed import Feed
from widgets.trouble_words import sentence
from widgets.words import Words


class Till(QObject):
    """`changed` when what this month cost is another sum now. What a person agreed to by a click is good for one voice
    of the script it was said of."""

    changed = Signal()

    def __init__(
        self, office: Callable[[], VoiceOffice], cast: Cast, account: Account, panel: VoicePanel, feed: Feed,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._office, self._cast, self._account, self._panel = office, cast, account, panel
        self.spending = Spending()
        self.price: Price | None = None
        """What it comes to where some of it was spoken before."""
        self._counted = False
        self._agreed: tuple[Script, set[str]] = (Script(), set())
        feed.changed.connect(self._agency_changed)

    @property
    def cost(self) -> int | None:
        """Credits, about, that the text would cost in the chosen voice."""
        new = self.price.credits if self.price else None
        return self._account.cost(self._panel.said_text, self._panel.models.key, self._cast.multiple, new)

    @property
    def admin(self) -> bool:
        """Whether who writes here administers the agency."""
        return self._office().ledger.admin

    def count(self) -> None:
        """Add up again what this month cost."""
        self.spending, self._counted = self._office().ledger.spending(), True
        self.changed.emit()

    def words(self, speech: Speech) -> Words | None:
        """Why this voice may not be made, before anybody asks for it: with it a budget is passed. An admin may go on
        all the same. Told once it is known whether any of it was paid for already; what is here costs nothing."""
        if not isinstance(speech.phase, Idle) or speech.phase.known or speech.price is None or not self.cost:
            return None
        refused = self._office().ledger.refusal(self.cost, self.spending)
        return sentence(refused.code, refused.facts) if refused is not None else None

    def agree(self, speech: Speech, does: str = "") -> None:
        """A person asks for a voice of this speech, having seen why the last try failed; `does` is what the trouble's
        own button said."""
        script, agreed = self._agreed
        agreed = agreed if script == speech.script else set()
        if does == "spend" and self.admin:
            agreed.add("budget")
        if speech.trouble is not None and recoverable(speech.trouble):
            agreed.add("lost")
        self._agreed = (speech.script, agreed)

    @asynccontextmanager
    async def paying(self, script: Script) -> AsyncIterator[None]:
        """Around asking for a voice. Raises a Trouble where it may not be, or where it may have been paid already."""
        office, wording = self._office(), _wording(script)
        agreed = self._agreed[1] if self._agreed[0] == script else set()
        self._cast.check(script.voice)
        if "budget" not in agreed:
            office.ledger.check(self.cost or 0)
        if "lost" not in agreed and await office.pending.left(wording):
            raise Trouble("voice.maybe_paid", maybe_charged=True)
        self._agreed = (script, set())
        await office.pending.begin(wording)
        try:
            yield
        except Trouble as trouble:
            if not recoverable(trouble):
                await office.pending.end(wording)
            raise
        await office.pending.end(wording)

    @asynccontextmanager
    async def recovering(self, script: Script) -> AsyncIterator[None]:
        """Around fetching it again: what the provider never spoke was not paid either."""
        office, wording = self._office(), _wording(script)
        try:
            yield
        except Trouble as trouble:
            if trouble.code in ("voice.not_in_history", "voice.paid_not_kept", "voice.rest_unpaid"):
                await office.pending.end(wording)
            raise
        await office.pending.end(wording)

    def finding(self, trouble: Trouble, conversation: str, speech: Speech) -> Finding:
        """What looks for it at the provider."""
        return Finding(self._office(), trouble, conversation, speech)

    def _agency_changed(self, changes: Changes) -> None:
        """Somebody made a voice or set a budget, maybe on another page than the panel's."""
        if self._counted and (changes.agency or changes.everything):
            self.count()


def _wording(script: Script) -> Wording:
    return Wording(*script.asked)
