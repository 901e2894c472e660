"""The operator's command line, as processes of their own."""

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import websockets.sync.client
from websockets.exceptions import ConnectionClosed

ROOT = Path(__file__).resolve().parents[2]


def relay(data: Path, *words: str, said: str = "", status: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "app.relay", *words, "--data", str(data)],
        cwd=ROOT, input=said, capture_output=True, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + (done.stderr if status else "")


@contextmanager
def serving(data: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    command = [sys.executable, "-m", "app.relay", "serve", "--port", "0", "--data", str(data), *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        yield process, line, line.split()[2]
    finally:
        process.kill()
        process.communicate()


def call(method: str, url: str, body: Any = None, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_from_nothing_to_a_log(tmp_path: Path, tools: Any) -> None:
    """Set up, served, operated while it serves, ended: everything an operator does."""
    data = tmp_path / "relay"
    assert "no relay" in relay(data, "check", status=1)
    made = json.loads(relay(data, "tenant", "add", "Propiedades del Sur", "--json"))
    assert set(made) == {"tenant", "invitation"}
    with serving(data) as (process, line, url):
        assert url.startswith("http://127.0.0.1:")
        assert "loopback only" in line
        joined = call("POST", f"{url}/v1/join", {"invitation": made["invitation"], "name": "Ana", "device": "desk"})
        assert joined["member"]["role"] == "admin"
        second = json.loads(relay(data, "tenant", "add", "Otra", "--json"))["tenant"]
        assert [each["name"] for each in json.loads(relay(data, "tenant", "list", "--json"))] == [
            "Propiedades del Sur", "Otra",
        ]  # fmt: skip
        code = json.loads(relay(data, "invitation", "add", second, "--role", "worker", "--json"))["invitation"]
        worker = call("POST", f"{url}/v1/join", {"invitation": code, "name": "Bot", "device": "server"})
        assert (worker["tenant"]["id"], worker["member"]["role"]) == (second, "worker")
        app = json.loads(relay(data, "app", "add", "whatsapp", "compartida", "--json", said='{"app_secret": "s"}'))
        assert app["hook_url"].startswith(f"{url}/hooks/whatsapp/")
        body = json.dumps(tools.whatsapp("wamid.A", number="111")).encode()
        posted = urllib.request.Request(app["hook_url"], body, tools.signed(body, "s"))
        with urllib.request.urlopen(posted) as answer:
            assert answer.status == 200
        found = json.loads(relay(data, "check", "--json", status=1))
        assert found["store"] == "ok"
        assert any("verify_token" in each for each in found["wanting"])
        assert any("1 updates wait for a route" in each for each in found["wanting"])
        routed = json.loads(relay(data, "route", "add", app["app"], "111", made["tenant"], "--json"))
        assert routed["adopted"] == 1
        log = call("GET", f"{url}/v1/entries", token=joined["token"])
        assert log["entries"][0]["body"]["value"]["messages"][0]["id"] == "wamid.A"
        with websockets.sync.client.connect(
            f"ws{url.removeprefix('http')}/v1/log?after=0", subprotocols=["strato.v1"], proxy=None,
            additional_headers={"Authorization": f"Bearer {joined['token']}"},
        ) as console:  # fmt: skip
            assert json.loads(console.recv())["head"] == 1
            assert json.loads(console.recv())["entries"] == log["entries"]
            process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed):
                console.recv(timeout=10)
            assert console.close_code == 4410
        assert process.wait(10) == 0
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
    assert "Propiedades del Sur" in relay(data, "tenant", "list")
    if os.name == "posix":
        assert stat.S_IMODE((data / "relay.key").stat().st_mode) == 0o600
        assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_the_days_of_media_are_a_number(tmp_path: Path) -> None:
    for wrong in ("0", "-1", "1.5", "soon"):
        assert "not a number of days" in relay(tmp_path / "relay", "serve", f"--media-days={wrong}", status=2)
    assert "not a number" in relay(tmp_path / "relay", "serve", status=2, STRATO_RELAY_MEDIA_DAYS="0")
    with serving(tmp_path / "relay", "--media-days", "30") as (_, line, _):
        assert "serves" in line


def test_one_relay_per_directory(tmp_path: Path) -> None:
    data = tmp_path / "relay"
    with serving(data) as (_, _, url):
        assert f"Another relay works on this directory: {url}" in relay(data, "serve", "--port", "0", status=1)
        (data / "serving.json").unlink()
        assert "does not say where it listens" in relay(data, "serve", "--port", "0", status=1)


def test_without_a_public_url_it_listens_to_this_machine_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "a", "--host", "0.0.0.0") as (_, line, url):
        assert "http://127.0.0.1:" in line
        assert url
    with serving(tmp_path / "b", "--host", "0.0.0.0", "--public-url", "https://relay.example.com/") as (_, line, url):
        assert "//0.0.0.0:" in line
        assert "https://relay.example.com" in line


@pytest.mark.parametrize(
    ("words", "said", "sentence"),
    [
        (("invitation", "add", "ten_x"), "", "no such tenant"),
        (("route", "add", "app_x", "1", "ten_x"), "", "no such tenant"),
        (("app", "add", "whatsapp", "x"), "nonsense", "Secrets are read"),
        (("app", "add", "whatsapp", "x"), '{"header_secret": "x"}', "no such secret"),
        (("serve", "--rate-hook", "often"), "", "A rate"),
        (("serve", "--public-url", "relay.example.com"), "", "A public URL is https://"),
        (("serve", "--public-url", "ftp://relay.example.com"), "", "A public URL is https://"),
        (("serve", "--public-url", "https://me:word@relay.example.com"), "", "A public URL is https://"),
        (("serve", "--public-url", "https://relay.example.com/?a=b"), "", "A public URL is https://"),
        (("serve", "--trusted-proxies", "everybody"), "", "A rate"),
    ],
)
def test_troubles_are_said_in_a_sentence(tmp_path: Path, words: tuple[str, ...], said: str, sentence: str) -> None:
    assert sentence in relay(tmp_path / "relay", *words, said=said, status=1)


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = {"STRATO_RELAY_PUBLIC_URL": "https://relay.example.com"}
    app = relay(tmp_path / "relay", "app", "add", "uchat", "x", "--json", said="header_secret = a=b\n", **settings)
    assert json.loads(app)["hook_url"].startswith("https://relay.example.com/hooks/uchat/")


def test_the_relay_runs_without_the_console() -> None:
    """`pip install .[relay]` brings no Qt and nothing of the desk."""
    code = (
        "import sys, app.relay, services.relay.web, services.relay.serving\n"
        "never = ('PySide6', 'qasync', 'keyring', 'numpy', 'pydub', 'soundfile', 'httpx', 'phonenumbers', 'widgets')\n"
        "found = [each for each in sys.modules if each.split('.')[0] in never or each.startswith('services.store')]\n"
        "assert not found, found"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
