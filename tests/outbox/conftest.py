"""One practice agency for all tests of the outbox; each test leaves it without faults."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.outbox.agency import Agency, Desk, agency, desk


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """Slow to start, so it is shared."""
    with agency(tmp_path_factory.mktemp("practice")) as running:
        yield running


@pytest.fixture
def providers(practice: Agency) -> Iterator[Agency]:
    yield practice
    practice.ask("DELETE", "/faults")


@pytest_asyncio.fixture
async def here(providers: Agency, tmp_path: Path) -> AsyncIterator[Desk]:
    """The first desk of the agency, live, without the time to undo. It leaves with the agency all that it wrote: its
    replica is thrown away, and the next test would find a message waiting that this one took back."""
    async with desk(providers.told, tmp_path / "here") as opened:
        yield opened
        await opened.listener.until(lambda: opened.house.store.position().pending == 0)


@pytest_asyncio.fixture
async def connected(providers: Agency, tmp_path: Path) -> None:
    """Who administers the agency was here once: only that desk writes down which channels there are."""
    async with desk(providers.told, tmp_path / "admin") as admin:
        store = admin.house.store
        there = providers.told["integrations"]
        await admin.listener.until(lambda: all(map(store.integration, there)) and store.position().pending == 0)


Opening = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    """Open another desk in a directory of this test."""

    def opened(told: bytes | dict[str, Any], name: str, **options: Any) -> AbstractAsyncContextManager[Desk]:
        return desk(told, tmp_path / name, **options)

    return opened
