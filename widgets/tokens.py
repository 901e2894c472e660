"""The design tokens of resources/tokens.json, by dotted name and colour scheme: no hex value stands anywhere else."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import resources

RESOURCES = Path(resources.__file__).parent

Scheme = Literal["light", "dark"]
Density = Literal["comoda", "compacta"]


@cache
def _tree() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))
    return tree


@cache
def value(name: str) -> Any:
    """The token at a dotted path, for example `layout.statusBar`; KeyError if there is none."""
    found: Any = _tree()
    for part in name.split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


@cache
def color(scheme: Scheme, name: str) -> str:
    """`#RRGGBB` of a colour such as `bg.canvas`, `state.read.fg`, `category.2` or `tenant.cobalto`."""
    found = value(f"color.{scheme}.{name}")
    assert isinstance(found, str), f"{name} is a group of colours"
    return found


def colors(scheme: Scheme) -> dict[str, str]:
    """All colours of a scheme, flat."""

    def walk(prefix: str, node: Any) -> dict[str, str]:
        if isinstance(node, str):
            return {prefix: node}
        pairs = enumerate(node) if isinstance(node, list) else node.items()
        flat: dict[str, str] = {}
        for key, child in pairs:
            flat |= walk(f"{prefix}.{key}" if prefix else str(key), child)
        return flat

    return walk("", value(f"color.{scheme}"))
