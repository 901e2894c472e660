"""The account side of the rehearsal Graph host: number, account, templates, subscription, history, lead forms."""

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.faults import Faults
from services.sandbox.pace import iso
from services.sandbox.practice import Agency, Lead
from services.sandbox.refusals import graph, no_such_object
from services.sandbox.state import State

APP = {"name": "STRATO ensayo", "id": "270000000000100"}
SCOPES = (
    "whatsapp_business_management", "whatsapp_business_messaging", "leads_retrieval", "pages_show_list",
    "pages_manage_metadata", "pages_read_engagement", "pages_manage_ads",
)  # fmt: skip
NUMBER = {
    "verified_name": "Ribera Norte Propiedades",
    "code_verification_status": "VERIFIED",
    "quality_rating": "GREEN",
    "name_status": "APPROVED",
    "platform_type": "CLOUD_API",
    "throughput": {"level": "STANDARD"},
    "status": "CONNECTED",
    "is_official_business_account": False,
}
_NUMBER_DEFAULT = ("verified_name", "code_verification_status", "quality_rating", "platform_type", "throughput")


class Account:
    """Objects of the Graph that belong to the agency. Media are in `media`, messages in `whatsapp`."""

    def __init__(self, agency: Agency, state: State, faults: Faults) -> None:
        self._agency = agency
        self._state = state
        self._faults = faults
        self._callback: dict[str, str] = {}

    def object(self, request: Request) -> Response | None:
        """GET /{id}: the number, the account, a template or a lead; None when it is none of ours."""
        id_, accounts = request.path_params["id"], self._agency.accounts
        if id_ == accounts["phone_number_id"]:
            return JSONResponse(_fields(self._number(), request, ("display_phone_number", *_NUMBER_DEFAULT)))
        if id_ == accounts["business_account_id"]:
            waba = {"id": id_, "name": self._agency.name, "timezone_id": "6", "currency": "USD"}
            return JSONResponse(_fields(waba, request, tuple(waba)))
        if id_ == accounts["leadgen_page_id"]:
            page = {"id": id_, "name": self._agency.name, "category": "Real Estate"}
            return JSONResponse(_fields(page, request, ("name",)))
        if template := next((x for x in self._agency.templates if x["id"] == id_), None):
            return JSONResponse(_fields(template, request, tuple(template)))
        lead = next((x for x in self._agency.leads if x.form.get("leadgen_id") == id_), None)
        return JSONResponse(self._form(lead)) if lead else None

    async def change(self, request: Request) -> Response:
        """POST /{phone_number_id}: a number's own webhook."""
        if request.path_params["id"] != self._agency.accounts["phone_number_id"]:
            return no_such_object(request.path_params["id"], "post")
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            return graph(400, 100, "(#100) The request body is not valid JSON.")
        asked = body.get("webhook_configuration") or {}
        self._callback["phone_number"] = asked.get("override_callback_uri", "")
        return JSONResponse({"success": True})

    def phone_numbers(self, request: Request) -> Response:
        if request.path_params["id"] != self._agency.accounts["business_account_id"]:
            return no_such_object(request.path_params["id"])
        number = _fields(self._number(), request, ("display_phone_number", *_NUMBER_DEFAULT))
        return JSONResponse({"data": [number], "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}})

    def templates(self, request: Request) -> Response:
        """GET /{waba}/message_templates with its filters, fields and cursors."""
        if request.path_params["id"] != self._agency.accounts["business_account_id"]:
            return no_such_object(request.path_params["id"])
        rows: list[dict[str, Any]] = [] if self._is("no_templates") else list(self._agency.templates)
        for name in ("status", "category", "language"):
            if wanted := request.query_params.get(name):
                rows = [row for row in rows if str(row[name]).lower() in wanted.lower().split(",")]
        if wanted := request.query_params.get("name"):
            rows = [row for row in rows if wanted.lower() in row["name"]]
        if (page := _page(rows, request)) is None:
            return graph(400, 100, "(#100) Invalid cursors values.")
        default = ("name", "parameter_format", "language", "status", "category", "components")
        page["data"] = [_fields(row, request, default) for row in page["data"]]
        counted = {"total_count": len(rows), "message_template_count": len(self._agency.templates)}
        counted |= {"message_template_limit": 6000, "are_translations_complete": False}
        return JSONResponse(page | ({"summary": counted} if request.query_params.get("summary") else {}))

    async def debug_token(self, request: Request) -> Response:
        """What the token of a request is. A question may come as a POST that says `method=GET`."""
        asked = {name: values[0] for name, values in parse_qs((await request.body()).decode("latin-1")).items()}
        if request.method == "POST" and asked.get("method", "").upper() != "GET":
            return no_such_object("debug_token", "post")
        if not (asked.get("input_token") or request.query_params.get("input_token")):
            return graph(400, 100, "(#100) The parameter input_token is required.")
        days = 12 if self._is("expires_soon") else 60
        scopes = list(SCOPES)
        if self._is("no_permission"):
            scopes = ["public_profile"]
        data = {
            "app_id": APP["id"],
            "type": "SYSTEM_USER",
            "application": APP["name"],
            "data_access_expires_at": 0,
            "expires_at": int(time.time()) + days * 86400,
            "is_valid": not self._is("expired"),
            "issued_at": int(self._state.memory.opened),
            "scopes": scopes,
            "granular_scopes": [{"scope": scope} for scope in scopes],
        }
        return JSONResponse({"data": data})

    def leadgen_forms(self, request: Request) -> Response:
        """GET /{page}/leadgen_forms."""
        if request.path_params["id"] != self._agency.accounts["leadgen_page_id"]:
            return no_such_object(request.path_params["id"])
        form = {"id": self._agency.accounts["form_id"], "name": "Consultas", "status": "ACTIVE", "locale": "es_LA"}
        rows = [] if self._is("no_forms") else [form]
        page = _page(rows, request) or {"data": []}
        return JSONResponse(page | {"data": [_fields(row, request, tuple(form)) for row in page["data"]]})

    def _is(self, state: str) -> bool:
        """Whether something is not as it should be, for as long as somebody says so."""
        return self._faults.take("whatsapp", "", state) is not None

    async def subscribed_apps(self, request: Request) -> Response:
        if request.method == "GET" and self._is("not_subscribed"):
            return JSONResponse({"data": []})
        if request.path_params["id"] == self._agency.accounts["leadgen_page_id"]:
            return JSONResponse({"data": [{**APP, "subscribed_fields": ["leadgen"]}]})
        if request.path_params["id"] != self._agency.accounts["business_account_id"]:
            return no_such_object(request.path_params["id"])
        if request.method == "GET":
            app: dict[str, Any] = {"whatsapp_business_api_data": dict(APP)}
            if self._callback.get("waba"):
                app["override_callback_uri"] = self._callback["waba"]
            return JSONResponse({"data": [app]})
        body = await request.body()
        asked = json.loads(body) if body[:1] == b"{" else {}
        self._callback["waba"] = asked.get("override_callback_uri", "") if request.method == "POST" else ""
        return JSONResponse({"success": True})

    def message_history(self, request: Request) -> Response:
        """GET /{phone_number_id}/message_history?message_id=: what became of one message."""
        if request.path_params["id"] != self._agency.accounts["phone_number_id"]:
            return no_such_object(request.path_params["id"])
        wanted = request.query_params.get("message_id")
        if not wanted:
            return graph(400, 100, "(#100) The parameter message_id is required.")
        sent = self._state.memory.sent.get(wanted)
        if sent is None:
            return JSONResponse({"data": []})
        events = [
            {
                "id": f"{int(at * 1000)}",
                "delivery_status": "READ" if name == "played" else name.upper(),
                "webhook_update_state": "DELIVERED",
                "timestamp": int(at),
            }
            for name, at in sent.statuses
        ]
        row = {"id": str(int(sent.at * 1000)), "message_id": sent.id, "events": {"data": events}}
        return JSONResponse({"data": [row]})

    def leads(self, request: Request) -> Response:
        """GET /{form_id}/leads with cursors; `filtering` by time_created."""
        if request.path_params["id"] != self._agency.accounts["form_id"]:
            return no_such_object(request.path_params["id"])
        rows = [self._form(lead) for lead in self._agency.leads if lead.form]
        page = _page(rows, request)
        return JSONResponse(page) if page is not None else graph(400, 100, "(#100) Invalid cursors values.")

    def _number(self) -> dict[str, Any]:
        accounts = self._agency.accounts
        shown = accounts["display_phone_number_pretty"]
        configuration = {"application": self._callback.get("waba") or "https://127.0.0.1/hooks"}
        if self._callback.get("phone_number"):
            configuration["phone_number"] = self._callback["phone_number"]
        number = dict(NUMBER)
        if self._is("low_quality"):
            number["quality_rating"] = "RED"
        if self._is("number_off"):
            number["status"] = "DISCONNECTED"
        if self._is("name_declined"):
            number["name_status"] = "DECLINED"
        return {
            **number,
            "id": accounts["phone_number_id"],
            "display_phone_number": shown,
            "webhook_configuration": configuration,
        }

    def _form(self, lead: Lead) -> dict[str, Any]:
        asked = {name: value for name, value in lead.form.items() if name not in ("leadgen_id", "ad_id")}
        at = self._state.memory.last_inbound.get(lead.id, time.time())
        return {
            "created_time": iso(at, "+0000"),
            "id": lead.form["leadgen_id"],
            "ad_id": lead.form["ad_id"],
            "form_id": self._agency.accounts["form_id"],
            "field_data": [{"name": name, "values": [value]} for name, value in asked.items()],
        }


def _fields(whole: dict[str, Any], request: Request, default: tuple[str, ...]) -> dict[str, Any]:
    """What `?fields=` asks for, and the id, which Graph always adds."""
    asked = [name for name in request.query_params.get("fields", "").split(",") if name]
    wanted = {*(asked or default), "id"}
    return {name: value for name, value in whole.items() if name in wanted}


def _page(rows: list[dict[str, Any]], request: Request) -> dict[str, Any] | None:
    """One page of Graph: `limit` (25), `after` and `before` cursors, `next` if there is more; None for a bad cursor."""
    query = request.query_params
    try:
        limit = max(1, min(int(query.get("limit", "25")), 1000))
        start = int(base64.b64decode(query["after"], validate=True)) if query.get("after") else 0
        if query.get("before"):
            start = max(0, int(base64.b64decode(query["before"], validate=True)) - limit)
    except ValueError:
        return None
    part = rows[start : start + limit]
    cursors = {"before": _cursor(start), "after": _cursor(start + len(part))}
    paging: dict[str, Any] = {"cursors": cursors}
    if start + len(part) < len(rows):
        paging["next"] = str(request.url.include_query_params(after=cursors["after"]))
    return {"data": part, "paging": paging} if part else {"data": []}


def _cursor(place: int) -> str:
    return base64.b64encode(str(place).encode()).decode()
