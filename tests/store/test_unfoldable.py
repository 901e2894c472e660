"""An entry that a rule of ours fails on: kept, told, and passed over; what came before and after it stands."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.entries import Entry, Welcome
from services.store import desk
from services.store.book import Book
from services.store.stamp import Body, Stamp
from tests.store.logs import Replica, fact, log, place, replayed, said

LEAD = "5491155550101"
BEFORE = said(LEAD, "w1", "uno", 1)
ODD = fact("d2", "note.added", "odd", note="odd", conversation=place(LEAD), text="Marta 5555", at=5)
AFTER = said(LEAD, "w2", "dos", 9)


@pytest.fixture(autouse=True)
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes are half folded before their rule fails, as a bug would leave them."""
    note = desk._FACTS["note.added"]

    def bug(book: Book, body: Body, stamp: Stamp) -> None:
        note(book, body, stamp)
        if body["text"] == "Marta 5555":
            raise KeyError(body["text"])

    monkeypatch.setitem(desk._FACTS, "note.added", bug)


def without_odd(entries: Sequence[Entry]) -> list[Entry]:
    return [
        each if each.id != "odd" else Entry(each.seq, "odd", "of.another.version", each.by, each.at, {})
        for each in entries
    ]


@pytest.mark.parametrize("head", [3, 5_000])
@pytest.mark.parametrize("cuts", [(3,), (1, 3), (2, 3), (1, 2, 3)])
def test_the_log_goes_on_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, head: int, cuts: tuple[int, ...]
) -> None:
    """Also in the middle of a catch-up, where several frames become final together."""
    entries, start = log([BEFORE, ODD, AFTER]), 0
    replica = Replica(tmp_path / "one")
    replica.writer.welcome(Welcome("e", head))
    for cut in cuts:
        replica.apply(entries[start:cut], head)
        start = cut
    assert replica.dump() == replayed(tmp_path / "other", without_odd(entries))
    (told,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "odd (note.added) cannot be folded: KeyError in test_unfoldable.py" in told.getMessage()
    assert "Marta" not in caplog.text


def test_what_is_written_here_waits_for_the_relay_all_the_same(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "one")
    replica.writer.welcome(Welcome("e", 1))
    entries = log([BEFORE, ODD, AFTER])
    replica.apply(entries[:1])
    replica.writer.publish([ODD[1]])
    assert [each.id for each in replica.writer._pending.all()] == ["odd"]
    replica.reopen()
    replica.apply(entries[1:])
    assert replica.writer._pending.all() == []
    assert replica.dump() == replayed(tmp_path / "other", without_odd(entries))


@pytest.mark.parametrize("phones", [5, True, "1155550101", {"a": 1}, [None, {}, 1155550101]])
def test_answers_of_a_form_that_are_no_answers(tmp_path: Path, phones: Any) -> None:
    replica = Replica(tmp_path)
    replica.writer.welcome(Welcome("e", 2))
    replica.apply(log([BEFORE, fact("d2", "lead.answered", "f", leadgen="1", phones=phones, answers={"a": "b"})]))
    assert replica.writer._odd == set()
