"""Reads what ManyChat posts: a step of a flow, or the "Full Contact Data" object."""

from msgspec.structs import replace

from services.channels import steps
from services.channels.facts import AnyFact, Update
from services.channels.mapping import mapped

_IDS = ("subscriber_id", "contact_id", "id", "user_id")


def read(update: Update) -> list[AnyFact]:
    """The facts of one entry. ManyChat names no message, so the entry's own id stands for it."""
    if update.mapping:
        update = replace(update, body=mapped(update.body, update.mapping, "subscriber_id"), mapping={})
    body = update.body
    key = steps.first(body, "key")
    if key.startswith("user:") and not steps.first(body, *_IDS):
        update = replace(update, body={**body, "id": key.removeprefix("user:")})
    return steps.step("manychat", update, _IDS)
