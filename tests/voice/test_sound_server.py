"""A real sound server with a null sink: what the player gives it, and what happens when it dies."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.voice import sound_server
from tests.conftest import until

ROOT = Path(__file__).resolve().parents[2]

needs_pulseaudio = pytest.mark.skipif(shutil.which("pulseaudio") is None, reason="pulseaudio is not installed")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has a sound server")
def test_a_server_too_busy_to_open_is_alive_and_a_dead_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "PIPEWIRE_REMOTE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    sound_server._met_first.cache_clear()
    (tmp_path / "pulse").mkdir()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(str(tmp_path / "pulse" / "native"))
            server.listen(1)  # and it accepts nobody
            assert [sound_server.sound_server_answers() for _ in range(5)] == [True] * 5
        assert not sound_server.sound_server_answers()
    finally:
        sound_server._met_first.cache_clear()


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    return ["pulseaudio", "-n", "-F", str(tmp_path / "null.pa"), "--daemonize=no", "--exit-idle-time=-1"]


@pytest.fixture
def server(tmp_path: Path, command: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Its process id and the environment in which it is found."""
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "null.pa").write_text(
        "load-module module-null-sink\n"
        "load-module module-remap-source master=null.monitor source_name=mic source_properties=device.description=Mic\n"
        "load-module module-native-protocol-unix\n"
    )
    env = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "run"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            door = tmp_path / "run" / "pulse" / "native"
            until(lambda: door.exists() or process.poll() is not None)
            if process.poll() is not None:
                pytest.skip("pulseaudio does not start here")
            yield process.pid, env
        finally:
            process.kill()


def ran(script: str, env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """A script beside this file, where that server is the one that is found; it ended well."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done


@needs_pulseaudio
def test_it_is_heard_aloud_and_the_servers_death_is_survived(server: tuple[int, dict[str, str]]) -> None:
    pid, env = server
    done = ran("real_sound.py", env, str(pid))
    assert done.stdout.splitlines() == [
        "heard a aloud Null Output",
        "same",
        "sound.lost",
        "sound.none silent",
    ]


@needs_pulseaudio
def test_a_server_in_the_place_of_the_dead_one_is_spoken_to_without_qt(
    server: tuple[int, dict[str, str]], command: list[str]
) -> None:
    pid, env = server
    done = ran("real_sound.py", env, str(pid), *command)
    assert done.stdout.splitlines() == ["aloud", "aloud"]


@needs_pulseaudio
@pytest.mark.skipif(shutil.which("pactl") is None, reason="pactl is not installed")
def test_a_device_that_is_pulled_out_pauses_the_voice_and_leaves_the_list(server: tuple[int, dict[str, str]]) -> None:
    _, env = server
    done = ran("real_devices.py", env)
    assert done.stdout.splitlines() == [
        "phones ['null', 'phones']",
        "paused at once",
        "['null']",
        "null",
        "['null', 'phones']",
    ]


@needs_pulseaudio
@pytest.mark.skipif(shutil.which("pactl") is None, reason="pactl is not installed")
@pytest.mark.parametrize("doing", ["plays", "rests"])
def test_the_only_device_that_is_pulled_out_leaves_silence_and_its_reason(
    server: tuple[int, dict[str, str]], doing: str
) -> None:
    _, env = server
    done = ran("real_only_device.py", env, doing)
    assert "failed to connect" not in done.stderr  # what is gone is not tried
    lost = ["sound.lost"] if doing == "plays" else []
    assert done.stdout.splitlines() == [f"{lost} 0 outputs", f"{[*lost, 'sound.none']} silent", "phones aloud"]


@needs_pulseaudio
@pytest.mark.slow
def test_a_microphone_of_the_server_is_recorded(server: tuple[int, dict[str, str]]) -> None:
    _, env = server
    done = ran("real_microphone.py", env)
    assert done.stdout.splitlines() == ["['Mic']", "heard"]
