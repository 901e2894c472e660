"""What ElevenLabs' refusals mean: one tolerant reader for every shape in which they come."""

import re
from typing import Any, Final

import httpx
import msgspec

from services.keylike import masked
from services.trouble import Trouble

_MEANING: Final[dict[str, str]] = {
    "invalid_api_key": "voice.bad_key",
    "needs_authorization": "voice.bad_key",
    "missing_permissions": "voice.missing_permission",
    "quota_exceeded": "voice.quota",
    "detected_unusual_activity": "voice.plan",
    "free_disabled": "voice.plan",
    "paid_plan_required": "voice.plan",
    "payment_required": "voice.plan",
    "subscription_required": "voice.plan",
    "only_for_creator+": "voice.plan",
    "voice_not_found": "voice.voice_gone",
    "voice_does_not_exist": "voice.voice_gone",
    "max_character_limit_exceeded": "voice.text_too_long",
    "text_too_long": "voice.text_too_long",
    "too_many_concurrent_requests": "voice.busy",
    "concurrent_limit_exceeded": "voice.busy",
    "rate_limit_exceeded": "voice.busy",
    "system_busy": "voice.busy",
    "internal_server_error": "voice.provider_down",
}
"""By code or legacy status, whatever the HTTP status: a spent quota comes as 401. Source: providers' error pages and
public captures, 2025-12 to 2026-09."""

_BY_STATUS: Final[dict[int, str]] = {401: "voice.bad_key", 402: "voice.plan", 403: "voice.plan", 429: "voice.busy"}
_SAID_LENGTH: Final = 300


def refusal(response: httpx.Response, voice: str = "") -> Trouble:
    """The Trouble that an error response (its body read) stands for. Never raises, whatever the body holds.

    Facts on all: `status` (HTTP), `reason` (the provider's own code, "" if none), `said` (its words, shortened);
    they may repeat the key that was sent, so what could be one is not in them.
    """
    names, said = _read(response.content)
    code = next((_MEANING[name] for name in names if name in _MEANING), None)
    if code is None and voice and response.status_code == 404:
        code = "voice.voice_gone"
    if code is None and response.status_code >= 500:
        code = "voice.provider_down"
    code = code or _BY_STATUS.get(response.status_code, "voice.refused")
    return Trouble(
        code,
        status=response.status_code,
        reason=masked(names[0]) if names else "",
        said=masked(said)[:_SAID_LENGTH],
        **_facts(code, said, response, voice),
    )


def _read(body: bytes) -> tuple[list[str], str]:
    """The names that the body gives its error, the most telling first, and its words."""
    try:
        told: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [], "" if b"<" in body[:200] else body[:_SAID_LENGTH].decode("utf-8", "replace").strip()
    detail = told.get("detail", told) if isinstance(told, dict) else told
    if isinstance(detail, str):
        return [], detail
    if isinstance(detail, list):
        return ["invalid_parameters"], "; ".join(_validation(item) for item in detail[:5])
    if not isinstance(detail, dict):
        return [], ""
    names = [detail[key] for key in ("status", "code", "error", "type") if isinstance(detail.get(key), str)]
    said = detail.get("message")
    return names, said if isinstance(said, str) else ""


def _validation(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    where = item.get("loc")
    path = ".".join(str(part) for part in where) if isinstance(where, list) else ""
    return f"{path}: {item.get('msg', '')}"


def _facts(code: str, said: str, response: httpx.Response, voice: str) -> dict[str, object]:
    match code:
        case "voice.missing_permission":
            found = re.search(r"permissions? (\w+)", said)
            return {"permission": masked(found[1]) if found else ""}
        case "voice.quota":
            left, needed = re.search(r"have (\d+) credits", said), re.search(r"(\d+) credits are required", said)
            return {"left": int(left[1]) if left else None, "needed": int(needed[1]) if needed else None}
        case "voice.text_too_long":
            limit = re.search(r"limit of (\d+)", said)
            return {"limit": int(limit[1]) if limit else None}
        case "voice.voice_gone":
            return {"voice": voice}
        case "voice.busy":
            return {"retry_after_s": retry_after(response)}
        case _:
            return {}


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the provider asks us to wait, where it says so in seconds."""
    told: str = response.headers.get("retry-after", "")
    return min(float(told), 3_600.0) if re.fullmatch(r"\d{1,9}(\.\d+)?", told) else None
