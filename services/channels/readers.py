"""The readers of all channels, by the kind of the entry that carries their updates."""

from collections.abc import Callable
from typing import Final

import services.channels.leadgen.read
import services.channels.manychat.read
import services.channels.uchat.read
import services.channels.whatsapp.read
from services.channels.facts import AnyFact, Update

READERS: Final[dict[str, Callable[[Update], list[AnyFact]]]] = {
    "hook.whatsapp": services.channels.whatsapp.read.read,
    "hook.manychat": services.channels.manychat.read.read,
    "hook.uchat": services.channels.uchat.read.read,
    "hook.leadgen": services.channels.leadgen.read.read,
}
"""A reader is pure: it raises for no body whatever, and finds the same facts in the same update on every desk."""
