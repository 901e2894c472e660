"""Media of the rehearsal Graph host: multipart upload, a URL good for five minutes, the download behind the token."""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.practice import Agency
from services.sandbox.received import Received
from services.sandbox.refusals import graph, no_such_object
from services.sandbox.state import UPLOAD_DAYS, State

URL_S = 300
_OFFICE = "application/vnd.openxmlformats-officedocument."
LIMITS = {
    "audio/aac": 16, "audio/amr": 16, "audio/mpeg": 16, "audio/mp4": 16, "audio/ogg": 16, "audio/opus": 16,
    "image/jpeg": 5, "image/png": 5, "image/webp": 0.5, "video/mp4": 16, "video/3gpp": 16,
    "application/pdf": 100, "text/plain": 100, "application/msword": 100, "application/vnd.ms-excel": 100,
    "application/vnd.ms-powerpoint": 100, f"{_OFFICE}wordprocessingml.document": 100,
    f"{_OFFICE}spreadsheetml.sheet": 100, f"{_OFFICE}presentationml.presentation": 100,
}  # fmt: skip
"""Accepted types and their size in MB (Cloud API, media reference)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a multipart form."""

    value: bytes
    filename: str
    mime: str


class MediaHost:
    """Upload, look up, download, delete."""

    def __init__(self, agency: Agency, state: State, received: Received) -> None:
        self._agency = agency
        self._state = state
        self._received = received
        self._key = secrets.token_bytes(16)

    async def upload(self, request: Request) -> Response:
        phone_id = request.path_params["id"]
        if phone_id != self._agency.accounts["phone_number_id"]:
            return no_such_object(phone_id, "post")
        parts = multipart(request.headers.get("content-type", ""), await request.body())
        if parts.get("messaging_product", Part(b"", "", "")).value != b"whatsapp":
            return graph(400, 100, "(#100) The parameter messaging_product is required.")
        file = parts.get("file")
        if file is None:
            return graph(400, 100, "(#100) The parameter file is required.")
        mime = (file.mime or parts.get("type", file).value.decode("latin-1")).strip()
        limit = LIMITS.get(mime.split(";")[0].strip().lower())
        if limit is None:
            listed = ", ".join(LIMITS)
            message = f"(#100) Param file must be a file with one of the following types: {listed}. Received {mime}."
            return graph(400, 100, message)
        if len(file.value) > limit * 1024 * 1024 or not file.value:
            return graph(400, 131053, "(#131053) Media upload error", f"The file must be 1 byte to {limit} MB.")
        media = self._state.add_media(file.value, mime, UPLOAD_DAYS, file.filename)
        self._state.save()
        self._received.note("whatsapp", "upload", id=media.id, mime=mime, bytes=media.size, sha256=media.sha256)
        return JSONResponse({"id": media.id})

    def look_up(self, request: Request, base: str) -> Response:
        """GET /{media_id}: where to download it, for five minutes."""
        id_ = request.path_params["id"]
        asked = request.query_params.get("phone_number_id")
        media = self._state.live_media(id_)
        if media is None or asked not in (None, self._agency.accounts["phone_number_id"]):
            return no_such_object(id_)
        until = int(time.time()) + URL_S
        url = f"{base}/lookaside/whatsapp_business/attachments/?mid={id_}&ext={until}&hash={self._seal(id_, until)}"
        body = {"url": url, "mime_type": media.mime, "sha256": media.sha256, "file_size": media.size, "id": id_}
        return JSONResponse({**body, "messaging_product": "whatsapp"})

    def download(self, request: Request) -> Response:
        query = request.query_params
        id_, until, seal = query.get("mid", ""), query.get("ext", "0"), query.get("hash", "")
        good = until.isdigit() and hmac.compare_digest(seal, self._seal(id_, int(until)))
        media = self._state.live_media(id_)
        if not good or media is None or int(until) < time.time():
            return Response("URL signature expired" if good else "Bad URL hash", 403 if not good else 404)
        return Response(self._state.bytes_of(media.sha256), media_type=media.mime)

    def delete(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        if self._state.live_media(id_) is None:
            return no_such_object(id_, "delete")
        del self._state.memory.media[id_]
        self._state.save()
        return JSONResponse({"success": True})

    def _seal(self, id_: str, until: int) -> str:
        return hmac.new(self._key, f"{id_}.{until}".encode(), hashlib.sha256).hexdigest()[:32]


def multipart(content_type: str, body: bytes) -> dict[str, Part]:
    """The fields of a multipart/form-data body by name (RFC 7578); whatever cannot be read is left out."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if found is None or "multipart/form-data" not in content_type:
        return {}
    parts: dict[str, Part] = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:-1]:
        head, _, value = piece.partition(b"\r\n\r\n")
        headers = head.decode("utf-8", "replace")
        name = re.search(r'\bname="([^"]*)"', headers)
        file = re.search(r'filename="([^"]*)"', headers)
        mime = re.search(r"content-type:\s*([^\r\n]+)", headers, re.I)
        if name:
            parts[name[1]] = Part(value, file[1] if file else "", mime[1] if mime else "")
    return parts
