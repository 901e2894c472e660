"""Starting with the session: one small text or key per operating system, written and removed by the person's wish."""

import sys
from collections.abc import Sequence
from html import escape  # as of XML, and without the half of urllib that xml.sax brings
from pathlib import Path
from typing import Final

from services.trouble import Trouble

NAME: Final = "strato-console"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"


def desktop_entry(command: Sequence[str]) -> str:
    """The XDG autostart file: ~/.config/autostart/strato-console.desktop (Desktop Entry Specification 1.5)."""
    lines = [
        "[Desktop Entry]", "Type=Application", "Version=1.5", "Name=STRATO", f"Exec={exec_line(command)}",
        f"Icon={NAME}", "Terminal=false", "X-GNOME-Autostart-enabled=true",
    ]  # fmt: skip
    return "\n".join([*lines, ""])


def exec_line(command: Sequence[str]) -> str:
    """Quoted as the specification's Exec key wants: within double quotes `"`, the backtick, `$` and the backslash are
    escaped, the whole is then escaped once more as a value, and a per cent sign is doubled."""
    return " ".join(_quoted(part) for part in command)


def launch_agent(command: Sequence[str]) -> str:
    """The macOS property list: ~/Library/LaunchAgents/strato-console.plist."""
    parts = "".join(f"    <string>{escape(part, quote=False)}</string>\n" for part in command)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "PropertyList-1.0.dtd">\n'
        '<plist version="1.0">\n<dict>\n'
        f"  <key>Label</key>\n  <string>{NAME}</string>\n"
        f"  <key>ProgramArguments</key>\n  <array>\n{parts}  </array>\n"
        "  <key>RunAtLoad</key>\n  <true/>\n  <key>ProcessType</key>\n  <string>Interactive</string>\n"
        "</dict>\n</plist>\n"
    )


def command_line(command: Sequence[str]) -> str:
    """One Windows command line, as CommandLineToArgvW takes it apart again."""
    from subprocess import list2cmdline  # the rules of Microsoft's C runtime; nothing is started here

    return list2cmdline(command)


class Autostart:
    """Whether `command` starts with the session of this person. `home` and `config` are the person's directories."""

    def __init__(self, command: Sequence[str], home: Path, config: Path, platform: str = sys.platform) -> None:
        self._command, self._platform = tuple(command), platform
        autostart = config / "autostart" / f"{NAME}.desktop"
        self._file = home / "Library" / "LaunchAgents" / f"{NAME}.plist" if platform == "darwin" else autostart

    def is_on(self) -> bool:
        return _registered() if self._platform == "win32" else self._file.exists()

    def put(self, on: bool) -> None:
        """Start with the session, or no more. Raises Trouble "autostart.refused" where the system does not let us."""
        try:
            if self._platform == "win32":
                _register(command_line(self._command) if on else "")
            elif on:
                self._write(launch_agent(self._command) if self._platform == "darwin" else desktop_entry(self._command))
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise Trouble("autostart.refused", reason=error.strerror or "") from error

    def _write(self, text: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._file)


def _quoted(part: str) -> str:
    for sign in ("\\", '"', "`", "$"):
        part = part.replace(sign, f"\\{sign}")
    return '"' + part.replace("\\", "\\\\").replace("%", "%%").replace("\n", " ") + '"'


if sys.platform == "win32":
    import winreg

    def _registered() -> bool:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                winreg.QueryValueEx(key, NAME)
        except FileNotFoundError:
            return False
        return True

    def _register(line: str) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            if line:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)
            elif _registered():
                winreg.DeleteValue(key, NAME)

else:

    def _registered() -> bool:
        return False

    def _register(line: str) -> None:
        raise OSError(None, "no registry")
