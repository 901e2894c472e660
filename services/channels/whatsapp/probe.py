"""The questions that tell whether a WhatsApp number works: its token, the number, templates, webhook, a test voice."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx

from services.channels.calls import call
from services.channels.described import Token, node
from services.channels.loose import objects, text
from services.channels.sending import Access, Refused
from services.channels.whatsapp import account, graph, media
from services.connections import Http
from services.probes.finding import Check, Facts, Warn
from services.trouble import Trouble

NEEDED: Final = ("whatsapp_business_messaging", "whatsapp_business_management")
_FIELDS: Final = "display_phone_number,verified_name,quality_rating,name_status,status"
_LOW: Final = ("YELLOW", "RED")


def checks(http: Http, access: Access) -> list[Check]:
    """In the order in which they are asked; the upload is `upload`, for it needs a sound."""
    number, token = _Number(http, access), Token(http, access, NEEDED, "whatsapp.reconnect")
    return [
        Check("key", number.answers, first=True),
        Check("permissions", token.permissions),
        Check("expiry", token.expiry),
        Check("number", number.connected),
        Check("name", number.named),
        Check("templates", lambda: _templates(http, access)),
        Check("subscribed", lambda: _subscribed(http, access)),
    ]


async def upload(http: Http, access: Access, config: dict[str, Any], sample: Callable[[], Awaitable[bytes]]) -> Facts:
    """Upload a voice and delete it again. Raises Trouble as `media.upload`, "whatsapp.not_deleted"."""
    data = await sample()
    phone = str(config.get("phone_number_id") or "")
    there = await media.upload(http, access, phone, data, "audio/ogg", "prueba.ogg")
    request = httpx.Request("DELETE", graph.url(access, there), headers=graph.headers(access))
    try:
        graph.accepted(await call(http, request, harmless=True))
    except Refused as refused:
        raise Warn("whatsapp.not_deleted") from refused
    return {"bytes": len(data)}


class _Number:
    """What Graph tells of the number, asked once for three checks."""

    def __init__(self, http: Http, access: Access) -> None:
        self._http, self._access = http, access
        self._told: dict[str, Any] = {}

    async def answers(self) -> Facts:
        phone = str(self._access.config.get("phone_number_id") or "")
        if not phone:
            raise Trouble("whatsapp.no_number")
        try:
            self._told = await node(self._http, self._access, phone, fields=_FIELDS)
        except Refused as refused:
            if refused.code == "whatsapp.our_fault":
                raise Refused("whatsapp.number_unknown", detail=refused.detail) from refused
            raise
        return {"number": text(self._told.get("display_phone_number"))}

    async def connected(self) -> Facts:
        state, quality = text(self._told.get("status")).upper(), text(self._told.get("quality_rating")).upper()
        if state and state != "CONNECTED":
            raise Trouble("whatsapp.number_off", state=state)
        if quality in _LOW:
            raise Warn("whatsapp.quality_low", quality=quality)
        return {"quality": quality}

    async def named(self) -> Facts:
        state, name = text(self._told.get("name_status")).upper(), text(self._told.get("verified_name"))
        if state and state not in ("APPROVED", "AVAILABLE_WITHOUT_REVIEW", "NONE"):
            raise Warn("whatsapp.name_not_approved", name=name)
        return {"name": name}


async def _templates(http: Http, access: Access) -> Facts:
    approved = sum(each.approved for each in await account.templates(http, access))
    if not approved:
        raise Warn("whatsapp.no_templates")
    return {"templates": approved}


async def _subscribed(http: Http, access: Access) -> Facts:
    business = str(access.config.get("business_account_id") or "")
    if not business:
        raise Trouble("whatsapp.no_business_account")
    apps = objects((await node(http, access, business, "subscribed_apps")).get("data"))
    if not apps:
        raise Trouble("whatsapp.not_subscribed")
    return {"apps": len(apps)}
