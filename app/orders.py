"""What the operator orders: done by the relay that serves the directory, or here where none does."""

import asyncio
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from app.paths import alone
from services.relay.operator import Command
from services.relay.seal import Seal
from services.relay.serving import served_at
from services.relay.web import Relay
from services.trouble import Trouble


@contextmanager
def hold(data: Path) -> Iterator[None]:
    """Keep the directory for this relay. Raises Trouble("serve.already") with the `url` of one that serves it, and
    "desk.already_open" where that one did not say it."""
    with ExitStack() as held:
        try:
            held.enter_context(alone(data))
        except Trouble:
            if url := served_at(data):
                raise Trouble("serve.already", url=url) from None
            raise
        yield


def obey(data: Path, command: Command) -> Any:
    """Do it in the relay that serves this directory, or here where none does."""
    with ExitStack() as held:
        try:
            held.enter_context(hold(data))
        except Trouble as trouble:
            if trouble.code != "serve.already":
                raise
            return _hand_over(data, str(trouble.facts["url"]), command)
        return asyncio.run(_obey_here(data, command))


async def _obey_here(data: Path, command: Command) -> Any:
    public = os.environ.get("STRATO_RELAY_PUBLIC_URL") or "http://127.0.0.1:8787"
    async with Relay(data, public.rstrip("/")) as relay:
        return await relay.operator.obey(command)


def _hand_over(data: Path, url: str, command: Command) -> Any:
    bearer = Seal.at(data / "relay.key").operator
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/operator", msgspec.json.encode(command), headers)  # noqa: S310  (ours)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=30) as answered:
            return json.load(answered)
    except urllib.error.HTTPError as error:
        raise Trouble(json.load(error)["code"]) from None
    except OSError:
        raise Trouble("desk.already_open") from None
