"""Numbers, times and sentences: what people read, in both languages."""

import ast
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from widgets import words
from widgets.trouble_words import sentence, sentences

ROOT = Path(__file__).resolve().parents[2]
N = "\N{NO-BREAK SPACE}"


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=words.ZONE).timestamp() * 1000)


NOW = moment("2026-11-19 14:32:05")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-19 09:14", "9:14"),
        ("2026-11-19 23:59", "23:59"),
        ("2026-11-18 23:59", "ayer"),
        ("2026-11-17 10:00", f"mar{N}17"),
        ("2026-11-03 10:00", f"3{N}nov"),
        ("2025-11-03 10:00", "3/11/25"),
    ],
)
def test_a_moment_in_a_list(at: str, said: str) -> None:
    assert words.when(moment(at), NOW) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-19 00:00", "Hoy, jueves 19 de noviembre"),
        ("2026-11-18 00:00", "Ayer, miércoles 18"),
        ("2026-11-16 00:00", "Lunes 16 de noviembre"),
        ("2025-12-24 00:00", "Miércoles 24 de diciembre de 2025"),
    ],
)
def test_a_day(at: str, said: str) -> None:
    assert words.day(moment(at), NOW) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (23 * 3_600_000 + 49 * 60_000 + 59_999, f"23{N}h{N}49"),
        (3_600_000, f"1{N}h{N}00"),
        (38 * 60_000, f"38{N}min"),
        (59_999, "menos de 1 min"),
    ],
)
def test_a_countdown_never_promises_more_than_is_left(left: int, said: str) -> None:
    assert words.countdown(left) == said


def test_numbers_are_written_as_here() -> None:
    assert words.number(185_000) == "185.000"
    assert words.number(0.55, 2) == "0,55"
    assert words.money(185_000, "USD") == f"USD{N}185.000"
    assert words.money(142_500) == f"${N}142.500"
    assert words.money(99.5) == f"${N}99,50"
    assert words.size(71 * 1024) == f"71{N}KB"
    assert words.size(2_400_000) == f"2,3{N}MB"
    assert words.seconds(14.4) == "0:14"
    assert words.today(NOW) == "Jue 19 nov · 14:32"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Lucía Ferreyra", "LF"), ("Juan Martín Acuña Paz", "JP"), ("ñata", "Ñ"), ("🙂", "?"), ("", "?"), ("  ", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_facts_fill_a_sentence_and_an_unknown_code_names_itself() -> None:
    said = sentence("whatsapp.too_long", {"length": 5_000, "limit": 4096})
    assert said.text == "El texto tiene 5.000 caracteres y WhatsApp acepta 4.096."
    assert sentence("relay.certificate").text.endswith("(…).")
    assert "moon.full" in sentence("moon.full").text
    assert sentence("moon.full").does == "copy"


def codes() -> Iterator[tuple[str, str]]:
    """Every code of Trouble, Refused or Ending that the parts of a desk can raise."""
    names = ("Trouble", "Refused", "Ending", "Warn")
    for path in sorted((ROOT / "services").rglob("*.py")) + sorted((ROOT / "widgets").rglob("*.py")):
        if "services/relay/" in path.as_posix() or "services/sandbox/" in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{path.name}:{node.lineno}"


def test_every_code_of_the_desk_has_its_sentence() -> None:
    found = dict(codes())
    assert len(found) > 30, "this test looks in the wrong place"
    assert not {code: place for code, place in found.items() if code not in sentences()}


def test_every_code_of_the_providers_has_its_sentence() -> None:
    from services.channels.whatsapp.codes import _MEANING
    from services.voice.refusals import _BY_STATUS
    from services.voice.refusals import _MEANING as OF_VOICE

    meant = {*_MEANING.values(), *OF_VOICE.values(), *_BY_STATUS.values()}
    assert not meant - set(sentences())


def test_a_sentence_has_an_action_and_no_loose_brace() -> None:
    for code in sentences():
        said = sentence(code)
        assert said.text, code
        assert said.action, code
        assert "{" not in said.text + said.action, code


@pytest.fixture
def english(qapp: QApplication) -> Iterator[words.Language]:
    language = words.Language("en")
    qapp.installTranslator(language)
    yield language
    qapp.removeTranslator(language)


def test_english_is_spoken_once_it_is_installed(english: words.Language) -> None:
    assert words.day(NOW, NOW) == "Today, Thursday 19 November"
    assert words.tr("leído") == "read"
    assert words.tr("no such text") == "no such text"


def test_the_file_of_english_is_sorted_and_whole() -> None:
    text = (ROOT / "resources" / "translations" / "en.json").read_text(encoding="utf-8")
    pairs: list[Any] = json.loads(text, object_pairs_hook=list)
    assert len(dict(pairs)) == len(pairs)
