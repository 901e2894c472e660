"""What the first paint must not wait for is not imported with the house."""

import subprocess
import sys

HEAVY = ("PySide6", "httpx", "websockets.asyncio", "keyring", "sqlalchemy", "numpy", "soundfile", "pydub", "structlog")


def test_the_house_imports_nothing_heavy() -> None:
    program = f"import sys, app.house, app.desk, app.crash; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
