"""Files of WhatsApp: the upload of what is sent, and where to fetch what a lead sent."""

from dataclasses import dataclass

import httpx

from services.channels.calls import call, json_object
from services.channels.sending import Access, Refused, Unknowable
from services.channels.whatsapp import graph
from services.connections import Http

LOOKASIDE = "lookaside.fbsbx.com"
"""The host that serves media of the Cloud API beside Graph itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of a message lies for the next five minutes, and what Meta says about it."""

    url: str
    size: int | None


async def upload(http: Http, access: Access, account: str, data: bytes, mime: str, name: str) -> str:
    """Upload `data` as it is and return its media id (kept by Meta for 30 days).

    Nothing is sent to anybody by this, so a lost answer is a Refused that a new attempt mends.
    """
    mime = mime.partition(";")[0].strip() or "application/octet-stream"
    request = httpx.Request(
        "POST",
        graph.url(access, account, "media"),
        headers=graph.headers(access),
        data={"messaging_product": "whatsapp", "type": mime},
        files={"file": (name, data, mime)},
    )
    try:
        body = graph.accepted(await call(http, request, harmless=True))
    except Unknowable as error:
        raise Refused("whatsapp.media", detail=str(error), pause_s=0) from error
    media = body.get("id")
    if not isinstance(media, str | int) or not media:
        raise Refused("whatsapp.media", detail="an upload without an id", again=True)
    return str(media)


async def locate(http: Http, access: Access, account: str, media_id: str) -> Place:
    """Ask Meta where the file `media_id` lies. Raises Refused; ids of webhooks live seven days."""
    request = httpx.Request(
        "GET",
        graph.url(access, media_id),
        params={"phone_number_id": account} if account else None,
        headers=graph.headers(access),
    )
    response = await call(http, request, harmless=True)
    body = json_object(response) or {}
    if response.status_code in (400, 404) and response.status_code != 401:
        raise Refused("media.gone", detail=str((body.get("error") or {}).get("code", response.status_code)))
    try:
        body = graph.accepted(response)
    except Unknowable as error:
        raise Refused("media.unavailable", detail=str(error), again=True) from error
    if not isinstance(body.get("url"), str):
        raise Refused("media.unavailable", detail="an answer without an address", again=True)
    size = str(body.get("file_size", ""))
    return Place(body["url"], int(size) if size.isdigit() else None)
