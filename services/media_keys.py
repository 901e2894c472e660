"""Media keys of a Linux desktop: what plays is told over D-Bus (MPRIS), and the keys come back as what they ask for."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from services.desktop_notices import closed_error, has_bus

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.asyncio import DBusRouter

Asked = Literal["play", "pause", "toggle", "stop", "next", "previous", "seek", "place", "speed", "raise"]

_PATIENCE_S: Final = 3.0
_PATH: Final = "/org/mpris/MediaPlayer2"
_NAME: Final = "org.mpris.MediaPlayer2.strato"
_ROOT: Final = "org.mpris.MediaPlayer2"
_PLAYER: Final = "org.mpris.MediaPlayer2.Player"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_TRACK: Final = "/ar/strato/voice"
_METHODS: Final[dict[str, Asked]] = {
    "Play": "play", "Pause": "pause", "PlayPause": "toggle", "Stop": "stop", "Next": "next", "Previous": "previous",
    "Seek": "seek", "SetPosition": "place", "Raise": "raise",
}  # fmt: skip

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What is heard: `title` for people, times in ms."""

    title: str
    playing: bool
    length: int
    position: int
    rate: float


class MediaKeys:
    """`show` what plays, None for nothing: then the keys belong to other programs again. `asked` is called with what a
    key wants and its number: ms for "seek" (from here) and "place" (from the start), a factor for "speed".

    Nothing here raises where a machine has no session bus."""

    def __init__(self, fastest: float = 2.0) -> None:
        self.asked: Callable[[Asked, float], None] = lambda what, number: None
        self._fastest = fastest
        self._now: NowPlaying | None = None
        self._router: DBusRouter | None = None
        self._doors = AsyncExitStack()
        self._serving: asyncio.Task[None] | None = None
        self._refused = False

    async def show(self, now: NowPlaying | None) -> None:
        """This plays now. Call it for what changes, not for each moment: the position runs on by itself."""
        before, self._now = self._now, now
        if not has_bus() or self._refused or (now is None and self._router is None):
            return
        if now is None:
            await self.close()
            return
        from jeepney import AuthenticationError

        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._open()
                if before is not None:
                    await self._changed()
        except (OSError, EOFError, TimeoutError, AuthenticationError, closed_error()) as error:
            log.info("no media keys on this desktop: %s", type(error).__name__)
            self._refused = True
            await self.close()

    async def close(self) -> None:
        """Leave the bus."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
        self._router, self._serving = None, None
        with suppress(OSError, EOFError):
            await self._doors.aclose()

    async def _open(self) -> None:
        if self._router is not None:
            return
        from jeepney import MatchRule, message_bus
        from jeepney.io.asyncio import Proxy, open_dbus_router

        router = await self._doors.enter_async_context(open_dbus_router())
        queue: asyncio.Queue[Message] = asyncio.Queue(100)
        self._doors.enter_context(router.filter(MatchRule(type="method_call", path=_PATH), queue=queue))
        self._router = router
        self._serving = asyncio.get_running_loop().create_task(self._serve(queue))
        await Proxy(message_bus, router).RequestName(_NAME)

    async def _serve(self, queue: "asyncio.Queue[Message]") -> None:
        from jeepney import HeaderFields, MessageFlag, new_error, new_method_return

        while self._router is not None:
            call = await queue.get()
            fields = call.header.fields
            answer = self._answer(fields.get(HeaderFields.interface, ""), fields[HeaderFields.member], call.body)
            if call.header.flags & MessageFlag.no_reply_expected:
                continue
            if answer is None:
                reply = new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
            else:
                reply = new_method_return(call, *answer)
            with suppress(OSError, closed_error()):
                await self._router.send(reply)

    def _answer(self, interface: str, member: str, body: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The signature and body of the answer; None for what is not known."""
        if interface == _PROPERTIES:
            return self._property(member, body)
        if interface in (_ROOT, _PLAYER) and (asked := _METHODS.get(member)) is not None:
            number = body[-1] / 1000 if asked in ("seek", "place") and body else 0.0
            self.asked(asked, number)
            return (None, ())
        return (None, ()) if member in ("Quit", "Ping") else None

    def _property(self, member: str, body: tuple[Any, ...]) -> tuple[Any, ...] | None:
        known = self._root() if body[0] == _ROOT else self._told()
        if member == "GetAll":
            return ("a{sv}", (known,))
        if member == "Get" and body[1] in known:
            return ("v", (known[body[1]],))
        if member == "Set" and body[1] == "Rate":
            self.asked("speed", float(body[2][1]))
        return (None, ()) if member == "Set" else None

    async def _changed(self) -> None:
        from jeepney import DBusAddress, new_signal

        told = self._told()
        del told["Position"]
        address = DBusAddress(_PATH, interface=_PROPERTIES)
        assert self._router is not None
        await self._router.send(new_signal(address, "PropertiesChanged", "sa{sv}as", (_PLAYER, told, [])))

    @staticmethod
    def _root() -> dict[str, tuple[str, Any]]:
        return {
            "Identity": ("s", "STRATO"), "DesktopEntry": ("s", "strato-console"), "CanQuit": ("b", False),
            "CanRaise": ("b", True), "HasTrackList": ("b", False), "SupportedUriSchemes": ("as", []),
            "SupportedMimeTypes": ("as", []),
        }  # fmt: skip

    def _told(self) -> dict[str, tuple[str, Any]]:
        now = self._now or NowPlaying("", False, 0, 0, 1.0)
        about = {
            "mpris:trackid": ("o", _TRACK), "mpris:length": ("x", now.length * 1000), "xesam:title": ("s", now.title)
        }  # fmt: skip
        can = dict.fromkeys(("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"), ("b", True))
        return {
            "PlaybackStatus": ("s", "Playing" if now.playing else "Paused"), "Rate": ("d", now.rate),
            "MinimumRate": ("d", 1.0), "MaximumRate": ("d", self._fastest), "Volume": ("d", 1.0),
            "Metadata": ("a{sv}", about), "Position": ("x", now.position * 1000), **can,
        }  # fmt: skip
