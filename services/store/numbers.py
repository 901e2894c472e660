"""Phone numbers: one key for all spellings of a number, and how it is written for people to read."""

import re
from typing import Final

_NOT_DIGITS: Final = re.compile(r"\D")
_SHORTEST, _LONGEST = 8, 15  # E.164


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    if text.isascii():
        return text if text.isdigit() else _NOT_DIGITS.sub("", text)
    return "".join(each for each in _NOT_DIGITS.sub("", text) if each.isascii())


def key(value: str) -> str | None:
    """All spellings of one number have one key; None for what is no number.

    Argentina's mobiles are 54 9 … in WhatsApp, 54 … in address books and … 15 … when typed at home; Mexico's 52 1 … and
    Brazil's ninth digit come and go likewise. Without a country the number is Argentine.
    """
    number = international(value)
    if number is None:
        return None
    if number.startswith("549") and len(number) == 13:
        return "54" + number[3:]
    if number.startswith("521") and len(number) == 13:
        return "52" + number[3:]
    if number.startswith("55") and len(number) == 13 and number[4] == "9":
        return number[:4] + number[5:]
    return number


def international(value: str) -> str | None:
    """Country code and number, digits only. What is shorter than ten digits names no area, and nobody for certain."""
    number = digits(value)
    if not value.strip().startswith("+"):
        if number.startswith("00"):
            number = number[2:]
        elif number.startswith("0"):
            number = "54" + number[1:]
        elif len(number) < 10 or (len(number) == 10 and number.startswith("15")):
            return None
        elif len(number) == 10:
            number = "54" + number
    if number.startswith("54"):
        number = _argentine(number)
    return number if _SHORTEST <= len(number) <= _LONGEST and len(set(number)) > 2 else None


def _argentine(number: str) -> str:
    """Without the 0 before the area and the 15 after it. Area and number are ten digits, so with a 15 they are twelve,
    and only one place fits: area codes have two digits (11 alone), three or four."""
    rest = number[2:]
    mobile = rest.startswith("9") and len(rest) > 10
    rest = rest.removeprefix("9") if mobile else rest
    rest = rest.removeprefix("0")
    if len(rest) == 12:
        for area in (2, 3, 4):
            if rest[area : area + 2] == "15" and (area != 2 or rest.startswith("11")):
                return "549" + rest[:area] + rest[area + 2 :]
    return ("549" if mobile else "54") + rest


def readable(value: str) -> str:
    """The number as its country writes it internationally: "+54 9 11 5555-0142"."""
    number = international(value)
    if number is None:
        return value
    if number.startswith("54911") and len(number) == 13:
        return f"+54 9 11 {number[5:9]}-{number[9:]}"
    import phonenumbers  # only here: most numbers of an agency are the line above

    try:
        parsed = phonenumbers.parse("+" + number)
    except phonenumbers.NumberParseException:
        return "+" + number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
