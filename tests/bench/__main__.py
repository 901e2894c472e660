"""`python -m tests.bench [SUBJECT …]`: the table of figures, and the same as one JSON document. See SUBJECTS.

The table goes to standard error and the document to standard output, so `> figures.json` keeps just that.
"""

import compileall
import importlib
import json
import os
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, machine

ROOT = Path(__file__).resolve().parent.parent.parent
SUBJECTS = ("relay", "desk", "list", "conversation", "voice")


def main(arguments: list[str]) -> int:
    if unknown := set(arguments) - set(SUBJECTS):
        print(f"There is nothing to measure called {', '.join(sorted(unknown))}; there is {', '.join(SUBJECTS)}.")
        return 2
    prepare()
    document: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "before": machine()}
    figures: list[Figure] = []
    failed: dict[str, str] = {}
    for subject in arguments or SUBJECTS:
        started = time.monotonic()
        print(f"── {subject}", file=sys.stderr, flush=True)
        try:
            measured = importlib.import_module(f"tests.bench.{subject}").run()
        except Exception as error:  # noqa: BLE001  (shown in full; the other subjects are still worth measuring)
            traceback.print_exc()
            failed[subject] = repr(error)
            continue
        for each in measured:
            print(row(each), file=sys.stderr, flush=True)
        figures += measured
        print(f"   ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    document |= {"after": machine(), "figures": figures, "failed": failed}
    print(json.dumps(document, indent=2, ensure_ascii=False))
    return 1 if failed or not all(each["met"] for each in figures) else 0


def prepare() -> None:
    """Compile the project, because nobody starts it uncompiled twice; and need no screen."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for room in ("app", "widgets", "services", "tests/bench"):
        compileall.compile_dir(ROOT / room, quiet=2)


def row(each: Figure) -> str:
    verdict = "met" if each["met"] else "NOT MET"
    floor = "" if each["floor"] is None else f"floor {each['floor']:g}, ratio {each['ratio']:g}"
    value = f"{each['value']:g} {each['unit']}"
    return f"   {each['name']:<58} {value:>16}  {floor:<32} {each['target']:>12}  {verdict:<8} {each['note']}".rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
