"""A relay in a process of its own, with one agency whose log is already long, and a desk that may follow it."""

import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.entries import Entry
from tests.bench.tenant import CONVERSATIONS, tenant_log

APP_SECRET = secrets.token_hex(16)
GENEROUS = ("--rate-address", "1000000/second", "--rate-hook", "1000000/second", "--rate-join", "1000000/second")
BATCH = 2_000
"""Updates in one POST: well below the relay's limit of 3 MiB."""


@dataclass(frozen=True)
class Agency:
    """`desk` is what `strato-console --desk -` reads; `hook_url` takes webhooks signed with APP_SECRET."""

    relay: str
    desk: dict[str, Any]
    hook_url: str
    process: subprocess.Popen[str]

    def post(self, client: httpx.Client, entries: list[Entry]) -> None:
        """One signed webhook that carries all of these."""
        body = json.dumps({"object": "whatsapp_business_account", "entry": [change(each) for each in entries]}).encode()
        sign = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        client.post(self.hook_url, content=body, headers={"X-Hub-Signature-256": sign}).raise_for_status()


def change(entry: Entry) -> dict[str, Any]:
    """An entry of the log as the provider posted it."""
    return {"id": entry.body["entry"], "changes": [{"field": entry.body["field"], "value": entry.body["value"]}]}


@contextmanager
def busy_agency(entries: int, conversations: int = CONVERSATIONS) -> Iterator[Agency]:
    """Serve a relay whose only agency has this many entries already."""
    with tempfile.TemporaryDirectory(prefix="strato-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "relay"
        relay = (sys.executable, "-m", "app.relay")
        made = subprocess.run(
            [*relay, "tenant", "add", "Agencia", "--json", "--data", str(data)], capture_output=True, check=True
        )
        process = subprocess.Popen(
            [*relay, "serve", "--data", str(data), "--port", "0", *GENEROUS], stdout=subprocess.PIPE, text=True
        )
        try:
            agency = _join(process, json.loads(made.stdout)["invitation"])
            _fill(agency, tenant_log(entries, conversations))
            yield agency
        finally:
            process.terminate()
            process.wait(10)


def _join(process: subprocess.Popen[str], invitation: str) -> Agency:
    assert process.stdout
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    with httpx.Client(base_url=url, trust_env=False) as client:
        asked = {"invitation": invitation, "name": "Ana", "device": "bench"}
        joined = client.post("/v1/join", json=asked).raise_for_status().json()
        integration = {"active": True, "routes": [], "secrets": {"app_secret": APP_SECRET, "verify_token": "bench"}}
        bearer = {"Authorization": f"Bearer {joined['token']}"}
        made = client.put("/v1/integrations/whatsapp", json=integration, headers=bearer).raise_for_status().json()
    return Agency(url, {"relay": url, **joined}, made["hook_url"], process)


def _fill(agency: Agency, log: Iterator[Entry]) -> None:
    batch: list[Entry] = []
    with httpx.Client(trust_env=False, timeout=60) as client:
        for entry in log:
            batch.append(entry)
            if len(batch) == BATCH:
                agency.post(client, batch)
                batch = []
        if batch:
            agency.post(client, batch)
