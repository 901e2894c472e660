"""Signs: emoji and WhatsApp's formatting are left out, others are said."""

import re
from typing import Final

from services.voice.spoken.reading import Reading, Rule

_ONE = (
    "[\U0001f000-\U0001faff\U00002600-\U000027bf\U00002b00-\U00002bff\U00002190-\U000021ff\U00002300-\U000023ff"
    "\U000025a0-\U000025ff\U0001f1e6-\U0001f1ff\U00003030\U0000303d\U00003297\U00003299]"
)
_JOINED = "[\U0001f3fb-\U0001f3ff\ufe0f\u200d\u20e3\U000e0020-\U000e007f]"
_EMOJI = re.compile(
    rf"[ \t]*(?:[0-9#*]\ufe0f?\u20e3|{_ONE}{_JOINED}*)(?:[ \t]*(?:[0-9#*]\ufe0f?\u20e3|{_ONE}{_JOINED}*))*"
)
_SMILEY = re.compile(r"[ \t]*(?<!\S)(?:[:;=]-?[)(DPpOo3/|]|<3|xD|XD)(?!\w)")
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-–—•·*►➤✓✔]+|\d{1,2}[.)-])(?=[ \t]+\S)[ \t]+")
_LESS_AFTER = re.compile(r"de\s\d")
_STYLE = re.compile(r"(?<![\w*_~])(?:[*_]{1,3}|~{1,2}(?!\d))(?=\S)|(?<=\S)([*_~]{1,3})(?![\w*_~])|`+")
_SIGNS: Final = {
    "&": "y",
    "+": "más",
    "=": "igual a",
    "≈": "aproximadamente",
    "~": "aproximadamente",
    "%": "por ciento",
    "§": "sección",
    "→": "a",
    "×": "por",
    "±": "más o menos",
    "|": "",
    ">": "más de",
    "<": "menos de",
    "°": "grados",
    "-": "menos",
    "/": "o",
}
_SIGN = re.compile(
    r"(?P<left>[ \t]?)(?P<sign>[&=≈§→×±|><]|\+(?!\d{1,3}[\s-]\(?\d)|~(?=\d)|(?<!\w)(?<!\w\s)-(?=\s?de\s\d)|"
    r"(?<=\w)\s/\s(?=\w))(?P<right>[ \t]?)"
)
_ELLIPSIS = re.compile(r"\.{4,}|…{2,}|([!?¡¿])\1+")


def _nothing(match: re.Match[str]) -> Reading | None:
    """Left out, with the blank in front of it; at the start of a line with the blank behind it."""
    text, end = match.string, match.end()
    at_start = match.start() == 0 or text[match.start() - 1] == "\n"
    if at_start:
        while end < len(text) and text[end] in " \t":
            end += 1
    return Reading("", end=end)


def _drop(match: re.Match[str]) -> Reading | None:
    return Reading("")


def _bullet(match: re.Match[str]) -> Reading | None:
    """ "- de 5 años" is a line of a list, or less than that."""
    return Reading("", others=("menos ",) if _LESS_AFTER.match(match.string, match.end()) else ())


def _sign(match: re.Match[str]) -> Reading | None:
    said = _SIGNS[match["sign"].strip()]
    text = match.string
    left = " " if match["left"] or (match.start() and not text[match.start() - 1].isspace()) else ""
    right = " " if match["right"] or match.end() < len(text) else ""
    return Reading(f"{left}{said}{right}" if said else left)


def _fewer(match: re.Match[str]) -> Reading | None:
    return Reading(match[1] or "…")


KEYCAPS = Rule("emoji", re.compile(r"[0-9#*]\ufe0f?\u20e3"), _nothing)
"""Begins with a digit, so it has to be known before the numbers."""

RULES = (
    Rule("emoji", _EMOJI, _nothing),
    Rule("emoji", _SMILEY, _nothing),
    Rule("symbol", _BULLET, _bullet),
    Rule("symbol", _STYLE, _drop),
    Rule("symbol", _SIGN, _sign),
    Rule("symbol", _ELLIPSIS, _fewer),
)
