"""Who is told what goes on in a house: the window of the console, the log of the worker."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from services.records import Changes

if TYPE_CHECKING:
    from services.link import LinkState


class Listener(Protocol):
    """Who is told, on the event-loop thread: the Feed of the console, the log of the worker."""

    @property
    def changed(self) -> Callable[[Changes], None]: ...
    @property
    def link_state(self) -> "Callable[[LinkState], None]": ...
    @property
    def trouble(self) -> Callable[[BaseException], None]: ...
