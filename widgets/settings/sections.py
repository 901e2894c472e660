"""The sections of the settings: what each is called, and under which heading it stands."""

from dataclasses import dataclass
from typing import Literal

from widgets.words import tr


@dataclass(frozen=True, slots=True)
class SectionName:
    """`of` is whose it is: the agency's, or this computer's alone."""

    key: str
    name: str
    icon: str
    of: Literal["agency", "computer"]


def sections() -> tuple[SectionName, ...]:
    """All of them, in their order."""
    return (
        SectionName("agency", tr("Agencia"), "building-2", "agency"),
        SectionName("integrations", tr("Integraciones"), "plug", "agency"),
        SectionName("webhooks", "Webhooks", "radio", "agency"),
        SectionName("voices", tr("Voz"), "audio-lines", "agency"),
        SectionName("appearance", tr("Apariencia"), "sun-moon", "computer"),
        SectionName("notifications", tr("Avisos y sonidos"), "bell", "computer"),
        SectionName("sound", tr("Sonido"), "mic", "computer"),
        SectionName("shortcuts", tr("Atajos"), "keyboard", "computer"),
        SectionName("computer", tr("Sincronización"), "activity", "computer"),
        SectionName("moving", tr("Copia y exportación"), "hard-drive", "computer"),
    )
