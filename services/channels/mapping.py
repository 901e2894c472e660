"""Where the flow of a bot puts what we look for: paths into its free JSON, as an admin set them for the agency."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from services.channels import loose

FIELDS: Final = ("text", "id", "name", "media", "at")
"""What can be mapped: what was said, the contact's id, its name, the address of a file, and when it was said."""

PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STEP: Final = re.compile(r"((?:\\.|[^.\\])+)(?:\.|$)", re.DOTALL)
_DEEPEST: Final = 12
_MOST: Final = 300

_CANONICAL: Final = {"text": "last_input_text", "name": "name", "at": "timestamp"}
_OTHERS: Final = {
    "text": ("last_input_text", "message", "text", "reply"),
    "id": ("subscriber_id", "contact_id", "id", "user_id", "user_ns", "key"),
    "name": ("name", "full_name", "first_name", "last_name", "firstName"),
    "media": ("url",),
    "at": ("ts", "timestamp", "last_interaction"),
}
"""Names that mean the same without a mapping: what is mapped is looked for nowhere else."""


class Tried(NamedTuple):
    """What a mapping finds in an example. `said` and `who` say whether a message of a person would come of it; `blank`
    and `unresolved` name the fields whose path leads nowhere or to blanks, and to a {{placeholder}} that the flow did
    not fill in."""

    found: dict[str, str]
    said: bool
    who: bool
    blank: tuple[str, ...]
    unresolved: tuple[str, ...]


def clean(value: object) -> dict[str, str]:
    """The mapping that a configuration holds: known fields with a path, nothing else."""
    given = value if isinstance(value, dict) else {}
    return {name: path.strip() for name in FIELDS if isinstance(path := given.get(name), str) and path.strip()}


def steps_of(path: str) -> list[str]:
    """ "subscriber.tags.0" as its steps; "$." before it means nothing, "\\." is a point within a name."""
    path = path.strip().removeprefix("$.")
    return [re.sub(r"\\(.)", r"\1", each) for each in _STEP.findall(path)]


def at(body: object, path: str) -> object:
    """What stands at a path; None where it leads nowhere."""
    for step in steps_of(path):
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and step.isascii() and step.isdigit() and len(step) < 6:
            body = body[int(step)] if int(step) < len(body) else None
        else:
            return None
    return body


def said(value: object) -> str:
    """The words there; "" for blanks and for a placeholder that the flow left unresolved."""
    found = loose.text(value).strip()
    return "" if PLACEHOLDER.search(found) else found


def mapped(body: dict[str, Any], mapping: Mapping[str, str], identity: str) -> dict[str, Any]:
    """`body` with what the mapping names under the names that a reader looks for, and under no other; the contact's id
    goes under `identity`."""
    if not mapping:
        return body
    whole = {name: value for name, value in body.items() if name not in _taken(mapping)}
    for field in ("subscriber", "contact"):
        if isinstance(inner := whole.get(field), dict):
            whole[field] = {name: value for name, value in inner.items() if name not in _taken(mapping)}
    for field, path in mapping.items():
        value = said(at(body, path))
        if value and field == "media":
            whole["message"] = {**loose.obj(whole.get("message")), "url": value}
        elif value:
            whole[identity if field == "id" else _CANONICAL[field]] = value
    return whole


def _taken(mapping: Mapping[str, str]) -> set[str]:
    return {name for field in mapping for name in _OTHERS[field]}


def try_mapping(sample: object, mapping: Mapping[str, str]) -> Tried:
    """What `mapping` finds in an example of what the flow posts, for a form that shows it while it is filled in."""
    chosen = clean(dict(mapping))
    values = {field: at(sample, path) for field, path in chosen.items()}
    found = {field: words for field, value in values.items() if (words := said(value))}
    unresolved = tuple(each for each, value in values.items() if PLACEHOLDER.search(loose.text(value)))
    blank = tuple(each for each in chosen if each not in found and each not in unresolved)
    return Tried(found, "text" in found or "media" in found, "id" in found, blank, unresolved)


def paths(sample: object) -> list[tuple[str, str]]:
    """Every path into an example that leads to a value, with the value as text: what a person may choose from."""
    found = []
    for path, value in _leaves(sample, "", 0):
        found.append((path, loose.text(value)[:200]))
        if len(found) == _MOST:
            break
    return found


def _writable(name: str) -> bool:
    """Whether a person can write such a name into a form and read it there."""
    return bool(name) and name == name.strip() and name != "$"


def _leaves(value: object, path: str, depth: int) -> Iterator[tuple[str, object]]:
    if depth > _DEEPEST:
        return
    pairs: list[tuple[str, object]] = []
    if isinstance(value, dict):
        pairs = [(re.sub(r"([\\.])", r"\\\1", name), each) for name, each in value.items() if _writable(name)]
    elif isinstance(value, list):
        pairs = [(str(n), each) for n, each in enumerate(value)]
    elif path:
        yield path, value
    for step, each in pairs:
        yield from _leaves(each, f"{path}.{step}" if path else step, depth + 1)
