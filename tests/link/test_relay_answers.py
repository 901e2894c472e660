"""What is left of an answer of the relay once it was read: nothing, for a first catch-up reads a hundred large ones."""

import gc
import weakref

import httpx
import pytest

from services.relay_client import RelayClient

pytestmark = pytest.mark.asyncio
PAGE = {"epoch": "e", "head": 1, "entries": []}


async def test_an_answer_is_let_go_without_a_collection() -> None:
    answers: list[weakref.ref[httpx.Response]] = []

    async def note(response: httpx.Response) -> None:
        answers.append(weakref.ref(response))

    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=PAGE))
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [note]}) as client:

        async def http() -> httpx.AsyncClient:
            return client

        relay = RelayClient("https://relay.example", None, http)
        gc.collect()
        gc.disable()  # as while a long log is read
        try:
            assert (await relay.entries(0, 10)).head == 1
            assert [each() for each in answers] == [None]
        finally:
            gc.enable()
