"""Splitting a webhook is pure: whatever was posted, each update comes out once, whole, and as its own."""

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.channels.flow import BUCKET_S
from services.channels.hooks import HOOKS
from services.channels.whatsapp.hook import ITEMS

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"

scalars = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
numbers = st.sampled_from(["111", "222", "333"])
messages = st.fixed_dictionaries(
    {"type": st.just("text"), "text": st.fixed_dictionaries({"body": st.text(max_size=10)})},
    optional={"id": st.text(min_size=1, max_size=6), "from": st.sampled_from(["5491", "5492"]), "timestamp": scalars},
)
values = st.fixed_dictionaries(
    {"metadata": st.fixed_dictionaries({"phone_number_id": numbers})},
    optional={
        "contacts": st.lists(st.fixed_dictionaries({"wa_id": st.sampled_from(["5491", "5492"])}), max_size=3),
        "messages": st.lists(messages | json_values, max_size=4),
        "statuses": st.lists(json_values, max_size=3),
        "errors": st.lists(json_values, max_size=2) | json_values,
        "anything": json_values,
    },
)
changes = st.fixed_dictionaries({"field": st.sampled_from(["messages", "new"]), "value": values}) | json_values
entries = (
    st.fixed_dictionaries({"id": numbers, "changes": st.lists(changes, max_size=3)}, optional={"time": scalars})
    | json_values
)
batches = st.fixed_dictionaries(
    {"object": st.just("whatsapp_business_account"), "entry": st.lists(entries, max_size=4)},
    optional={"new": json_values},
)


def leaves(value: Any) -> list[str]:
    """Every item of an update array inside `value`, as text."""
    if isinstance(value, dict):
        own = [json.dumps(item, sort_keys=True) for name in ITEMS & value.keys() for item in _list(value[name])]
        return own + [leaf for each in value.values() for leaf in leaves(each)]
    return [leaf for each in _list(value) for leaf in leaves(each)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@settings(max_examples=300, deadline=None)
@given(batches)
def test_a_batch_is_split_without_loss(payload: Any) -> None:
    """Every item of every array is in exactly one update; no update holds two; nothing posted is changed."""
    before = copy.deepcopy(payload)
    updates = HOOKS["whatsapp"].split(payload, 0.0)
    assert payload == before
    assert updates
    assert all(isinstance(each.body, dict) for each in updates)
    for each in updates:
        if "payload" not in each.body:
            value = each.body["value"]
            split = [name for name in ITEMS if isinstance(value, dict) and isinstance(value.get(name), list)]
            assert sum(len(value[name]) for name in split) <= 1
    known = [change for change in _changes(payload) if isinstance(change.get("value"), dict)]
    posted = sorted(item for change in known for item in _items(change["value"]))
    found = sorted(
        item for each in updates if "payload" not in each.body for item in _items(each.body["value"])
    )  # fmt: skip
    assert found == posted


def _changes(payload: Any) -> list[Any]:
    inside = [each for each in payload["entry"] if isinstance(each, dict) and isinstance(each.get("id", ""), str)]
    return [
        change
        for entry in inside
        for change in _list(entry.get("changes"))
        if isinstance(change, dict) and isinstance(change.get("field", ""), str)
    ]


def _items(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [name + json.dumps(item, sort_keys=True) for name in ITEMS for item in _list(value.get(name))]


@settings(max_examples=200, deadline=None)
@given(batches)
def test_no_update_holds_what_is_anothers(payload: Any) -> None:
    """An update that names a number carries nothing of another number."""
    for each in HOOKS["whatsapp"].split(payload, 0.0):
        if "payload" in each.body or not isinstance(each.body["value"], dict):
            continue
        metadata = each.body["value"].get("metadata")
        if (
            isinstance(metadata, dict)
            and isinstance(metadata.get("phone_number_id"), str)
            and metadata["phone_number_id"]
        ):
            assert each.route == metadata["phone_number_id"]


@settings(max_examples=200, deadline=None)
@given(batches | json_values, st.sampled_from(sorted(HOOKS)))
def test_a_redelivery_has_the_same_ids(payload: Any, provider: str) -> None:
    """However its keys are ordered. Ids are short and tell nothing."""
    turned = json.loads(json.dumps(payload), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    first, second = (HOOKS[provider].split(each, 30.0) for each in (payload, turned))
    assert sorted(each.id for each in first) == sorted(each.id for each in second)
    assert all(len(each.id) < 80 and each.id.isascii() for each in first)


def test_one_odd_item_spoils_no_other() -> None:
    good = {"field": "messages", "value": {"messages": [{"id": "a"}, None, 7, {"id": "b"}]}}
    payload = {
        "object": "whatsapp_business_account",
        "entry": [
            7,
            {"id": "1"},
            {"id": "1", "changes": [None, good, {"field": 3, "value": 1}]},
            {"id": {}, "changes": [good]},
        ],
    }
    updates = HOOKS["whatsapp"].split(payload, 0.0)
    assert [each.id.split(":")[1] for each in updates] == [
        "payload", "payload", "payload", "message", "messages", "messages", "message", "payload", "payload",
    ]  # fmt: skip
    assert updates[0].body == {"payload": {"object": "whatsapp_business_account", "entry": [7]}}
    assert len({each.id for each in updates}) == len(updates)


def test_what_a_new_field_brings_along_is_kept() -> None:
    change = {"field": "messages", "value": {"messages": [{"id": "a"}]}, "new1": 1}
    entry = {"id": "1", "time": 5, "changes": [change], "new2": 2}
    (update,) = HOOKS["whatsapp"].split({"object": "whatsapp_business_account", "entry": [entry], "new3": 3}, 0.0)
    assert update.body == {
        "entry": "1", "time": 5, "field": "messages", "value": {"messages": [{"id": "a"}]},
        "new1": 1, "new2": 2, "new3": 3,
    }  # fmt: skip


def test_contacts_go_with_their_message() -> None:
    contacts = [{"wa_id": "1"}, {"user_id": "AR.2"}, {"wa_id": "3"}]
    items = [{"id": "a", "from": "1"}, {"id": "b", "from_user_id": "AR.2"}, {"id": "c", "from": "9"}]
    value = {"contacts": contacts, "messages": items, "statuses": [{"id": "d", "status": "read", "recipient_id": "3"}]}
    payload = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    updates = HOOKS["whatsapp"].split(payload, 0.0)
    assert [each.body["value"]["contacts"] for each in updates] == [contacts[:1], contacts[1:2], contacts, contacts[2:]]


def _message(**more: Any) -> Any:
    value = {"metadata": {"phone_number_id": "1"}, "messages": [{"id": "wamid.A", "text": {"body": "x"}}]} | more
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "9", "changes": [{"field": "messages", "value": value}]}],
    }


