"""Whether the relay takes a provider's webhooks, and whether they are signed as they should be."""

from datetime import datetime
from typing import Any, Final

from services.channels.hooks import HOOKS
from services.probes.finding import Check, Facts, Warn
from services.relay_client import Integration, RelayClient
from services.store import Store
from services.trouble import Trouble

_OF_SECRET: Final = ("signature.wrong", "handshake.refused")


def check(provider: str, relay: RelayClient, store: Store) -> Check:
    """The last webhooks of `provider`, as the relay counts them."""

    async def run() -> Facts:
        found = next((each for each in await relay.integrations() if each.provider == provider), None)
        return judged(provider, found) | {"gaps": store.position().gaps}

    return Check("hook", run, apart=True)


def judged(provider: str, hook: Integration | None) -> Facts:
    """Facts of a webhook that works. Raises Trouble "hook.missing", "hook.inactive", "hook.no_secret" (secret),
    "hook.unsigned" (count), and Warn "hook.silent", "hook.some_rejected" (count)."""
    if hook is None:
        raise Trouble("hook.missing")
    if not hook.active:
        raise Trouble("hook.inactive")
    if missing := [name for name in HOOKS[provider].SECRETS if not hook.secrets.get(name)]:
        raise Trouble("hook.no_secret", secret=missing[0])
    health = hook.health
    rejected, received = _count(health, "rejected_24h"), _count(health, "received_24h")
    newest = str(health.get("newest") or "")
    if rejected and (newest == "rejected" or not received):
        problem = str(health.get("last_problem") or "")
        raise Trouble("hook.unsigned" if problem in _OF_SECRET else "hook.rejected", count=rejected, problem=problem)
    at = received_at(hook)
    if at is None:
        raise Warn("hook.silent")
    if rejected:
        raise Warn("hook.some_rejected", count=rejected, received=received)
    return {"received": received, "last_event": at}


def received_at(hook: Integration) -> int | None:
    """When the relay took the last webhook, in ms; None for never."""
    told = hook.health.get("last_received_at")
    if not isinstance(told, str):
        return None
    try:
        return int(datetime.fromisoformat(told).timestamp() * 1000)
    except ValueError:
        return None


def _count(health: dict[str, Any], name: str) -> int:
    found = health.get(name)
    return found if isinstance(found, int) else 0
