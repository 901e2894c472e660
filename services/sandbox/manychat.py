"""The rehearsal ManyChat: content and flows out, subscribers and the page, and a flow's External Request in."""

import json
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.faults import Faults
from services.sandbox.fetching import Fetching
from services.sandbox.hooks import Postman
from services.sandbox.pace import iso
from services.sandbox.people import People
from services.sandbox.practice import Agency, Lead, Line
from services.sandbox.public_files import PublicFiles
from services.sandbox.received import Received
from services.sandbox.refusals import manychat, manychat_invalid
from services.sandbox.state import Sent, State

TAKES = {
    "messenger": ("text", "image", "video", "audio", "file", "cards", "quick_replies"),
    "instagram": ("text", "image", "cards", "quick_replies"),
    "telegram": ("text", "image", "video", "audio", "file"),
    "whatsapp": ("text",),
}
"""What each surface takes by the API (dynamic block documentation, channels)."""
MESSAGE_TAGS = ("ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "HUMAN_AGENT")
_CAPS = {"messages": 10, "quick_replies": 11, "actions": 5}
_CLOSED = {
    3011: "Content can't be sent to subscriber without message tag. Subscriber's last interaction was over 24h ago.",
    3031: "Content can't be sent to subscriber without Notification Reason. "
    "Subscriber's last interaction was more than 24 hours ago.",
}
OK = {"status": "success"}


class ManyChat:
    """One connected page."""

    def __init__(
        self,
        agency: Agency,
        state: State,
        people: People,
        postman: Postman,
        files: PublicFiles,
        received: Received,
        faults: Faults,
        fetching: Fetching,
    ) -> None:
        self._agency = agency
        self._state = state
        self._people = people
        self._postman = postman
        self._files = files
        self._received = received
        self._faults = faults
        self._fetching = fetching

    async def send_content(self, request: Request) -> Response:
        """sendContent: accepted without any id, as the real one is."""
        body = await read(request)
        lead = self._subscriber(body.get("subscriber_id"))
        if lead is None:
            return manychat_invalid("Subscriber does not exist")
        data = body.get("data")
        data = data if isinstance(data, dict) else {}
        content = data.get("content")
        if not isinstance(content, dict) or data.get("version") != "v2":
            return manychat_invalid("data.version must be v2 and data.content an object")
        if problem := _content_problem(content, lead.via):
            return manychat_invalid(problem)
        if not self._state.window_open(lead.id) and body.get("message_tag") not in MESSAGE_TAGS:
            code = 3011 if lead.via == "messenger" else 3031
            return manychat(_CLOSED[code], code)
        voice = await self._fetching.voices(content.get("messages") or [], "audio/mpeg")
        if voice.problem:
            return manychat_invalid(voice.problem)
        self._accept(lead, content, **voice.facts)
        return JSONResponse(OK)

    async def send_flow(self, request: Request) -> Response:
        body = await read(request)
        lead = self._subscriber(body.get("subscriber_id"))
        if lead is None:
            return manychat_invalid("Subscriber does not exist")
        flow = next((x for x in self._agency.accounts["flows"] if x["ns"] == body.get("flow_ns")), None)
        if flow is None:
            return manychat_invalid("Flow does not exist")
        self._accept(lead, {"messages": [{"type": "flow", "text": flow["name"]}]})
        return JSONResponse(OK)

    def get_info(self, request: Request) -> Response:
        lead = self._subscriber(request.query_params.get("subscriber_id"))
        return JSONResponse({**OK, "data": self._info(lead)}) if lead else manychat_invalid("Subscriber does not exist")

    def find_by_name(self, request: Request) -> Response:
        wanted = request.query_params.get("name", "").lower()
        found = [self._info(x) for x in self._agency.leads if x.channel == "manychat" and wanted in x.name.lower()]
        return JSONResponse({**OK, "data": found[:100]})

    def find_by_system_field(self, request: Request) -> Response:
        phone, email = request.query_params.get("phone"), request.query_params.get("email")
        if bool(phone) == bool(email):
            return manychat_invalid("Exactly one of phone and email is required")
        digits = re.sub(r"\D", "", phone or "-")
        for lead in self._agency.leads:
            if lead.channel == "manychat" and lead.phone and re.sub(r"\D", "", lead.phone) == digits:
                return JSONResponse({**OK, "data": self._info(lead)})
        return manychat_invalid("Subscriber does not exist")

    async def change_tag(self, request: Request) -> Response:
        """addTag, addTagByName, removeTag, removeTagByName."""
        body, verb = await read(request), request.url.path.rsplit("/", 1)[-1]
        lead = self._subscriber(body.get("subscriber_id"))
        if lead is None:
            return manychat_invalid("Subscriber does not exist")
        key, wanted = ("name", body.get("tag_name")) if verb.endswith("ByName") else ("id", body.get("tag_id"))
        tag = next((x for x in self._agency.accounts["tags"] if x[key] == wanted), None)
        if tag is None:
            return manychat_invalid("Tag does not exist")
        tags = self._state.memory.tags.setdefault(lead.id, [])
        if verb.startswith("add") and tag["name"] not in tags:
            tags.append(tag["name"])
        elif verb.startswith("remove") and tag["name"] in tags:
            tags.remove(tag["name"])
        self._state.save()
        return JSONResponse(OK)

    async def set_field(self, request: Request) -> Response:
        """setCustomField, setCustomFieldByName and setCustomFields (at most 20)."""
        body = await read(request)
        lead = self._subscriber(body.get("subscriber_id"))
        if lead is None:
            return manychat_invalid("Subscriber does not exist")
        asked = body["fields"] if isinstance(body.get("fields"), list) else [body]
        if len(asked) > 20:
            return manychat_invalid("Too many fields, 20 at most")
        for row in asked:
            field = self._field(row)
            if field is None:
                return manychat_invalid("Custom field does not exist")
            self._state.memory.fields.setdefault(lead.id, {})[field["name"]] = row.get("field_value")
        self._state.save()
        return JSONResponse(OK)

    def page(self, request: Request) -> Response:
        """GET /fb/page/*: the cheapest test of a key is getInfo."""
        accounts = self._agency.accounts
        other = self._faults.take("manychat", "", "other_page") is not None
        answers: dict[str, Any] = {
            "getInfo": {
                "id": int(accounts["page_id"]) + other,
                "name": self._agency.name,
                "category": "Real Estate",
                "avatar_link": None,
                "username": "riberanorte.ensayo",
                "about": "Inmobiliaria de ensayo",
                "description": "",
                "is_pro": self._faults.take("manychat", "", "not_pro") is None,
                "timezone": "America/Argentina/Buenos_Aires",
            },
            "getTags": accounts["tags"],
            "getCustomFields": accounts["custom_fields"],
            "getBotFields": [],
            "getGrowthTools": [],
            "getOtnTopics": [],
            "getFlows": {"flows": accounts["flows"], "folders": [{"id": 1, "name": "Consultas", "parent_id": 0}]},
        }
        wanted = request.path_params["what"]
        return JSONResponse({**OK, "data": answers[wanted]}) if wanted in answers else manychat("Not found", status=404)

    def _accept(self, lead: Lead, content: dict[str, Any], **facts: Any) -> None:
        kinds = [str(message.get("type")) for message in content.get("messages", [])]
        kind = "voice" if "audio" in kinds else kinds[0] if kinds else "actions"
        number = len(self._state.memory.sent) + 1
        sent = Sent(f"manychat-{number}", "manychat", lead.id, kind, time.time(), content)
        self._state.memory.sent[sent.id] = sent
        self._state.save()
        self._received.note("manychat", "message", to=lead.address, lead=lead.id, kind=kind, body=content, **facts)
        self._people.hear(lead, sent)

    async def write(self, lead: Lead, line: Line, at: float) -> None:
        """Channel: what the flow posts. A picture or a voice arrives as the URL of a file, in the text."""
        text = await self._files.text_of(lead, line)
        await self._postman.post("manychat", self.shaped(lead, text, at))

    async def tell(self, lead: Lead, sent: Sent, status: str) -> None:
        """ManyChat reports no statuses."""

    def shaped(self, lead: Lead, text: str, at: float) -> dict[str, Any]:
        """The JSON that the operator of this lead's flow happened to set up."""
        address, stamp = lead.address, iso(at)
        if lead.shape == "channel":
            return {"subscriber_id": address, "channel": lead.via, "message": text, "first_name": lead.first_name}
        if lead.shape == "contact":
            return {"contact_id": address, "last_input_text": text, "name": lead.name, "last_interaction": stamp}
        if lead.shape == "nested":
            person = {"id": address, "name": lead.name, "ig_username": lead.username}
            return {"subscriber": person, "last_input_text": text, "last_interaction": stamp}
        if lead.shape == "handle":
            known = {"subscriber_id": address, "name": lead.name, "handle": lead.username}
            return {**known, "text": text, "ts": stamp.replace("+00:00", ".000Z")}
        whole = self._info(lead) | {"last_input_text": text, "last_interaction": stamp, "last_seen": stamp}
        own = {"key": f"user:{address}", "id": int(address), "status": "active", "last_growth_tool": None}
        return whole | own | {"custom_fields": self._state.memory.fields.get(lead.id, {})}

    def _subscriber(self, id_: object) -> Lead | None:
        return self._agency.at("manychat", str(id_)) if isinstance(id_, int | str) else None

    def _field(self, row: dict[str, Any]) -> dict[str, Any] | None:
        fields: list[dict[str, Any]] = self._agency.accounts["custom_fields"]
        name = str(row.get("field_name", "")).lower()
        return next((x for x in fields if x["id"] == row.get("field_id") or x["name"].lower() == name), None)

    def _info(self, lead: Lead) -> dict[str, Any]:
        """The subscriber as getInfo has it: custom fields are a list here, an object in webhooks."""
        last = self._state.memory.last_inbound.get(lead.id)
        values = self._state.memory.fields.get(lead.id, {})
        tags = self._state.memory.tags.get(lead.id, [])
        instagram = lead.via == "instagram"
        return {
            "id": lead.address,
            "page_id": self._agency.accounts["page_id"],
            "user_refs": [],
            "first_name": lead.first_name,
            "last_name": lead.last_name,
            "name": lead.name,
            "gender": None,
            "profile_pic": None,
            "locale": "es_LA",
            "language": "Spanish",
            "timezone": "UTC-03",
            "live_chat_url": f"https://app.manychat.com/chat/{lead.address}",
            "last_input_text": lead.lines[-1].text if lead.lines else "",
            "optin_phone": False,
            "phone": lead.phone,
            "optin_email": False,
            "email": "",
            "subscribed": iso(self._state.memory.opened - 30 * 86400),
            "last_interaction": iso(last) if last else None,
            "last_seen": iso(last) if last else None,
            "is_followup_enabled": True,
            "ig_username": lead.username if instagram else "",
            "ig_id": int(lead.address[-7:]) if instagram else None,
            "whatsapp_phone": lead.phone if lead.via == "whatsapp" else "",
            "whatsapp_bsuid": None,
            "whatsapp_username": None,
            "optin_whatsapp": lead.via == "whatsapp",
            "custom_fields": [{**x, "value": values.get(x["name"])} for x in self._agency.accounts["custom_fields"]],
            "tags": [x for x in self._agency.accounts["tags"] if x["name"] in tags],
        }


async def read(request: Request) -> dict[str, Any]:
    """The JSON object of a request; empty for anything else, which then lacks what is required."""
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _content_problem(content: dict[str, Any], via: str) -> str | None:
    """What dynamic block documentation forbids on this surface, or None."""
    surface = content.get("type", "messenger")
    if surface != via:
        return f"Content type {surface} can't be sent to a subscriber of {via}"
    for name, cap in _CAPS.items():
        if len(content.get(name) or []) > cap:
            return f"{name}: {cap} at most"
    if content.get("quick_replies") and "quick_replies" not in TAKES.get(via, TAKES["messenger"]):
        return f"Quick replies are not supported by the {via} channel"
    messages = content.get("messages") or []
    if not messages and not content.get("actions"):
        return "Content has no messages"
    for message in messages:
        kind = message.get("type") if isinstance(message, dict) else None
        if kind not in ("text", "image", "video", "audio", "file", "cards"):
            return f"Unknown message type {kind}"
        if kind not in TAKES.get(via, TAKES["messenger"]):
            return f"Sending {kind} is not supported by the {via} channel"
        if kind == "cards" and not _titled(message.get("elements")):
            return "Cards need between 1 and 10 elements with a title"
        if kind == "text" and not str(message.get("text") or "").strip():
            return "Message text is empty"
        if kind in ("image", "video", "audio", "file") and not str(message.get("url") or "").startswith("http"):
            return f"{kind} needs a url"
    return None


def _titled(elements: object) -> bool:
    cards = elements if isinstance(elements, list) else []
    return 1 <= len(cards) <= 10 and all(isinstance(each, dict) and each.get("title") for each in cards)
