"""Templates: every variable is found, asked for, shown and sent, whatever stands in it."""

import re
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.uchat.templates import params
from services.channels.whatsapp.templates import (
    Template,
    check,
    components,
    missing,
    parsed,
    preview,
    unsupported,
    variables,
)
from services.trouble import Trouble


def template(*parts: dict[str, Any], **more: str) -> Template:
    return Template("visita", "es_AR", status=more.pop("status", "APPROVED"), components=parts, **more)


BODY = {
    "type": "BODY",
    "text": "Hola {{1}}, te espero en {{2}} a las {{1}}.",
    "example": {"body_text": [["Ana", "Cabildo 2340"]]},
}
NAMED = {
    "type": "body",
    "text": "Hola {{nombre}}, {{ lugar }}.",
    "example": {"body_text_named_params": [{"param_name": "nombre", "example": "Ana"}]},
}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Sí"},
        {"type": "URL", "text": "Ver", "url": "https://x.test/{{1}}", "example": ["https://x.test/f1"]},
        {"type": "COPY_CODE", "text": "Copiar", "example": "ABC"},
        {"type": "PHONE_NUMBER", "text": "Llamar", "phone_number": "+541155550100"},
    ],
}


def test_each_variable_is_asked_for_once_in_its_order() -> None:
    found = variables(template({"type": "HEADER", "format": "TEXT", "text": "Visita {{1}}"}, BODY, BUTTONS))
    assert [(each.key, each.example) for each in found] == [
        ("header.1", ""), ("body.1", "Ana"), ("body.2", "Cabildo 2340"),
        ("button.1.1", "https://x.test/f1"), ("button.2.code", "ABC"),
    ]  # fmt: skip


def test_names_are_sent_as_names_and_numbers_by_their_place() -> None:
    assert components(template(NAMED), {"body.nombre": "Ana", "body.lugar": "Núñez"}) == [
        {
            "type": "body",
            "parameters": [
                {"type": "text", "parameter_name": "nombre", "text": "Ana"},
                {"type": "text", "parameter_name": "lugar", "text": "Núñez"},
            ],
        }
    ]
    backwards = template({"type": "BODY", "text": "{{2}} y {{1}}"})
    sent = components(backwards, {"body.1": "uno", "body.2": "dos"})
    assert [each["text"] for each in sent[0]["parameters"]] == ["uno", "dos"]


def test_buttons_go_by_their_place_among_all() -> None:
    values = {"button.1.1": "f7", "button.2.code": "CASA10"}
    assert components(template(BUTTONS), values) == [
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "f7"}]},
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "2",
            "parameters": [{"type": "coupon_code", "coupon_code": "CASA10"}],
        },
    ]
    assert preview(template(BUTTONS), values).buttons[1] == {"type": "URL", "text": "Ver", "url": "https://x.test/f7"}


def test_a_file_is_an_address_or_left_to_the_upload() -> None:
    picture = template({"type": "HEADER", "format": "IMAGE"})
    (header,) = components(picture, {"header.image": "https://x.test/a.jpg"})
    assert header["parameters"] == [{"type": "image", "image": {"link": "https://x.test/a.jpg"}}]
    (header,) = components(picture, {"header.image": "frente.jpg"})
    assert header["parameters"] == [{"type": "image", "image": {}}]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Trouble) as trouble:
        components(template(BODY, BUTTONS), {"body.1": " \n", "body.2": "x"})
    assert (trouble.value.code, trouble.value.facts["names"]) == ("template.incomplete", ["1", "1", "code"])


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ({"type": "HEADER", "format": "LOCATION"}, "LOCATION"),
        ({"type": "CAROUSEL", "cards": []}, "CAROUSEL"),
        ({"type": "BUTTONS", "buttons": [{"type": "CATALOG"}]}, "CATALOG"),
        ({"type": "LIMITED_TIME_OFFER"}, "LIMITED_TIME_OFFER"),
        ({}, "?"),
    ],
)
def test_what_cannot_be_sent_from_here_says_so(part: dict[str, Any], what: str) -> None:
    assert unsupported(template(part)) == what
    with pytest.raises(Trouble, match=r"template\.unsupported"):
        check(template(part), {})


