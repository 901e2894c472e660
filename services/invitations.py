"""An invitation as people pass it on: a link that names the relay, or the code alone."""

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

_PATH: Final = "/join"
_LINK: Final = re.compile(r"https?://[^\s#]+#[\w-]+")
"""A whole one, that a line end did not break."""


class Invitation(NamedTuple):
    """`relay` is empty where only the code was passed on."""

    relay: str
    code: str


def link(relay: str, code: str) -> str:
    """The code stands behind the "#": a browser that opens the link sends it to nobody."""
    return f"{relay.rstrip('/')}{_PATH}#{code}"


def read(text: str) -> Invitation:
    """What somebody pasted: a link, or a code, with the spaces and line ends of a chat, or the message around it."""
    text = "".join(each for each in text if each.isspace() or each.isprintable())
    inside = _LINK.search(text)
    text = inside[0] if inside else "".join(text.split()).strip("\"'“”‘’«»<>.,;")
    try:
        parts = urlsplit(text)
    except ValueError:  # half a bracket: no address, and no code that a relay gave
        return Invitation("", text)
    if parts.scheme in ("https", "http") and parts.netloc:
        path = parts.path.removesuffix(_PATH).rstrip("/")
        return Invitation(f"{parts.scheme}://{parts.netloc}{path}", parts.fragment)
    return Invitation("", text)
