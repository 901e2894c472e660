"""The countries and zones that an agency may live in, with the names that people know."""

from typing import Final

from widgets import words
from widgets.words import tr

_ZONES: Final = (
    words.HOME, "America/Montevideo", "America/Santiago", "America/Asuncion", "America/La_Paz", "America/Sao_Paulo",
    "America/Lima", "America/Bogota", "America/Guayaquil", "America/Caracas", "America/Mexico_City",
    "America/Guatemala", "America/Costa_Rica", "America/Panama", "America/Santo_Domingo", "America/New_York",
    "Europe/Madrid",
)  # fmt: skip
ZONES: Final = tuple(each for each in _ZONES if words.zone(each) is not None)
"""Those of the list that this system knows."""

COUNTRIES: Final = (
    "AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "ES", "GT", "MX", "PA", "PE", "PY", "US", "UY", "VE",
)  # fmt: skip
"""ISO 3166, those whose holidays are known."""


def zone_name(zone: str) -> str:
    """What its people call it."""
    names = {
        words.HOME: "Argentina (Buenos Aires)", "America/Montevideo": "Uruguay (Montevideo)",
        "America/Santiago": "Chile (Santiago)", "America/Asuncion": "Paraguay (Asunción)",
        "America/La_Paz": "Bolivia (La Paz)", "America/Sao_Paulo": "Brasil (São Paulo)", "America/Lima": "Perú (Lima)",
        "America/Bogota": "Colombia (Bogotá)", "America/Guayaquil": "Ecuador (Guayaquil)",
        "America/Caracas": "Venezuela (Caracas)", "America/Mexico_City": tr("México (Ciudad de México)"),
        "America/Guatemala": "Guatemala", "America/Costa_Rica": "Costa Rica", "America/Panama": "Panamá",
        "America/Santo_Domingo": tr("República Dominicana"), "America/New_York": tr("Estados Unidos (Miami)"),
        "Europe/Madrid": tr("España (Madrid)"),
    }  # fmt: skip
    return names.get(zone, zone)


def country_name(country: str) -> str:
    """A country by its ISO code."""
    names = {
        "AR": "Argentina", "BO": "Bolivia", "BR": tr("Brasil"), "CL": "Chile", "CO": "Colombia", "CR": "Costa Rica",
        "DO": tr("República Dominicana"), "EC": "Ecuador", "ES": tr("España"), "GT": "Guatemala", "MX": tr("México"),
        "PA": tr("Panamá"), "PE": tr("Perú"), "PY": "Paraguay", "US": tr("Estados Unidos"), "UY": "Uruguay",
        "VE": "Venezuela",
    }  # fmt: skip
    return names.get(country, country)
