"""What Meta says of a token: whether it is good, what it may do and until when, and who gets webhooks."""

import time
from typing import Any, Final

import httpx
import msgspec

from services.channels.calls import call
from services.channels.loose import number, obj, objects, text
from services.channels.sending import Access, Refused
from services.channels.whatsapp import graph
from services.connections import Http
from services.probes.finding import Facts, Warn
from services.trouble import Trouble

SOON_DAYS: Final = 45
_DAY_S: Final = 86_400


class Described(msgspec.Struct, frozen=True):
    """`expires_at` is in seconds since 1970 UTC, 0 for never."""

    valid: bool
    scopes: tuple[str, ...]
    expires_at: int


async def described(http: Http, access: Access) -> Described | None:
    """Ask Graph about this token; None where it does not tell. The token goes in the body, never in an address: Graph
    takes a question as a POST that says so."""
    asked = {"input_token": access.key, "method": "GET"}
    request = httpx.Request("POST", graph.url(access, "debug_token"), headers=graph.headers(access), data=asked)
    try:
        data = obj(graph.accepted(await call(http, request, harmless=True)).get("data"))
    except Refused as refused:
        if refused.code in ("whatsapp.our_fault", "whatsapp.refused"):
            return None  # not every kind of token may ask about itself
        raise
    if "is_valid" not in data:
        return None
    granular = [text(each.get("scope")) for each in objects(data.get("granular_scopes"))]
    listed = data.get("scopes")
    scopes = [text(each) for each in listed] if isinstance(listed, list) else []
    return Described(
        data["is_valid"] is True, tuple({*scopes, *granular} - {""}), int(number(data.get("expires_at")) or 0)
    )


class Token:
    """Two checks of one answer: what the token may do, and how long it lives. `gone` is the Trouble of one that is
    not good any more."""

    def __init__(self, http: Http, access: Access, needed: tuple[str, ...], gone: str) -> None:
        self._http, self._access, self._needed, self._gone = http, access, needed, gone
        self._found: Described | None = None

    async def permissions(self) -> Facts:
        """Raises Trouble "meta.missing_permission" (permission) or `gone`, Warn "meta.undescribed"."""
        self._found = await described(self._http, self._access)
        if self._found is None:
            raise Warn("meta.undescribed")
        if not self._found.valid:
            raise Trouble(self._gone)
        if missing := [each for each in self._needed if each not in self._found.scopes]:
            raise Trouble("meta.missing_permission", permission=", ".join(missing))
        return {"permissions": len(self._needed)}

    async def expiry(self) -> Facts:
        """Raises Warn "meta.expires_soon" (days, expires_at in ms)."""
        if self._found is None:
            raise Warn("meta.undescribed")
        if not self._found.expires_at:
            return {"expires_at": 0}
        days = max(0, int((self._found.expires_at - time.time()) // _DAY_S))
        facts: dict[str, Any] = {"days": days, "expires_at": self._found.expires_at * 1000}
        if days < SOON_DAYS:
            raise Warn("meta.expires_soon", **facts)
        return facts


async def node(http: Http, access: Access, *path: str, **query: str) -> dict[str, Any]:
    """GET a node of Graph. Raises Refused and Unknowable as `graph.accepted`."""
    request = httpx.Request("GET", graph.url(access, *path), headers=graph.headers(access), params=query)
    return graph.accepted(await call(http, request, harmless=True))
