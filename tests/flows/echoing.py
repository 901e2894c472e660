"""Providers at their worst: whatever is asked, the answer repeats the key with which it was asked."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODES = ("refused", "strange", "broken", "garbage", "moved")


class Providers:
    """`mode` is how they answer; `keys` are those that came."""

    def __init__(self) -> None:
        self.mode = "refused"
        self.keys: set[str] = set()
        self.url = ""

    def answer(self, path: str, key: str) -> tuple[int, str, bytes]:
        """Status, type (or where to go on), body."""
        self.keys.add(key)
        words = f"Invalid credential {key} in {path}: Authorization: Bearer {key}"
        match self.mode:
            case "refused":
                return 401, "application/json", _json(path, words, key, 190, "invalid_api_key")
            case "strange":
                return 400, "application/json", _json(path, words, key, key, key)
            case "broken":
                return 500, "application/json", _json(path, words, key, 1, key)
            case "moved":
                return 302, f"{self.url}/elsewhere?key={key}", words.encode()
            case _:
                return 200, "application/json", f"<p>{words}</p>".encode()


def _json(path: str, words: str, key: str, code: Any, status: str) -> bytes:
    if path.startswith("/graph"):
        error = {"message": words, "type": key, "code": code, "error_data": {"details": words}, "fbtrace_id": key}
        return json.dumps({"error": error}).encode()
    if path.startswith("/elevenlabs"):
        return json.dumps({"detail": {"status": status, "code": status, "type": key, "message": words}}).encode()
    return json.dumps({"status": "error", "message": words, "code": code, "error": key}).encode()


@contextlib.contextmanager
def echoing() -> Iterator[Providers]:
    """Serve all of them, each below its own path."""
    providers = Providers()

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
            status, kind, body = providers.answer(self.path, bearer or self.headers.get("xi-api-key", ""))
            self.send_response(status, body.decode())
            self.send_header("location" if status == 302 else "content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Nothing of it is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    providers.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield providers
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
