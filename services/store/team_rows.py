"""What the replica remembers of the agency's devices and of the secrets that were sealed for them."""

from typing import ClassVar

from services.store.rows import Row


class DeviceRow(Row):
    """A device under its id; `holds` is a JSON list of ["provider", "field"]."""

    id: str
    member: str
    public: str = ""
    public_seq: int = 0
    holds: str = "[]"
    revoked: int = 0


class SharedKeyRow(Row):
    """The last word on one secret of one device; `id` is made of the three."""

    id: str
    device: str
    provider: str
    field: str
    entry: str
    seq: int
    at: int
    sealed: str


class RenewalRow(Row):
    """The last time that a secret was entered; `secret` is JSON of ["provider", "field"]."""

    KEY: ClassVar[str] = "secret"
    secret: str
    by: str
    seq: int
    at: int
