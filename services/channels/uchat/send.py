"""Sends text by UChat's API, or by a partner's domain that serves the same one."""

from typing import Any, Final

import httpx

from services.channels.calls import call, json_object, retry_after
from services.channels.sending import Access, Parcel, Refused, Sent, Unknowable
from services.connections import Http

BASE_URL: Final = "https://www.uchat.com.au/api"


class UChatSender:
    """POST `/subscriber/send-text`; the answer names the message by `mid`."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def send(self, parcel: Parcel, access: Access) -> Sent:
        """Send the text of `parcel` as an agent's; voice is refused as "channel.no_voice"."""
        if parcel.kind != "text":
            raise Refused("channel.no_voice")
        user = parcel.identity("uchat")
        if not user:
            raise Refused("uchat.no_address")
        request = httpx.Request(
            "POST",
            str(access.config.get("base_url") or BASE_URL).rstrip("/") + "/subscriber/send-text",
            headers={"authorization": f"Bearer {access.key}"},
            json={"user_ns": user, "content": parcel.text},
        )
        body = _checked(await call(self._http, request))
        mid = body.get("mid")
        return Sent(str(mid) if mid else None)


def _checked(response: httpx.Response) -> dict[str, Any]:
    """The body of a success; errors also come as `status` under HTTP 200."""
    body = json_object(response)
    if response.status_code == 429:
        raise Refused("uchat.throttled", detail="429", pause_s=retry_after(response), breadth="account")
    if response.status_code in (401, 403):
        raise Refused("uchat.reconnect", detail=str(response.status_code), again=True)
    if response.is_server_error:
        raise Unknowable(f"HTTP {response.status_code}")
    if response.is_client_error or (body is not None and body.get("status") == "error"):
        words = str((body or {}).get("message", response.status_code))[:200]
        code = "uchat.window_closed" if "24" in words and "window" in words.lower() else "uchat.refused"
        raise Refused(code, detail=words)
    if body is not None and body.get("status") == "ok":
        return body
    raise Unknowable(f"HTTP {response.status_code} without a status")
