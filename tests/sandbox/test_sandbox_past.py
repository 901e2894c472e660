"""The past and the memory of the practice agency: posted once, continued after a restart."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from services.sandbox import practice
from services.sandbox.server import Plan, opened


def test_the_agency_is_believable() -> None:
    agency = practice.load()
    channels = [lead.channel for lead in agency.leads]
    assert {name: channels.count(name) for name in set(channels)} == {"whatsapp": 15, "manychat": 5, "uchat": 5}
    assert len({lead.id for lead in agency.leads}) == len({lead.address for lead in agency.leads}) == 25
    numbers = [x.address for x in agency.leads if x.channel == "whatsapp" and x.address.isdigit()]
    assert all(number.startswith("54911555501") for number in numbers)
    for lead in agency.leads:
        agos = [line.ago for line in lead.lines]
        assert agos == sorted(agos, reverse=True), lead.id
        assert any(line.who == "lead" for line in lead.lines)
    kinds = {line.kind for lead in agency.leads for line in lead.lines}
    assert {"voice", "image", "location", "reaction", "contact", "unsupported", "unknown"} <= kinds
    assert all(len(voice.id) == 20 for voice in agency.voices)


def test_times_ago_are_read() -> None:
    assert practice.seconds("1d 2h 3m 4s") == 93784
    assert practice.seconds("90m") == 5400
    for wrong in ("", "ayer", "1w", "-1h"):
        with pytest.raises(ValueError, match="not a time"):
            practice.seconds(wrong)


@pytest.mark.asyncio
async def test_the_past_is_posted_once_with_its_times(relay: Any, plan: Plan) -> None:
    stub = relay[0]
    async with opened(plan) as sandbox:
        await sandbox.past.post()
        first = len(stub.hooks)
        agency, began = sandbox.agency, sandbox.state.memory.opened
        assert stub.unsigned == 0
        lucia = agency.lead("lucia")
        assert lucia is not None
        ours = [line for line in lucia.lines if line.who == "lead"]
        theirs = stub.messages(lucia.address)
        assert [int(row["timestamp"]) for row in theirs] == [int(began - line.ago) for line in ours]
        echoes = [row for value in stub.changes("smb_message_echoes") for row in value["message_echoes"]]
        assert {row["from"] for row in echoes} == {agency.accounts["display_phone_number"]}
        referrals = [row for value in stub.changes() for row in value.get("messages", []) if "referral" in row]
        assert [row["from"] for row in referrals] == ["5491155550179"]
        form = [body for provider, body in stub.hooks if provider == "leadgen"]
        assert form[0]["entry"][0]["changes"][0]["value"]["leadgen_id"] == "990000000000301"
        windows = {lead.id: sandbox.state.window_open(lead.id) for lead in agency.leads if not lead.arrives}
        assert [id_ for id_, open_ in windows.items() if not open_] == ["jorge", "micaela", "ezequiel"]
    async with opened(plan) as sandbox:
        await sandbox.past.post()
        assert len(stub.hooks) == first
        assert not sandbox.state.window_open("jorge")


@pytest.mark.asyncio
async def test_a_past_that_was_interrupted_goes_on_with_the_same_ids(relay: Any, plan: Plan) -> None:
    async with opened(plan) as sandbox:
        sandbox.state.memory.seeded = [lead.id for lead in sandbox.agency.leads if lead.id != "lucia"]
        await sandbox.past.post()
        sandbox.state.memory.seeded.remove("lucia")
    before = [row["id"] for row in relay[0].messages("5491155550142")]
    async with opened(plan) as sandbox:
        await sandbox.past.post()
    assert [row["id"] for row in relay[0].messages("5491155550142")] == before * 2


@pytest.mark.asyncio
async def test_newcomers_write_one_at_each_opening_then_somebody_returns(relay: Any, plan: Plan) -> None:
    seen = []
    for _ in range(3):
        async with opened(replace(plan, fast=2000)) as sandbox:
            sandbox.past.remember()
            count = len(relay[0].hooks)
            await sandbox.people.arrive()
            rows = [row for _, body in relay[0].hooks[count:] for row in _messages(body)]
            seen.append((rows[0]["from"], [row["type"] for row in rows]))
    assert seen == [
        ("5491155550197", ["text", "audio"]),
        ("5491155550105", ["text", "image"]),
        ("5491155550163", ["text"]),
    ]


@pytest.mark.asyncio
async def test_media_and_credits_outlive_a_restart(plan: Plan) -> None:
    headers = {"authorization": "Bearer EAAensayo"}
    async with opened(plan) as sandbox:
        media = sandbox.state.add_media(b"%PDF", "application/pdf", 30)
        sandbox.state.memory.credits_used = 77
    async with opened(plan) as sandbox, httpx.AsyncClient(headers=headers) as http:
        url = f"{sandbox.base_urls()['whatsapp']}/v24.0/{media.id}"
        assert (await http.get((await http.get(url)).json()["url"])).content == b"%PDF"
        user = await http.get(f"{sandbox.base_urls()['elevenlabs']}/v1/user", headers={"xi-api-key": "sk_ensayo"})
        assert user.json()["subscription"]["character_count"] == 77


@pytest.mark.asyncio
async def test_closing_does_not_wait_for_the_leads(plan: Plan) -> None:
    async with opened(replace(plan, fast=0.001)) as sandbox, httpx.AsyncClient(timeout=20) as http:
        headers = {"authorization": "Bearer EAAensayo"}
        body = {"messaging_product": "whatsapp", "to": "5491155550142", "type": "text", "text": {"body": "Hola"}}
        url = f"{sandbox.base_urls()['whatsapp']}/v24.0/{sandbox.agency.accounts['phone_number_id']}/messages"
        assert (await http.post(url, headers=headers, json=body)).status_code == 200
    assert not [task for task in asyncio.all_tasks() if "_live_through" in repr(task)]


def _messages(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for e in body["entry"] for change in e["changes"] for row in change["value"].get("messages", [])]
