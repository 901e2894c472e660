"""Which system packages a machine lacks, and how to get them: apt on Debian and Ubuntu, a sentence elsewhere."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What PySide6 loads, by the file it asks the dynamic linker for -> the Debian package that has it.
IMPORTS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
}
WINDOW = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
FONTS = {
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf": "fonts-noto-color-emoji",
}
# Programs that some tests run; without them those tests are skipped with a reason.
TOOLS = {
    "dbus-run-session": "dbus",
    "ffprobe": "ffmpeg",
    "gnome-keyring-daemon": "gnome-keyring",
    "pulseaudio": "pulseaudio",
}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def ensure(window: bool = False, tools: bool = False) -> bool:
    """Install what is missing where that is allowed, else say how. False where PySide6 could not even be imported."""
    if not sys.platform.startswith("linux"):
        return True
    needed = _missing(window, tools)
    if needed and shutil.which("apt-get"):
        install(needed)
    elif needed:
        say("This system lacks what Debian calls: " + " ".join(needed) + ". Install its own packages of the same.")
    return not _absent(IMPORTS) and not (window and _absent(WINDOW))


def install(packages: list[str]) -> bool:
    """Install Debian packages as root or through sudo; where neither is possible print the command. True once done."""
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    prefix = _root()
    if prefix is None:
        say("Some system packages are missing. This installs them:")
        say("    sudo apt-get update && sudo " + " ".join(command))
        return False
    say("Installing system packages, which takes a minute: " + " ".join(packages))
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    told = ""
    for step in (["apt-get", "update", "-qq"], command):
        done = subprocess.run(
            [*quiet, *step], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
        )
        told += done.stdout
    if done.returncode == 0:
        return True
    say(told.rstrip())
    say("The system packages could not be installed; the reason is above. By hand:")
    say("    " + " ".join([*prefix, *command]))
    return False


def _missing(window: bool, tools: bool) -> list[str]:
    packages = _absent(IMPORTS)
    if window:
        packages += _absent(WINDOW)
    packages += [package for file, package in FONTS.items() if shutil.which("apt-get") and not Path(file).exists()]
    if tools:
        packages += [package for program, package in TOOLS.items() if not shutil.which(program)]
    return packages


def _absent(libraries: dict[str, str]) -> list[str]:
    return [package for library, package in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _root() -> list[str] | None:
    """The words that make a command run as root here: none for root itself, sudo, or None where nobody may."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.call(["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    if sys.stdin.isatty():
        say("Installing system packages needs sudo, which may ask for your password.")
        return ["sudo"]
    return None
