"""No body whatever stops a reader: an update that cannot be read must not stop those that come after it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.channels.facts import AnyFact, Met, Said, Update
from services.channels.hooks import HOOKS
from services.channels.readers import READERS
from services.entries import Entries, Entry, Welcome
from services.store import files, reads
from tests.store.logs import Replica, as_sent, at, directory

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
FOLDERS = {
    "whatsapp": ("whatsapp/meta-openapi", "whatsapp/meta-docs", "whatsapp/derived"),
    "manychat": ("manychat/field-reports", "manychat/docs"),
    "uchat": ("uchat/reconstructed", "uchat/docs"),
    "leadgen": ("meta-leadgen",),
}
present = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the providers' samples are not on this machine")
NOW = 1_790_000_000_000
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def payloads(provider: str) -> Iterator[tuple[str, Any]]:
    """Every payload of the samples with its file's name; none where they are not on this machine."""
    for folder in FOLDERS[provider]:
        for path in sorted((SAMPLES / folder).glob("*.json")):
            found = json.loads(path.read_text(encoding="utf-8"))
            for each in found if isinstance(found, list) else [found]:
                yield path.name, each


def updates(provider: str) -> list[tuple[str, Update]]:
    return [
        (name, Update(each.id, NOW, each.body))
        for name, payload in payloads(provider)
        for each in HOOKS[provider].split(payload, NOW / 1000)
    ]


BODIES = [(provider, each.body) for provider in FOLDERS for _, each in updates(provider) if each.body]


QUIET = {
    "group_create_message.json", "group_remove_participants.json", "group_settings_update.json",
    "system_level_errors_130429.json", "entry_without_changes.json", "empty_entry.json", "wrong_object.json",
    "unknown_field.json", "history_declined_documented_shape.json", "signature_vectors.json", "empty_object.json",
    "unresolved_placeholders.json", "webhook_other_field.json", "lead_get_response.json", "chat_messages_response.json",
    "send_whatsapp_template_by_user_id_request.json", "batch_six_entries_mixed_tenants.json",
    *(f"dynamic_block_response_{each}.json" for each in (
        "instagram_text", "messenger_audio", "telegram_audio", "telegram_text", "whatsapp_text")),
}  # fmt: skip
"""Samples, or parts of one, that tell nothing of a person or a message (and answers, which are no webhooks)."""


@present
@pytest.mark.parametrize("provider", FOLDERS)
def test_every_sample_tells_something(provider: str) -> None:
    silent = {name for name, each in updates(provider) if not READERS[f"hook.{provider}"](each)}
    assert silent <= QUIET


@present
def test_every_message_of_the_samples_stands_in_a_conversation(tmp_path: Path) -> None:
    """Through the hook, the log and the fold: each message once, none lost, and nothing left to wait for a message
    that is here."""
    found = {each.id: (f"hook.{provider}", each) for provider in FOLDERS for _, each in updates(provider)}
    entries = as_sent([Entry(n, i, kind, "p", at(n), u.body) for n, (i, (kind, u)) in enumerate(found.items(), 1)])
    replica = Replica(tmp_path)
    replica.writer.welcome(Welcome("e", 0))
    replica.writer.apply(Entries(entries, len(entries)))
    db = files.connect_to_read(tmp_path / files.REPLICA)
    told = [fact for kind, each in found.values() for fact in READERS[kind](each)]
    said = {(each.channel, each.id) for each in told if isinstance(each, Said)}
    lines = [line for each in reads.conversation_ids(db, "all", NOW) for line in reads.messages(db, each, None, 500)]
    assert len(lines) == len(said) > 30
    assert {line.provider_id for line in lines} == {identifier for _, identifier in said}
    assert db.execute("SELECT count(*) FROM early JOIN message ON id = target").fetchone() == (0,)


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = """value messages statuses from id type text body contacts profile context system subscriber message meta
    user_ns payload custom_fields leadgen_id field_data errors"""
names = st.sampled_from(FIELDS.split())


@given(st.sampled_from(sorted(READERS)), st.dictionaries(names | st.text(max_size=6), anything, max_size=8))
@SETTINGS
def test_any_object(kind: str, body: dict[str, Any]) -> None:
    check(READERS[kind](Update("i", NOW, body)))


def check(facts: list[AnyFact]) -> None:
    """What was read can be kept, and is found again as it was."""
    for fact in facts:
        assert not isinstance(fact, Said | Met) or fact.person.identities
    try:
        encoded = msgspec.json.encode(facts)
    except UnicodeEncodeError:
        return  # half a pair of surrogates: the store replaces it before it reads
    assert msgspec.json.decode(encoded, type=list[AnyFact]) == facts


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from places(inner, (*path, name))


@present
@given(st.data())
@SETTINGS
def test_a_sample_with_anything_in_one_place(data: st.DataObject) -> None:
    """Every known field missing, or of another type, wherever it stands; and the fold takes what the reader found."""
    provider, body = data.draw(st.sampled_from(BODIES))
    body = copy.deepcopy(body)
    path = data.draw(st.sampled_from([each for each in places(body) if each]))
    holder = body
    for name in path[:-1]:
        holder = holder[name]
    if data.draw(st.booleans()):
        holder[path[-1]] = data.draw(anything)
    else:
        del holder[path[-1]]
    check(READERS[f"hook.{provider}"](Update("i", NOW, body)))
    with directory() as where:
        replica = Replica(where)
        replica.writer.welcome(Welcome("e", 0))
        replica.writer.apply(Entries([Entry(1, "i", f"hook.{provider}", "p", at(1), body)], 1))
        replica.writer.close()
