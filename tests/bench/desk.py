"""The desk: catching up, switching conversations, starting, painting what arrives, and how much memory it idles in."""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psutil

from services.entries import Entry
from tests.bench.agency import Agency, busy_agency
from tests.bench.driven import MARK
from tests.bench.figures import Figure, figure, in_turns, percentile, seconds
from tests.bench.tenant import CONVERSATIONS, ENTRIES, full_name, hook_body, number, tenant_log

ROUNDS = 3
STARTS = 7
PAGE = 1_000
MESSAGES, A_SECOND = 400, 10
IDLE_S = 8.0
EMPTY_WINDOW = (sys.executable, "-m", "tests.bench.empty_window")


def run(entries: int = ENTRIES, conversations: int = CONVERSATIONS) -> list[Figure]:
    """Every figure of the desk, on one agency whose log holds this many entries."""
    folder = tempfile.TemporaryDirectory(prefix="strato-bench-", ignore_cleanup_errors=True)
    with folder as name, busy_agency(entries, conversations) as agency:
        figures = catching_up(agency, Path(name), entries, conversations)
        desk = Path(name) / f"desk-{ROUNDS - 1}"
        return [
            *figures,
            switching(agency, desk, entries),
            starting(agency, desk),
            idling(agency, desk),
            painting(agency, desk, entries),
        ]


def driven(mode: str, agency: Agency, desk: Path, **options: Any) -> subprocess.Popen[str]:
    """A console of its own process, which measures itself."""
    command = [sys.executable, "-m", "tests.bench.driven", mode, "--data", str(desk)]
    command += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write(json.dumps(agency.desk) + "\n")
    process.stdin.flush()
    return process


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=600)
    if process.returncode != 0:
        raise RuntimeError(f"the console ended with {process.returncode}")
    return dict(json.loads(out))


def catching_up(agency: Agency, data: Path, entries: int, conversations: int) -> list[Figure]:
    measured: list[dict[str, Any]] = []

    def console() -> float:
        measured.append(told(driven("catch_up", agency, data / f"desk-{len(measured)}", entries=entries)))
        return float(entries / measured[-1]["seconds"])

    pages = [msgspec.json.encode(page) for page in paged(entries, conversations)]
    rates = in_turns(ROUNDS, console=console, floor=lambda: entries / bare_replica(data, pages))
    block = statistics.median(each["longest_block"] for each in measured) * 1000
    progress = min(each["progress"] for each in measured)
    name = f"first catch-up of {entries:,} entries with full-text index"
    note = f"over HTTP into the shown console; floor: bare sqlite3; progress told {progress} times"
    rate, floor = rates["console"], rates["floor"]
    return [
        figure(name, rate, "entries/s", 10_000, floor=floor, at_least=True, judge="value", note=note),
        figure("longest block of the UI loop during it", block, "ms", 50),
    ]


def paged(entries: int, conversations: int) -> list[list[Entry]]:
    log = list(tenant_log(entries, conversations))
    return [log[at : at + PAGE] for at in range(0, len(log), PAGE)]


def bare_replica(data: Path, pages: list[bytes]) -> float:
    """Seconds of the least that still decodes, stores and indexes the same pages, one transaction each."""
    path = data / "bare.db"
    path.unlink(missing_ok=True)
    decoded = msgspec.json.Decoder(list[Entry])
    started = time.perf_counter()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma journal_mode=wal")
    db.execute("pragma synchronous=normal")
    db.execute("create table message (seq integer primary key, id text unique, lead text, at text, text text)")
    db.execute("create index by_lead on message (lead, at)")
    db.execute("create virtual table words using fts5 (text, tokenize='unicode61 remove_diacritics 2')")
    for page in pages:
        messages = [(entry, entry.body["value"]["messages"][0]) for entry in decoded.decode(page)]
        said = [(entry.seq, message.get("text", {}).get("body", "")) for entry, message in messages]
        rows = [(e.seq, e.id, m["from"], m["timestamp"], m.get("text", {}).get("body", "")) for e, m in messages]
        db.execute("begin")
        db.executemany("insert into message values (?, ?, ?, ?, ?)", rows)
        db.executemany("insert into words (rowid, text) values (?, ?)", said)
        db.execute("commit")
    db.close()
    return time.perf_counter() - started


def switching(agency: Agency, desk: Path, entries: int) -> Figure:
    answer = told(driven("switch", agency, desk))
    name = f"switch conversation, {entries:,} messages in {answer['conversations']:,} conversations, p95"
    note = f"median {statistics.median(answer['seconds']) * 1000:.1f} ms of {len(answer['seconds'])}"
    return figure(name, percentile(answer["seconds"], 95) * 1000, "ms", 50, note=note)


def real_console(desk: Path) -> list[str]:
    return [sys.executable, "-m", "app.console", "--data", str(desk), "--desk", "-", "--say-usable"]


def starting(agency: Agency, desk: Path) -> Figure:
    taken = in_turns(
        STARTS,
        console=lambda: seconds(real_console(desk), until="usable", told=json.dumps(agency.desk)),
        floor=lambda: seconds(EMPTY_WINDOW, until="usable"),
    )
    note = f"medians of {STARTS}, modules compiled; the floor has no asyncio, no text, and none of Qt's enums"
    return figure("start to usable inbox", taken["console"], "s", 2.0, floor=taken["floor"], note=note)


def idling(agency: Agency, desk: Path) -> Figure:
    told_desk = json.dumps(agency.desk)
    taken = in_turns(
        ROUNDS,
        console=lambda: resident(real_console(desk), told_desk),
        floor=lambda: resident(EMPTY_WINDOW),
    )
    note = f"resident set, {IDLE_S:g} s after the first paint, following the relay"
    return figure("memory of the idle console", taken["console"], "MiB", 1.6, floor=taken["floor"], note=note)


def resident(command: Any, told: str = "") -> float:
    """MiB in memory some seconds after it is usable."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(told)
        process.stdin.close()
        assert process.stdout.readline().strip() == "usable"
        time.sleep(IDLE_S)  # its rest is what is measured: nothing tells when that begins
        memory = psutil.Process(process.pid).memory_info().rss / 2**20
        process.terminate()
        return float(memory)


def painting(agency: Agency, desk: Path, entries: int) -> Figure:
    """From just before the POST to just after the paint, by one clock: both are on this machine."""
    console = driven("watch", agency, desk, entries=entries, name=full_name(0))
    assert console.stdout
    assert console.stdin
    assert console.stdout.readline().strip() == "ready"
    due = time.perf_counter()
    with httpx.Client(trust_env=False) as client:
        for turn in range(MESSAGES):
            due += 1 / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))  # the pace at which it is measured
            agency.post(client, [marked(entries + turn)])
    taken = told(console)["seconds"]
    note = f"{len(taken)} of {MESSAGES} painted, median {statistics.median(taken) * 1000:.0f} ms"
    name = f"webhook POST to painted in the open conversation, {A_SECOND}/s, p99"
    found = figure(name, percentile(taken, 99) * 1000, "ms", 100, note=note)
    return found | {"met": found["met"] and len(taken) == MESSAGES}


def marked(seq: int) -> Entry:
    now = time.time()
    message = {
        "from": number(0),
        "id": f"wamid.MARK{seq:08d}",
        "timestamp": str(int(now)),
        "type": "text",
        "text": {"body": f"{MARK}{now:.6f}"},
    }
    return Entry(seq, message["id"], "hook.whatsapp", "whatsapp", "", hook_body(0, message))
