"""The past of the practice agency: every conversation posted once through the relay, with the times it had."""

import asyncio

from services.sandbox import whatsapp_hooks
from services.sandbox.hooks import Postman, in_parallel
from services.sandbox.manychat import ManyChat
from services.sandbox.practice import Agency, Lead
from services.sandbox.state import State
from services.sandbox.uchat import UChat
from services.sandbox.whatsapp import WhatsApp


class Past:
    """Posts what was said before the doors opened. Interrupted, it goes on with the leads that are missing; the ids of
    the past are fixed, so what arrives twice is a duplicate."""

    def __init__(
        self, agency: Agency, state: State, postman: Postman, whatsapp: WhatsApp, manychat: ManyChat, uchat: UChat
    ) -> None:
        self._agency = agency
        self._state = state
        self._postman = postman
        self._whatsapp = whatsapp
        self._manychat = manychat
        self._uchat = uchat

    async def post(self) -> None:
        """Every lead that has a past and was not posted yet, several at a time, quickest first."""
        self.remember()
        waiting = [x for x in self._agency.leads if not x.arrives and x.id not in self._state.memory.seeded]
        waiting.sort(key=lambda lead: sum(line.kind in ("voice", "image") for line in lead.lines))
        await in_parallel([self._lead(lead) for lead in waiting], 6)
        self._state.save()

    def remember(self) -> None:
        """When each lead last wrote: the windows stand from the first moment, also those of who is posted last."""
        for lead in self._agency.leads:
            for line in lead.lines:
                if line.who == "lead" and not lead.arrives:
                    self._state.wrote(lead.id, self._state.memory.opened - line.ago)

    async def _lead(self, lead: Lead) -> None:
        if lead.form:
            at = self._state.memory.opened - max(line.ago for line in lead.lines) - 120
            await self._postman.post("leadgen", whatsapp_hooks.leadgen(self._agency, lead, at))
        if lead.channel == "whatsapp":
            changes = await asyncio.to_thread(self._changes, lead)
            await self._postman.post("whatsapp", whatsapp_hooks.envelope(self._agency, *changes))
        else:
            await self._one_by_one(lead)
        self._state.memory.seeded.append(lead.id)

    def _changes(self, lead: Lead) -> list[dict[str, object]]:
        """The whole conversation as one batch, messages and echoes mixed."""
        opened = self._state.memory.opened
        return [
            self._whatsapp.change(lead, line, opened - line.ago, f"{opened}.{lead.id}.{place}")
            for place, line in enumerate(lead.lines)
        ]

    async def _one_by_one(self, lead: Lead) -> None:
        """ManyChat's flows push only what the lead writes; UChat tells both sides."""
        opened = self._state.memory.opened
        for place, line in enumerate(lead.lines):
            at, seed = opened - line.ago, f"{opened}.{lead.id}.{place}"
            if lead.channel == "uchat":
                await self._postman.post("uchat", await self._uchat.hook(lead, line, at, seed))
            elif line.who == "lead":
                await self._manychat.write(lead, line, at)
