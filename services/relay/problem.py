"""What a caller may learn of a trouble: RFC 9457, a stable code, never an echo of what was sent."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from services.trouble import Trouble

PROBLEMS: Final = {
    "request.invalid": (400, "The request is not of the expected form."),
    "body.not_json": (400, "The body is not JSON."),
    "body.incomplete": (400, "The body did not arrive whole."),
    "token.unknown": (401, "The token is unknown or revoked."),
    "signature.wrong": (401, "The signature or secret is missing or wrong."),
    "role.forbidden": (403, "This role may not do that."),
    "handshake.refused": (403, "The verification token is missing or wrong."),
    "invitation.unknown": (404, "No such invitation."),
    "hook.unknown": (404, "No such hook."),
    "device.unknown": (404, "No such device."),
    "member.unknown": (404, "No such member."),
    "media.unknown": (404, "No such media."),
    "provider.unknown": (404, "No such provider."),
    "tenant.unknown": (404, "No such tenant."),
    "app.unknown": (404, "No such app."),
    "path.unknown": (404, "Nothing is here."),
    "method.refused": (405, "Not by this method."),
    "body.too_slow": (408, "The body did not arrive in time."),
    "invitation.used": (409, "The invitation was used already."),
    "log.reset": (409, "The cursor does not fit this log; start again from 0."),
    "invitation.expired": (410, "The invitation has expired."),
    "body.too_large": (413, "The body is too large."),
    "entry.too_many": (413, "Too many entries at once."),
    "media.type_refused": (415, "Only audio, images and PDF, and only as what they are."),
    "range.refused": (416, "No such range."),
    "integration.secret_unknown": (422, "This provider has no such secret."),
    "media.hash_wrong": (422, "The bytes are not those of the hash."),
    "rate.limited": (429, "Too many requests."),
    "relay.failed": (500, "Something is wrong here."),
    "store.busy": (503, "The store cannot follow; come back."),
    "store.full": (503, "The store has no room; come back."),
    "store.failed": (503, "The store has failed; come back."),
    "log.damaged": (503, "The log is damaged here; the operator has to restore it."),
}

AGAIN_S: Final = 5
"""Retry-After of what passes by itself, unless the trouble knows better (`retry_after_s`)."""


class Problem(Response):
    """A trouble as an answer. A trouble that is not in the list is a bug, and raises KeyError."""

    media_type = "application/problem+json"

    def __init__(self, trouble: Trouble) -> None:
        status, title = PROBLEMS[trouble.code]
        headers = {"Cache-Control": "no-store"}
        if status in (429, 503):
            headers["Retry-After"] = str(trouble.facts.get("retry_after_s", AGAIN_S))
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if status == 405:
            headers["Allow"] = str(trouble.facts.get("allow", ""))
        if status == 416:
            headers["Content-Range"] = f"bytes */{trouble.facts['size']}"
        body = {"type": "about:blank", "title": title, "status": status, "code": trouble.code}
        super().__init__(msgspec.json.encode(body), status, headers)


async def answer(request: Request, trouble: Exception) -> Response:
    """For Starlette's table of exception handlers."""
    assert isinstance(trouble, Trouble)
    return Problem(trouble)
