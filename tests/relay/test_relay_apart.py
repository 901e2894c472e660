"""Nothing of one tenant is ever another's: sockets and hooks, in both directions; test_relay_matrix has the calls."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from services.relay.lines import Batch

pytestmark = pytest.mark.asyncio

OGG = b"OggS of one tenant alone"
SHA = hashlib.sha256(OGG).hexdigest()
CANARY = "canario-7f3a9"


async def furnish(agency: Any, tools: Any) -> None:
    """Something of everything, with a word in it that must not turn up elsewhere."""
    await agency.integrate("whatsapp", app_secret=CANARY + "secreto", verify_token=CANARY + "token")
    raw = json.dumps(tools.whatsapp("wamid.A", text=CANARY)).encode()
    assert (await agency.post("whatsapp", raw, tools.signed(raw, CANARY + "secreto"))).status_code == 200
    note = {"id": CANARY, "kind": "note.added", "body": {"text": CANARY}}
    await agency.call("POST", "/v1/entries", {"entries": [note]})
    await agency.call("PUT", f"/v1/media/{SHA}", content=OGG, headers={"Content-Type": "audio/ogg"})
    await agency.join("agent")


TOLD = (
    "/v1/me",
    "/v1/members",
    "/v1/colleagues",
    "/v1/invitations",
    "/v1/integrations",
    "/v1/deliveries",
    "/v1/entries",
)


async def test_no_socket_crosses(served: Any, tools: Any) -> None:
    first, second = await served.agency("A"), await served.agency("B")
    async with served.console(first) as one, served.console(second) as two:
        for each in (one, two):
            await tools.receive(each)
        await furnish(first, tools)
        assert len(await tools.read_entries(one, 2)) == 2
        await two.send(json.dumps({"type": "append", "entries": [{"id": CANARY, "kind": "a.b", "body": {"n": 1}}]}))
        frames = [await tools.receive(two) for _ in range(2)]
        (results,) = [each["results"] for each in frames if each["type"] == "results"]
        (entries,) = [each["entries"] for each in frames if each["type"] == "entries"]
        assert (results[0]["seq"], entries[0]["body"]) == (1, {"n": 1})  # its own first place, and no duplicate
        await second.call("DELETE", f"/v1/devices/{first.device}")
        await first.call("POST", "/v1/entries", {"entries": [{"id": "z", "kind": "a.b", "body": {}}]})
        assert (await tools.read_entries(one, 1))[0]["id"] == "z"


async def test_no_hook_crosses(agency: Any, other: Any, tools: Any) -> None:
    """Right signature, another tenant's hook; another provider's path; another tenant's secret."""
    await furnish(agency, tools)
    await other.integrate("whatsapp", app_secret="other", verify_token="other")
    await other.integrate("leadgen", app_secret="other", verify_token="other")
    raw = json.dumps(tools.whatsapp("wamid.Z")).encode()
    assert (await agency.post("whatsapp", raw, tools.signed(raw, "other"))).status_code == 401
    assert (await other.post("whatsapp", raw, tools.signed(raw, CANARY + "secreto"))).status_code == 401
    crossed = other.hooks["leadgen"].replace("leadgen", "whatsapp")
    assert (await other.http.post(crossed, content=raw, headers=tools.signed(raw, "other"))).status_code == 404
    handshake = f"?hub.mode=subscribe&hub.challenge=1&hub.verify_token={CANARY}token"
    assert (await other.http.get(other.hooks["whatsapp"] + handshake)).status_code == 403
    assert (len(await agency.entries()), len(await other.entries())) == (2, 0)


async def test_secrets_are_never_told_nor_left_lying(
    agency: Any, relay: Any, tools: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    await furnish(agency, tools)
    secrets = (CANARY + "secreto", CANARY + "token", agency.token)
    await agency.post("whatsapp", b"{}", {"X-Hub-Signature-256": "sha256=" + CANARY})
    told = [(await agency.call("GET", path)).text for path in TOLD]
    told += [(await agency.http.get("/metrics")).text, *capfd.readouterr()]
    await relay.log.append(Batch())
    kept = b"".join(path.read_bytes() for path in (tmp_path / "relay").rglob("*") if path.is_file())
    for each in secrets:
        assert not [text for text in told if each in text]
        assert each.encode() not in kept
    logged = "".join(capfd.readouterr())
    assert "16505551234" not in logged + told[-1] + told[-2]


async def test_sealed_secrets_open_only_in_their_place(tmp_path: Path) -> None:
    from services.relay.seal import Seal
    from services.trouble import Trouble

    seal = Seal.at(tmp_path / "key")
    sealed = seal.close(b"secret", "whatsapp/ten_a")
    assert Seal.at(tmp_path / "key").open(sealed, "whatsapp/ten_a") == b"secret"
    for other_seal, place in ((seal, "whatsapp/ten_b"), (Seal.at(tmp_path / "other"), "whatsapp/ten_a")):
        with pytest.raises(Trouble, match=r"key\.wrong"):
            other_seal.open(sealed, place)
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(Trouble, match=r"key\.unreadable"):
        Seal.at(tmp_path / "key")
