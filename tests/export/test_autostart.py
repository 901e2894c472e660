"""Starting with the session: each system's own text, whatever the path of the program is called."""

import configparser
import plistlib
import re
import sys
from pathlib import Path

import pytest

from services.autostart import Autostart, command_line, desktop_entry, launch_agent
from services.trouble import Trouble

PATHS = ["/usr/bin/strato", "/un lugar/con espacios", '/con"comillas$y`todo\\más', "/100%/ñandú", "/a'b"]


@pytest.mark.parametrize("path", PATHS)
def test_the_desktop_entry_starts_this_program(path: str) -> None:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(desktop_entry([path, "--data", "x y"]))
    entry = parser["Desktop Entry"]
    assert entry["Type"] == "Application"
    value = entry["Exec"].replace("\\\\", "\\")  # a value is unescaped first, then taken apart as the key says
    parts = [re.sub(r'\\(["`$\\])', r"\1", part) for part in re.findall(r'"((?:[^"\\]|\\.)*)"', value)]
    assert [part.replace("%%", "%") for part in parts] == [path, "--data", "x y"]


@pytest.mark.parametrize("path", [*PATHS, "/a<b>&c"])
def test_the_launch_agent_starts_this_program(path: str) -> None:
    agent = plistlib.loads(launch_agent([path, "a b"]).encode())
    assert agent["ProgramArguments"] == [path, "a b"]
    assert agent["RunAtLoad"] is True


def test_the_command_line_of_windows() -> None:
    assert command_line([r"C:\Program Files\STRATO\strato.exe", 'a"b']) == r'"C:\Program Files\STRATO\strato.exe" a\"b'


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_it_is_put_and_taken_away(tmp_path: Path, platform: str) -> None:
    autostart = Autostart(["/usr/bin/strato"], tmp_path, tmp_path / "config", platform)
    for _ in range(2):
        assert not autostart.is_on()
        autostart.put(False)
        autostart.put(True)
        assert autostart.is_on()
        autostart.put(False)


@pytest.mark.skipif(sys.platform == "win32", reason="directories are closed in another way there")
def test_a_system_that_refuses_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no directory")
    with pytest.raises(Trouble) as caught:
        Autostart(["x"], tmp_path, tmp_path / "config", "linux").put(True)
    assert caught.value.code == "autostart.refused"
