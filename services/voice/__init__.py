"""Voice: text as it is said, speech from the provider, and clips that are sent byte for byte as they were heard."""

from services.voice.account import Quota, VoiceOption
from services.voice.clips import Clip, Clips, Take, Wording
from services.voice.making import Making
from services.voice.models import DEFAULT, Knobs, Model, VoiceSettings
from services.voice.script import Price
from services.voice.studio import Voice
from services.voice.times import Word

__all__ = [
    "DEFAULT",
    "Clip",
    "Clips",
    "Knobs",
    "Making",
    "Model",
    "Price",
    "Quota",
    "Take",
    "Voice",
    "VoiceOption",
    "VoiceSettings",
    "Word",
    "Wording",
]
