"""The English of the interface is complete: every Spanish text given to tr() has its line, and no line is left over."""

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "resources" / "translations" / "en.json"


def calls(room: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "tr":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def spoken() -> dict[str, str]:
    """Every text given to tr(), with the first place that gives it."""
    found: dict[str, str] = {}
    for room in ("widgets", "app"):
        for place, call in calls(room):
            text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if isinstance(text, str):
                found.setdefault(text, place)
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return dict(json.loads(ENGLISH.read_text(encoding="utf-8")))


def test_every_text_has_its_english(english: dict[str, str]) -> None:
    missing = {text: place for text, place in spoken().items() if text not in english}
    assert not missing, json.dumps(missing, ensure_ascii=False, indent=2)


def test_no_english_is_left_over(english: dict[str, str]) -> None:
    assert not sorted(set(english) - set(spoken()))


def test_the_same_blanks_are_filled(english: dict[str, str]) -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert not {es: en for es, en in english.items() if blanks(es) != blanks(en)}


def test_texts_are_literals() -> None:
    """A text that is put together at run time could never be looked up; blanks are filled after tr()."""
    put_together = [
        place
        for room in ("widgets", "app")
        for place, call in calls(room)
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert not put_together
