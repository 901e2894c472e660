"""Probar: green against a sound account, and red in the right words with each fault switched on. Nothing is sent."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from services.probes import Probes
from tests.probes.conftest import KEYS, Desk
from widgets.trouble_words import sentence, sentences

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

GREEN = {
    "whatsapp": "key permissions expiry number name templates subscribed upload hook",
    "manychat": "key page plan flows tags fields hook",
    "uchat": "key flows tags fields hook",
    "elevenlabs": "key user_read voices_read text_to_speech speech_to_text credits voice",
    "leadgen": "key permissions expiry subscribed forms hook",
}


@pytest.mark.parametrize("provider", GREEN)
async def test_a_sound_account_is_green_and_nobody_hears_of_it(desk: Desk, provider: str) -> None:
    found = await desk.run(provider)
    assert " ".join(found) == GREEN[provider]
    assert {each.outcome for each in found.values()} == {"ok"}, found
    sent = [row for row in desk.sandbox.received.rows if row["what"] == "message"]
    assert not sent
    assert not desk.sandbox.state.memory.media, "the test voice is deleted again"
    assert desk.sandbox.state.memory.credits_used == 0
    kept = desk.probes.last(provider)
    assert kept is not None
    assert kept.failed is None


RED = [
    # provider, fault, path, the check that tells, its code
    ("whatsapp", "bad_key", "", "key", "whatsapp.reconnect"),
    ("whatsapp", "reset", "", "key", "probe.unreachable"),
    ("whatsapp", "server_error", "", "key", "probe.down"),
    ("whatsapp", "garbage", "", "key", "probe.down"),
    ("whatsapp", "rate_limited", "/message_templates", "templates", "whatsapp.throttled"),
    ("whatsapp", "no_permission", "", "permissions", "meta.missing_permission"),
    ("whatsapp", "expired", "", "permissions", "whatsapp.reconnect"),
    ("whatsapp", "expires_soon", "", "expiry", "meta.expires_soon"),
    ("whatsapp", "number_off", "", "number", "whatsapp.number_off"),
    ("whatsapp", "low_quality", "", "number", "whatsapp.quality_low"),
    ("whatsapp", "name_declined", "", "name", "whatsapp.name_not_approved"),
    ("whatsapp", "no_templates", "", "templates", "whatsapp.no_templates"),
    ("whatsapp", "not_subscribed", "", "subscribed", "whatsapp.not_subscribed"),
    ("whatsapp", "forbidden", "/media", "upload", "whatsapp.reconnect"),
    ("whatsapp", "server_error", "/media", "upload", "probe.upload"),
    ("manychat", "bad_key", "", "key", "manychat.reconnect"),
    ("manychat", "html", "", "key", "probe.down"),
    ("manychat", "other_page", "", "page", "manychat.other_page"),
    ("manychat", "not_pro", "", "plan", "manychat.not_pro"),
    ("manychat", "forbidden", "getTags", "tags", "manychat.reconnect"),
    ("uchat", "bad_key", "", "key", "uchat.reconnect"),
    ("uchat", "rate_limited", "", "key", "uchat.throttled"),
    ("uchat", "forbidden", "subflows", "flows", "uchat.reconnect"),
    ("elevenlabs", "bad_key", "", "key", "voice.bad_key"),
    ("elevenlabs", "server_error", "", "key", "probe.down"),
    ("elevenlabs", "forbidden", "/v1/user", "user_read", "voice.missing_permission"),
    ("elevenlabs", "forbidden", "/v2/voices", "voices_read", "voice.missing_permission"),
    ("elevenlabs", "forbidden", "text-to-speech", "text_to_speech", "voice.missing_permission"),
    ("elevenlabs", "forbidden", "speech-to-text", "speech_to_text", "voice.missing_permission"),
    ("elevenlabs", "few_credits", "", "credits", "voice.few_credits"),
    ("elevenlabs", "no_credits", "", "credits", "voice.spent"),
    ("leadgen", "bad_key", "", "key", "leadgen.reconnect"),
    ("leadgen", "no_permission", "", "permissions", "meta.missing_permission"),
    ("leadgen", "not_subscribed", "", "subscribed", "leadgen.not_subscribed"),
    ("leadgen", "no_forms", "", "forms", "leadgen.no_forms"),
]
WARNINGS = {
    "meta.expires_soon", "whatsapp.quality_low", "whatsapp.name_not_approved", "whatsapp.no_templates",
    "voice.few_credits", "leadgen.no_forms",
}  # fmt: skip


@pytest.mark.parametrize(("provider", "kind", "path", "check", "code"), RED)
async def test_each_fault_is_told_by_its_check(
    desk: Desk, fault: Callable[..., None], provider: str, kind: str, path: str, check: str, code: str
) -> None:
    fault(kind, "whatsapp" if provider == "leadgen" else provider, path)
    found = await desk.run(provider)
    told = found[check]
    warning = code in WARNINGS or (code == "voice.missing_permission" and check in ("user_read", "speech_to_text"))
    assert (told.outcome, told.code) == ("warning" if warning else "failed", code)
    said = sentence(told.code, told.facts)
    assert "…" not in said.text, said
    assert said.action
    if check == "key":
        assert {each.outcome for name, each in found.items() if name not in ("key", "hook")} == {"skipped"}
        assert "hook" not in found or found["hook"].outcome == "ok"


async def test_a_missing_permission_is_named(desk: Desk, fault: Callable[..., None]) -> None:
    fault("forbidden", "elevenlabs", "/v2/voices")
    assert (await desk.run("elevenlabs"))["voices_read"].facts["permission"] == "voices_read"
    fault("no_permission", "whatsapp")
    assert "whatsapp_business_messaging" in (await desk.run("whatsapp"))["permissions"].facts["permission"]


HOOKS = [
    ({"last_received_at": None}, "warning", "hook.silent"),
    ({"last_received_at": None, "rejected_24h": 3, "last_problem": "signature.wrong"}, "failed", "hook.unsigned"),
    ({"rejected_24h": 3, "newest": "rejected", "last_problem": "body.not_json"}, "failed", "hook.rejected"),
    ({"rejected_24h": 3, "newest": "accepted", "last_problem": "signature.wrong"}, "warning", "hook.some_rejected"),
]


@pytest.mark.parametrize(("health", "outcome", "code"), HOOKS)
async def test_the_webhook_is_judged_by_what_the_relay_saw(
    desk: Desk, health: dict[str, object], outcome: str, code: str
) -> None:
    desk.relay.health = {"received_24h": 9 if health.get("newest") else 0, **health}
    if "last_received_at" not in health:
        desk.relay.health["last_received_at"] = "2026-11-19T17:31:58Z"
    found = (await desk.run("uchat"))["hook"]
    assert (found.outcome, found.code) == (outcome, code)


async def test_a_relay_that_lacks_the_secret_or_does_not_answer_is_told_apart(desk: Desk) -> None:
    desk.relay.secrets = {"app_secret": None, "verify_token": "set"}
    assert (await desk.run("whatsapp"))["hook"].code == "hook.no_secret"
    desk.relay.trouble = "relay.unreachable"
    assert (await desk.run("whatsapp"))["hook"].code == "relay.unreachable"


async def test_no_key_is_said_before_anything_is_asked(desk: Desk) -> None:
    await desk.credentials.delete("ten_1", "whatsapp", "token")
    found = await desk.run("whatsapp")
    assert list(found) == ["key"]
    assert found["key"].code == "integration.missing_key"


async def test_what_is_kept_holds_no_secret_and_is_there_after_a_restart(
    desk: Desk, fault: Callable[..., None], tmp_path: Path
) -> None:
    """Also where a provider repeats the key in its refusal."""
    fault("bad_key", "manychat")
    for provider in GREEN:
        await desk.run(provider)
    kept = (tmp_path / "probes.json").read_text()
    assert not [key for key in KEYS.values() if key in kept or "canary" in kept]
    again = Probes(desk.probes._checks, tmp_path, lambda: 0).last("manychat")
    assert again is not None
    assert again.failed is not None
    assert (again.failed.code, again.failed.detail) == ("manychat.reconnect", "401")
    assert msgspec.json.decode(kept)


async def test_every_code_of_a_trial_has_its_words() -> None:
    from services.probes.probes import OF_A_TRIAL

    assert not set(OF_A_TRIAL.values()) - set(sentences())
