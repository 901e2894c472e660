"""What a WhatsApp Business account offers: its templates."""

from typing import Final

import httpx

from services.channels.calls import call
from services.channels.loose import obj, objects, text
from services.channels.sending import Access, Refused, Unknowable
from services.channels.whatsapp import graph
from services.channels.whatsapp.templates import Template, parsed
from services.connections import Http

_FIELDS: Final = "id,name,language,category,status,components,rejected_reason"
_PAGE: Final = 100
_PAGES: Final = 100
"""An account holds at most 6,000 templates."""


async def templates(http: Http, access: Access, **filters: str) -> list[Template]:
    """GET message_templates, page after page; `filters` are Graph's own: name, status, category, language.

    The next page is asked for by its cursor: the address that Graph gives would take the key wherever it points.
    """
    account = str(access.config.get("business_account_id") or "")
    if not account:
        raise Refused("whatsapp.no_business_account", again=True)
    found: list[Template] = []
    after = ""
    for _ in range(_PAGES):
        asked = {"fields": _FIELDS, "limit": str(_PAGE), **filters, **({"after": after} if after else {})}
        request = httpx.Request(
            "GET", graph.url(access, account, "message_templates"), headers=graph.headers(access), params=asked
        )
        try:
            body = graph.accepted(await call(http, request, harmless=True))
        except Unknowable as error:
            raise Refused("channel.no_answer", detail=str(error), pause_s=0) from error
        found += [template for each in objects(body.get("data")) if (template := parsed(each)) is not None]
        paging = obj(body.get("paging"))
        before, after = after, text(obj(paging.get("cursors")).get("after"))
        if not paging.get("next") or not after or after == before:
            break
    return found
