"""What the agency's speech account offers: its voices and the credits left."""

from typing import Final

import msgspec

PCM: Final = "pcm_24000"
MP3: Final = "mp3_44100_128"
"""The forms of audio that we ask for: the first, or the second where the plan does not allow it."""


class VoiceOption(msgspec.Struct, frozen=True):
    """A voice of the account. `preview_url` is a public sample that costs nothing, in Spanish where there is one."""

    id: str
    name: str
    category: str = ""
    preview_url: str | None = None
    labels: dict[str, str] = {}


class Quota(msgspec.Struct, frozen=True):
    """Credits of the account in this period. `left` lags a little behind the last charge and may be overdrawn where the
    account allows it (`overdraft`); `renews_at` is in seconds since 1970 UTC."""

    tier: str
    used: int
    limit: int
    left: int
    renews_at: int | None = None
    overdraft: bool = False
