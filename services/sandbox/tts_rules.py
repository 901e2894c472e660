"""What ElevenLabs refuses before it speaks: types, formats, plans, models, settings, credits."""

import math
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.sandbox.practice import Agency
from services.sandbox.refusals import eleven, eleven_invalid, eleven_old, out_of_credits
from services.sandbox.sound import FORMATS

PRO_ONLY = frozenset({"pcm_44100", "wav_44100", "pcm_48000", "wav_48000"})
"""44.1 kHz uncompressed needs Pro by the specification, 48 kHz by field reports; the rehearsal plan is Creator."""
NO_LANGUAGE_CODE = frozenset({"eleven_multilingual_v2", "eleven_v3"})
CHARACTERS = {"eleven_v3": 5000, "eleven_multilingual_v2": 10000, "eleven_flash_v2_5": 40000}
_SETTINGS = {"stability": (0, 1), "similarity_boost": (0, 1), "style": (0, 1), "speed": (0.7, 1.2)}


def refusal(agency: Agency, body: Any, output_format: str, streams: bool) -> Response | None:
    """None, or the answer to a body and format that this account cannot have."""
    if not isinstance(body, dict):
        return eleven_invalid((["body"], "Input should be a valid dictionary", "dict_type"))
    if problem := _types(body):
        return problem
    if output_format not in FORMATS or (streams and output_format.startswith("wav_")):
        return eleven_invalid((["query", "output_format"], "Input should be a supported output format", "enum"))
    if output_format in PRO_ONLY:
        message = f"Output format '{output_format}' is only available on the Pro tier and above."
        return eleven(403, "subscription_required", message, kind="authorization_error")
    model = next((x for x in agency.models if x["model_id"] == model_of(body)), None)
    if model is None or not model["can_do_text_to_speech"]:
        return eleven_old(400, "model_not_found", f"A model with model ID {model_of(body)} does not exist.")
    return _model(body, model) or _settings(body.get("voice_settings") or {}, model_of(body))


def model_of(body: Mapping[str, Any]) -> str:
    return str(body.get("model_id") or "eleven_multilingual_v2")


def price(agency: Agency, body: Mapping[str, Any]) -> int:
    """Credits of a text on its model, rounded up."""
    rates = next(x["model_rates"] for x in agency.models if x["model_id"] == model_of(body))
    factor = float(rates["character_cost_multiplier"] * rates["cost_discount_multiplier"])
    return math.ceil(len(body["text"]) * factor)


def beyond(limit: int, used: int, needed: int) -> Response | None:
    return out_of_credits(limit, max(0, limit - used), needed) if used + needed > limit else None


def _types(body: dict[str, Any]) -> Response | None:
    problems: list[tuple[list[str | int], str, str]] = []
    if "text" not in body:
        problems.append((["body", "text"], "Field required", "missing"))
    elif not isinstance(body["text"], str):
        problems.append((["body", "text"], "Input should be a valid string", "string_type"))
    settings = body.get("voice_settings") or {}
    if not isinstance(settings, dict):
        problems.append((["body", "voice_settings"], "Input should be a valid dictionary", "dict_type"))
        settings = {}
    for name in _SETTINGS:
        value = settings.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            problems.append((["body", "voice_settings", name], "Input should be a valid number", "float_type"))
    seed = body.get("seed")
    if seed is not None and not (isinstance(seed, int) and 0 <= seed <= 4294967295):
        problems.append((["body", "seed"], "Input should be between 0 and 4294967295", "less_than_equal"))
    return eleven_invalid(*problems) if problems else None


def _model(body: dict[str, Any], model: dict[str, Any]) -> Response | None:
    name, text, language = model["model_id"], body["text"], body.get("language_code")
    if not text.strip():
        return eleven_old(400, "input_text_empty", "Input text is empty. Please provide text to convert to speech.")
    limit = CHARACTERS.get(name, 10000)
    if len(text) > limit:
        message = f"This request's text has {len(text)} characters and exceeds the character limit of {limit}."
        return eleven_old(400, "max_character_limit_exceeded", message)
    known = {row["language_id"] for row in model["languages"]}
    if language and (name in NO_LANGUAGE_CODE or language not in known):
        message = f"Model '{name}' does not support language_code '{language}'."
        return eleven(400, "invalid_parameters", message, "unsupported_language")
    stitched = [f for f in ("previous_text", "next_text", "previous_request_ids", "next_request_ids") if body.get(f)]
    if name == "eleven_v3" and stitched:
        message = "Providing previous_text or next_text is not yet supported with the 'eleven_v3' model."
        return eleven(400, "unsupported_model", message)
    return None


def _settings(settings: dict[str, Any], model: str) -> Response | None:
    stability = settings.get("stability")
    if model == "eleven_v3" and stability is not None and stability not in (0.0, 0.5, 1.0):
        names = "(0.0 = Creative, 0.5 = Natural, 1.0 = Robust)"
        message = f"Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0] {names}"
        return eleven_old(400, "invalid_ttd_stability", message)
    for name, (low, high) in _SETTINGS.items():
        value = settings.get(name)
        if value is not None and not low <= value <= high:
            wanted = f"expected to be greater or equal to {low} and less or equal to {high}"
            message = f"Invalid setting for {name} received, {wanted}, received {value}"
            return eleven_old(400, "invalid_voice_settings", message)
    return None
