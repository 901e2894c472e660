#!/usr/bin/env python3
"""Work on STRATO Console from a checkout; whatever is missing is set up first.

python3 packaging/dev.py console              open the console on the practice agency
python3 packaging/dev.py console --check      play one full round without a screen, print each step with its time
python3 packaging/dev.py test [--fast] [...]  run every check; what follows goes to pytest
python3 packaging/dev.py bench [...]          measure speed and memory against their floors
python3 packaging/dev.py screens DIR [...]    write a picture of every screen, in both themes; with --language en,
                                              --text 150 or --size 900x560 as others see them
python3 packaging/dev.py relay ...            run the relay's command line
python3 packaging/dev.py setup                only set up
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import environment
import system


def main(arguments: list[str]) -> int:
    command, rest = (arguments or ["help"])[0], arguments[1:]
    action = {
        "console": console,
        "test": test,
        "bench": bench,
        "screens": screens,
        "relay": relay,
        "setup": setup,
    }.get(command)
    if action is None:
        print(__doc__)
        return 0 if command in ("help", "-h", "--help") else 2
    try:
        return action(rest)
    except environment.SetupError as trouble:
        system.say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


def console(rest: list[str]) -> int:
    screenless = "--check" in rest or _offscreen_chosen()
    if not screenless and sys.platform.startswith("linux") and not _has_screen():
        system.say("There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.")
        system.say("Run this in a desktop session, or play the round without one:")
        system.say("    python3 packaging/dev.py console --check")
        return 1
    _need_libraries(window=not screenless and not os.environ.get("WAYLAND_DISPLAY"))
    return _become(["-m", "app.console", "--or-practice", *rest], offscreen=screenless)


def test(rest: list[str]) -> int:
    """Every check, to the end, even when one fails: a person wants to see all that is wrong."""
    fast = "--fast" in rest
    _need_libraries(tools=not fast)
    python = environment.prepare()
    chosen = ["-m", "not slow"] if fast else []
    checks = {
        "ruff": ["ruff", "check", "."],
        "mypy": ["mypy"],
        "architecture and tests": ["pytest", "-q", "-n", "2", *chosen, *(each for each in rest if each != "--fast")],
    }
    failed = []
    started = time.monotonic()
    for name, arguments in checks.items():
        system.say(f"── {name}")
        if subprocess.call([str(python), "-m", *arguments], cwd=environment.ROOT, env=_surroundings(True)) != 0:
            failed.append(name)
    seconds = time.monotonic() - started
    system.say("── " + (f"FAILED: {', '.join(failed)}" if failed else "all green") + f" ({seconds:.0f} s)")
    return 1 if failed else 0


def bench(rest: list[str]) -> int:
    _need_libraries()
    return _become(["-m", "tests.bench", *rest], offscreen=True)


def screens(rest: list[str]) -> int:
    if not rest:
        system.say("Say where the pictures go: python3 packaging/dev.py screens DIR")
        return 2
    _need_libraries()
    return _become(["-m", "app.console", "--screens", str(Path(rest[0]).resolve()), *rest[1:]], offscreen=True)


def relay(rest: list[str]) -> int:
    return _become(["-m", "app.relay", *rest])


def setup(_rest: list[str]) -> int:
    _need_libraries(window=True, tools=True)
    environment.prepare()
    return 0


def _need_libraries(window: bool = False, tools: bool = False) -> None:
    if not system.ensure(window, tools):
        raise environment.SetupError("Without these system libraries Qt cannot start.")


def _become(arguments: list[str], offscreen: bool = False) -> int:
    """Go on as the environment's Python, from the top of the checkout."""
    command = [str(environment.prepare()), *arguments]
    os.chdir(environment.ROOT)
    if os.name != "nt":  # there is no exec on Windows: it would let go of the terminal
        os.execve(command[0], command, _surroundings(offscreen))
    return subprocess.call(command, env=_surroundings(offscreen))


def _surroundings(offscreen: bool) -> dict[str, str]:
    variables = dict(os.environ)
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # or every start would compile the project again
    if offscreen:
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    return variables


def _offscreen_chosen() -> bool:
    return os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal", "vnc")


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
