"""POST /{version}/{phone_number_id}/messages of the rehearsal Cloud API, with its window, limits and late failures."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox import message_rules, whatsapp_hooks
from services.sandbox.faults import Faults
from services.sandbox.hooks import Postman
from services.sandbox.pace import Pace
from services.sandbox.people import People
from services.sandbox.practice import Agency, Lead, Line
from services.sandbox.received import Received
from services.sandbox.refusals import graph, no_such_object
from services.sandbox.sound import is_voice_note, seconds_of
from services.sandbox.state import Sent, State

PAIR_BURST, PAIR_SECONDS = 45, 6.0
"""Messages to one person: 45 may be borrowed at once, one more every six seconds (131056)."""


class WhatsApp:
    """The sending side of the rehearsal number, and the Channel of its leads."""

    def __init__(
        self,
        agency: Agency,
        state: State,
        people: People,
        postman: Postman,
        composer: whatsapp_hooks.Composer,
        faults: Faults,
        received: Received,
        pace: Pace,
        http: httpx.AsyncClient,
    ) -> None:
        self._agency = agency
        self._state = state
        self._people = people
        self._postman = postman
        self._composer = composer
        self._faults = faults
        self._received = received
        self._pace = pace
        self._http = http
        self._borrowed: dict[str, tuple[float, float]] = {}

    async def messages(self, request: Request) -> Response:
        """A message, or a read receipt."""
        phone_id = request.path_params["id"]
        if phone_id != self._agency.accounts["phone_number_id"]:
            return no_such_object(phone_id, "post")
        try:
            message = json.loads(await request.body())
        except ValueError:
            return graph(400, 100, "(#100) The request body is not valid JSON.")
        if not isinstance(message, dict):
            return graph(400, 100, "(#100) The request body must be an object.")
        if message.get("status") == "read":
            return self._mark_read(message)
        if no := message_rules.refusal(message, self._agency, self._state):
            return no
        return await self._accept(message)

    def _mark_read(self, message: dict[str, Any]) -> Response:
        if message.get("message_id") not in self._state.memory.inbound:
            return message_rules.invalid(f"Message ID {message.get('message_id')} is invalid.")
        self._received.note("whatsapp", "read", message_id=message["message_id"])
        return JSONResponse({"success": True})

    async def _accept(self, message: dict[str, Any]) -> Response:
        address = str(message.get("to") or message["recipient"])
        lead = self._agency.at("whatsapp", address)
        if address.lstrip("+") == self._agency.accounts["display_phone_number"]:
            return graph(400, 131021, "(#131021) Recipient cannot be sender", "Sender and recipient are the same.")
        if self._too_fast(lead.id if lead else address):
            details = "Message failed to send because there were too many messages sent to the same phone number."
            return graph(400, 131056, "(#131056) (Business Account, Consumer Account) pair rate limit hit", details)
        free = message.get("type") != "template"
        closed = free and (lead is None or not self._state.window_open(lead.id))
        if closed and self._faults.take("whatsapp", "/messages", "window_at_once"):
            return graph(400, 131047, "(#131047) Re-engagement message", whatsapp_hooks.TITLES[131047][1])
        sent = self._keep(lead, address, message)
        await self._dispatch(lead, sent, closed)
        return JSONResponse(_answer(address, lead, sent))

    def _keep(self, lead: Lead | None, address: str, message: dict[str, Any]) -> Sent:
        kind = str(message.get("type", "text"))
        if kind == "audio" and message["audio"].get("voice"):
            kind = "voice"
        callback = message.get("biz_opaque_callback_data")
        sent = Sent(whatsapp_hooks.wamid(), "whatsapp", lead.id if lead else "", kind, time.time(), message, callback)
        self._state.memory.sent[sent.id] = sent
        self._state.save()
        media = self._media_of(message)
        facts: dict[str, Any] = {"sha256": media.sha256, "bytes": media.size} if media else {}
        facts |= {"to": address, "kind": kind, "lead": sent.lead, "body": message}
        self._received.note("whatsapp", "message", id=sent.id, **facts)
        return sent

    def _media_of(self, message: dict[str, Any]) -> Any:
        part = message.get(message.get("type", "text"))
        return self._state.live_media(str(part["id"])) if isinstance(part, dict) and part.get("id") else None

    async def _dispatch(self, lead: Lead | None, sent: Sent, closed: bool) -> None:
        """Decide what becomes of an accepted message: late failure, or a lead who gets it."""
        if lead is None:
            stranger = Lead("", "whatsapp", "", str(sent.body.get("to", "")), self._agency.leads[0].timbre, (), ())
            self._people.fail(stranger, sent, 131026)
            return
        if closed:
            self._people.fail(lead, sent, 131047)
            return
        seconds = 0.0
        if sent.kind in ("voice", "audio", "image", "video", "document", "sticker"):
            data = await self._bytes(sent.body[sent.body["type"]])
            if data is None or (sent.kind == "voice" and not is_voice_note(data)):
                self._people.fail(lead, sent, 131053)
                return
            seconds = await asyncio.to_thread(seconds_of, data)
        self._people.hear(lead, sent, seconds)

    async def _bytes(self, part: dict[str, Any]) -> bytes | None:
        """The file of a message. A link is fetched, but the practice agency never leaves this machine."""
        if media := self._state.live_media(str(part.get("id", ""))):
            return self._state.bytes_of(media.sha256)
        if urlsplit(str(part.get("link", ""))).hostname not in ("127.0.0.1", "localhost", "::1"):
            return None
        try:
            answer = await self._http.get(part["link"])
        except httpx.TransportError:
            return None
        return answer.content if answer.status_code == 200 else None

    def _too_fast(self, person: str) -> bool:
        """Leaky bucket of the pair rate; the practice agency's clock fills it as fast as its people live."""
        now = time.monotonic() * self._pace.fast
        level, before = self._borrowed.get(person, (0.0, now))
        level = max(0.0, level - (now - before) / PAIR_SECONDS)
        if level + 1 > PAIR_BURST:
            return True
        self._borrowed[person] = (level + 1, now)
        return False

    async def write(self, lead: Lead, line: Line, at: float) -> None:
        """Channel: the webhook of a lead's message."""
        change = await asyncio.to_thread(self.change, lead, line, at)
        await self._postman.post("whatsapp", whatsapp_hooks.envelope(self._agency, change))

    async def tell(self, lead: Lead, sent: Sent, status: str) -> None:
        """Channel: the webhook of a status."""
        change = whatsapp_hooks.status(self._agency, lead, sent, status)
        await self._postman.post("whatsapp", whatsapp_hooks.envelope(self._agency, change))

    def change(self, lead: Lead, line: Line, at: float, seed: str = "") -> dict[str, Any]:
        """One line as the change of a webhook (blocking where a voice is spoken); the agent's lines are echoes."""
        about = [sent.id for sent in self._state.memory.sent.values() if sent.lead == lead.id]
        message = self._composer.message(lead, line, at, about[-1] if about else None, seed)
        if line.who != "lead":
            return whatsapp_hooks.echo(self._agency, lead, message)
        self._state.memory.inbound[message["id"]] = lead.id
        if lead.referral and line == lead.lines[0]:
            message["referral"] = {**lead.referral, "source_type": "ad", "media_type": "image"}
        return whatsapp_hooks.inbound(self._agency, lead, message)


def _answer(address: str, lead: Lead | None, sent: Sent) -> dict[str, Any]:
    contact = {"input": address}
    if lead is not None and lead.username:
        contact["user_id"] = lead.address
    else:
        contact["wa_id"] = lead.address if lead else address.lstrip("+")
    row = {"id": sent.id}
    if sent.kind == "template":
        row["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [row]}
