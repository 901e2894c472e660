"""What a lead's messages propose for its fields: the newest of each, where it was said, and whether it was refused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.leads.folding import folded
from services.leads.heard import Heard, heard
from services.leads.timing import second_of
from services.records import Message

SEVERAL: Final = ("zona",)
"""Fields that hold more than one value of a message."""
ORDER: Final = (
    "name", "operación", "zona", "ambientes", "dormitorios", "presupuesto", "crédito", "mascotas", "cochera", "balcón",
    "terraza", "patio", "pileta", "amoblado", "mudanza", "cuándo", "teléfono", "correo",
)  # fmt: skip

Refused = Collection[tuple[str, str]]
"""(field, value) pairs that somebody refused."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field, in the message that says it; `second` is when its voice says it, None for what was written.
    `quote` are the words."""

    field: str
    value: str
    message: str
    second: float | None
    quote: str
    refused: bool = False


def proposals(messages: Iterable[Message], known: Mapping[str, str], refused: Refused = ()) -> list[Proposal]:
    """Of a lead's messages, oldest first: for each field what was said last, unless it is known already. What was
    refused is among them, behind the others."""
    said: dict[str, Proposal] = {}
    for message in messages:
        if message.direction == "in" and not message.deleted and message.kind != "form":
            said.update(_of(message))
    fields = {folded(name): value for name, value in known.items()}
    away = {(field, folded(value)) for field, value in refused}
    found = [
        Proposal(each.field, each.value, each.message, each.second, each.quote, _mark(each) in away)
        for each in said.values()
        if not _is_known(each, fields)
    ]
    return sorted(found, key=lambda each: (each.refused, ORDER.index(each.field)))


def _of(message: Message) -> dict[str, Proposal]:
    text = message.text or (message.transcript.text if message.transcript else "")
    by_field: dict[str, list[Heard]] = {}
    for each in heard(text):
        by_field.setdefault(each.field, []).append(each)
    return {field: _proposal(message, text, found) for field, found in by_field.items()}


def _proposal(message: Message, text: str, found: list[Heard]) -> Proposal:
    first = found[0]
    values = list(dict.fromkeys(each.value for each in found))
    value = ", ".join(values) if first.field in SEVERAL else values[0]
    transcript = message.transcript if message.transcript and not message.text else None
    second = second_of(transcript, first.start) if transcript else None
    return Proposal(first.field, value, message.id, second, text[first.start : found[-1].end])


def _is_known(proposal: Proposal, fields: Mapping[str, str]) -> bool:
    """Whether the field says so already, or more."""
    written = folded(fields.get(folded(proposal.field), ""))
    parts = [folded(each) for each in proposal.value.split(", ")] if proposal.field in SEVERAL else []
    return bool(written) and (
        written == folded(proposal.value) or (bool(parts) and all(each in written for each in parts))
    )


def _mark(proposal: Proposal) -> tuple[str, str]:
    return proposal.field, folded(proposal.value)
