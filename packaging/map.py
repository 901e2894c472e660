#!/usr/bin/env python3
"""Write the map of the folders into README.md from what each folder and module says of itself.

python3 packaging/map.py            put the map of today between the two marks
python3 packaging/map.py --check    say whether it is the map of today
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BEGIN, END = "<!-- map: packaging/map.py writes this -->", "<!-- end of map -->"
ROOMS = ("app", "widgets", "services", "resources", "packaging", "tests")
MODULES_TOO = ("app", "services")
"""Rooms whose modules are told one by one: each program, and each thing that the agency does."""


def folder_map() -> str:
    lines = ["```"]
    for room in ROOMS:
        lines += list(_lines(ROOT / room, depth=0))
    return "\n".join([*lines, "```"])


def _lines(folder: Path, depth: int) -> list[str]:
    lines = [_line(f"{folder.name}/", _folder_says(folder), depth)]
    name = folder.relative_to(ROOT).as_posix()
    if name in MODULES_TOO:
        modules = [path for path in sorted(folder.glob("*.py")) if not path.name.startswith("__")]
        lines += [_line(path.name, _says(path), depth + 1) for path in modules]
    for inner in sorted(folder.iterdir()):
        if (inner / "__init__.py").exists():
            lines += _lines(inner, depth + 1)
    return lines


def _line(name: str, says: str, depth: int) -> str:
    return f"{'  ' * depth + name:<26}{says}".rstrip()


def _folder_says(folder: Path) -> str:
    if (folder / "__init__.py").exists():
        return _says(folder / "__init__.py")
    text = (folder / "README.md").read_text(encoding="utf-8")
    return _first_sentence(next(part for part in text.split("\n\n") if part and not part.startswith("#")))


def _says(path: Path) -> str:
    return _first_sentence(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")


def _first_sentence(text: str) -> str:
    """As much of it as fits the line."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    sentence = paragraph.split(". ")[0].removesuffix(".")
    return sentence if len(sentence) <= 100 else sentence[:100].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def main(arguments: list[str]) -> int:
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = f"{before}{BEGIN}\n{folder_map()}\n{END}{after}"
    if "--check" in arguments:
        return 0 if written == text else 1
    README.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
