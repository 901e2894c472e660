"""Notices on a freedesktop.org desktop (Linux), over D-Bus: one per key, replaced in place, told when it is clicked."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jeepney.io.asyncio import DBusRouter

PATIENCE_S: Final = 3.0
_NAME: Final = "org.freedesktop.Notifications"
_PATH: Final = "/org/freedesktop/Notifications"

log = logging.getLogger(__name__)


class DesktopNotices:
    """Opens the session bus with the first notice. Nothing here raises where a machine has no bus or no daemon:
    `show` says whether the notice was taken, and the caller has other ways."""

    def __init__(self) -> None:
        self.activated: Callable[[str], None] = lambda key: None
        self._router: DBusRouter | None = None
        self._doors = AsyncExitStack()
        self._listening: asyncio.Task[None] | None = None
        self._numbers: dict[str, int] = {}

    async def show(self, key: str, title: str, body: str, action: str) -> bool:
        """Show plain text; a click calls `activated(key)`. The notice that stood for `key` is replaced."""
        ours = {"desktop-entry": ("s", "strato-console"), "category": ("s", "im.received")}
        hints = {**ours, "suppress-sound": ("b", True)}
        before = self._numbers.get(key, 0)
        told = ("STRATO", before, "strato-console", title, _plain(body), ["default", action], hints, -1)
        answer = await self._ask("Notify", "susssasa{sv}i", told)
        if not answer:
            return False
        self._numbers[key] = int(answer[0])
        return True

    async def take_back(self, key: str) -> None:
        """Remove the notice of `key`, if it is still there."""
        if number := self._numbers.pop(key, 0):
            await self._ask("CloseNotification", "u", (number,))

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        self._router, self._listening = None, None
        with suppress(OSError, EOFError):
            await self._doors.aclose()

    async def _ask(self, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The answer's body (() for none of its own), None where nobody answers."""
        if not has_bus():
            return None
        from jeepney import AuthenticationError, DBusAddress, MessageType, new_method_call

        call = new_method_call(DBusAddress(_PATH, _NAME, _NAME), method, signature, body)
        try:
            async with asyncio.timeout(PATIENCE_S):
                router = await self._bus()
                answer = await router.send_and_get_reply(call)
        except (OSError, EOFError, TimeoutError, AuthenticationError, closed_error()) as error:
            log.info("no notices on this desktop: %s", type(error).__name__)
            await self.close()
            return None
        if answer.header.message_type is MessageType.error:
            log.info("the desktop refused a notice: %s", type(answer.body).__name__)
            return None
        return tuple(answer.body)

    async def _bus(self) -> "DBusRouter":
        if self._router is None:
            from jeepney import MatchRule, message_bus
            from jeepney.io.asyncio import Proxy, open_dbus_router

            router = await self._doors.enter_async_context(open_dbus_router())
            rule = MatchRule(type="signal", interface=_NAME, path=_PATH)
            await Proxy(message_bus, router).AddMatch(rule)
            queue: asyncio.Queue[Any] = asyncio.Queue(100)
            self._doors.enter_context(router.filter(rule, queue=queue))
            self._listening = asyncio.get_running_loop().create_task(self._listen(queue))
            self._router = router
        return self._router

    async def _listen(self, queue: "asyncio.Queue[Any]") -> None:
        from jeepney import HeaderFields

        while True:
            signal = await queue.get()
            name, number = signal.header.fields.get(HeaderFields.member), signal.body[0]
            for key in [key for key, known in self._numbers.items() if known == number]:
                if name == "NotificationClosed":
                    del self._numbers[key]
                elif name == "ActionInvoked":
                    self.activated(key)


def has_bus() -> bool:
    """Whether the session names a bus, at an address that can be read."""
    if not sys.platform.startswith("linux") or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    from jeepney.bus import find_session_bus

    try:
        return bool(find_session_bus())
    except (ValueError, RuntimeError):  # no "kind:key=value", or no socket of this machine
        return False


def closed_error() -> type[Exception]:
    """What jeepney raises once a bus is gone."""
    from jeepney.io.common import RouterClosed

    found: type[Exception] = RouterClosed
    return found


def _plain(text: str) -> str:
    """The body may be read as markup there."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
