"""The rehearsal UChat: texts and content out, subscribers, chat messages and lists, and the live-chat webhook in."""

import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.fetching import Fetching
from services.sandbox.hooks import Postman
from services.sandbox.manychat import read
from services.sandbox.people import People
from services.sandbox.practice import Agency, Lead, Line
from services.sandbox.public_files import PublicFiles
from services.sandbox.received import Received
from services.sandbox.refusals import uchat
from services.sandbox.state import Sent, State
from services.sandbox.whatsapp_hooks import wamid

_KINDS = ("text", "image", "video", "audio", "file", "cards")
_VOICES = {"whatsapp": ("audio/ogg",), "telegram": ("audio/ogg", "audio/mpeg")}
"""What a surface plays as a voice; every other one only MP3. Telegram's own voices are OGG/Opus."""
_CLOSED = "Message failed to send because more than 24 hours have passed since the customer last replied."


class UChat:
    """One bot of one workspace."""

    def __init__(
        self,
        agency: Agency,
        state: State,
        people: People,
        postman: Postman,
        files: PublicFiles,
        received: Received,
        fetching: Fetching,
    ) -> None:
        self._agency = agency
        self._state = state
        self._people = people
        self._postman = postman
        self._files = files
        self._received = received
        self._fetching = fetching

    async def send_text(self, request: Request) -> Response:
        body = await read(request)
        text = body.get("content")
        if not isinstance(text, str) or not text.strip():
            return uchat("The content field is required.")
        return self._send(body, [{"type": "text", "text": text}])

    async def send_content(self, request: Request) -> Response:
        """Content v1: messages by type, media by public URL, at most ten."""
        body = await read(request)
        data = body.get("data")
        content = data.get("content") if isinstance(data, dict) else None
        messages = content.get("messages") if isinstance(content, dict) else None
        if not isinstance(messages, list) or not 1 <= len(messages) <= 10:
            return uchat("The data.content.messages field must have between 1 and 10 items.")
        for message in messages:
            kind = message.get("type") if isinstance(message, dict) else None
            if kind not in _KINDS:
                return uchat(f"Invalid message type {kind}")
            if kind in ("image", "video", "audio", "file") and not str(message.get("url") or "").startswith("http"):
                return uchat(f"The {kind} url is invalid.")
        lead = self._lead(body)
        voice = await self._fetching.voices(messages, *_VOICES.get(lead.via if lead else "", ("audio/mpeg",)))
        return uchat(voice.problem) if voice.problem else self._send(body, messages, **voice.facts)

    async def send_template(self, request: Request) -> Response:
        """send-whatsapp-template and -by-user-id: also out of the window."""
        body = await read(request)
        lead = self._lead(body)
        if lead is None:
            return uchat("User not found")
        asked = body.get("content") or {}
        found = next((x for x in self._agency.templates if x["name"] == asked.get("name")), None)
        if found is None or found["status"] != "APPROVED":
            return uchat("Template not found")
        return self._accept(lead, [{"type": "wa_template", "text": found["name"], "params": asked.get("params") or {}}])

    async def send_flow(self, request: Request) -> Response:
        body = await read(request)
        lead = self._lead(body)
        if lead is None:
            return uchat("User not found")
        ns = body.get("sub_flow_ns")
        if ns is not None and all(row["sub_flow_ns"] != ns for row in self._agency.accounts["subflows"]):
            return uchat("Sub flow not found")
        return self._accept(lead, [{"type": "flow", "text": str(ns)}])

    def _send(self, body: dict[str, Any], messages: list[dict[str, Any]], **facts: Any) -> Response:
        lead = self._lead(body)
        if lead is None:
            return uchat("User not found")
        if not self._state.window_open(lead.id):
            return uchat(_CLOSED)
        return self._accept(lead, messages, **facts)

    def _accept(self, lead: Lead, messages: list[dict[str, Any]], **facts: Any) -> Response:
        mid = wamid()
        kind = "voice" if messages[0]["type"] == "audio" else str(messages[0]["type"])
        kind = "template" if kind == "wa_template" else kind
        sent = Sent(mid, "uchat", lead.id, kind, time.time(), {"messages": messages})
        self._state.memory.sent[mid] = sent
        for message in messages:
            self.log(lead, "agent", message, mid, sent.at)
        self._state.save()
        told = {"to": lead.address, "lead": lead.id, "kind": kind, "body": messages, **facts}
        self._received.note("uchat", "message", id=mid, **told)
        self._people.hear(lead, sent)
        return JSONResponse({"status": "ok", "mid": mid})

    def log(self, lead: Lead, who: str, message: dict[str, Any], mid: str, at: float) -> dict[str, Any]:
        """Remember one chat message, in the shape that chat-messages and the webhook share."""
        chat = self._state.memory.chats.setdefault(lead.id, [])
        url = message.get("url")
        agent = self._agency.accounts["agent_id"] if who == "agent" else 0
        row = {
            "id": 990_000 + sum(map(len, self._state.memory.chats.values())) + 1,
            "mid": mid,
            "type": who,
            "msg_type": str(message["type"]),
            "content": str(message.get("text") or ""),
            "payload": {"url": url, "title": None, **message.get("payload", {})} if url else None,
            "sender_id": lead.address if who == "in" else "bot",
            "agent_id": agent,
            "username": {"in": lead.name, "agent": self._agency.agent}.get(who, "Bot"),
            "ts": int(at),
        }
        chat.append(row)
        return row

    async def write(self, lead: Lead, line: Line, at: float) -> None:
        """Channel: the live-chat webhook, envelope {meta, message}."""
        await self._postman.post("uchat", await self.hook(lead, line, at))

    async def tell(self, lead: Lead, sent: Sent, status: str) -> None:
        """UChat posts no statuses."""

    async def hook(self, lead: Lead, line: Line, at: float, seed: str = "") -> dict[str, Any]:
        """The webhook of one line, which is also what chat-messages will answer; `seed` fixes the mid of the past."""
        message: dict[str, Any] = {"type": "text", "text": line.text.split("|")[-1].strip()}
        if line.kind in ("voice", "image"):
            kind = "audio" if line.kind == "voice" else "image"
            heard = {"transcribed_text": line.text} if line.kind == "voice" else {}
            url = await self._files.url_of(lead, line)
            message = {"type": kind, "url": url, "text": "" if heard else line.text, "payload": heard}
        elif line.kind == "unknown":
            message = {"type": "sticker_pack", "text": ""}
        who = {"lead": "in", "agent": "agent", "bot": "out"}[line.who]
        row = self.log(lead, who, message, wamid(seed), at)
        flow = self._agency.accounts["flow_ns"]
        meta = {"user_ns": lead.address, "agent_id": row["agent_id"], "flow_ns": flow, "team_id": 77}
        return {"meta": meta, "message": {"_id": secrets.token_hex(12), **row}}

    def _lead(self, body: dict[str, Any]) -> Lead | None:
        if body.get("user_ns"):
            return self._agency.at("uchat", str(body["user_ns"]))
        digits = "".join(ch for ch in str(body.get("user_id", "")) if ch.isdigit())
        return next((x for x in self._agency.leads if x.channel == "uchat" and digits and x.phone == digits), None)
