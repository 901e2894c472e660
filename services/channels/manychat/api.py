"""ManyChat's public API: one call, and what its answers say, in each of their shapes."""

from typing import Any, Final

import httpx

from services.channels.calls import call, json_object, retry_after
from services.channels.sending import Access, Refused, Unknowable
from services.connections import Http

BASE_URL: Final = "https://api.manychat.com"
_WINDOW: Final = (3011, 3021, 3031)
_UNKNOWN_CONTACT: Final = (2011, 2012)


async def ask(http: Http, access: Access, path: str, **query: str) -> Any:
    """GET `path`; returns `data`. Nothing changes by it, so every lost answer is a Refused."""
    request = httpx.Request("GET", _url(access, path), headers=_headers(access), params=query)
    return await _harmless(http, request)


async def change(http: Http, access: Access, path: str, body: dict[str, Any]) -> None:
    """POST what may be said twice without harm: a tag, a field."""
    await _harmless(http, httpx.Request("POST", _url(access, path), headers=_headers(access), json=body))


async def send(http: Http, access: Access, path: str, body: dict[str, Any]) -> None:
    """POST what reaches a person, once. Raises Refused or Unknowable."""
    request = httpx.Request("POST", _url(access, path), headers=_headers(access), json=body)
    checked(await call(http, request))


async def _harmless(http: Http, request: httpx.Request) -> Any:
    try:
        return checked(await call(http, request, harmless=True)).get("data")
    except Unknowable as error:
        raise Refused("channel.no_answer", detail=str(error), pause_s=0) from error


def subscriber(identity: str | None) -> int | str:
    """int64 on the wire, a string everywhere else. Raises Refused "manychat.no_address"."""
    if not identity:
        raise Refused("manychat.no_address")
    return int(identity) if identity.isascii() and identity.isdigit() else identity


def _url(access: Access, path: str) -> str:
    return str(access.config.get("base_url") or BASE_URL).rstrip("/") + path


def _headers(access: Access) -> dict[str, str]:
    return {"authorization": f"Bearer {access.key}"}


def checked(response: httpx.Response) -> dict[str, Any]:
    """The body of a success. Success and failure both come as `status` in the body, also under HTTP 200."""
    body = json_object(response)
    status = body.get("status") if body is not None else None
    if response.status_code == 429:
        raise Refused("manychat.throttled", detail="429", pause_s=retry_after(response), breadth="account")
    if response.is_server_error:
        raise Unknowable(f"HTTP {response.status_code}")
    if response.is_success and body is not None and status == "success":
        return body
    if response.status_code in (401, 403):
        raise Refused("manychat.reconnect", detail=str(response.status_code), again=True)
    if body is not None and (status == "error" or response.is_client_error):
        raise _refusal(body)
    if response.is_client_error:
        raise Refused("manychat.refused", detail=str(response.status_code))
    raise Unknowable(f"HTTP {response.status_code} without a status")


def _refusal(body: dict[str, Any]) -> Refused:
    """Shape A lists messages under `details`, shape B has a `code` (once `error_code`), which may come as text."""
    given = body.get("code", body.get("error_code"))
    number = int(given) if isinstance(given, str) and given.isascii() and given.isdigit() else given
    words = _words(body)
    if number in _WINDOW:
        return Refused("manychat.window_closed", detail=str(number))
    if number in _UNKNOWN_CONTACT or "subscriber does not exist" in words.lower():
        return Refused("manychat.no_address", detail=str(number or words)[:200])
    if "token" in words.lower() and number is None and "details" not in body:
        return Refused("manychat.reconnect", detail="token", again=True)
    return Refused("manychat.refused", detail=str(number if number is not None else words)[:200])


def _words(body: dict[str, Any]) -> str:
    match body.get("details"):
        case {"messages": [{"message": str(words)}, *_]}:
            return words
    return str(body.get("message", ""))
