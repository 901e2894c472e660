"""The Qt style sheet of the whole application: resources/console.qss filled in from the tokens.

Widgets choose from it by dynamic properties: `surface` (rail, list, canvas, pane, sunken, raised, note, overlay, line),
`type` (the font scale), `tone` (a text colour: muted, accent, danger, …) and `kind` of a button (primary, quiet).
"""

import re
from collections.abc import Callable

from widgets import tokens

_TONES = {
    "primary": "text.primary",
    "secondary": "text.secondary",
    "muted": "text.muted",
    "accent": "accent.base",
    "success": "semantic.success.fg",
    "warning": "semantic.warning.fg",
    "danger": "semantic.danger.fg",
    "info": "semantic.info.fg",
    "inverse": "text.inverse",
}

_SURFACES = ("rail", "list", "canvas", "pane", "sunken", "raised", "note", "overlay")


def stylesheet(color: Callable[[str], str], scaled: Callable[[int], int], size: Callable[[str], int]) -> str:
    """The sheet for one scheme, text size and density."""
    names = {name: color(name) for name in tokens.colors("light") if not name.startswith("tenant")}
    names |= {"inner": f"{size('control') - 4}px"}
    names |= {name: f"{tokens.value(f'radius.{name}')}px" for name in ("control", "chip")}
    sheet = (tokens.RESOURCES / "console.qss").read_text(encoding="utf-8")
    sheet = re.sub(r"@([\w.]+)", lambda found: names[found[1]], sheet)
    sheet += "".join(f'*[surface="{name}"] {{ background: {color(f"bg.{name}")}; }}\n' for name in _SURFACES)
    sheet += "".join(f'QLabel[tone="{tone}"] {{ color: {color(name)}; }}\n' for tone, name in _TONES.items())
    for name, font in tokens.value("font.scale").items():
        sheet += f'*[type="{name}"] {{ font-size: {scaled(font["size"])}px; font-weight: {font["weight"]}; }}\n'
    return sheet
