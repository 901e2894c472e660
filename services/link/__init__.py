"""The line to the relay: follows the log for ever, resumes where it left off, pushes what was written here."""

from services.link.link import Link
from services.link.state import LinkState

__all__ = ["Link", "LinkState"]
