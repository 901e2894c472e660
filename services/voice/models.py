"""What each speech model takes, costs and allows."""

from typing import Any, Final

import msgspec


class VoiceSettings(msgspec.Struct, frozen=True):
    """How a voice speaks: all 0..1 but `speed`, which is 0.7..1.2."""

    stability: float = 0.5
    similarity: float = 0.75
    style: float = 0.0
    boost: bool = True
    speed: float = 1.0


class Model(msgspec.Struct, frozen=True):
    """A speech model of the account. `limit` is in characters per request; `rate` in credits per character."""

    id: str
    name: str
    limit: int
    rate: float = 1.0
    style: bool = True
    boost: bool = True


class Knobs(msgspec.Struct, frozen=True):
    """What of VoiceSettings a model takes: `steps` where its stability has but three values, and which of the others
    have an effect."""

    steps: bool = False
    style: bool = True
    boost: bool = True
    speed: bool = True


STEPS: Final = (0.0, 0.5, 1.0)
"""The stabilities of a model with `steps`: creative, natural and robust."""

DEFAULT: Final = "eleven_multilingual_v2"

_LIMITS: Final = (
    ("eleven_v4", 10_000),
    ("eleven_v3", 5_000),
    ("eleven_multilingual", 10_000),
    ("eleven_monolingual", 10_000),
    ("eleven_flash_v2_5", 40_000),
    ("eleven_turbo_v2_5", 40_000),
    ("eleven_flash_v2", 30_000),
    ("eleven_turbo_v2", 30_000),
)
"""The list of models answers 1,000,000 for all of them; these are what the documentation and the field know."""

_HALF_PRICE: Final = ("eleven_flash", "eleven_turbo")
_UNKNOWN_LIMIT: Final = 5_000


def known(model_id: str) -> Model:
    """What is known of a model by its name alone, where the account's list cannot be read."""
    rate = 0.5 if model_id.startswith(_HALF_PRICE) else 1.0
    limit = next((limit for start, limit in _LIMITS if model_id.startswith(start)), _UNKNOWN_LIMIT)
    return Model(model_id, model_id.removeprefix("eleven_").replace("_", " ").capitalize(), limit, rate)


def listed(item: dict[str, Any]) -> Model | None:
    """One entry of GET /v1/models, or None if it does not speak. Every field but the id may be missing."""
    model_id = item.get("model_id")
    if not isinstance(model_id, str) or item.get("can_do_text_to_speech") is False:
        return None
    guess = known(model_id)
    rates = item.get("model_rates") or {}
    multiplier, discount = rates.get("character_cost_multiplier"), rates.get("cost_discount_multiplier")
    told = item.get("maximum_text_length_per_request")
    return Model(
        model_id,
        str(item.get("name") or guess.name).removeprefix("Eleven "),
        min(told, guess.limit) if isinstance(told, int) and told > 0 else guess.limit,
        float(multiplier) * float(1.0 if discount is None else discount) if multiplier is not None else guess.rate,
        item.get("can_use_style") is not False,
        item.get("can_use_speaker_boost") is not False,
    )


def body(text: str, model: Model, settings: VoiceSettings, before: str = "", after: str = "") -> dict[str, Any]:
    """The JSON of a speech request, with nothing in it that `model` refuses (HTTP 400) or silently ignores. `before`
    and `after` are what is said around the text, for its melody."""
    told: dict[str, Any] = {"text": text, "model_id": model.id, "voice_settings": _settings(model, settings)}
    if model.id.startswith(("eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_v4")):
        told["language_code"] = "es"
    if not model.id.startswith("eleven_v3"):
        told |= {name: said for name, said in (("previous_text", before), ("next_text", after)) if said}
    return told


def knobs(model: Model) -> Knobs:
    """What `model` takes; v3 and v4 accept some of the others and ignore them."""
    if model.id.startswith(("eleven_v3", "eleven_v4")):
        return Knobs(model.id.startswith("eleven_v3"), style=False, boost=False, speed=False)
    return Knobs(style=model.style, boost=model.boost)


def _settings(model: Model, settings: VoiceSettings) -> dict[str, Any]:
    takes = knobs(model)
    stability, similarity = _within(settings.stability, 0, 1), _within(settings.similarity, 0, 1)
    if takes.steps:
        stability = nearest_step(stability)
    told: dict[str, Any] = {"stability": stability, "similarity_boost": similarity}
    if takes.speed:
        told["speed"] = _within(settings.speed, 0.7, 1.2)
    if takes.style:
        told["style"] = _within(settings.style, 0, 1)
    if takes.boost:
        told["use_speaker_boost"] = settings.boost
    return told


def nearest_step(stability: float) -> float:
    """The one of STEPS that is nearest."""
    return min(STEPS, key=lambda step: abs(step - stability))


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
