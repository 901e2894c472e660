"""How each provider says no: the error bodies of Graph, ManyChat, UChat and ElevenLabs, and what faults answer."""

import secrets
from typing import Any

from starlette.responses import JSONResponse


def graph(
    status: int, code: int, message: str, details: str = "", subcode: int | None = None, kind: str = "OAuthException"
) -> JSONResponse:
    """Meta's GraphAPIError. `details` goes into error_data, as the WhatsApp codes have it."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if details:
        error["error_data"] = {"messaging_product": "whatsapp", "details": details}
    if subcode is not None:
        error["error_subcode"] = subcode
    error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
    return JSONResponse({"error": error}, status)


def no_such_object(id_: str, verb: str = "get") -> JSONResponse:
    message = (
        f"Unsupported {verb} request. Object with ID '{id_}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api"
    )
    return graph(400, 100, message, subcode=33, kind="GraphMethodException")


def eleven(status: int, code: str, message: str, legacy: str = "", kind: str = "validation_error") -> JSONResponse:
    """ElevenLabs' current envelope; `legacy` is the older `status` where it differs from the code."""
    detail = {"type": kind, "code": code, "message": message, "status": legacy or code}
    detail["request_id"] = secrets.token_hex(16)
    return JSONResponse({"detail": detail}, status, {"x-trace-id": secrets.token_hex(16), "x-region": "loopback"})


def eleven_old(http: int, status: str, message: str) -> JSONResponse:
    """The two-field envelope that ElevenLabs still uses for keys and quotas."""
    return JSONResponse({"detail": {"status": status, "message": message}}, http, {"x-trace-id": secrets.token_hex(16)})


def eleven_invalid(*problems: tuple[list[str | int], str, str]) -> JSONResponse:
    """422 of the framework: `detail` is a list of {loc, msg, type}."""
    return JSONResponse({"detail": [{"loc": loc, "msg": msg, "type": kind} for loc, msg, kind in problems]}, 422)


def manychat(message: str, code: int | None = None, status: int = 400) -> JSONResponse:
    """Shape B: a message and a code."""
    body: dict[str, Any] = {"status": "error", "message": message}
    return JSONResponse(body if code is None else body | {"code": code}, status)


def manychat_invalid(*messages: str) -> JSONResponse:
    """Shape A: validation."""
    details = {"messages": [{"message": message} for message in messages]}
    return JSONResponse({"status": "error", "message": "Validation error", "details": details}, 400)


def uchat(message: str, status: int = 200) -> JSONResponse:
    """UChat says most errors with 200 and `status: error`; 401 and 429 have a message alone."""
    return JSONResponse({"status": "error", "message": message} if status == 200 else {"message": message}, status)


def bad_key(provider: str) -> JSONResponse:
    if provider == "whatsapp":
        return graph(401, 190, "Invalid OAuth access token - Cannot parse access token")
    if provider == "elevenlabs":
        return eleven_old(401, "invalid_api_key", "Invalid API key")
    if provider == "uchat":
        return uchat("Unauthenticated.", 401)
    return manychat("Wrong token", status=401)


def too_many(provider: str) -> JSONResponse:
    if provider == "whatsapp":
        return graph(429, 130429, "(#130429) Rate limit hit", "Cloud API message throughput has been reached.")
    if provider == "elevenlabs":
        return eleven_old(429, "too_many_concurrent_requests", "Too many concurrent requests.")
    if provider == "uchat":
        return uchat("Too Many Attempts.", 429)
    return manychat("Too many requests", status=429)


def broken(provider: str, status: int) -> JSONResponse:
    if provider == "whatsapp":
        return graph(status, 131000, "(#131000) Something went wrong", "Message failed due to an unknown error.")
    if provider == "elevenlabs":
        message = "Internal Server error. All such crashes are reported to us automatically."
        return JSONResponse({"status": "internal_server_error", "message": message}, status)
    return JSONResponse({"message": "Server Error"}, status)


def forbidden(provider: str, path: str = "") -> JSONResponse:
    """The key is good but lacks a permission."""
    if provider == "whatsapp":
        return graph(403, 10, "(#10) Application does not have permission for this action")
    if provider == "elevenlabs":
        return lacks(_scope(path))
    if provider == "uchat":
        return uchat("This action is unauthorized.", 403)
    return manychat("Permission denied", status=403)


def lacks(permission: str) -> JSONResponse:
    """ElevenLabs: the key is good, and this is not among what it may do."""
    message = f"The API key you used is missing the permission {permission} to execute this operation."
    return eleven(401, "unauthorized", message, "missing_permissions", "authentication_error")


def unpaid(provider: str) -> JSONResponse:
    if provider == "whatsapp":
        return graph(400, 131042, "(#131042) Business eligibility payment issue", "There was a payment error.")
    if provider == "elevenlabs":
        message = (
            "Free users cannot use library voices via the API. Please upgrade your subscription to use this voice."
        )
        return eleven(402, "paid_plan_required", message, "payment_required", "payment_required")
    return forbidden(provider)


def out_of_credits(limit: int, left: int, needed: int) -> JSONResponse:
    message = (
        f"This request exceeds your quota of {limit}. You have {left} credits remaining, "
        f"while {needed} credits are required for this request."
    )
    return eleven_old(401, "quota_exceeded", message)


def _scope(path: str) -> str:
    """The permission of an ElevenLabs key that opens a path."""
    scopes = {"/v1/user": "user_read", "/voices": "voices_read", "/v1/models": "models_read", "/speech-to-text": ""}
    found = next((scope for part, scope in scopes.items() if part in path), "text_to_speech")
    return found or "speech_to_text"
