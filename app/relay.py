"""`strato-relay`: the operator's command line. Run `strato-relay serve` once per machine; the rest prepares it."""

import argparse
import asyncio
import gc
import getpass
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog

from app.orders import hold, obey
from services.channels.hooks import HOOKS
from services.relay.brakes import Rates
from services.relay.operator import AddApp, AddInvitation, AddRoute, AddTenant, Check, Command, ListTenants
from services.relay.serving import Server, announced, bind, local_url
from services.relay.web import Relay
from services.trouble import Trouble

BROKEN: Final = 70
"""Exit status after the store failed: whoever watches the process has to start it again."""

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

SENTENCES: Final = {
    "data.unknown": "There is no relay in this directory yet.",
    "desk.already_open": "Another relay works on this directory, and does not say where it listens.",
    "serve.already": "Another relay works on this directory: {url}.",
    "serve.address_taken": "The address is taken: {host}:{port}.",
    "serve.public_url": "A public URL is https://host[:port] and nothing more.",
    "store.damaged": "The store is damaged ({found}); restore it from a backup.",
    "store.failed": "The store has failed.",
    "store.newer": "The store was written by a newer version of the relay.",
    "key.wrong": "relay.key is not the key that sealed the secrets in this store.",
    "key.unreadable": "relay.key does not hold a key.",
    "tenant.unknown": "There is no such tenant.",
    "app.unknown": "There is no such app.",
    "provider.unknown": f"There is no such provider; there are {', '.join(HOOKS)}.",
    "integration.secret_unknown": "This provider has no such secret.",
    "secrets.unreadable": "Secrets are read from standard input, as a JSON object or as lines of name=value.",
    "rates.unreadable": "A rate is written like 5000/minute.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0, 1 for a trouble (said on standard error), 2 for what was not understood, BROKEN."""
    os.umask(0o077)
    asked = parser().parse_args(arguments)
    _log_to_stderr(asked.verbose)
    try:
        return int(asked.run(asked))
    except Trouble as trouble:
        sentence = SENTENCES.get(trouble.code, trouble.code)
        print(sentence.format(**trouble.facts), file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """The commands; what `serve` and `--data` take comes from the environment where the line does not say it."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=_data(), help="everything the relay keeps (%(default)s)")
    shared.add_argument("--verbose", action="store_true", help="log every webhook")
    shown = argparse.ArgumentParser(add_help=False, parents=[shared])
    shown.add_argument("--json", action="store_true")
    top = argparse.ArgumentParser("strato-relay", description="Receives the providers' webhooks for STRATO consoles.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _serve_options(commands.add_parser("serve", parents=[shared], help="serve webhooks and consoles"))

    tenant = commands.add_parser("tenant", help="the agencies").add_subparsers(required=True, metavar="add|list")
    add = _obeys(tenant.add_parser("add", parents=[shown]), lambda asked: AddTenant(asked.name))
    add.add_argument("name", metavar="NAME")
    _obeys(tenant.add_parser("list", parents=[shown]), lambda asked: ListTenants())

    invitation = commands.add_parser("invitation", help="how a desk joins").add_subparsers(required=True, metavar="add")
    add = _obeys(invitation.add_parser("add", parents=[shown]), lambda asked: AddInvitation(asked.tenant, asked.role))
    add.add_argument("tenant", metavar="TENANT")
    add.add_argument("--role", choices=("admin", "agent", "worker"), default="agent")

    app = commands.add_parser("app", help="apps that several agencies share").add_subparsers(
        required=True, metavar="add"
    )
    add = _obeys(
        app.add_parser("add", parents=[shown]), lambda asked: AddApp(asked.provider, asked.name, _secrets(asked))
    )
    add.add_argument("provider", metavar="PROVIDER", choices=tuple(HOOKS))
    add.add_argument("name", metavar="NAME")

    route = commands.add_parser("route", help="whose is what in them").add_subparsers(required=True, metavar="add")
    add = _obeys(route.add_parser("add", parents=[shown]), lambda asked: AddRoute(asked.app, asked.route, asked.tenant))
    for name in ("app", "route", "tenant"):
        add.add_argument(name, metavar=name.upper())

    commands.add_parser("check", parents=[shown], help="what is configured, what is missing").set_defaults(run=check)
    return top


def _serve_options(serving: argparse.ArgumentParser) -> None:
    def option(name: str, default: str | None, text: str, kind: Callable[[str], Any] = str) -> None:
        named = "STRATO_RELAY_" + name.upper().replace("-", "_")
        serving.add_argument(f"--{name}", default=os.environ.get(named, default), type=kind, help=f"{text} [{named}]")

    option("host", "127.0.0.1", "address to listen on; loopback only, unless there is a public URL")
    option("port", "8787", "port to listen on; 0 takes a free one", int)
    option("public-url", None, "how providers reach this relay, with https")
    option("trusted-proxies", "", "networks whose X-Forwarded-For is believed, with commas between")
    option("media-days", None, "delete media after so many days, unless a link to them lives; else never", days)
    usual = Rates()
    option("rate-address", usual.address, "requests of one address")
    option("rate-hook", usual.hook, "webhooks of one hook")
    option("rate-join", usual.join, "attempts to join of one address")
    serving.set_defaults(run=serve)


def days(text: str) -> timedelta:
    """At least one: a file must not be old before its link is asked for."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 36_500):
        raise argparse.ArgumentTypeError(f"not a number of days: {text}")
    return timedelta(days=int(text))


def _obeys(into: argparse.ArgumentParser, command: Callable[[argparse.Namespace], Command]) -> argparse.ArgumentParser:
    into.set_defaults(run=lambda asked: _show(asked, obey(asked.data, command(asked))))
    return into


def _data() -> Path:
    if named := os.environ.get("STRATO_RELAY_DATA"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("strato-relay", appauthor=False, roaming=False)


def _secrets(asked: argparse.Namespace) -> dict[str, str]:
    """From standard input: a JSON object or lines of name=value; a person at a terminal is asked for each."""
    names = HOOKS[asked.provider].SECRETS
    if sys.stdin.isatty():
        return {name: given for name in names if (given := getpass.getpass(f"{name}: "))}
    text = sys.stdin.read().strip()
    try:
        if text.startswith("{"):
            return msgspec.json.decode(text, type=dict[str, str])
        return {name.strip(): value.strip() for name, value in (line.split("=", 1) for line in text.splitlines())}
    except (msgspec.DecodeError, ValueError):
        raise Trouble("secrets.unreadable") from None


# Commands


def _show(asked: argparse.Namespace, answer: Any) -> int:
    if asked.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for each in answer if isinstance(answer, list) else [answer]:
        print("  ".join(f"{name}: {value}" for name, value in each.items()))
    return 0


def check(asked: argparse.Namespace) -> int:
    """Status 1 where something is missing or not sound."""
    if not (asked.data / "relay.db").exists():
        raise Trouble("data.unknown")
    found = obey(asked.data, Check())
    wanting = [f"{t['name']}: {i['provider']} lacks {', '.join(i['missing'])}"
               for t in found["tenants"] for i in t["integrations"] if i["missing"]]  # fmt: skip
    wanting += [
        f"app {a['app']} ({a['provider']}) lacks {', '.join(a['missing'])}" for a in found["apps"] if a["missing"]
    ]
    wanting += [f"app {a['app']}: {a['unrouted']} updates wait for a route" for a in found["apps"] if a["unrouted"]]
    if not found["tenants"]:
        wanting.append("There is no tenant yet: strato-relay tenant add NAME")
    if asked.json:
        print(json.dumps(found | {"wanting": wanting}, ensure_ascii=False))
    else:
        print(f"Store: {found['store']}, {sum(t['entries'] for t in found['tenants'])} entries")
        for tenant in found["tenants"]:
            names = [i["provider"] + ("" if i["active"] else " (off)") for i in tenant["integrations"]]
            print(f"Tenant {tenant['name']} ({tenant['tenant']}): {', '.join(names) or 'no integration'}")
        for line in wanting:
            print(f"Missing: {line}")
    return 1 if wanting or found["store"] != "ok" else 0


def _look_at(public_url: str) -> None:
    """Warn of a URL in the clear. Raises Trouble("serve.public_url") for one that nobody could use."""
    parts = urlsplit(public_url)
    beside = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in ("https", "http") or not parts.hostname or beside:
        raise Trouble("serve.public_url")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        print("Providers and consoles want https: they will not come to this public URL.", file=sys.stderr)


def serve(asked: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C. Without a public URL nobody but this machine is listened to."""
    if asked.public_url:
        _look_at(asked.public_url)
    host = asked.host if asked.public_url or asked.host in LOOPBACK else LOOPBACK[0]
    with ExitStack() as held:
        held.enter_context(hold(asked.data))
        bound = held.enter_context(bind(host, asked.port))
        url = local_url(bound)
        held.enter_context(announced(asked.data, url))
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(_serve(asked, bound, url))


async def _serve(asked: argparse.Namespace, bound: Any, url: str) -> int:
    broken: list[bool] = []

    def broke() -> None:
        broken.append(True)
        server.should_exit = True

    def ready() -> None:
        public = asked.public_url or "no public URL: loopback only"
        print(f"strato-relay serves {url} ({public})", flush=True)

    try:
        rates = Rates(asked.rate_address, asked.rate_hook, asked.rate_join)
        proxies = [each.strip() for each in asked.trusted_proxies.split(",") if each.strip()]
        public, kept = (asked.public_url or url).rstrip("/"), asked.media_days
        relay = Relay(asked.data, public, rates=rates, trusted_proxies=proxies, media_kept=kept, broke=broke)
    except ValueError:
        raise Trouble("rates.unreadable") from None
    server = Server(relay, ready)
    async with relay:
        gc.freeze()  # what stands now stays; collections need not walk it again
        await server.serve([bound])
    return BROKEN if broken else 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # Windows
        return None
    return uvloop.new_event_loop


def _log_to_stderr(verbose: bool) -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


if __name__ == "__main__":
    sys.exit(main())
