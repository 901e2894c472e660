"""The questions that tell whether Meta's lead forms arrive: token, permissions, the page's subscription, its forms."""

from typing import Final

from services.channels.described import Token, node
from services.channels.loose import objects, text
from services.channels.sending import Access, Refused
from services.connections import Http
from services.probes.finding import Check, Facts, Warn
from services.trouble import Trouble

NEEDED: Final = ("leads_retrieval", "pages_manage_metadata", "pages_read_engagement")


def checks(http: Http, access: Access) -> list[Check]:
    """In the order in which they are asked."""
    token = Token(http, access, NEEDED, "leadgen.reconnect")
    page = text(access.config.get("page_id"))

    async def answers() -> Facts:
        if not page:
            raise Trouble("leadgen.no_page")
        return {"page": text((await _asked(http, access, page, fields="name")).get("name"))}

    async def subscribed() -> Facts:
        apps = objects((await _asked(http, access, page, "subscribed_apps")).get("data"))
        named = [each for app in apps if isinstance(found := app.get("subscribed_fields"), list) for each in found]
        if "leadgen" not in named:
            raise Trouble("leadgen.not_subscribed")
        return {"apps": len(apps)}

    async def forms() -> Facts:
        found = objects((await _asked(http, access, page, "leadgen_forms", fields="id,name,status")).get("data"))
        if not found:
            raise Warn("leadgen.no_forms")
        return {"forms": len(found)}

    return [
        Check("key", answers, first=True),
        Check("permissions", token.permissions),
        Check("expiry", token.expiry),
        Check("subscribed", subscribed),
        Check("forms", forms),
    ]


async def _asked(http: Http, access: Access, *path: str, **query: str) -> Facts:
    """Graph's refusals in the words of the forms."""
    try:
        return await node(http, access, *path, **query)
    except Refused as refused:
        code = {"whatsapp.reconnect": "leadgen.reconnect", "whatsapp.throttled": "leadgen.throttled"}.get(refused.code)
        if refused.code == "whatsapp.our_fault":
            code = "leadgen.page_unknown"
        if code is None:
            raise
        raise Refused(code, detail=refused.detail, again=refused.again) from refused
