"""Meta's Graph as the Cloud API uses it: addresses, and what its answers say about a message."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from services.channels.calls import json_object, retry_after
from services.channels.sending import Access, Breadth, Refused, Unknowable
from services.channels.whatsapp.codes import meaning
from services.trouble import Trouble

BASE_URL: Final = "https://graph.facebook.com"
VERSION: Final = "v24.0"
"""Used where the agency's configuration names none; supported until 2028-02-18."""

_TIME_MENDS: Final = ("whatsapp.throttled", "whatsapp.busy")
_PERSON_MENDS: Final = (
    "whatsapp.reconnect", "whatsapp.locked", "whatsapp.spam", "whatsapp.media", "whatsapp.billing", "whatsapp.account",
)  # fmt: skip
_ONE_CONTACT: Final = (131056,)
_NOT_ACCEPTED: Final = (4, 80007, 130429, 131056, 131016, 131057)
"""Codes that say "not now" even under an HTTP 5xx; any other 5xx may have been accepted."""


def url(access: Access, *path: str) -> str:
    """Address of a Graph node under the configured base and version."""
    base = str(access.config.get("base_url") or BASE_URL).rstrip("/")
    version = str(access.config.get("version") or VERSION).strip("/")
    return "/".join((base, version, *path))


def headers(access: Access) -> dict[str, str]:
    return {"authorization": f"Bearer {access.key}"}


def accepted(response: httpx.Response) -> dict[str, Any]:
    """The body of an answer of success. Raises Refused or Unknowable for any other."""
    body = json_object(response)
    error = body.get("error") if body is not None else None
    if isinstance(error, Mapping):
        raise _refusal(response, error)
    if response.is_success and body is not None:
        return body
    if response.status_code == 429:
        raise Refused("whatsapp.throttled", detail="429", pause_s=retry_after(response), breadth="account")
    if response.is_client_error:
        code = "whatsapp.reconnect" if response.status_code in (401, 403) else "whatsapp.our_fault"
        raise Refused(code, detail=str(response.status_code), again=code == "whatsapp.reconnect")
    raise Unknowable(f"HTTP {response.status_code} without an answer of Graph")


def _refusal(response: httpx.Response, error: Mapping[str, Any]) -> Trouble | Unknowable:
    number = error.get("code")
    number = number if isinstance(number, int) else -1
    if response.is_server_error and number not in _NOT_ACCEPTED:
        return Unknowable(f"HTTP {response.status_code}, code {number}")
    code = meaning(number)
    if code == "whatsapp.refused" and response.status_code == 429:
        code = "whatsapp.throttled"
    elif code == "whatsapp.refused" and error.get("is_transient") is True:
        code = "whatsapp.busy"
    pause = retry_after(response) if code in _TIME_MENDS else None
    breadth: Breadth = "account" if code == "whatsapp.throttled" and number not in _ONE_CONTACT else "message"
    return Refused(code, detail=str(number), again=code in _PERSON_MENDS, pause_s=pause, breadth=breadth)
