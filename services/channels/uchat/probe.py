"""The questions that tell whether a bot of UChat works: token, and the lists that it may read."""

from services.channels.loose import text
from services.channels.sending import Access
from services.channels.uchat import account, api
from services.connections import Http
from services.probes.finding import Check, Facts, Warn


def checks(http: Http, access: Access) -> list[Check]:
    """In the order in which they are asked."""

    async def answers() -> Facts:
        await api.ask(http, access, "/flow/bot-users-count")
        return {}

    async def flows() -> Facts:
        found = await account.flows(http, access)
        wanted = text(access.config.get("flow"))
        if wanted and wanted not in {each.id for each in found}:
            raise Warn("flow.gone")
        return {"flows": len(found)}

    async def tags() -> Facts:
        return {"tags": len(await account.tags(http, access))}

    async def fields() -> Facts:
        return {"fields": len(await account.fields(http, access))}

    return [
        Check("key", answers, first=True),
        Check("flows", flows),
        Check("tags", tags),
        Check("fields", fields),
    ]
