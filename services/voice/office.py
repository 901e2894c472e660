"""The voices of the agency on this desk: everything around the studio that the composer and the settings work with."""

from dataclasses import dataclass

from services.voice.casting import Casting
from services.voice.history import History
from services.voice.ledger import Ledger
from services.voice.pending import Pending
from services.voice.reels import Reels
from services.voice.samples import Samples


@dataclass(frozen=True, slots=True)
class VoiceOffice:
    """`casting`: who speaks. `ledger`: what it costs. `reels`: what was made. `samples`: how voices sound. `history`:
    what the provider keeps of what was paid. `pending`: what may have been paid and never came."""

    casting: Casting
    ledger: Ledger
    reels: Reels
    samples: Samples
    history: History
    pending: Pending
