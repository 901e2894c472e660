"""A contact at ManyChat: read it, tag it, set its fields."""

from typing import Any

from services.channels import steps
from services.channels.contacts import Field, Profile
from services.channels.loose import obj, objects, text
from services.channels.manychat import api
from services.channels.sending import Access
from services.connections import Http

_SUBSCRIBER = "/fb/subscriber/"


async def read(http: Http, access: Access, who: str) -> Profile:
    """GET getInfo."""
    found = obj(await api.ask(http, access, _SUBSCRIBER + "getInfo", subscriber_id=who))
    tags = tuple(name for each in objects(found.get("tags")) if (name := text(each.get("name"))))
    return Profile(steps.person("manychat", found, who), tags)


async def tag(http: Http, access: Access, who: str, name: str) -> None:
    await _change(http, access, "addTagByName", who, tag_name=name)


async def untag(http: Http, access: Access, who: str, name: str) -> None:
    await _change(http, access, "removeTagByName", who, tag_name=name)


async def set_field(http: Http, access: Access, who: str, field: Field, value: str | float | bool) -> None:
    """Numbers and booleans go as such; dates as YYYY-MM-DD, moments as YYYY-MM-DDTHH:MM:SS±HH:MM."""
    await _change(http, access, "setCustomFieldByName", who, field_name=field.name, field_value=value)


async def _change(http: Http, access: Access, verb: str, who: str, **body: Any) -> None:
    await api.change(http, access, _SUBSCRIBER + verb, {"subscriber_id": api.subscriber(who), **body})
