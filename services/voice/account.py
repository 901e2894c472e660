"""What the agency's speech account offers: its voices and the credits left."""

from typing import Any, Final

import msgspec

from services.voice.models import VoiceSettings

PCM: Final = "pcm_24000"
MP3: Final = "mp3_44100_128"
"""The forms of audio that we ask for: the first, or the second where the plan does not allow it."""


class VoiceOption(msgspec.Struct, frozen=True):
    """A voice of the account. `preview_url` is a public sample that costs nothing, in Spanish where there is one;
    `languages` are those it was verified in ("es-AR", or "es"); `multiple` is how many times the usual price a voice of
    the library costs; `settings` are those that its account keeps for it."""

    id: str
    name: str
    category: str = ""
    preview_url: str | None = None
    labels: dict[str, str] = {}
    description: str = ""
    languages: tuple[str, ...] = ()
    multiple: float = 1.0
    settings: VoiceSettings | None = None

    @property
    def language(self) -> str:
        """Of its label, or the first it was verified in; ISO 639, "" where nobody says."""
        told = self.labels.get("language") or next(iter(self.languages), "")
        return told.partition("-")[0].lower()


class Quota(msgspec.Struct, frozen=True):
    """Credits of the account in this period. `left` lags a little behind the last charge and may be overdrawn where the
    account allows it (`overdraft`); `renews_at` is in seconds since 1970 UTC."""

    tier: str
    used: int
    limit: int
    left: int
    renews_at: int | None = None
    overdraft: bool = False


def listed_voice(item: Any) -> VoiceOption | None:
    """One entry of GET /v2/voices, or None if it is none. Every field but the id may be missing or odd."""
    if not isinstance(item, dict) or not isinstance(item.get("voice_id"), str):
        return None
    labels, verified = item.get("labels"), _entries(item.get("verified_languages"))
    return VoiceOption(
        item["voice_id"],
        str(item.get("name") or item["voice_id"]),
        str(item.get("category") or ""),
        _preview(item, verified),
        {str(k): str(v) for k, v in labels.items()} if isinstance(labels, dict) else {},
        str(item.get("description") or ""),
        tuple(dict.fromkeys(str(each.get("locale") or each.get("language") or "") for each in verified)),
        _multiple(item),
        _settings(item.get("settings")),
    )


def _entries(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _preview(item: dict[str, Any], verified: list[dict[str, Any]]) -> str | None:
    spanish = [
        each["preview_url"]
        for each in verified
        if each.get("language") == "es" and isinstance(each.get("preview_url"), str)
    ]
    general = item.get("preview_url")
    return spanish[0] if spanish else general if isinstance(general, str) else None


def _multiple(item: dict[str, Any]) -> float:
    """A rate below 1 is what its owner earns, not what it costs."""
    sharing = item.get("sharing")
    rate = sharing.get("rate") if isinstance(sharing, dict) else None
    mine = item.get("is_owner") is True
    return float(rate) if isinstance(rate, int | float) and not mine and 1 < rate <= 100 else 1.0


def _settings(told: Any) -> VoiceSettings | None:
    if not isinstance(told, dict):
        return None
    usual = VoiceSettings()

    def number(name: str, otherwise: float) -> float:
        value = told.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise

    boost = told.get("use_speaker_boost")
    return VoiceSettings(
        number("stability", usual.stability),
        number("similarity_boost", usual.similarity),
        number("style", usual.style),
        boost if isinstance(boost, bool) else usual.boost,
        number("speed", usual.speed),
    )
