"""Every text of the two themes can be read on every surface where it stands: 4.5:1, and 3:1 for edges of controls."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

COLOURS = json.loads((Path(__file__).resolve().parent.parent / "resources" / "tokens.json").read_text("utf-8"))["color"]
TEXT, EDGE = 4.5, 3.0
PANES = ("list", "canvas", "pane", "raised", "sunken")
SURFACES = (*PANES, "rail", "hover", "selected", "railSelected", "bubbleIn", "bubbleOut", "note")
STATE_SURFACES = ("list", "canvas", "bubbleOut", "raised", "selected", "hover")

Pair = tuple[str, str, str, float]


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def pairs(theme: dict[str, Any]) -> Iterator[Pair]:
    """What is painted on what, and how far apart the two must be."""
    surface, accent = theme["bg"], theme["accent"]
    for role in ("primary", "secondary", "muted"):
        yield from ((f"{role} on {each}", theme["text"][role], surface[each], TEXT) for each in SURFACES)
    for each in ("base", "hover", "pressed"):
        yield f"text on accent {each}", theme["text"]["onAccent"], accent[each], TEXT
    yield "accent text on its fill", accent["softText"], accent["soft"], TEXT
    for each in (*PANES, "bubbleIn", "bubbleOut"):
        yield f"accent on {each}", accent["base"], surface[each], TEXT
    for group in ("state", "semantic"):
        for name, colours in theme[group].items():
            yield f"{name} on its fill", colours["fg"], colours["soft"], TEXT
            yield from ((f"{name} on {each}", colours["fg"], surface[each], TEXT) for each in STATE_SURFACES)
    for number, (colour, fill) in enumerate(zip(theme["category"], theme["categorySoft"], strict=True)):
        yield f"category {number} on its fill", colour, fill, TEXT
        yield f"text on the fill of category {number}", theme["text"]["primary"], fill, TEXT
    for name, colour in theme["tenant"].items():
        yield f"initials on {name}", theme["text"]["onTenant"], colour, TEXT
        yield from ((f"edge {name} on {each}", colour, surface[each], EDGE) for each in ("rail", "list", "canvas"))
    for each in PANES:
        yield f"edge of a control on {each}", theme["border"]["control"], surface[each], EDGE


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_everything_can_be_read(mode: str) -> None:
    measured = [(what, contrast(one, other), least) for what, one, other, least in pairs(COLOURS[mode])]
    assert not [f"{what}: {ratio:.2f} < {least}" for what, ratio, least in measured if ratio < least]


def test_both_themes_have_the_same_names() -> None:
    def names(tree: Any) -> Any:
        return {key: names(value) for key, value in tree.items()} if isinstance(tree, dict) else None

    assert names(COLOURS["light"]) == names(COLOURS["dark"])
