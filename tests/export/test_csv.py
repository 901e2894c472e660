"""CSV: read back it says what was said, and no spreadsheet finds a formula in it, whatever its separator."""

import asyncio
import csv
import io
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.export import rows, table
from services.export.export import PORTION, export_conversation, export_list
from services.records import Conversation, Media, Message
from services.trouble import Trouble

ZONE = timezone(timedelta(hours=-3))
EVIL = [
    "=cmd|'/c calc'!A1", "+1-2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "＝1+1",
    "hola;=HYPERLINK(\"a\")", "hola,=1", "hola\n=1", "hola|=1", 'x;"=1+1"', "a\r\n@b", "'=1", '"=1',
]  # fmt: skip


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZONE)


def read(text: str, separator: str = table.SEPARATOR) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def cells_of_any_spreadsheet(text: str) -> list[str]:
    """What each reader takes for cells: with quotes obeyed, and torn at every separator as if there were none."""
    found = [each for separator in ",;\t|" for row in read(text, separator) for each in row]
    return found + re.split(r"[,;|\t\r\n]", text)


def is_formula(cell: str) -> bool:
    bare = re.sub(r"^[\"\s\u200b\u200e\u200f\u2060\ufeff]+", "", cell)
    return bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", EVIL)
def test_no_spreadsheet_is_tricked(text: str) -> None:
    line = table.line(["Ana", text, "fin"])
    assert not [each for each in cells_of_any_spreadsheet(line) if is_formula(each)]


@given(st.lists(st.text(alphabet="=+-@＝ \t\r\n,;|\"'a1\u200b"), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_no_text_is_a_formula(texts: list[str]) -> None:
    assert not [each for each in cells_of_any_spreadsheet(table.line(texts)) if is_formula(each)]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_what_is_read_back_is_what_was_said_but_for_apostrophes(texts: list[str]) -> None:
    back = read(table.line(texts))
    assert len(back) == 1
    assert [each.replace("'", "") for each in back[0]] == [each.replace("'", "").replace("\x00", "") for each in texts]


@pytest.mark.parametrize(
    "number", ["5491155550142", "0011", "1,5", "12.000", "2E5", "10/11", "+54 9 11 5555-0142", "1%"]
)
def test_what_people_wrote_never_becomes_a_number(number: str) -> None:
    assert read(table.line([number])) == [[f"'{number}"]]


def test_numbers_and_moments_of_ours_stay_so() -> None:
    assert table.line([3, 1.5, local(0), None]) == '3;1.5;1969-12-31 21:00:00;""\r\n'


def test_the_head_says_utf8() -> None:
    assert table.head(["Dirección"]).encode().startswith(b"\xef\xbb\xbf")


def test_a_monstrous_cell_is_cut_and_quick() -> None:
    assert len(table.cell("\n" * 10_000_000 + "=1")) <= 2 * table.LONGEST + 3


class Shelf:
    """Conversations and messages in lists."""

    def __init__(self, messages: int = 0) -> None:
        self.said = [
            Message(f"m{n}", "ana", n, "in", "text", f"mensaje {n}", n * 1000, n * 1000, provider_id=f"p{n}")
            for n in range(messages)
        ]

    def conversations(self, ids: Any) -> list[Conversation]:
        return [
            Conversation(each, each, "whatsapp", "1", f"=cmd {each}", "+54 9 11 5555-0142", "hola", "text", "in", 0)
            for each in ids
        ]

    def messages(self, conversation: str, before: Any = None, limit: int = 60) -> list[Message]:
        found = [each for each in self.said if before is None or (each.at, each.seq) < before]
        return found[-limit:]


def test_a_list_is_written_whole_and_in_its_order(tmp_path: Path) -> None:
    ids, seen = [f"c{n}" for n in range(2 * PORTION + 5)], list[tuple[int, int]]()
    path = tmp_path / "lista.csv"
    count = asyncio.run(export_list(Shelf(), ids, rows.LIST, path, local, lambda *at: seen.append(at)))
    back = read(path.read_text(encoding="utf-8-sig"))
    assert count == len(ids) == len(back) - 1
    assert [row[-1] for row in back[1:]] == ids
    assert back[1][:3] == ["'=cmd c0", "whatsapp", "'+54 9 11 5555-0142"]
    assert seen == [(0, len(ids)), (PORTION, len(ids)), (2 * PORTION, len(ids))]
    assert [each.name for each in tmp_path.iterdir()] == ["lista.csv"]


def test_a_conversation_is_written_from_its_first_message(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    asyncio.run(export_conversation(Shelf(3 * PORTION), "ana", rows.CONVERSATION, path, local, lambda *at: None))
    back = read(path.read_text(encoding="utf-8-sig"))
    assert [row[-1] for row in back[1:]] == [f"p{n}" for n in range(3 * PORTION)]


def test_what_was_deleted_is_not_given_away() -> None:
    said = Message("m", "ana", 1, "in", "image", "secreto", 0, 0, Media("image/png", name="dni.png"), deleted=True)
    told = dict(zip(rows.CONVERSATION, rows.of_message(said, local), strict=True))
    assert not {"secreto", "dni.png"} & set(map(str, told.values()))


def test_where_it_cannot_be_written_it_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "there is none" / "a.csv"
    with pytest.raises(Trouble) as caught:
        asyncio.run(export_list(Shelf(), ["a"], rows.LIST, path, local, lambda *at: None))
    assert caught.value.code == "export.not_written"


def test_a_cancelled_export_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("antes")

    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task is not None
        await export_list(Shelf(), ["a"] * 9 * PORTION, rows.LIST, path, local, lambda done, of: done and task.cancel())

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert path.read_text() == "antes"
    assert len(list(tmp_path.iterdir())) == 1
