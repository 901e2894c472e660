"""Reading JSON of strangers: every look at it gives the type that was asked for, whatever is there."""

import math
import re
from datetime import UTC, datetime
from typing import Any, Final

from services.records import Media

MAX_INT: Final = 2**53
_DAY_MS: Final = 86_400_000


def obj(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list, or of a lone object; nothing else of it."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """The text; a number as its digits (ids come as either); "" for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int) and abs(value) <= 10**40:
        return str(value)
    return str(value) if isinstance(value, float) and math.isfinite(value) else ""


def number(value: object) -> float | None:
    """A finite number, also where it is written as text."""
    if isinstance(value, str):
        try:
            value = float(value) if len(value) < 40 else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= MAX_INT else None


def size(value: object) -> int | None:
    """A count of bytes."""
    found = number(value)
    return int(found) if found is not None and found >= 0 else None


def moment(value: object, received: int) -> int:
    """A provider's time in ms: unix seconds or milliseconds as number or text, or ISO 8601. What is missing, not a
    time, before 2005 or more than a day after the relay received it is the time of receipt."""
    found = number(value)
    if found is None and isinstance(value, str):
        found = _iso(value)
    if found is None:
        return received
    at = int(found if found > 1e11 else found * 1000)
    return at if 1_104_537_600_000 < at <= received + _DAY_MS else received


def _iso(value: str) -> float | None:
    try:
        parsed = datetime.fromisoformat(value)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


KINDS_BY_ENDING: Final = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "gif", "heic"), ("image", "image/")),
    **dict.fromkeys(("ogg", "oga", "opus", "mp3", "m4a", "aac", "amr", "wav"), ("audio", "audio/")),
    **dict.fromkeys(("mp4", "mov", "3gp", "webm"), ("video", "video/")),
    "pdf": ("document", "application/"),
}


def linked(url: str, kind: str = "") -> tuple[str, Media] | None:
    """Kind and media of an address that ends like a file; `kind` is trusted before the ending. None for no address."""
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s]*", url):
        return None
    name = re.split(r"[?#]", url, maxsplit=1)[0].rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    known = KINDS_BY_ENDING.get(ending)
    if not kind and known is None:
        return None
    kind = kind or (known[0] if known else "document")
    mime = known[1] + {"jpg": "jpeg", "oga": "ogg", "opus": "ogg", "mp3": "mpeg"}.get(ending, ending) if known else ""
    return kind, Media(mime, url=url, name=name or None, voice=kind == "audio" and ending in ("ogg", "oga", "opus"))
