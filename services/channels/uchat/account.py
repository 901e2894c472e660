"""What a bot of UChat offers: its sub flows, tags, fields and the WhatsApp templates behind it."""

from services.channels.contacts import Field, Flow, Tag
from services.channels.loose import text
from services.channels.sending import Access
from services.channels.uchat import api
from services.channels.whatsapp.templates import Template, parsed
from services.connections import Http


async def flows(http: Http, access: Access) -> list[Flow]:
    """Sub flows of the bot."""
    found = await api.rows(http, access, "/flow/subflows")
    return [Flow(ns, text(each.get("name")) or ns) for each in found if (ns := text(each.get("sub_flow_ns")))]


async def tags(http: Http, access: Access) -> list[Tag]:
    found = await api.rows(http, access, "/flow/tags")
    return [Tag(text(each.get("tag_ns")), name) for each in found if (name := text(each.get("name")))]


async def fields(http: Http, access: Access) -> list[Field]:
    found = await api.rows(http, access, "/flow/user-fields")
    return [
        Field(text(each.get("var_ns")), name, text(each.get("var_type")) or "text")
        for each in found
        if (name := text(each.get("name")))
    ]


async def templates(http: Http, access: Access) -> list[Template]:
    """WhatsApp templates of the account behind the bot."""
    found = await api.rows(http, access, "/whatsapp-template/list", "POST")
    return [template for each in found if (template := parsed(each)) is not None]
