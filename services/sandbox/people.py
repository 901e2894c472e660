"""How leads behave: a message reaches them, is read, a voice is listened to, and then they answer in their own way."""

import random
import time
from dataclasses import dataclass
from typing import Protocol

from services.sandbox.hooks import Spawn
from services.sandbox.pace import Pace
from services.sandbox.practice import Agency, Lead, Line
from services.sandbox.state import Sent, State


class Channel(Protocol):
    """What a rehearsal provider can do for a lead."""

    async def write(self, lead: Lead, line: Line, at: float) -> None:
        """Post the webhook of a lead's message."""

    async def tell(self, lead: Lead, sent: Sent, status: str) -> None:
        """Post a status; nothing where the provider has none."""


@dataclass(frozen=True, slots=True)
class Manner:
    """Seconds until a message is delivered, read, a voice is started and an answer written; None is never."""

    delivered: float | None = 0.8
    read: float | None = 2.5
    played: float | None = 1.5
    answered: float | None = 4.0


MANNERS = {
    "prompt": Manner(),
    "slow": Manner(delivered=2, read=20, played=6, answered=25),
    "busy": Manner(answered=None),
    "deaf": Manner(played=None),
    "away": Manner(read=None, played=None, answered=None),
    "unreachable": Manner(delivered=None),
}

SMALL_TALK = (
    Line("lead", "text", "Dale, gracias!"),
    Line("lead", "text", "Perfecto, lo hablo en casa y te confirmo."),
    Line("lead", "reaction", "👍"),
    Line("lead", "text", "Buenísimo. ¿Y las expensas cuánto son?"),
    Line("lead", "voice", "Bárbaro, mil gracias por la info. Cualquier cosa te escribo mañana a la mañana."),
)
"""What anybody answers once the written answers are used up."""


class People:
    """Plays the leads of one agency over their channels."""

    def __init__(self, agency: Agency, state: State, pace: Pace, spawn: Spawn) -> None:
        self._agency = agency
        self._state = state
        self._pace = pace
        self._spawn = spawn
        self._latest: dict[str, str] = {}
        self.channels: dict[str, Channel] = {}

    def hear(self, lead: Lead, sent: Sent, seconds: float = 0.0) -> None:
        """A message is on its way to `lead`; `seconds` is the length of a voice."""
        self._latest[lead.id] = sent.id
        self._spawn(self._live_through(lead, sent, seconds))

    def fail(self, lead: Lead, sent: Sent, code: int) -> None:
        """The provider accepted a message that it cannot deliver."""
        sent.error = str(code)
        self._spawn(self._go_wrong(lead, sent))

    async def write(self, lead: Lead, line: Line) -> None:
        """The lead writes now, of their own accord."""
        at = time.time()
        self._state.wrote(lead.id, at)
        await self.channels[lead.channel].write(lead, line, at)
        self._state.save()

    async def arrive(self) -> None:
        """Some fifteen seconds after the doors open, somebody new writes; when all have, one whose window is closed."""
        await self._pace.rest(random.uniform(14, 18))  # noqa: S311
        arrived = self._state.memory.arrived
        for lead in self._agency.leads:
            if lead.arrives and lead.id not in arrived:
                arrived.append(lead.id)
                for line in lead.lines:
                    await self.write(lead, line)
                    await self._pace.rest(4 + len(line.text) / 30)
                return
        quiet = [x for x in self._agency.leads if x.channel == "whatsapp" and not self._state.window_open(x.id)]
        if quiet:
            await self.write(quiet[0], Line("lead", "text", "Hola! Retomo por acá, ¿sigue disponible?"))

    async def _go_wrong(self, lead: Lead, sent: Sent) -> None:
        await self._pace.rest(0.6)
        await self._status(lead, sent, "failed")

    async def _live_through(self, lead: Lead, sent: Sent, seconds: float) -> None:
        manner = MANNERS[lead.manner]
        await self._pace.rest(0.3)
        await self._status(lead, sent, "sent")
        if manner.delivered is None:
            sent.error = "131026"
            await self._go_wrong(lead, sent)
            return
        await self._pace.rest(_about(manner.delivered))
        await self._status(lead, sent, "delivered")
        if manner.read is None:
            return
        await self._pace.rest(_about(manner.read))
        await self._status(lead, sent, "read")
        if sent.kind == "voice" and manner.played is not None:
            await self._pace.rest(_about(manner.played))
            await self._status(lead, sent, "played")
            await self._pace.rest(seconds)
        if manner.answered is not None:
            await self._pace.rest(_about(manner.answered))
            await self._answer(lead, sent)

    async def _status(self, lead: Lead, sent: Sent, name: str) -> None:
        sent.statuses.append((name, time.time()))
        self._state.save()
        await self.channels[lead.channel].tell(lead, sent, name)

    async def _answer(self, lead: Lead, sent: Sent) -> None:
        """One answer to all that was sent meanwhile, after the last of it."""
        if self._latest.get(lead.id) != sent.id:
            return
        if sent.kind == "template" and (button := self._quick_reply(sent)):
            await self.write(lead, Line("lead", "quick", button))
            return
        turn = self._state.memory.answered.get(lead.id, 0)
        self._state.memory.answered[lead.id] = turn + 1
        script = lead.answers + SMALL_TALK
        await self.write(lead, script[turn if turn < len(script) else len(lead.answers) + turn % len(SMALL_TALK)])

    def _quick_reply(self, sent: Sent) -> str | None:
        """The first button of the template that was sent, if it has one."""
        name = sent.body.get("template", {}).get("name")
        for template in self._agency.templates:
            for part in template["components"] if template["name"] == name else ():
                for button in part.get("buttons", ()):
                    if button["type"] == "QUICK_REPLY":
                        return str(button["text"])
        return None


def _about(seconds: float) -> float:
    return seconds * random.uniform(0.7, 1.3)  # noqa: S311
