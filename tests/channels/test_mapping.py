"""Where an agency's flow puts what we look for: set by paths, tried on an example, read in the order of the log."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.facts import Met, Said, Update
from services.channels.manychat.read import read
from services.channels.mapping import at, clean, paths, try_mapping
from services.channels.uchat.read import read as read_uchat

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "manychat" / "field-reports"
ODD = {
    "quien": {"código": 77, "nombre.completo": "Ana Paz"},
    "dijo": ["", "Hola, ¿sigue?"],
    "message": "no es esto",
    "cuando": "2026-11-22T14:00:00+00:00",
    "foto": None,
}
MAPPING = {"text": "dijo.1", "id": "$.quien.código", "name": r"quien.nombre\.completo", "at": "cuando", "media": "foto"}
NOW = 1_795_356_000_000


def facts(body: dict[str, Any], mapping: dict[str, str]) -> list[Any]:
    return list(read(Update("e1", NOW, body, clean(mapping))))


def test_a_flow_is_read_as_its_agency_built_it() -> None:
    (said,) = facts(ODD, MAPPING)
    assert isinstance(said, Said)
    assert (said.text, said.at) == ("Hola, ¿sigue?", 1_795_356_000_000)
    assert (said.person.identities, said.person.name) == ((("manychat", "77"),), "Ana Paz")


def test_what_is_mapped_is_looked_for_nowhere_else() -> None:
    (met,) = facts({**ODD, "dijo": ["", "  "]}, MAPPING)
    assert isinstance(met, Met)
    assert facts({**ODD, "quien": {}, "id": "5"}, MAPPING) == []


def test_a_file_is_a_message() -> None:
    (said,) = facts({"id": 5, "foto": "https://x.test/a.jpg"}, {"media": "foto"})
    assert (said.kind, said.text, said.media.url) == ("image", "", "https://x.test/a.jpg")


@pytest.mark.parametrize(
    "text", ["{{last_input_text}}", "   ", "", None, [], {"a": 1}, '{{last_input_text|fallback:""}}']
)
def test_what_says_nothing_is_no_message(text: object) -> None:
    (met,) = facts({"quien": {"código": 77}, "dijo": [0, text]}, MAPPING)
    assert isinstance(met, Met)


def test_uchats_flows_are_mapped_as_well() -> None:
    body = {"persona": "f12u34", "dicho": "Hola"}
    (said,) = read_uchat(Update("e1", NOW, body, {"id": "persona", "text": "dicho"}))
    assert isinstance(said, Said)
    assert (said.person.identities, said.text) == ((("uchat", "f12u34"),), "Hola")


def test_an_example_shows_what_a_mapping_finds() -> None:
    tried = try_mapping({**ODD, "quien": {"código": "{{user_id}}"}}, MAPPING)
    assert tried.found == {"text": "Hola, ¿sigue?", "at": "2026-11-22T14:00:00+00:00"}
    assert (tried.said, tried.who) == (True, False)
    assert (tried.blank, tried.unresolved) == (("name", "media"), ("id",))


def test_every_value_of_an_example_can_be_chosen() -> None:
    found = dict(paths(ODD))
    assert found[r"quien.nombre\.completo"] == "Ana Paz"
    assert found["dijo.1"] == "Hola, ¿sigue?"
    assert all(at(ODD, path) is not None or words == "" for path, words in found.items())


def test_only_known_fields_with_a_path_are_a_mapping() -> None:
    assert clean({"text": " a.b ", "id": 5, "name": "", "hack": "x", "at": None}) == {"text": "a.b"}
    assert clean("no") == clean(None) == clean([1]) == {}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples of ../shared are not here")
def test_reports_from_the_field_survive_any_mapping() -> None:
    for path in sorted(SAMPLES.glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        for sample in body if isinstance(body, list) else [body]:
            for mapping in ({}, MAPPING, {"text": "message", "id": "subscriber_id"}):
                for fact in facts(sample, mapping):
                    assert "{{" not in getattr(fact, "text", "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_each_path_leads_back_to_its_value(body: dict[str, Any]) -> None:
    for path, words in paths(body):
        found = at(body, path)
        assert not isinstance(found, dict | list)
        assert words == "" or str(found)[:200] == words


@given(
    st.dictionaries(st.text(max_size=5), JSON, max_size=5), st.dictionaries(st.text(max_size=5), st.text(max_size=9))
)
def test_no_path_and_no_body_break_the_reading(body: dict[str, Any], mapping: dict[str, str]) -> None:
    first = facts(body, mapping)
    assert first == facts(body, mapping)
    try_mapping(body, mapping)
