"""PySide6 without its hook on every import, which reads each module's source; to be imported before any part of Qt.

The hook serves `from __feature__ import …`, which nothing here uses. It would take a sixth of the time until the first
paint, and keep 90,000 lines of source in memory.
"""

import builtins

_plain = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain
