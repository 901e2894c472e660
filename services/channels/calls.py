"""One HTTP call to a provider, told apart: answered, certainly not accepted, or nobody can know."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from services.channels.sending import Refused, Unknowable
from services.connections import Http

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_MAX_PAUSE_S = 3600.0


async def call(http: Http, request: httpx.Request, *, harmless: bool = False) -> httpx.Response:
    """Send `request` once and return whatever was answered, whole.

    Raises Refused("net.unreachable") where the request cannot have arrived, and Unknowable where it was written and the
    answer is lost. With `harmless` the call may be made twice without harm (an upload, a question), so that every lost
    answer is a Refused that another attempt mends.
    """
    client = await http()
    try:
        return await client.send(request)
    except _NEVER_LEFT as error:
        raise Refused("net.unreachable", detail=type(error).__name__, pause_s=0) from error
    except httpx.TransportError as error:
        if harmless:
            raise Refused("net.interrupted", detail=type(error).__name__, pause_s=0) from error
        raise Unknowable(type(error).__name__) from error
    except httpx.DecodingError as error:
        raise Unknowable("the answer cannot be decoded") from error


def json_object(response: httpx.Response) -> dict[str, Any] | None:
    """The body as a JSON object; None for anything else (HTML of a proxy, garbage, nothing)."""
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def retry_after(response: httpx.Response, now: datetime | None = None) -> float:
    """Seconds that Retry-After asks for, as a number or a date; 0 where it says nothing that makes sense."""
    value = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
        return min(float(value), _MAX_PAUSE_S)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), _MAX_PAUSE_S)
