"""What every measurement shares: a figure beside its floor, percentiles, turns taken in one run, the machine's load."""

import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, Literal

import psutil

Figure = dict[str, Any]


def figure(
    name: str,
    value: float,
    unit: str,
    target: float,
    *,
    floor: float | None = None,
    at_least: bool = False,
    judge: Literal["ratio", "value"] = "ratio",
    note: str = "",
) -> Figure:
    """One line of the table. With a floor the ratio to it must meet the target, without one (or where the value is to
    be judged) the value itself must; meeting means not above it, or with `at_least` not below."""
    ratio = value / floor if floor else None
    judged = value if ratio is None or judge == "value" else ratio
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "floor": None if floor is None else round(floor, 4),
        "ratio": None if ratio is None else round(ratio, 3),
        "target": f"{'>=' if at_least else '<='} {target:g}{'' if judged is value else ' x'}",
        "met": judged >= target if at_least else judged <= target,
        "note": note,
    }


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of them lie (nearest rank: always one that was measured)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]


def in_turns(rounds: int, **sides: Callable[[], float]) -> dict[str, float]:
    """Medians of several measurements taken in turn: a machine that drifts then drifts for all of them."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            taken[name].append(side())
    return {name: statistics.median(values) for name, values in taken.items()}


def seconds(command: Sequence[str], until: str | None = None, told: str = "") -> float:
    """Wall time of a process from its start to its end, or to the first line of output that begins with `until`.
    `told` is its standard input."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(told)
        process.stdin.close()
        for line in process.stdout:
            if until is not None and line.startswith(until):
                taken = time.perf_counter() - started
                process.terminate()
                return taken
    if until is not None or process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode} before it said what was waited for")
    return time.perf_counter() - started


def machine() -> dict[str, Any]:
    """The load and the versions that a figure is to be read with."""
    return {
        "load": [round(each, 2) for each in psutil.getloadavg()],
        "busy_percent": psutil.cpu_percent(interval=0.5),
        "cpus": os.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // 2**20,
        "system": platform.platform(),
        "python": sys.version.split()[0],
        **{name: version(name) for name in ("pyside6-essentials", "qasync", "sqlalchemy", "starlette", "uvicorn")},
    }
