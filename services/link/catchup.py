"""The first catch-up: the log read over HTTP, compressed, the next page on its way while one is folded."""

import asyncio
import logging
from typing import Final

from services.entries import Entries, Reset, Welcome
from services.link.state import AT_ONCE, Ending, Replica, Say, troubled
from services.relay_client import Page, RelayClient
from services.trouble import Trouble

PAGE: Final = 3_000
"""A page is folded in one go: a larger one is written with less work, but what a person does meanwhile waits for it."""

log = logging.getLogger(__name__)


async def catch_up(store: Replica, client: RelayClient, say: Say) -> Ending | None:
    """Fold all there is; None when the rest can come by the websocket. A log of another epoch resets the replica."""
    try:
        return await _pages(store, client, say)
    except Trouble as trouble:
        return troubled(trouble)
    except ValueError as error:  # a page that leaves a gap
        log.warning("the relay makes no sense: %s", error)
        return Ending("relay.unintelligible")


async def _pages(store: Replica, client: RelayClient, say: Say) -> Ending | None:
    position = store.position()
    page = await client.entries(position.seq, PAGE)
    if position.epoch not in ("", page.epoch):
        await store.apply(Reset("epoch"))
        return AT_ONCE
    await store.apply(Welcome(page.epoch, page.head))
    while page.entries:
        last = page.entries[-1].seq
        say("connecting", page.head - last + len(page.entries))
        if last >= page.head:
            await store.apply(Entries(page.entries, page.head))
            break
        coming = await _folding(store, client, page, last)
        if coming.epoch != page.epoch:
            return AT_ONCE
        page = coming
    say("connecting", 0)
    return None


async def _folding(store: Replica, client: RelayClient, page: Page, last: int) -> Page:
    """Fold `page` while the one after it travels."""
    coming = asyncio.create_task(client.entries(last, PAGE))
    try:
        await store.apply(Entries(page.entries, page.head))
        return await coming
    finally:
        coming.cancel()
