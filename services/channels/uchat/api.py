"""UChat's API, or a partner's domain that serves the same one: one call, and what its answers say."""

from typing import Any, Final

import httpx

from services.channels.calls import call, json_object, retry_after
from services.channels.loose import number, obj, objects
from services.channels.sending import Access, Refused, Unknowable
from services.connections import Http

BASE_URL: Final = "https://www.uchat.com.au/api"
PAGES: Final = 50
"""Pages of a list that are asked for, a hundred rows each."""


async def send(http: Http, access: Access, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST what reaches a person, once; returns the body of the success. Raises Refused or Unknowable."""
    return checked(await call(http, _request(access, "POST", path, json=body)))


async def change(http: Http, access: Access, method: str, path: str, body: dict[str, Any]) -> None:
    """What may be said twice without harm: a tag, a field."""
    await _harmless(http, _request(access, method, path, json=body))


async def ask(http: Http, access: Access, path: str, **query: str | int) -> dict[str, Any]:
    """GET `path`. Nothing changes by it, so every lost answer is a Refused."""
    return await _harmless(http, _request(access, "GET", path, params=query))


async def rows(http: Http, access: Access, path: str, method: str = "GET") -> list[dict[str, Any]]:
    """All rows of a paged list."""
    found: list[dict[str, Any]] = []
    for page in range(1, PAGES + 1):
        asked: dict[str, Any] = {"limit": 100, "page": page}
        options: dict[str, Any] = {"params": asked} if method == "GET" else {"json": asked}
        body = await _harmless(http, _request(access, method, path, **options))
        part = objects(body.get("data"))
        found += part
        last = number(obj(body.get("meta")).get("last_page"))
        if not part or last is None or page >= last:
            break
    return found


def _request(access: Access, method: str, path: str, **options: Any) -> httpx.Request:
    base = str(access.config.get("base_url") or BASE_URL).rstrip("/")
    return httpx.Request(method, base + path, headers={"authorization": f"Bearer {access.key}"}, **options)


async def _harmless(http: Http, request: httpx.Request) -> dict[str, Any]:
    try:
        return checked(await call(http, request, harmless=True), plain=True)
    except Unknowable as error:
        raise Refused("channel.no_answer", detail=str(error), pause_s=0) from error


def checked(response: httpx.Response, plain: bool = False) -> dict[str, Any]:
    """The body of a success; errors also come as `status` under HTTP 200. With `plain`, a success may say
    no status: lists and contacts have none."""
    body = json_object(response)
    if response.status_code == 429:
        raise Refused("uchat.throttled", detail="429", pause_s=retry_after(response), breadth="account")
    if response.status_code in (401, 403):
        raise Refused("uchat.reconnect", detail=str(response.status_code), again=True)
    if response.is_server_error:
        raise Unknowable(f"HTTP {response.status_code}")
    if response.is_client_error or (body is not None and body.get("status") == "error"):
        raise _refusal(str((body or {}).get("message", response.status_code))[:200])
    if response.is_success and body is not None and (body.get("status") == "ok" or (plain and "status" not in body)):
        return body
    raise Unknowable(f"HTTP {response.status_code} without a status")


def _refusal(words: str) -> Refused:
    """UChat says why in words alone."""
    said = words.lower()
    if "24" in said and ("window" in said or "hours" in said):
        return Refused("uchat.window_closed", detail=words)
    if "user not found" in said or "subscriber not found" in said:
        return Refused("uchat.no_address", detail=words)
    if "template not found" in said:
        return Refused("whatsapp.template", detail=words)
    return Refused("uchat.refused", detail=words)
