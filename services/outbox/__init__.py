"""The outbox: every intention has an id before any call, at most one desk sends it, and what is unknown is shown so."""

from services.outbox.ability import Ability
from services.outbox.leaving import AT_ONCE, WAIT_MS, Leaving, window_open_at
from services.outbox.outbox import Outbox
from services.outbox.writing import Heard

__all__ = ["AT_ONCE", "WAIT_MS", "Ability", "Heard", "Leaving", "Outbox", "window_open_at"]
