"""The sections of the settings: what each is called, and under which heading it stands."""

from dataclasses import dataclass
from typing import Literal

from widgets.palette.fuzzy import folded
from widgets.words import tr


@dataclass(frozen=True, slots=True)
class SectionName:
    """`of` is whose it is: the agency's, or this computer's alone."""

    key: str
    name: str
    icon: str
    of: Literal["agency", "computer"]

    def has(self, words: str) -> bool:
        """Whether all of these words begin some of its own, whatever their accents."""
        own = folded(f"{self.name} {_holds().get(self.key, '')}").split()
        return all(any(each.startswith(word) for each in own) for word in folded(words).split())


def sections() -> tuple[SectionName, ...]:
    """All of them, in their order."""
    return (
        SectionName("agency", tr("Agencia"), "building-2", "agency"),
        SectionName("integrations", tr("Integraciones"), "plug", "agency"),
        SectionName("webhooks", "Webhooks", "radio", "agency"),
        SectionName("voices", tr("Voces y diccionario"), "audio-lines", "agency"),
        SectionName("team", tr("Equipo y permisos"), "users", "agency"),
        SectionName("appearance", tr("Apariencia"), "sun-moon", "computer"),
        SectionName("notifications", tr("Avisos y sonidos"), "bell", "computer"),
        SectionName("sound", tr("Sonido y micrófono"), "mic", "computer"),
        SectionName("shortcuts", tr("Atajos"), "keyboard", "computer"),
        SectionName("computer", tr("Sincronización"), "activity", "computer"),
        SectionName("moving", tr("Copia y exportación"), "hard-drive", "computer"),
    )


def _holds() -> dict[str, str]:
    """The settings of each section in words, to be searched for."""
    return {
        "agency": tr("nombre zona horaria horario de atención feriados días sin atención"),
        "integrations": tr("WhatsApp ManyChat UChat ElevenLabs Lead Ads claves token webhook probar llavero modelo"),
        "webhooks": tr("eventos recibidos rechazados leer de nuevo"),
        "voices": tr("voz presupuesto gasto voz generada derechos transcribir biblioteca"),
        "appearance": tr("tema oscuro claro densidad compacta tamaño del texto idioma intro enviar hoy al abrir"),
        "notifications": tr("notificaciones privacidad horas de silencio volumen bandeja inicio automático"),
        "sound": tr("parlantes auriculares micrófono salida entrada"),
        "shortcuts": tr("teclado teclas"),
        "computer": tr("huecos reparar llavero espacio disco registro archivos"),
        "moving": tr("copia de seguridad importar contactos exportar todo CSV Excel vCard mudar"),
    }
