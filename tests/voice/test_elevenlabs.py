"""ElevenLabs as it answers: lists read leniently, every shape of error, retries that cannot be charged twice."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.trouble import Trouble
from services.voice import Model, VoiceSettings
from services.voice.models import STEPS, body, knobs, known
from services.voice.refusals import refusal
from tests.voice.rehearsal import Provider, spoken_as

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples" / "voice"
V2 = known("eleven_multilingual_v2")

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the corpus of real answers is not beside the checkout")


def detail(http: int, **told: Any) -> httpx.Response:
    return httpx.Response(http, json={"detail": told})


EXPECTED = {
    "invalid_api_key": "voice.bad_key",
    "quota_exceeded": "voice.quota",
    "missing_permissions": "voice.missing_permission",
    "detected_unusual_activity": "voice.plan",
    "payment_required": "voice.plan",
    "subscription_required": "voice.plan",
    "unsupported_model": "voice.refused",
    "unsupported_language": "voice.refused",
    "invalid_ttd_stability": "voice.refused",
    "voice_does_not_exist": "voice.voice_gone",
    "max_character_limit_exceeded": "voice.text_too_long",
    "too_many_concurrent_requests": "voice.busy",
    "system_busy": "voice.busy",
    "internal_server_error": "voice.provider_down",
    "invalid_parameters": "voice.refused",
}


@needs_samples
def test_every_captured_error_has_its_meaning() -> None:
    captured = json.loads((SAMPLES / "elevenlabs_errors.json").read_text())
    assert captured
    for case in captured:
        trouble = refusal(httpx.Response(case["http"], json=case["body"]), voice="v")
        told = case["body"].get("detail", case["body"])
        names = (
            ["invalid_parameters"]
            if isinstance(told, list)
            else [told[key] for key in ("status", "code") if key in told]
        )
        assert trouble.code == EXPECTED[names[0]], case
        assert trouble.facts["status"] == case["http"]


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (httpx.Response(500, json={"status": "internal_server_error", "message": "x"}), "voice.provider_down"),
        (httpx.Response(502, html="<html><body>Bad gateway</body></html>"), "voice.provider_down"),
        (httpx.Response(401, text=""), "voice.bad_key"),
        (httpx.Response(401, json={"detail": "Unauthorized"}), "voice.bad_key"),
        (httpx.Response(403, html="<h1>Forbidden</h1>"), "voice.plan"),
        (httpx.Response(404, json={"detail": {"code": "not_found", "message": "x"}}), "voice.voice_gone"),
        (httpx.Response(422, json={"detail": [{"loc": ["body", 0], "msg": "bad"}, "odd", None]}), "voice.refused"),
        (httpx.Response(400, json={"error": "x", "message": "y"}), "voice.refused"),
        (httpx.Response(400, json=[1, 2]), "voice.refused"),
        (httpx.Response(400, json=None), "voice.refused"),
        (httpx.Response(400, json={"detail": None}), "voice.refused"),
        (httpx.Response(400, json={"detail": {"status": 7, "message": {"a": 1}}}), "voice.refused"),
        (httpx.Response(400, content=b"\xff\xfe{"), "voice.refused"),
        (detail(429, status="rate_limit_exceeded"), "voice.busy"),
        (httpx.Response(418, json={"detail": {"code": "paid_plan_required"}}), "voice.plan"),
    ],
)
def test_an_error_of_any_shape_is_read(response: httpx.Response, code: str) -> None:
    assert refusal(response, voice="v").code == code


def test_the_facts_that_words_need() -> None:
    quota = refusal(
        detail(401, status="quota_exceeded", message="You have 3 credits remaining, while 91 credits are required.")
    )
    assert (quota.facts["left"], quota.facts["needed"]) == (3, 91)
    scope = refusal(detail(401, status="missing_permissions", message="is missing the permission voices_read to"))
    assert scope.facts["permission"] == "voices_read"
    long = refusal(detail(400, status="max_character_limit_exceeded", message="exceeds the character limit of 333 ch"))
    assert long.facts["limit"] == 333
    busy = refusal(httpx.Response(429, headers={"retry-after": "7"}, json={"detail": {"status": "system_busy"}}))
    assert busy.facts["retry_after_s"] == 7.0
    assert len(str(refusal(detail(400, message="x" * 9_999)).facts["said"])) == 300


async def spoken_by(provider: Provider, model: Model = V2) -> bytes:
    async with provider.client.speak("hola", "v", model, VoiceSettings()) as speech:
        return b"".join([data async for data in speech.audio()])


@pytest.mark.asyncio
async def test_it_speaks_and_tells_what_it_cost() -> None:
    provider = Provider(spoken_as(b"ab", b"cd"))
    async with provider.client.speak("hola", "a/b", V2, VoiceSettings()) as speech:
        assert (speech.credits, speech.request_id, speech.history_id) == (12, "req-1", "hist-1")
        assert [data async for data in speech.audio()] == [b"ab", b"cd"]
    asked = provider.asked[0]
    assert str(asked.url) == "http://voice.test/v1/text-to-speech/a%2Fb/stream?output_format=pcm_24000"
    assert asked.headers["xi-api-key"] == "sk_test"


@pytest.mark.asyncio
async def test_the_older_name_of_the_cost_header_is_read() -> None:
    provider = Provider(spoken_as(b"ab", **{"character-cost": "", "x-character-count": "5"}))
    async with provider.client.speak("hola", "v", V2, VoiceSettings()) as speech:
        assert speech.credits == 5


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "refused",
    [
        detail(429, status="system_busy"),
        detail(429, code="concurrent_limit_exceeded"),
    ],
)
async def test_what_was_surely_not_charged_is_tried_again(refused: httpx.Response) -> None:
    provider = Provider(refused, refused, spoken_as(b"ab"))
    assert await spoken_by(provider) == b"ab"
    assert len(provider.waits) == 2
    assert 0 < provider.waits[0] < 2


@pytest.mark.asyncio
async def test_it_waits_as_long_as_it_is_asked_but_not_for_ever() -> None:
    busy = httpx.Response(429, headers={"retry-after": "3"}, json={"detail": {"status": "system_busy"}})
    provider = Provider(busy, spoken_as(b"ab"))
    await spoken_by(provider)
    assert provider.waits == [3.0]
    later = httpx.Response(429, headers={"retry-after": "600"}, json={"detail": {"status": "system_busy"}})
    provider = Provider(later)
    with pytest.raises(Trouble, match=r"voice\.busy"):
        await spoken_by(provider)
    assert not provider.waits


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (detail(401, status="quota_exceeded"), "voice.quota"),
        (detail(401, status="invalid_api_key"), "voice.bad_key"),
        (httpx.Response(500, json={"status": "internal_server_error"}), "voice.provider_down"),
        (httpx.Response(504, html="<html>"), "voice.provider_down"),
        (httpx.Response(200, html="<html>captive portal</html>"), "voice.provider_down"),
    ],
)
async def test_what_will_not_change_or_may_be_charged_is_not_repeated(answer: httpx.Response, code: str) -> None:
    provider = Provider(answer)
    with pytest.raises(Trouble) as caught:
        await spoken_by(provider)
    assert caught.value.code == code
    assert len(provider.asked) == 1


@pytest.mark.asyncio
async def test_no_answer_after_asking_is_not_asked_twice() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no answer", request=request)

    provider = Provider(silent)
    with pytest.raises(Trouble) as caught:
        await spoken_by(provider)
    assert caught.value.code == "voice.nothing_came"
    assert caught.value.facts["maybe_charged"] is True
    assert len(provider.asked) == 1


@pytest.mark.asyncio
async def test_no_network_is_tried_again_and_then_said() -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    provider = Provider(unreachable)
    with pytest.raises(Trouble, match=r"voice\.no_network"):
        await spoken_by(provider)
    assert len(provider.asked) == 3


@pytest.mark.asyncio
async def test_voices_come_page_by_page_and_odd_ones_are_left_out() -> None:
    provider = Provider(
        httpx.Response(
            200,
            json={
                "voices": [
                    {"voice_id": "a", "name": "Ana", "labels": {"accent": "rioplatense"}, "preview_url": "http://p/a"},
                    {"name": "no id"},
                    "odd",
                ],
                "has_more": True,
                "next_page_token": "t1",
            },
        ),
        httpx.Response(
            200,
            json={
                "voices": [
                    {"voice_id": "b", "verified_languages": [{"language": "es", "preview_url": "http://p/es"}]},
                    {"voice_id": "a", "name": "again"},
                ],
                "has_more": True,
                "next_page_token": "t1",
            },
        ),
    )
    voices = await provider.client.voices()
    assert [(voice.id, voice.name, voice.preview_url) for voice in voices] == [
        ("a", "Ana", "http://p/a"),
        ("b", "b", "http://p/es"),
    ]
    assert len(provider.asked) == 2


@needs_samples
@pytest.mark.asyncio
async def test_real_lists_are_read() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        name = {"/v2/voices": "voices_v2", "/v1/models": "models", "/v1/user/subscription": "subscription"}
        return httpx.Response(200, content=(SAMPLES / f"elevenlabs_{name[request.url.path]}.json").read_bytes())

    client = Provider(answer).client
    assert (await client.voices())[0].name == "Rachel"
    assert (await client.models())[0] == Model("eleven_multilingual_v2", "Multilingual v2", 10_000, 1.0)
    quota = await client.quota()
    assert (quota.tier, quota.used, quota.limit, quota.left) == ("starter", 1_000, 10_000, 19_000)


@pytest.mark.asyncio
async def test_a_list_is_asked_for_again_after_a_failure() -> None:
    provider = Provider(httpx.Response(502, html="<html>"), httpx.Response(200, json=[]))
    assert await provider.client.models() == []
    assert len(provider.asked) == 2


@pytest.mark.asyncio
async def test_a_list_that_is_no_json_is_the_providers_fault() -> None:
    with pytest.raises(Trouble, match=r"voice\.provider_down"):
        await Provider(httpx.Response(200, html="<html>")).client.models()


def test_each_model_is_told_only_what_it_takes() -> None:
    wanted = VoiceSettings(stability=0.4, similarity=2.0, style=0.3, speed=3.0)
    assert body("t", V2, wanted)["voice_settings"] == {
        "stability": 0.4,
        "similarity_boost": 1,
        "speed": 1.2,
        "style": 0.3,
        "use_speaker_boost": True,
    }
    assert "language_code" not in body("t", V2, wanted)
    v3 = body("t", known("eleven_v3"), wanted)
    assert v3["voice_settings"] == {"stability": 0.5, "similarity_boost": 1}
    assert "language_code" not in v3
    assert body("t", known("eleven_v4"), wanted)["voice_settings"] == {"stability": 0.4, "similarity_boost": 1}
    assert body("t", known("eleven_flash_v2_5"), wanted)["language_code"] == "es"
    assert "style" not in body("t", Model("x", "X", 9, style=False), wanted)["voice_settings"]


CLASSES = {
    "voice.bad_key": (detail(401, status="invalid_api_key"), 1),
    "voice.missing_permission": (detail(401, code="unauthorized", status="missing_permissions", message="x"), 1),
    "voice.quota": (detail(401, status="quota_exceeded"), 1),
    "voice.plan": (detail(402, code="paid_plan_required", status="payment_required"), 1),
    "voice.voice_gone": (detail(404, code="voice_not_found"), 1),
    "voice.text_too_long": (detail(400, status="max_character_limit_exceeded"), 1),
    "voice.refused": (httpx.Response(422, json={"detail": [{"loc": ["body"], "msg": "m", "type": "t"}]}), 1),
    "voice.provider_down": (httpx.Response(503, html="<html>"), 1),
    "voice.busy": (detail(429, code="concurrent_limit_exceeded", status="too_many_concurrent_requests"), 3),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("code", CLASSES)
async def test_each_class_of_refusal_is_asked_as_often_as_is_safe(code: str) -> None:
    """Speech is asked for again only where nothing can have been charged; and whether it can have been is told."""
    answer, asked = CLASSES[code]
    provider = Provider(answer)
    with pytest.raises(Trouble) as caught:
        await spoken_by(provider)
    assert (caught.value.code, len(provider.asked)) == (code, asked)
    assert caught.value.facts["maybe_charged"] is (answer.status_code >= 500)


@pytest.mark.parametrize("model", ["eleven_v3", "eleven_v4", "eleven_v4_turbo", "eleven_multilingual_v2", "eleven_x"])
def test_no_model_is_told_what_it_refuses(model: str) -> None:
    told = body("hola", known(model), VoiceSettings(stability=0.3, speed=1.1, style=0.2))
    takes = knobs(known(model))
    assert not {"previous_text", "next_text", "previous_request_ids", "next_request_ids"} & set(told)
    assert ("language_code" in told) is model.startswith("eleven_v4")
    assert ("speed" in told["voice_settings"]) is takes.speed
    assert ("style" in told["voice_settings"]) is takes.style
    if takes.steps:
        assert told["voice_settings"]["stability"] in STEPS
