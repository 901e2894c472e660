"""How the health of a connection is said: in the status bar, on its card, on the page of the day. No widgets here."""

from typing import TYPE_CHECKING, Final

from widgets.trouble_words import sentence
from widgets.words import Words, tr

if TYPE_CHECKING:
    from services.probes.health import Health  # the watch comes after the first paint

NAMES: Final = {
    "whatsapp": "WhatsApp",
    "manychat": "ManyChat",
    "uchat": "UChat",
    "elevenlabs": "ElevenLabs",
    "leadgen": "Meta Lead Ads",
}
CHANNELS: Final = ("whatsapp", "manychat", "uchat")

TINTS: Final = {
    "well": "semantic.success.fg",
    "warned": "semantic.warning.fg",
    "silent": "semantic.warning.fg",
    "failed": "semantic.danger.fg",
    "off": "text.muted",
}


def line(health: "Health") -> str:
    """ "WhatsApp", "UChat: sin eventos hace 3 h", "ElevenLabs: falló"."""
    name = NAMES[health.provider]
    match health.state:
        case "silent":
            return tr("{channel}: sin eventos hace {hours} h").format(channel=name, hours=health.hours)
        case "failed":
            return tr("{channel}: falló").format(channel=name)
        case "warned":
            return tr("{channel}: con aviso").format(channel=name)
        case "off":
            return tr("{channel}: apagado").format(channel=name)
    return name


def chip(health: "Health") -> tuple[str, str, str] | None:
    """Look, icon and words of a card's mark; None where health has nothing to say."""
    match health.state:
        case "silent":
            return "warning", "triangle-alert", tr("Sin eventos {hours} h").format(hours=health.hours)
        case "failed":
            return "danger", "circle-x", tr("Falló")
        case "warned":
            return "warning", "triangle-alert", tr("Con aviso")
    return None


def told(health: "Health") -> Words:
    """What is not well, and the one thing to do."""
    return sentence(health.code, {"provider": NAMES[health.provider], **health.facts})
