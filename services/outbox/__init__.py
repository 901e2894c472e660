"""The outbox: every intention has an id before any call, at most one desk sends it, and what is unknown is shown so."""

from services.outbox.ability import Ability
from services.outbox.outbox import Heard, Outbox

__all__ = ["Ability", "Heard", "Outbox"]
