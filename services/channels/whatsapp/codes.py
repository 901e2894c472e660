"""What the error codes of the Cloud API mean, whether in the answer to a call or in a `failed` status."""

from typing import Final

_CODES: Final[dict[str, tuple[int, ...]]] = {
    "whatsapp.window_closed": (131047,),
    "whatsapp.reconnect": (0, 3, 10, 190, *range(200, 300)),
    "whatsapp.locked": (368, 131031),
    "whatsapp.throttled": (4, 80007, 130429, 131056, 133016, 131064),
    "whatsapp.spam": (131048,),
    "whatsapp.busy": (131000, 131016, 131057, 135000),
    "whatsapp.undeliverable": (131026, 131030, 131021, 131050, 131049, 130472, 137000, 131062),
    "whatsapp.media": (131052, 131053),
    "whatsapp.our_fault": (100, 131008, 131009, 131051),
    "whatsapp.template": (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069),
    "whatsapp.billing": (131042,),
    "whatsapp.account": (131044, 131037, 131045, 130497, 131063),
}
"""Source: the error classes of the Cloud API's reference, by code; titles change without notice."""

_MEANING: Final = {number: code for code, numbers in _CODES.items() for number in numbers}


def meaning(number: int) -> str:
    """The Trouble code for an error code of the Cloud API, in an answer or in a `failed` status."""
    return _MEANING.get(number, "whatsapp.refused")
