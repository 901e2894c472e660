"""strato-console: the window first, then the desk behind it; on a machine without one it begins with the first run."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.program import Program, run  # isort: skip  (before any other part of Qt)
from app.instance import Doorbell, door_of, knock
from app.paths import data_dir


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the window is closed. Exit code 0; of `--check` and `--screens`, theirs."""
    asked = _arguments().parse_args(arguments)
    if asked.decode:
        from app.decoder import main as decode

        return decode()
    if asked.check:
        from app.check import check

        return check()
    if asked.screens:
        from app.screens import screens

        return screens(asked.screens, asked.language, asked.text, asked.size)
    root = asked.data or data_dir()
    if asked.discard:
        from app.demo import main as practice_agency

        return practice_agency(["--data", str(root / "practice"), "--discard"])
    told = sys.stdin.read() if asked.desk else ""
    door = door_of(root, asked.practice or bool(told))
    if knock(door):
        return 0  # it runs already, and comes forward

    async def live(program: Program) -> None:
        bell = Doorbell(door)
        bell.rung.connect(program.come_forward)
        if told:
            await program.live_at(told, root)
        else:
            await _receive(program, root, _first(asked, root), asked.fast)

    return run(live, say_usable=asked.say_usable)


def _first(asked: argparse.Namespace, root: Path) -> str | None:
    """The agency to begin with, "" for the first run, None for that of the last time."""
    if asked.first_run:
        return ""
    return (
        "practice" if asked.practice or (asked.or_practice and not any((root / "desks").glob("*/desk.json"))) else None
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="strato-console", description=__doc__)
    parser.add_argument("--data", type=Path, help="where desks are kept (STRATO_DATA_DIR)")
    parser.add_argument("--practice", action="store_true", help="the practice agency, also where there is a desk")
    parser.add_argument("--or-practice", action="store_true", help="without a desk, the practice agency at once")
    parser.add_argument("--first-run", action="store_true", help="begin with the first run, also where there is a desk")
    parser.add_argument("--discard", action="store_true", help="throw the practice agency away, with all it holds")
    parser.add_argument("--fast", type=float, default=1.0, help="how much faster than people its leads live")
    parser.add_argument("--desk", choices=["-"], help="a desk with its token and keys as JSON from standard input")
    parser.add_argument("--say-usable", action="store_true", help="print `usable` once the inbox was painted")
    parser.add_argument("--decode", action="store_true", help=argparse.SUPPRESS)  # a child of itself
    parser.add_argument("--check", action="store_true", help="play one full round by itself, and say how it went")
    parser.add_argument("--screens", type=Path, metavar="DIR", help="write a picture of every screen in both themes")
    parser.add_argument("--language", default="es", help="of the pictures: es or en")
    parser.add_argument("--text", type=int, default=100, help="how large the pictures' text is, 90 to 150 per cent")
    parser.add_argument("--size", action="append", help="a size of the pictures, as 1440x900; once for each")
    return parser


async def _receive(program: Program, root: Path, first: str | None, fast: float) -> None:
    """Receive whoever comes, agency after agency, until the end. `first` is the agency to begin with, None for the
    one of the last time."""
    from app.reception import Reception

    program.until_told()
    reception = Reception(program, root, fast)
    await reception.live(reception.agencies.last() if first is None else first)
    program.window.hide()


if __name__ == "__main__":
    sys.exit(main())
