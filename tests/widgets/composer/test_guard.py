"""What is asked before a text goes out: another person's name, and blanks left open."""

import pytest

from widgets.composer.guard import doubt, other_name


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("Hola Jorge, pasá a verlo", "Lucía Ferreyra", "Jorge"),
        ("Hola, Jorge! ¿Cómo va?", "Lucía Ferreyra", "Jorge"),
        ("Buenas tardes Martín, te escribo por", "Ana Paz", "Martín"),
        ("Jorge, te confirmo la visita", "Lucía Ferreyra", "Jorge"),
        ("¡Buen día, Sofía!", "Ana", "Sofía"),
        ("Hola Lucía, pasá a verlo", "Lucía Ferreyra", ""),
        ("Hola lucia!", "LUCÍA FERREYRA", ""),
        ("Hola Lu, ¿venís?", "Lucía Ferreyra", ""),
        ("Hola Ferreyra", "Lucía Ferreyra", ""),
        ("Hola! Buenas, ¿Sigue disponible?", "Lucía", ""),
        ("Hola, ¿cómo estás?", "Lucía", ""),
        ("Hola Jorge", "+54 9 11 5555-0142", ""),
        ("Gracias, Perfecto, nos vemos", "Lucía", ""),
        ("El martes paso", "Lucía", ""),
        ("", "Lucía", ""),
    ],
)
def test_a_greeting_of_somebody_else(text: str, name: str, other: str) -> None:
    assert other_name(text, name) == other


def test_what_is_asked() -> None:
    assert doubt("Hola Jorge", "Lucía") == "El texto saluda a Jorge y este chat es de Lucía."
    assert doubt("Te paso {propiedad} y {precio}", "Lucía") == "Falta completar {propiedad}, {precio}."
    assert doubt("Hola Lucía", "Lucía") == ""
