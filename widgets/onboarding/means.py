"""What the steps of the first run work with, once the agency's house stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.settings import Settings
from services.store import Store
from widgets.feed import Feed
from widgets.voice.player import Player

if TYPE_CHECKING:
    from services.outbox import Outbox
    from services.voice import Voice
    from services.voice.samples import Samples


@dataclass(frozen=True)
class SetupMeans:
    """`voice` and `samples` are asked for only when somebody wants to hear something: they are heavy."""

    store: Store
    outbox: "Outbox"
    voice: "Callable[[], Voice]"
    samples: "Callable[[], Samples]"
    player: Player
    feed: Feed
    settings: Settings
    agency: str
