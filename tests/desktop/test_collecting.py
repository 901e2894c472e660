"""Garbage on the Qt thread: looked for often, and never through so much that it is felt."""

import gc
import weakref
from typing import Any, cast

from PySide6.QtCore import QObject

from app.program import WALKED, Collector, Program


class _Feed:
    catching_up = False


class _Program:
    feed = _Feed()


class _Knot:
    def __init__(self) -> None:
        self.me = self


def test_what_an_import_brings_is_not_looked_through(qapp: Any) -> None:
    collector = Collector(cast(Program, _Program()), QObject(qapp))
    collector._collect()
    lasting = gc.get_freeze_count()
    kept: list[list[int]] = [[each] for each in range(WALKED + 1_000)]
    collector._collect()
    assert gc.get_freeze_count() - lasting > WALKED
    lasting = gc.get_freeze_count()
    knot = weakref.ref(_Knot())
    assert knot() is not None
    collector._collect()
    assert knot() is None
    assert gc.get_freeze_count() <= lasting
    assert kept
