"""Fetches the answers of a lead form from Meta, with the page's token."""

from collections.abc import Mapping
from typing import Any, Final

import httpx
import msgspec

from services.channels.calls import call, json_object, retry_after
from services.channels.loose import moment, obj, objects, text
from services.channels.sending import Access, Refused
from services.channels.whatsapp import graph
from services.connections import Http

_NAMES: Final = {
    "name": ("full_name", "nombre_completo", "nombre_y_apellido", "name", "nombre"),
    "phone": (
        "phone_number",
        "phone",
        "whatsapp_number",
        "whatsapp",
        "telefono",
        "teléfono",
        "celular",
        "número_de_teléfono",
    ),
    "email": ("email", "work_email", "correo_electrónico", "correo_electronico", "correo", "mail", "e-mail"),
}
"""Keys of a form that say who it is; the agency's configuration may name others under "mapping"."""

_RECONNECT: Final = (0, 3, 10, 102, 190, *range(200, 300))
_THROTTLED: Final = (4, 17, 32, 613, 80005)


class Answers(msgspec.Struct, frozen=True):
    """What somebody wrote into a form: every question's key with its answer, and who it is as far as it says."""

    form: str
    at: int
    answers: dict[str, str]
    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""


async def answers(http: Http, access: Access, lead: str, received: int) -> Answers:
    """GET /{leadgen_id}. Raises Refused: "leadgen.reconnect", "leadgen.throttled", "leadgen.gone" (Meta keeps forms for
    90 days), "leadgen.refused", "channel.no_answer", "net.…"."""
    request = httpx.Request(
        "GET",
        graph.url(access, lead),
        params={"fields": "created_time,ad_id,form_id,field_data"},
        headers=graph.headers(access),
    )
    response = await call(http, request, harmless=True)
    body = json_object(response)
    error = obj((body or {}).get("error"))
    if error or not response.is_success or body is None:
        raise _refusal(response, error)
    return read(body, obj(access.config.get("mapping")), received)


def read(body: dict[str, Any], mapping: Mapping[str, object], received: int) -> Answers:
    """The form as Graph tells it. Several answers to one question are joined by commas."""
    given: dict[str, str] = {}
    for each in objects(body.get("field_data")):
        values = each.get("values")
        words = ", ".join(filter(None, (text(value).strip() for value in values))) if isinstance(values, list) else ""
        if (name := text(each.get("name")).strip()) and words:
            given[name] = words
    phones = _said(given, mapping, "phone")
    email = next((each for each in _said(given, mapping, "email") if "@" in each), "")
    name = next(iter(_said(given, mapping, "name")), "") or _two_names(given)
    at = moment(body.get("created_time"), received)
    return Answers(text(body.get("form_id")), at, given, name, tuple(dict.fromkeys(phones)), email)


def _said(given: dict[str, str], mapping: Mapping[str, object], what: str) -> list[str]:
    own = text(mapping.get(what))
    by_key = {name.lower().replace(" ", "_"): value for name, value in given.items()}
    names = (own.lower().replace(" ", "_"), *_NAMES[what])
    return [by_key[name] for name in names if by_key.get(name)]


def _two_names(given: dict[str, str]) -> str:
    return f"{given.get('first_name', '')} {given.get('last_name', '')}".strip()


def _refusal(response: httpx.Response, error: dict[str, Any]) -> Refused:
    number = error.get("code")
    detail = str(number if number is not None else response.status_code)
    if response.status_code == 429 or number in _THROTTLED:
        return Refused("leadgen.throttled", detail=detail, pause_s=retry_after(response))
    if response.status_code in (401, 403) or number in _RECONNECT:
        return Refused("leadgen.reconnect", detail=detail, again=True)
    if number == 100 or response.status_code == 404:
        return Refused("leadgen.gone", detail=detail)
    if response.is_client_error:
        return Refused("leadgen.refused", detail=detail)
    return Refused("channel.no_answer", detail=detail, pause_s=0)