@pytest.mark.parametrize("status", ["PAUSED", "REJECTED", "PENDING", "DISABLED", "¿?"])
def test_only_what_is_approved_goes(status: str) -> None:
    with pytest.raises(Trouble, match=r"template\.not_approved"):
        check(template(BODY, status=status), {"body.1": "a", "body.2": "b"})


@pytest.mark.parametrize("value", ["dos\nrenglones", "una\ttabulación", "cinco     espacios"])
def test_breaks_are_refused_before_meta_does(value: str) -> None:
    with pytest.raises(Trouble, match=r"template\.bad_value"):
        check(template(BODY), {"body.1": value, "body.2": "b"})


def test_a_body_that_grows_too_long_is_refused() -> None:
    with pytest.raises(Trouble, match=r"template\.too_long"):
        check(template(BODY), {"body.1": "x" * 600, "body.2": "b"})


def test_uchat_gets_one_flat_object() -> None:
    whole = template({"type": "HEADER", "format": "IMAGE"}, BODY)
    values = {"header.image": "https://x.test/a.jpg", "body.1": "Ana", "body.2": "Núñez"}
    assert params(whole, values) == {
        "HEADER_IMAGE": "https://x.test/a.jpg", "BODY_{{1}}": "Ana", "BODY_{{2}}": "Núñez",
    }  # fmt: skip
    with pytest.raises(Trouble, match=r"template\.unsupported"):
        params(template(BUTTONS), {"button.1.1": "x", "button.2.code": "y"})


NAMES = st.lists(st.text(string.ascii_lowercase + "_", min_size=1, max_size=8), max_size=6) | st.lists(
    st.integers(1, 9).map(str), max_size=6
)
PLAIN = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=20)
VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda each: bool(each.strip()) and "     " not in each
)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A body with variables between plain words, and their names."""
    names = draw(NAMES)
    pieces = [draw(PLAIN)]
    for name in names:
        pieces += ["{{" + name + "}}", draw(PLAIN)]
    return "".join(pieces), names


@given(written(), st.data())
def test_filled_in_it_reads_as_the_parts_say(body: tuple[str, list[str]], data: st.DataObject) -> None:
    words, names = body
    whole = template({"type": "BODY", "text": words})
    found = variables(whole)
    assert {each.name for each in found} == set(names)
    assert len(found) == len(set(names))
    values = {each.key: data.draw(VALUE) for each in found}
    expected = words
    pieces = re.split(r"(\{\{\w+\}\})", words)
    expected = "".join(
        values[f"body.{p[2:-2]}"].strip() if p.startswith("{{") and p[2:-2] in names else p for p in pieces
    )
    assert preview(whole, values).body == expected
    if len(expected) <= 1024:
        sent = components(whole, values)
        given_ = [each["text"] for part in sent for each in part["parameters"]]
        assert given_ == [values[each.key].strip() for each in found]
        assert all(("parameter_name" in each) != each.get("parameter_name", "1").isdigit()
                   for part in sent for each in part["parameters"])  # fmt: skip


@given(written(), st.data())
def test_nothing_goes_while_one_is_missing(body: tuple[str, list[str]], data: st.DataObject) -> None:
    whole = template({"type": "BODY", "text": body[0]})
    found = variables(whole)
    if not found:
        return
    lacking = data.draw(st.sampled_from(found))
    values = {each.key: "algo" for each in found if each != lacking}
    assert missing(whole, values) == (lacking,)
    with pytest.raises(Trouble, match=r"template\.incomplete"):
        components(whole, values)
    assert "{{" + lacking.name + "}}" in preview(whole, values).body


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("type", "text", "format", "buttons", "example", "url", "body_text", "name", "language"))
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(ANYTHING)
def test_no_list_of_a_provider_breaks_it(anything: object) -> None:
    found = parsed({"name": "x", "language": "es", "components": anything, "status": anything})
    assert found is not None
    preview(found, {})
    for each in variables(found):
        assert each.key
    unsupported(found)
