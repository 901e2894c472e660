"""The picture of listening: a lead's voice with its words, and what they propose for the lead's fields."""

from collections.abc import Awaitable, Callable

from app.hands import until
from app.office import Office

Take = Callable[[Office, str], Awaitable[None]]


async def heard(office: Office, take: Take) -> None:
    """In a conversation with a lead's voice; nothing where there is none."""
    found, store = office.conversation.conversation, office.house.store
    assert found is not None
    voices = [each for each in store.messages(found.id) if each.kind == "audio" and each.direction == "in"]
    if voices:
        office.actions.run("voice.transcribe")
        await until(lambda: any(said.transcript for each in voices if (said := store.message(each.id))))
        await until(lambda: office.inspector.lead.proposed.rows)
        await take(office, "heard")
