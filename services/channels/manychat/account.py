"""What a ManyChat account offers: its automations, tags and fields."""

from services.channels.contacts import Field, Flow, Tag
from services.channels.loose import obj, objects, text
from services.channels.manychat import api
from services.channels.sending import Access
from services.connections import Http


async def flows(http: Http, access: Access) -> list[Flow]:
    """Automations that can be started, each with its folder's name."""
    found = obj(await api.ask(http, access, "/fb/page/getFlows"))
    folders = {text(each.get("id")): text(each.get("name")) for each in objects(found.get("folders"))}
    return [
        Flow(ns, text(each.get("name")) or ns, folders.get(text(each.get("folder_id")), ""))
        for each in objects(found.get("flows"))
        if (ns := text(each.get("ns")))
    ]


async def tags(http: Http, access: Access) -> list[Tag]:
    found = objects(await api.ask(http, access, "/fb/page/getTags"))
    return [Tag(text(each.get("id")), name) for each in found if (name := text(each.get("name")))]


async def fields(http: Http, access: Access) -> list[Field]:
    found = objects(await api.ask(http, access, "/fb/page/getCustomFields"))
    return [
        Field(text(each.get("id")), name, text(each.get("type")) or "text")
        for each in found
        if (name := text(each.get("name")))
    ]
