"""Which modes of the composer there are for a lead now: rules over what the outbox says, no widgets."""

from dataclasses import replace
from typing import Final

from services.drafts import Mode
from services.outbox import Ability
from services.records import Changes, Conversation

_CLOSED: Final = ".window_closed"


def closed(ability: Ability) -> bool:
    """Whether only the closed window keeps a text from going."""
    return (ability.text or "").endswith(_CLOSED)


def waits(ability: Ability) -> bool:
    """Whether a voice would wait for the lead's answer."""
    return (ability.voice or "").endswith(_CLOSED)


def preparing(ability: Ability) -> Ability:
    """What can be prepared: where a voice may wait, one can be made although it cannot leave now."""
    return replace(ability, voice=None) if waits(ability) else ability


def modes(ability: Ability) -> dict[str, bool]:
    """Each mode, and whether it can be used."""
    return {
        "text": ability.text is None,
        "voice": ability.voice is None or waits(ability),
        "template": ability.template is None,
        "note": True,
    }


def nearest(mode: str, ability: Ability) -> Mode:
    """The mode itself where it can be used; a closed window turns text into a template."""
    able = modes(ability)
    if mode == "text" and closed(ability) and able["template"]:
        return "template"
    found: Mode = mode if able.get(mode) else "text"  # type: ignore[assignment]
    return found


def touched(changes: Changes, shown: Conversation) -> bool:
    """Whether what can be done in `shown` may be another thing now."""
    known = shown.id in changes.conversations or shown.contact in changes.contacts
    return known or changes.everything or changes.outbox
