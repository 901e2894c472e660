"""Links that follow for as long as a test lasts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio

from services.link import Link
from services.relay_client import RelayClient
from tests.link.doubles import TOKEN, Heard, Memory, entry, no_http


@pytest_asyncio.fixture
async def follow() -> AsyncIterator[Callable[..., tuple[Link, Memory, Heard]]]:
    """Make links that follow until the test ends; a link that fails by itself fails the test."""
    running: list[asyncio.Task[None]] = []

    async def token() -> str:
        return TOKEN

    def start(url: str, replica: Memory | None = None, **options: Any) -> tuple[Link, Memory, Heard]:
        store, heard = replica or Memory(), Heard()
        if replica is None:
            store.epoch, store.entries = "e1", [entry(1)]
        client = RelayClient(url, token, options.pop("http", no_http))
        link = Link(store, url, options.pop("token", token), client, heard.state, heard.troubles.append, **options)
        running.append(asyncio.create_task(link.run()))
        return link, store, heard

    yield start
    for task in running:
        failed = task.done()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert not failed
