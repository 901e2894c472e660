"""A contact at UChat: read it, tag it, set its fields."""

from services.channels import steps
from services.channels.contacts import Field, Profile
from services.channels.loose import obj, objects, text
from services.channels.sending import Access
from services.channels.uchat import api
from services.connections import Http


async def read(http: Http, access: Access, who: str) -> Profile:
    """GET get-info; some partners wrap the answer in `data`."""
    body = await api.ask(http, access, "/subscriber/get-info", user_ns=who)
    found = obj(body.get("data")) or body
    custom = [{"name": each.get("name"), "value": each.get("value")} for each in objects(found.get("user_fields"))]
    person = steps.person("uchat", {**found, "custom_fields": custom or found.get("custom_fields")}, who)
    return Profile(person, tuple(name for each in objects(found.get("tags")) if (name := text(each.get("name")))))


async def tag(http: Http, access: Access, who: str, name: str) -> None:
    await api.change(http, access, "POST", "/subscriber/add-tag-by-name", {"user_ns": who, "tag_name": name})


async def untag(http: Http, access: Access, who: str, name: str) -> None:
    await api.change(http, access, "DELETE", "/subscriber/remove-tag-by-name", {"user_ns": who, "tag_name": name})


async def set_field(http: Http, access: Access, who: str, field: Field, value: str | float | bool) -> None:
    body = {"user_ns": who, "field_name": field.name, "value": value}
    await api.change(http, access, "PUT", "/subscriber/set-user-field-by-name", body)
