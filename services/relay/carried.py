"""The JSON that entries carry: whatever is valid comes in, and only what every desk can read goes on."""

import json
import math
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from services.trouble import Trouble

MAX_DEPTH: Final = 100
"""Readers recurse; a body nested deeper than this is kept as text (see `pieces`)."""

PIECE: Final = 60_000
"""Characters of text in one piece: at most 4 bytes each, so a piece stays under MAX_BODY."""

MAX_DIGITS: Final = 4_000
"""Python reads no longer integer than 4,300 digits."""

encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def read(raw: bytes) -> Any:
    """The value of a JSON text. Raises Trouble("body.not_json"), or Trouble("body.too_deep") where it may be JSON but
    no reader could follow it.

    Two things that JSON allows and no reader here can hold are written differently: half of a surrogate pair becomes
    U+FFFD, a number beyond all floats becomes the text of its digits.
    """
    try:
        value = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = _read_patiently(raw)
    # Counting brackets costs next to nothing and settles nearly every body.
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _deeper_than(MAX_DEPTH, value):
        raise Trouble("body.too_deep")
    return value


def _read_patiently(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, parse_constant=_no_number, parse_float=_float, parse_int=_int)
        mended = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _decode(mended.encode())
    except RecursionError:
        raise Trouble("body.too_deep") from None
    except (ValueError, msgspec.DecodeError):
        raise Trouble("body.not_json") from None  # the cause would quote the body


def _no_number(name: str) -> None:
    raise ValueError(name)


def _float(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < MAX_DIGITS else digits


def _deeper_than(most: int, value: Any) -> bool:
    level = [value]
    for _ in range(most + 1):
        level = [inner for each in level if isinstance(each, dict | list) for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: dict[str, Any] | list[Any]) -> Iterator[Any]:
    return iter(value.values() if isinstance(value, dict) else value)


def pieces(entry: str, body: bytes) -> list[tuple[str, bytes]]:
    """The ids and bodies of the pieces in which an entry is kept whose body (JSON) is over MAX_BODY, or too deep.

    A piece has the body {"whole": its id, "part": 1…parts, "parts": n, "text": …}; the texts of all parts joined are
    the JSON of the whole body. They are stored in one commit, one after the other.
    """
    text = body.decode()
    texts = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    return [
        (f"{entry}:{part}/{len(texts)}", encode({"whole": entry, "part": part, "parts": len(texts), "text": each}))
        for part, each in enumerate(texts, 1)
    ]
