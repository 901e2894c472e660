"""Failures that nobody expected: written to a rotating log without secrets, and told to whoever shows them."""

import asyncio
import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

from services.keylike import masked
from services.trouble import Trouble

_SIZE: Final = 2_000_000
_FILES: Final = 3
_SECRETS: Final = re.compile(
    r"(?i)(bearer\s+|token[\"']?\s*[=:]\s*[\"']?|api[-_]?key[\"']?\s*[=:]\s*[\"']?)[^\s\"',}]+|\bEAA\w{20,}|\bsk_\w{16,}"
)
"""What looks like a secret. None is ever logged on purpose; this is for texts of libraries."""

_SHORTEST: Final = 8
_PLACE: Final = re.compile(r'[\s|]+File "')
"""A line of a traceback that says where it was."""

log = logging.getLogger(__name__)
Report = Callable[[BaseException], None]


def scrubbed(text: str) -> str:
    """`text` without what looks like a secret."""
    return _SECRETS.sub(lambda found: f"{found[1] or ''}…", text)


def _without(text: str, secrets: Iterable[str]) -> str:
    """`text` without these, however JSON or a URL writes them. What is too short would be found anywhere."""
    for secret in (each for each in secrets if len(each) >= _SHORTEST):
        inside = json.dumps(secret, ensure_ascii=False)[1:-1]
        for written in (secret, inside, json.dumps(inside)[1:-1], quote(secret, safe="")):
            text = text.replace(written, "…")
    return text


def _bug(_: Any, __: str, event: Any) -> Any:
    """A library may put anything into the words of an exception: what could be a key is taken out, places stay."""
    if told := event.get("exception"):
        lines = told.splitlines()
        event["exception"] = "\n".join(each if _PLACE.match(each) else masked(scrubbed(each)) for each in lines)
    return event


class _Lines(logging.Formatter):
    """One JSON object a line. structlog is loaded with the first line: it takes longer than the first window."""

    def __init__(self, secrets: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self._secrets = secrets
        self._inner: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        if self._inner is None:
            self._inner = _structured()
        return scrubbed(_without(self._inner.format(record), self._secrets()))


def _structured() -> logging.Formatter:
    import structlog

    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _bug,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )


def keep_log(directory: Path, name: str, secrets: Callable[[], Iterable[str]] = tuple) -> None:
    """Write this program's log to `directory/name.log`, rotating; libraries speak only from warnings up. What
    `secrets` gives is not written, whoever says it."""
    from logging.handlers import RotatingFileHandler  # brings sockets and queues along

    directory.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        directory / f"{name}.log", maxBytes=_SIZE, backupCount=_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Lines(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for library in ("httpx", "httpcore", "websockets", "sqlalchemy", "asyncio", "keyring"):
        logging.getLogger(library).setLevel(logging.WARNING)


def recent(lines: int = 400) -> str:
    """The end of this program's log; "" where none is kept. Blocking: off the UI loop."""
    from logging.handlers import RotatingFileHandler

    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            try:
                told = Path(handler.baseFilename).read_text(encoding="utf-8", errors="replace")
            except FileNotFoundError:
                return ""
            return scrubbed("\n".join(told.splitlines()[-lines:]))
    return ""


def catch(loop: asyncio.AbstractEventLoop, report: Report) -> None:
    """Log and report what no task, callback or thread caught; a keyboard interrupt goes its way."""

    def told(error: BaseException) -> None:
        if isinstance(error, Trouble):
            log.warning("trouble: %s", error)
        else:
            log.error("bug", exc_info=error)
        loop.call_soon_threadsafe(report, error)

    def of_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        told(context.get("exception") or RuntimeError(context["message"]))

    def of_program(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
        else:
            told(error.with_traceback(trace))

    def of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            told(args.exc_value)

    loop.set_exception_handler(of_loop)
    sys.excepthook = of_program
    threading.excepthook = of_thread
