"""The rest of the rehearsal UChat: who am I, subscribers, chat history, tags, fields and the lists of a bot."""

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.manychat import read
from services.sandbox.pace import iso
from services.sandbox.practice import Agency, Lead
from services.sandbox.refusals import uchat
from services.sandbox.state import State

OK = {"status": "ok"}


class UChatDesk:
    """Reads and small changes; sending is in `uchat`."""

    def __init__(self, agency: Agency, state: State) -> None:
        self._agency = agency
        self._state = state

    def me(self, _: Request) -> Response:
        accounts = self._agency.accounts
        me = {"id": accounts["agent_id"], "name": self._agency.agent, "flow_ns": accounts["flow_ns"]}
        return JSONResponse({**OK, "data": me | {"timezone": "UTC-03"}})

    def bot_users_count(self, _: Request) -> Response:
        return JSONResponse({**OK, "data": [{"num": len(self._leads()), "status": "open"}]})

    def subscribers(self, request: Request) -> Response:
        """GET /subscribers: newest interaction first, by page."""
        query = request.query_params
        rows = sorted(map(self._info, self._leads()), key=lambda row: str(row["last_interaction"] or ""), reverse=True)
        if name := query.get("name"):
            rows = [row for row in rows if name.lower() in row["name"].lower()]
        if phone := query.get("phone"):
            rows = [row for row in rows if row["phone"] == phone]
        return _paged(rows, request)

    def get_info(self, request: Request) -> Response:
        """By user_ns, or by user_id: the id of the channel, digits for WhatsApp."""
        query = request.query_params
        lead = self._lead(query.get("user_ns"), query.get("user_id"))
        return JSONResponse(self._info(lead)) if lead else uchat("User not found")

    def chat_messages(self, request: Request) -> Response:
        """GET /subscriber/chat-messages, oldest first; bot messages only when asked for."""
        query = request.query_params
        lead = self._lead(query.get("user_ns"), query.get("user_id"))
        if lead is None:
            return uchat("User not found")
        rows = self._state.memory.chats.get(lead.id, [])
        since, until = int(query.get("start_time", 0)), int(query.get("end_time", 2**40))
        rows = [row for row in rows if since <= row["ts"] <= until]
        if query.get("include_bot") != "1":
            rows = [row for row in rows if row["type"] != "out"]
        if kind := query.get("msg_type"):
            rows = [row for row in rows if row["msg_type"] == kind]
        return JSONResponse({"data": rows[-min(100, int(query.get("limit", 100))) :]})

    async def chat_messages_by_mids(self, request: Request) -> Response:
        mids = (await read(request)).get("mids")
        if not isinstance(mids, list) or not 1 <= len(mids) <= 100:
            return uchat("The mids field must have between 1 and 100 items.")
        rows = [row for chat in self._state.memory.chats.values() for row in chat if row["mid"] in mids]
        return JSONResponse({**OK, "data": rows})

    async def templates(self, request: Request) -> Response:
        """POST /whatsapp-template/list {limit, page, name}."""
        body = await read(request)
        wanted = str(body.get("name") or "")
        keys = ("name", "language", "category", "status", "components")
        namespace = {"namespace": "ribera_norte"}
        rows = [{**namespace, **{k: x[k] for k in keys}} for x in self._agency.templates if wanted in x["name"]]
        return _paged(rows, request, body)

    def listing(self, request: Request) -> Response:
        """GET /flow/{tags, user-fields, subflows, agents, …} and /team-members."""
        accounts = self._agency.accounts
        agent = {"id": accounts["agent_id"], "name": self._agency.agent, "role": "owner", "is_online": True}
        lists: dict[str, list[dict[str, Any]]] = {
            "tags": [{"tag_ns": f"{accounts['flow_ns']}t{x['id']}", "name": x["name"]} for x in accounts["tags"]],
            "user-fields": [
                {"var_ns": f"{accounts['flow_ns']}v{x['id']}", "name": x["name"], "var_type": x["type"]}
                for x in accounts["custom_fields"]
            ],
            "subflows": accounts["subflows"],
            "agents": [agent],
            "team-members": [agent],
        }
        return _paged(lists.get(request.url.path.rstrip("/").rsplit("/", 1)[-1], []), request)

    async def change_tag(self, request: Request) -> Response:
        """add-tag, add-tag-by-name, remove-tag, remove-tag-by-name (a DELETE may come as POST with an override)."""
        body = await read(request)
        lead = self._lead(body.get("user_ns"), None)
        if lead is None:
            return uchat("User not found")
        flow = self._agency.accounts["flow_ns"]
        names = {f"{flow}t{x['id']}": x["name"] for x in self._agency.accounts["tags"]}
        name = body.get("tag_name") or names.get(str(body.get("tag_ns")))
        if name not in names.values():
            return uchat("Tag not found")
        tags, verb = self._state.memory.tags.setdefault(lead.id, []), request.url.path.rsplit("/", 1)[-1]
        if verb.startswith("add") and name not in tags:
            tags.append(str(name))
        elif verb.startswith("remove") and name in tags:
            tags.remove(str(name))
        self._state.save()
        return JSONResponse(OK)

    async def set_field(self, request: Request) -> Response:
        """PUT set-user-field {var_ns, value} and set-user-field-by-name {field_name, value}."""
        body = await read(request)
        lead = self._lead(body.get("user_ns"), None)
        if lead is None:
            return uchat("User not found")
        flow = self._agency.accounts["flow_ns"]
        for field in self._agency.accounts["custom_fields"]:
            if body.get("var_ns") == f"{flow}v{field['id']}" or body.get("field_name") == field["name"]:
                self._state.memory.fields.setdefault(lead.id, {})[field["name"]] = body.get("value")
                self._state.save()
                return JSONResponse(OK)
        return uchat("User field not found")

    async def simple(self, request: Request) -> Response:
        """pause-bot, resume-bot, move-chat-to, assign-agent: accepted for somebody who exists."""
        body = await read(request)
        return JSONResponse(OK) if self._lead(body.get("user_ns"), None) else uchat("User not found")

    def _leads(self) -> list[Lead]:
        return [x for x in self._agency.leads if x.channel == "uchat" and x.id in self._state.memory.last_inbound]

    def _lead(self, user_ns: object, user_id: object) -> Lead | None:
        if user_ns:
            return self._agency.at("uchat", str(user_ns))
        digits = "".join(ch for ch in str(user_id or "") if ch.isdigit())
        return next((x for x in self._agency.leads if x.channel == "uchat" and digits and x.phone == digits), None)

    def _info(self, lead: Lead) -> dict[str, Any]:
        last = self._state.memory.last_inbound.get(lead.id)
        recent = last is not None and time.time() - last < 86400
        return {
            "user_ns": lead.address,
            "user_id": lead.phone or lead.address,
            "name": lead.name,
            "first_name": lead.first_name,
            "last_name": lead.last_name,
            "phone": f"+{lead.phone}" if lead.phone else "",
            "email": "",
            "channel": lead.via,
            "is_last_message_in_last_24h": "yes" if recent else "no",
            "last_interaction": iso(last) if last else None,
            "tags": [{"name": name} for name in self._state.memory.tags.get(lead.id, [])],
            "user_fields": [{"name": k, "value": v} for k, v in self._state.memory.fields.get(lead.id, {}).items()],
        }


def _paged(rows: list[dict[str, Any]], request: Request, body: dict[str, Any] | None = None) -> Response:
    asked: Any = body or request.query_params
    limit, page = min(100, int(asked.get("limit") or 20)), max(1, int(asked.get("page") or 1))
    last = max(1, -(-len(rows) // limit))
    meta = {"current_page": page, "last_page": last, "total": len(rows), "per_page": limit}
    return JSONResponse({"data": rows[(page - 1) * limit : page * limit], "links": {}, "meta": meta})
