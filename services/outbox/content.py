"""What a message holds besides its text, as it is written into the log: a filled template, a chosen file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from services.channels.takes import Takes
from services.channels.uchat.templates import params
from services.channels.whatsapp.templates import Template, components, is_address, preview, variables
from services.records import Media, OutgoingKind

_FAMILIES: Final[dict[str, OutgoingKind]] = {"image": "image", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is on this desk, and the kind of message that would carry it."""

    kind: OutgoingKind
    media: Media


class HeaderFile(NamedTuple):
    """The file that a template's header wants: its kind, and the path or hash that was given for it."""

    kind: str
    value: str


def family(media: Media, takes: Takes) -> OutgoingKind:
    """The kind that suits a file best: a picture that the channel takes as no picture goes as a document."""
    kind = _FAMILIES.get(media.mime.partition("/")[0], "document")
    rule = takes.files.get(kind)
    fits = rule is not None and (not rule.types or media.mime in rule.types) and takes.no(kind) is None
    return kind if fits and kind != "audio" else "document"


def filled(
    channel: str, template: Template, values: Mapping[str, str]
) -> tuple[dict[str, Any], str, HeaderFile | None]:
    """The content of a message that carries `template`, its rendered body, and the file that its header still wants.
    Raises Trouble "template.…"."""
    seen = preview(template, values)
    content: dict[str, Any] = {
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "header": seen.header,
        "header_kind": seen.header_kind,
        "footer": seen.footer,
        "buttons": list(seen.buttons),
    }
    if channel == "uchat":
        content |= {"namespace": template.namespace, "params": params(template, values)}
    else:
        content["components"] = components(template, values)
    wanted = next((each for each in variables(template) if each.kind in ("image", "video", "document")), None)
    value = values[wanted.key].strip() if wanted is not None else ""
    file = HeaderFile(wanted.kind, value) if wanted is not None and not is_address(value) else None
    return {name: each for name, each in content.items() if each}, seen.body, file
