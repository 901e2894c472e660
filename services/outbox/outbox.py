"""What a person may do: write a message, and decide about one that is on its way."""

from collections.abc import Callable
from time import time

from services.channels.senders import Senders
from services.outbox import facts
from services.outbox.delivery import Delivery
from services.outbox.due import HOLD_MS, patience
from services.outbox.lookup import Lookup
from services.outbox.round import Round
from services.outbox.sharing import Sharing
from services.outbox.writing import OutgoingFiles, Writing
from services.store import Store
from services.trouble import Trouble


def _now() -> int:
    return int(time() * 1000)


class Outbox(Writing):
    """Queues, holds, sends and settles this agency's messages on this device.

    `author` signs what is written here. `report` receives what goes wrong outside of a call that a person waits for.
    """

    def __init__(
        self,
        store: Store,
        senders: Senders,
        files: OutgoingFiles,
        *,
        device: str,
        author: str,
        report: Callable[[BaseException], None],
        now: Callable[[], int] = _now,
        hold_ms: int = HOLD_MS,
        patience: Callable[[int], float] = patience,
    ) -> None:
        super().__init__(store, senders, files, author, now, hold_ms)
        self._device = device
        self._withdrawing: set[str] = set()
        delivery = Delivery(store, senders, device, files, patience, now)
        lookup = Lookup(store, senders, delivery, now)
        sharing = Sharing(store, files, device, now)
        self._round = Round(store, senders, sharing, delivery, lookup, device, self._withdrawing, report, now)

    async def withdraw(self, message: str) -> bool:
        """Undo a message that has not begun; False when it is too late, here or in the log."""
        if not self.waits(message):
            return False
        self._withdrawing.add(message)
        try:
            await self._store.publish(facts.withdrawn(message))
        finally:
            self._withdrawing.discard(message)
        return self._store.outgoing_one(message) is None

    async def send_now(self, message: str) -> None:
        """End the time to undo."""
        if self.waits(message):
            await self._store.publish(facts.retried(message, self._now()))
            self.look()

    async def put_off(self, message: str, at: int) -> None:
        """Let a message that waits leave at another time (ms)."""
        if self.waits(message):
            await self._store.publish(facts.retried(message, at))
            self.look()

    async def retry(self, message: str) -> None:
        """Try a failed message once more. Raises Trouble("message.not_again") for one that would fail again as it is:
        a click that does nothing would look like a send."""
        one, known = self._store.outgoing_one(message), self._store.message(message)
        if one is None and known is not None and known.state == "failed":
            raise Trouble("message.not_again")
        if one is not None and one.state == "failed":
            await self._store.publish(facts.retried(message, self._now()))
            self.look()

    async def settle(self, message: str, sent: bool) -> None:
        """A person decides what became of an uncertain message; one that was not sent can be tried again."""
        one = self._store.outgoing_one(message)
        if one is not None and one.state == "uncertain":
            await self._store.publish(facts.settled(message, sent))

    async def hand_over(self, message: str) -> None:
        """Let any desk that holds the channel's key send a message that waits for its author's desk."""
        one = self._store.outgoing_one(message)
        if one is not None and one.state == "queued" and one.hands == "own":
            await self._store.publish(facts.handed(message))
            self.look()

    def waits(self, message: str) -> bool:
        """Whether it can still be taken back."""
        one = self._store.outgoing_one(message)
        taken = message in self._round.running or message in self._withdrawing
        return one is not None and one.state == "queued" and not taken

    async def leave(self) -> None:
        """End the time to undo of all that was sent here, and wait a while until it is gone: nobody knows when an
        agency that is left, or a program that ends, is opened again, and who pressed the button takes it for sent."""
        now = self._now()
        held = [
            one.message
            for one in self._store.outgoing()
            if one.device == self._device and now < one.not_before <= now + self._hold_ms
            and one.scheduled_at is None and one.waits_until is None and self.waits(one.message)
        ]  # fmt: skip
        if held:
            await self._store.publish(*(facts.retried(each, now) for each in held))
            self.look()
            await self._round.gone(held)

    def look(self) -> None:
        """Something changed: the replica, a key, the clock. Look at once at what is due."""
        self._round.look()

    def reached(self) -> None:
        """The relay is there again: what waited for it goes on at once."""
        self._round.reached()

    async def run(self) -> None:
        """Send what is due, for ever. A failure of one message is reported and keeps none of the others."""
        await self._round.run()
