"""A provider that repeats the key in its answer does not bring it into the log, nor onto a screen."""

import httpx
import pytest

from services.channels.manychat import api as manychat
from services.channels.sending import Refused
from services.channels.uchat import api as uchat
from services.voice.refusals import refusal

KEY = "1290339024160001:c0ffee9f3k7d2e1a"


@pytest.mark.parametrize(
    ("checked", "body"),
    [
        (manychat.checked, {"status": "error", "message": f"No page for {KEY}"}),
        (manychat.checked, {"status": "error", "message": "x", "code": KEY}),
        (manychat.checked, {"status": "error", "details": {"messages": [{"message": f"subscriber {KEY}"}]}}),
        (uchat.checked, {"status": "error", "message": f"user not found for {KEY}"}),
        (uchat.checked, {"status": "error", "message": f"what is {KEY}?"}),
    ],
)
def test_what_goes_into_the_log_of_a_refusal(checked: object, body: dict[str, object]) -> None:
    with pytest.raises(Refused) as told:
        checked(httpx.Response(400, json=body))  # type: ignore[operator]
    assert told.value.detail
    assert KEY not in f"{told.value.detail} {told.value}"


def test_the_providers_own_code_stays() -> None:
    assert Refused("whatsapp.refused", detail="131000").detail == "131000"
    assert Refused("whatsapp.refused").detail is None


@pytest.mark.parametrize("status", ["invalid_api_key", KEY])
def test_what_is_told_of_a_refused_voice(status: str) -> None:
    body = {"detail": {"status": status, "message": f"Invalid API key {KEY}, permission {KEY}"}}
    told = refusal(httpx.Response(401, json=body))
    assert told.code == "voice.bad_key"
    assert KEY not in str(told)
    assert "Invalid API key …" in str(told)
