"""A member's own telephone: kept with the agency's values, and written to as any lead is, through the outbox."""

from services.agency import Agency
from services.outbox import Outbox
from services.store import Store
from services.store.numbers import digits
from services.trouble import Trouble


class OwnNumber:
    """The number of the member who sits here."""

    def __init__(self, store: Store, agency: Agency, outbox: Outbox) -> None:
        self._store, self._agency, self._outbox = store, agency, outbox
        self._name = f"number.{agency.member}"

    @property
    def number(self) -> str:
        """As it was written, "" before that."""
        return str(self._agency.values().get(self._name) or "")

    async def keep(self, number: str) -> None:
        """Raises Trouble "own.no_number" for what is none."""
        if len(digits(number)) < 8:
            raise Trouble("own.no_number")
        if number != self.number:
            await self._agency.change(**{self._name: number})

    def conversation(self, channel: str) -> str | None:
        """The conversation of that number on a channel: there is one once it wrote to the agency."""
        found = self._store.search(self.number) if self.number else []
        rows = self._store.conversations(list(dict.fromkeys(hit.conversation for hit in found)))
        own = "54" + digits(self.number).removeprefix("549").removeprefix("54")
        for row in rows:
            known = digits(row.address)
            if row.channel == channel and known and "54" + known.removeprefix("549").removeprefix("54") == own:
                return row.id
        return None

    async def write(self, channel: str, text: str) -> str:
        """Queue a message to oneself; returns its id. Raises Trouble "own.never_wrote", and as the outbox does."""
        place = self.conversation(channel)
        if place is None:
            raise Trouble("own.never_wrote")
        return await self._outbox.text(place, text)
