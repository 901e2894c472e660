"""What UChat takes, on whichever surface the bot stands."""

from typing import Final

from services.channels.takes import MB, FileRule, Takes

_KINDS: Final = frozenset(
    ("text", "audio", "image", "video", "document", "cards", "quick_replies", "flow", "tags", "fields")
)
_RULES: Final = {"image": FileRule(5 * MB), **{kind: FileRule(16 * MB) for kind in ("audio", "video", "document")}}


def takes(via: str) -> Takes:
    """A surface that is not known may be WhatsApp, so templates are for it as well."""
    kinds = _KINDS | {"template"} if via in ("", "whatsapp") else _KINDS
    return Takes(kinds, _RULES, by_link=True)
