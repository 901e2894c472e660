"""Power cuts and kill -9: what was answered 200 is there, once.

A kill cannot find a missing sync, for the system still writes what the process handed to it. A power cut can: the
statements of our own log run on a file system that records every write and sync, and hundreds of cuts are replayed,
each keeping what was synced and a random, torn part of what was not. With synchronous lowered the same test fails.
"""

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

from services.relay import tables
from services.relay.ledger import Ledger
from services.relay.lines import Batch, Delivery, New
from services.relay.log import Log
from services.relay.writer import transaction

ROOT = Path(__file__).resolve().parents[2]
CUTS, BATCHES = 300, 200


class Op(NamedTuple):
    """One thing that was done to the disk, or an acknowledgement given."""

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


class RecordedFile(apsw.VFSFile):
    def __init__(self, ops: list[Op], name: Any, flags: Any) -> None:
        self._ops, self._name = ops, Path(str(name.filename() if hasattr(name, "filename") else name)).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._ops.append(Op("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self._ops.append(Op("truncate", self._name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._ops.append(Op("sync", self._name))
        super().xSync(flags)


class Recorder(apsw.VFS):
    def __init__(self, ops: list[Op]) -> None:
        self._ops = ops
        super().__init__("recorder", "")

    def xOpen(self, name: Any, flags: Any) -> RecordedFile:
        return RecordedFile(self._ops, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        self._ops.append(Op("delete", Path(name).name))
        super().xDelete(name, sync)


class Driver:
    """apsw's connection as the writer's code knows its driver's."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def cursor(self) -> apsw.Cursor:
        return self._connection.cursor()

    def rollback(self) -> None:
        self._connection.execute("ROLLBACK")


def recorded(path: Path, synchronous: str, rng: random.Random) -> list[Op]:
    """The disk's life while our log stores BATCHES. It begins as our own code made it."""

    async def make() -> None:
        log = Log(path, lambda tenant, lines: None, lambda: None)
        await log.open()
        await log.close()

    asyncio.run(make())
    ops = [Op("write", path.name, 0, path.read_bytes()), Op("sync", path.name), Op("acknowledged")]
    recorder = Recorder(ops)
    connection = apsw.Connection(str(path), vfs="recorder")
    for pragma in (*tables.WRITING, f"synchronous={synchronous}", "wal_autocheckpoint=40"):  # checkpoints happen too
        connection.execute(f"PRAGMA {pragma}")
    ledger, last = Ledger(), 0
    for number in range(BATCHES):
        lines = [
            New(
                "t",
                f"{number}.{i}",
                "hook.whatsapp",
                "whatsapp",
                b'{"text":"%s"}' % (b"x" * rng.choice((20, 700, 2000))),
            )
            for i in range(rng.choice((1, 1, 4, 16)))
        ]
        batch = Batch(lines, [Delivery("t", None, "whatsapp", None, len(lines), None, 1)])
        with transaction(Driver(connection)) as cursor:
            _, news = ledger.write(cursor, [batch])
        ledger.committed(news)
        last += len(lines)
        ops.append(Op("acknowledged", offset=last))
    life = list(ops)
    connection.close()
    recorder.unregister()
    return life


def disk_after(ops: list[Op], cut: int, rng: random.Random) -> tuple[dict[str, bytearray], int]:
    """The files after the power went at `cut`, and how many entries had been acknowledged by then."""
    synced = {op.file: index for index, op in enumerate(ops[:cut]) if op.what == "sync"}
    files: dict[str, bytearray] = {}
    acknowledged = 0
    for index, op in enumerate(ops[:cut]):
        durable = index < synced.get(op.file, -1)
        if op.what == "acknowledged":
            acknowledged = op.offset
        elif op.what == "delete":
            files.pop(op.file, None)
        elif op.what == "truncate" and (durable or rng.random() < 0.5):
            del files.setdefault(op.file, bytearray())[op.offset :]
        elif op.what == "write":
            data, luck = op.data, rng.random()
            if not durable and luck < 0.4:
                continue
            if not durable and luck < 0.6:
                data = data[: rng.randrange(0, len(data) + 1, 512)]
            file = files.setdefault(op.file, bytearray())
            file.extend(bytes(max(0, op.offset + len(data) - len(file))))
            file[op.offset : op.offset + len(data)] = data
    return files, acknowledged


def whole_after(ops: list[Op], folder: Path, rng: random.Random) -> Iterator[bool]:
    """For one power cut after another, whether the log came out of it: sound, without a gap, and with all that had
    been acknowledged."""
    first = next(index for index, op in enumerate(ops) if op.what == "acknowledged")
    for _ in range(CUTS):
        files, acknowledged = disk_after(ops, rng.randrange(first + 1, len(ops)), rng)
        for each in folder.iterdir():
            each.unlink()
        for name, data in files.items():
            if not name.endswith("-shm"):
                (folder / name).write_bytes(data)
        with contextlib.closing(apsw.Connection(str(folder / "relay.db"))) as connection:
            try:
                sound = connection.execute("PRAGMA integrity_check").get == "ok"
                last, count = connection.execute("SELECT coalesce(max(seq), 0), count(*) FROM entries").get
            except apsw.Error:
                yield False
            else:
                yield sound and last == count and last >= acknowledged


@pytest.mark.parametrize(("synchronous", "survives"), [("FULL", True), ("NORMAL", False), ("OFF", False)])
def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path, synchronous: str, survives: bool) -> None:
    assert "synchronous=FULL" in tables.WRITING
    rng = random.Random(20261122)
    image = tmp_path / "image"
    image.mkdir()
    ops = recorded(tmp_path / "relay.db", synchronous, rng)
    assert all(whole_after(ops, image, rng)) == survives


# kill -9

KILLS, LANES = 10, 4


class Process:
    """The relay by its command line."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-m", "app.relay", "serve", "--port", "0", "--data", str(data)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.url = self._process.stdout.readline().split()[2]

    def call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        request = urllib.request.Request(self.url + path, body or None, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null") if path.startswith("/v1") else answer.status

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


@contextlib.contextmanager
def running(data: Path) -> Iterator[Process]:
    process = Process(data)
    try:
        yield process
    finally:
        process.kill()


def test_kill_9_at_any_instant_loses_and_repeats_nothing(tmp_path: Path, tools: Any) -> None:
    data = tmp_path / "relay"
    rng = random.Random(7)
    acknowledged: set[str] = set()
    posted = 0
    headers, hook = {}, ""
    for _ in range(KILLS):
        with running(data) as relay:
            if not hook:
                command = [sys.executable, "-m", "app.relay", "tenant", "add", "A", "--json", "--data", str(data)]
                invitation = json.loads(subprocess.check_output(command, cwd=ROOT))["invitation"]
                asked = {"invitation": invitation, "name": "Ana", "device": "desk"}
                token = relay.call("POST", "/v1/join", json.dumps(asked).encode(), {})["token"]
                headers = {"Authorization": f"Bearer {token}"}
                secrets = json.dumps({"secrets": tools.secrets["whatsapp"]}).encode()
                made = relay.call("PUT", "/v1/integrations/whatsapp", secrets, headers)
                hook = made["hook_url"].removeprefix(relay.url)
            stop = threading.Event()
            lanes = [
                threading.Thread(target=_post, args=(relay, hook, posted + i, stop, acknowledged, tools))
                for i in range(LANES)
            ]
            posted += 10_000
            for lane in lanes:
                lane.start()
            time.sleep(rng.uniform(0.02, 0.4))  # any instant will do: there is no fact to wait for
            relay.kill()
            stop.set()
            for lane in lanes:
                lane.join()
    with running(data) as relay:
        entries: list[dict[str, Any]] = []
        while (page := relay.call("GET", f"/v1/entries?after={len(entries)}", b"", headers))["entries"]:
            entries += page["entries"]
    assert [each["seq"] for each in entries] == list(range(1, len(entries) + 1))
    kept = [each["body"]["value"]["messages"][0]["id"] for each in entries]
    assert len(kept) == len(set(kept))
    assert len(acknowledged) > KILLS
    assert acknowledged <= set(kept)


def _post(relay: Process, hook: str, number: int, stop: threading.Event, acknowledged: set[str], tools: Any) -> None:
    while not stop.is_set():
        wamid, number = f"wamid.{number}", number + LANES
        body = json.dumps(tools.whatsapp(wamid)).encode()
        try:
            if relay.call("POST", hook, body, tools.signed(body)) == 200:
                acknowledged.add(wamid)
        except OSError:
            return
