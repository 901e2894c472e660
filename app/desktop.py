"""What the house has of this machine's desktop: its notices, its start with the session, its names for dragged files.

The worker has no desktop, so these are made by the house only when the console asks for them."""

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path

from app.paths import start_command
from services.autostart import Autostart
from services.desktop_notices import DesktopNotices
from services.export.handing import Handed
from services.media_keys import MediaKeys


@dataclass(frozen=True)
class Desktop:
    notices: DesktopNotices
    media_keys: MediaKeys
    autostart: Autostart
    handed: Handed


def desktop(data: Path) -> Desktop:
    """Those of the person who runs the program; `data` is the directory of their desk."""
    return Desktop(
        DesktopNotices(), MediaKeys(), Autostart(start_command(), Path.home(), user_config_path()),
        Handed(data / "handed"),
    )  # fmt: skip
