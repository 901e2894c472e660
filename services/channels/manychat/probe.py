"""The questions that tell whether a ManyChat page works: key, plan, and the lists that its automations need."""

from typing import Any

from services.channels.loose import obj, text
from services.channels.manychat import account, api
from services.channels.sending import Access
from services.connections import Http
from services.probes.finding import Check, Facts, Warn
from services.trouble import Trouble


def checks(http: Http, access: Access) -> list[Check]:
    """In the order in which they are asked."""
    page = _Page(http, access)
    return [
        Check("key", page.answers, first=True),
        Check("page", page.ours),
        Check("plan", page.paid),
        Check("flows", page.flows),
        Check("tags", page.tags),
        Check("fields", page.fields),
    ]


class _Page:
    def __init__(self, http: Http, access: Access) -> None:
        self._http, self._access = http, access
        self._told: dict[str, Any] = {}

    async def answers(self) -> Facts:
        self._told = obj(await api.ask(self._http, self._access, "/fb/page/getInfo"))
        return {"page": text(self._told.get("name"))}

    async def ours(self) -> Facts:
        """The key is of the page that webhooks are routed by."""
        wanted, found = text(self._access.config.get("page_id")), text(self._told.get("id"))
        if wanted and found and wanted != found:
            raise Trouble("manychat.other_page", page=text(self._told.get("name")))
        return {"page": text(self._told.get("name"))}

    async def paid(self) -> Facts:
        if self._told.get("is_pro") is False:
            raise Trouble("manychat.not_pro")
        return {"plan": "Pro"}

    async def flows(self) -> Facts:
        found = await account.flows(self._http, self._access)
        wanted = text(self._access.config.get("flow"))
        if wanted and wanted not in {each.id for each in found}:
            raise Warn("flow.gone")
        return {"flows": len(found)}

    async def tags(self) -> Facts:
        return {"tags": len(await account.tags(self._http, self._access))}

    async def fields(self) -> Facts:
        return {"fields": len(await account.fields(self._http, self._access))}
