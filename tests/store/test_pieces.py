"""An update that the relay kept in pieces reads as if it had come whole."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.entries import Draft, Welcome
from services.relay.carried import PIECE, pieces
from services.store import files
from tests.store.logs import Replica, hook, log, replayed, said

ANA, LONG = "5491155550101", "Ñandú 🎧 " * 30_000


def cut(drafts: list[tuple[str, Draft]]) -> list[tuple[str, Draft]]:
    """The same drafts with every body over one piece cut up as the relay cuts it."""
    found = []
    for by, each in drafts:
        raw = json.dumps(each.body, ensure_ascii=False).encode()
        parts = pieces(each.id, raw) if len(raw.decode()) > PIECE else [(each.id, raw)]
        found += [(by, Draft(name, each.kind, json.loads(body))) for name, body in parts]
    return found


def texts(directory: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(directory / files.REPLICA)) as db:
        return db.execute("SELECT id, text FROM message ORDER BY at").fetchall()


@pytest.mark.parametrize("at_once", [1, 2, 4, 100])
def test_it_reads_as_if_it_had_come_whole(tmp_path: Path, at_once: int) -> None:
    drafts = [said(ANA, "w1", "hola", 1), said(ANA, "w2", LONG, 2), said(ANA, "w3", "chau", 3)]
    entries = log(cut(drafts))
    assert len(entries) > 5
    replica = Replica(tmp_path / "cut", "desk")
    replica.writer.welcome(Welcome("e", len(entries)))
    for start in range(0, len(entries), at_once):
        replica.apply(entries[start : start + at_once])
    replica.dump()
    replica.writer.close()
    replayed(tmp_path / "whole", log(drafts))
    assert texts(tmp_path / "cut") == texts(tmp_path / "whole")
    assert texts(tmp_path / "cut")[1][1].startswith("Ñandú 🎧")


@pytest.mark.parametrize(
    "body",
    [
        {"whole": "x", "part": 2, "parts": 2, "text": "}"},
        {"whole": "x", "part": 1, "parts": 1, "text": "{"},
        {"whole": "x", "part": 1, "parts": 1, "text": "[" * 100_000},
        {"whole": "x", "part": 0, "parts": 0, "text": ""},
        {"whole": "x", "part": 1, "parts": 10**9, "text": ""},
        {"whole": 1, "part": 1, "parts": 1, "text": "{}"},
        {"whole": "x", "part": True, "parts": "1", "text": None},
    ],
)
def test_what_only_looks_like_a_piece_stops_nothing(tmp_path: Path, body: dict[str, object]) -> None:
    replayed(tmp_path, log([hook("odd", body), said(ANA, "w1", "hola", 1)]))
    assert [text for _, text in texts(tmp_path)] == ["hola"]