def _id(provider: str, payload: Any, now: float = 0.0) -> str:
    (update,) = HOOKS[provider].split(payload, now)
    return update.id


def test_what_makes_two_updates_the_same() -> None:
    assert _id("whatsapp", _message()) == _id("whatsapp", _message(messages=[{"id": "wamid.A", "text": {"body": "y"}}]))
    assert _id("whatsapp", _message()) != _id("whatsapp", _message(messages=[{"id": "wamid.B"}]))
    assert _id("whatsapp", _message()) != _id("whatsapp", _message(metadata={"phone_number_id": "2"}))
    states = [
        _message(messages=[], statuses=[{"id": "wamid.A", "status": status, "recipient_id": who}])
        for status, who in itertools.product(["sent", "read"], ["1", "2"])
    ]
    assert len({_id("whatsapp", each) for each in states}) == 4
    lead = {"object": "page", "entry": [{"id": "p", "changes": [{"field": "leadgen", "value": {"leadgen_id": 12}}]}]}
    text = {"object": "page", "entry": [{"id": "p", "changes": [{"field": "leadgen", "value": {"leadgen_id": "12"}}]}]}
    assert _id("leadgen", lead) == _id("leadgen", text)
    assert _id("uchat", {"message": {"mid": "m", "content": "a"}}) == _id("uchat", {"message": {"mid": "m"}})
    assert _id("uchat", {"message": {"_id": "m"}}) == _id("uchat", {"message": {"_id": "m"}}, 1e6)


@pytest.mark.parametrize("provider", ["manychat", "uchat"])
def test_a_flow_says_when_or_the_minute_does(provider: str) -> None:
    dated = {"id": "7", "last_input_text": "hola", "last_interaction": "2026-09-28T18:11:30+08:00", "last_seen": "1"}
    assert _id(provider, dated) == _id(provider, dated | {"last_seen": "2"}, 1e6)
    assert _id(provider, dated) != _id(provider, dated | {"last_interaction": "2026-09-28T18:11:31+08:00"})
    assert _id(provider, dated) != _id(provider, dated | {"step": "otro"})
    undated = {"id": "7", "last_input_text": "sí"}
    assert _id(provider, undated, 0) == _id(provider, undated, BUCKET_S - 1)
    assert _id(provider, undated, 0) != _id(provider, undated, BUCKET_S)
    unresolved = {"id": "{{user_id}}", "last_input_text": "{{last_input_text}}"}
    assert _id(provider, unresolved, 0) != _id(provider, unresolved, BUCKET_S)


def test_no_id_shows_a_phone_number() -> None:
    if not SAMPLES.exists():
        pytest.skip("the shared samples are not beside the checkout")
    for provider, folder in (("whatsapp", "whatsapp"), ("uchat", "uchat"), ("manychat", "manychat")):
        for path in (SAMPLES / folder).rglob("*.json"):
            for update in HOOKS[provider].split(json.loads(path.read_bytes()), 0.0):
                assert "wamid" not in update.id
                assert "1650555" not in update.id


def test_the_samples_split_as_their_names_say() -> None:
    if not SAMPLES.exists():
        pytest.skip("the shared samples are not beside the checkout")
    expected = {
        "whatsapp/derived/batch_six_entries_mixed_tenants.json": 6,
        "whatsapp/derived/messages_and_statuses_in_one_value.json": 2,
        "whatsapp/derived/one_entry_many_changes.json": 3,
        "whatsapp/derived/empty_entry.json": 1,
        "meta-leadgen/webhook_two_entries_two_changes.json": 4,
        "meta-leadgen/webhook_numeric_ids_from_2016.json": 1,
    }
    for name, count in expected.items():
        provider = "leadgen" if name.startswith("meta") else "whatsapp"
        assert len(HOOKS[provider].split(json.loads((SAMPLES / name).read_bytes()), 0.0)) == count, name
    mixed = HOOKS["whatsapp"].split(
        json.loads((SAMPLES / "whatsapp/derived/batch_six_entries_mixed_tenants.json").read_bytes()), 0.0
    )
    numbers = ["106540352242922"] * 2 + ["1122334455667"] * 2
    assert [each.route for each in mixed] == [*numbers, "102290129340398", "1234567890"]
