"""The map of the folders in the README is the one of today."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_map_does_not_lie() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "map.py"), "--check"]
    assert subprocess.run(command, check=False).returncode == 0, "run: python3 packaging/map.py"
