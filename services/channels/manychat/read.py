"""Reads what ManyChat posts: a step of a flow, or the "Full Contact Data" object."""

from services.channels import steps
from services.channels.facts import AnyFact, Update

_IDS = ("subscriber_id", "contact_id", "id", "user_id")


def read(update: Update) -> list[AnyFact]:
    """The facts of one entry. ManyChat names no message, so the entry's own id stands for it."""
    body = update.body
    key = steps.first(body, "key")
    if key.startswith("user:") and not steps.first(body, *_IDS):
        update = Update(update.id, update.at, {**body, "id": key.removeprefix("user:")})
    return steps.step("manychat", update, _IDS)
