"""What a trial is made of: checks with a name, and what each of them found."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from services.trouble import Trouble

Outcome = Literal["ok", "warning", "failed", "skipped"]
Facts = dict[str, Any]


class Warn(Trouble):
    """It works, and somebody should know this all the same."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a provider. `run` gives the facts of a good answer, raises Warn where it works with a but, and
    Trouble where it does not. One that is `first` decides whether those after it make sense; what is `apart` asks
    somebody else, and does."""

    name: str
    run: Callable[[], Awaitable[Facts]]
    first: bool = False
    apart: bool = False


class Finding(msgspec.Struct, frozen=True):
    """What a check found, and in how many ms. `code` is the Trouble of a warning or a failure, `facts` what its words
    need, or what the provider told. Nothing of it is secret."""

    check: str
    outcome: Outcome
    ms: int = 0
    code: str = ""
    facts: Facts = {}
    detail: str = ""
    """The provider's own code, for the diagnosis."""


class Report(msgspec.Struct, frozen=True):
    """A whole trial of one provider, begun at `at` (ms)."""

    provider: str
    at: int
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> Finding | None:
        """The first thing that does not work."""
        return next((each for each in self.findings if each.outcome == "failed"), None)

    @property
    def warned(self) -> Finding | None:
        return next((each for each in self.findings if each.outcome == "warning"), None)

    def facts(self) -> Facts:
        """All that the good answers told."""
        found: Facts = {}
        for each in self.findings:
            if each.outcome in ("ok", "warning"):
                found |= each.facts
        return found
