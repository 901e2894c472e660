"""Where and when a fact stands in the log: what each rule of the fold is told beside its body."""

from typing import Any, NamedTuple

Body = dict[str, Any]


class Stamp(NamedTuple):
    """Its seq (from UNCONFIRMED on: not yet in the log), the relay's clock in ms, the device that wrote it, the id of
    its entry."""

    seq: int
    at: int
    by: str
    id: str
