"""The log of an agency that has been busy for years: made up, and the same every time it is made."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from services.entries import Entry

ENTRIES, CONVERSATIONS = 100_000, 5_000
NAMES = ("Lucía", "Martín", "Sofía", "Joaquín", "Valentina", "Tomás", "Camila", "Nicolás", "Agustina", "Ramón", "Inés")
FAMILIES = ("Ferreyra", "Gómez", "Núñez", "Peralta", "Ibáñez", "Sosa", "Acuña", "Giménez", "Quiroga", "Benítez")
SHA256 = "0" * 43 + "="
SAID = """hola buenas tardes sigue disponible el departamento de tres ambientes con balcón en Palermo cuánto salen las
expensas puedo verlo mañana a las cinco acepta mascotas tiene cochera baulera luminoso frente contrafrente gracias
perfecto dale quedamos así me pasás la dirección por favor es apto crédito reserva escritura garantía"""
WORDS = SAID.split()
STREETS = ("Cabildo", "Amenábar", "Thames", "Gorriti", "Juramento", "Córdoba", "Santa Fe", "Olazábal")


def tenant_log(entries: int = ENTRIES, conversations: int = CONVERSATIONS, seed: int = 5) -> Iterator[Entry]:
    """`hook.whatsapp` entries as the relay splits them, one message each, in the order of the log.

    Some conversations get far more than others, and one entry in eight is a picture, a voice note, a place or a type
    that nobody knows yet.
    """
    dice = random.Random(seed)
    clock = datetime(2026, 1, 5, 12, tzinfo=UTC)
    for seq in range(1, entries + 1):
        clock += timedelta(seconds=dice.randrange(20, 400))
        lead = int(conversations * dice.random() ** 2) if seq > conversations else seq - 1
        yield Entry(
            seq=seq,
            id=f"whatsapp:wamid.BENCH{seq:08d}",
            kind="hook.whatsapp",
            by="whatsapp",
            at=clock.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            body=hook_body(lead, incoming(dice, seq, clock, lead)),
        )


def number(lead: int) -> str:
    """The wa_id of a made-up lead."""
    return f"54911{40_000_000 + lead}"


def full_name(lead: int) -> str:
    return f"{NAMES[lead % len(NAMES)]} {FAMILIES[lead // len(NAMES) % len(FAMILIES)]} {lead}"


def hook_body(lead: int, message: dict[str, Any]) -> dict[str, Any]:
    """One message in the envelope of a WhatsApp webhook, as one entry of the log carries it."""
    return {
        "entry": "102290129340398",
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "541150319000", "phone_number_id": "106540352242922"},
            "contacts": [{"profile": {"name": full_name(lead)}, "wa_id": number(lead)}],
            "messages": [message],
        },
    }


def incoming(dice: random.Random, seq: int, clock: datetime, lead: int) -> dict[str, Any]:
    message: dict[str, Any] = {
        "from": number(lead),
        "id": f"wamid.BENCH{seq:08d}",
        "timestamp": str(int(clock.timestamp())),
    }
    kind = dice.choices(("text", "image", "audio", "location", "hologram"), (28, 1.5, 1.5, 0.7, 0.3))[0]
    content: dict[str, Any] = {
        "text": lambda: {"body": sentence(dice)},
        "image": lambda: {"id": f"{seq}", "mime_type": "image/jpeg", "sha256": SHA256, "caption": sentence(dice)},
        "audio": lambda: {"id": f"{seq}", "mime_type": "audio/ogg; codecs=opus", "sha256": SHA256, "voice": True},
        "location": lambda: {"latitude": -34.58, "longitude": -58.42, "name": dice.choice(STREETS)},
        "hologram": lambda: {"id": f"{seq}"},
    }[kind]()
    return message | {"type": kind, kind: content}


def sentence(dice: random.Random) -> str:
    words = " ".join(dice.choices(WORDS, k=dice.randrange(3, 24)))
    return f"{words} {dice.choice(STREETS)} {dice.randrange(100, 6000)}"
