"""strato-worker: a desk without a screen, for a machine that is always on. It follows the log and sends what is due."""

import argparse
import asyncio
import contextlib
import logging
import signal
import socket
import sys
from pathlib import Path

from app.crash import catch, keep_log
from app.desk import Desk, desks, given, join
from app.house import House
from app.paths import data_dir, log_dir
from services.connections import Connections
from services.credentials import FIELDS, Credentials
from services.link import LinkState
from services.records import Changes
from services.trouble import Trouble

log = logging.getLogger(__name__)


class Told:
    """Listens to the house for whoever reads the log."""

    def changed(self, changes: Changes) -> None:
        """Nothing to show."""

    def link_state(self, state: LinkState) -> None:
        log.info("link %s, why %s, behind %d", state.kind, state.why, state.behind)

    def trouble(self, error: BaseException) -> None:
        log.warning("%s: %s", type(error).__name__, error if isinstance(error, Trouble) else "the bug above")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="strato-worker", description=__doc__)
    parser.add_argument("--data", type=Path, default=None, help="where to keep replica and outbox (STRATO_DATA_DIR)")
    commands = parser.add_subparsers(dest="command", required=True)
    joining = commands.add_parser("join", help="redeem an invitation; the token goes into the system's keyring")
    joining.add_argument("relay")
    joining.add_argument("invitation")
    joining.add_argument("--name", default=f"worker on {socket.gethostname()}")
    key = commands.add_parser("key", help="keep a provider's key, read from standard input, in the system's keyring")
    key.add_argument("provider", choices=[provider for provider in FIELDS if provider != "strato"])
    key.add_argument("field", nargs="?")
    key.add_argument("--tenant")
    running = commands.add_parser("run", help="follow and send, until it is told to end")
    running.add_argument("--tenant", help="only this agency's desk")
    running.add_argument(
        "--desk",
        choices=["-"],
        help="read the desk, its token and its keys as JSON from standard input, for machines that have a secrets "
        "manager instead of a keyring: nothing of it is written down",
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after an orderly end, 2 for a Trouble, which is printed by its code."""
    asked = _arguments().parse_args(arguments)
    root = asked.data or data_dir()
    keep_log(log_dir(root), "worker")
    try:
        asyncio.run(_do(asked, root))
    except Trouble as trouble:
        print(f"strato-worker: {_said(trouble)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0  # Windows: Ctrl+C; the houses are closed by now
    return 0


def _said(trouble: Trouble) -> str:
    if trouble.code.startswith("keyring."):
        return (
            f"{trouble}. This machine offers no keyring that can be used, and nothing is kept in plain text. Start a "
            "Secret Service (GNOME Keyring, KWallet) for this user, or give the secrets to `run --desk -`."
        )
    return str(trouble)


async def _do(asked: argparse.Namespace, root: Path) -> None:
    if asked.command == "run" and asked.desk:
        desk, secrets = await given(await asyncio.to_thread(sys.stdin.read), root)
        await _run([desk], secrets, root)
        return
    credentials = Credentials()
    if asked.command == "join":
        await _join(asked, root, credentials)
        return
    chosen = [desk for desk in desks(credentials, root) if asked.tenant in (None, desk.tenant.id)]
    if not chosen:
        raise Trouble("desk.none")
    if asked.command == "run":
        await _run(chosen, credentials, root)
        return
    secret = await asyncio.to_thread(sys.stdin.readline)
    await credentials.set(chosen[0].tenant.id, asked.provider, asked.field or FIELDS[asked.provider][0], secret)
    print(f"kept in {await credentials.backend()}")


async def _join(asked: argparse.Namespace, root: Path, credentials: Credentials) -> None:
    http = Connections()
    try:
        desk = await join(credentials, http, root, asked.relay, asked.invitation, asked.name, socket.gethostname())
    finally:
        await http.close()
    print(f"{desk.tenant.name}: joined as {desk.member.role}")


async def _run(chosen: list[Desk], credentials: Credentials, root: Path) -> None:
    """Keep a house for every desk until SIGTERM or SIGINT."""
    keep_log(log_dir(root), "worker", credentials.read)
    told, end = Told(), asyncio.Event()
    loop = asyncio.get_running_loop()
    catch(loop, told.trouble)
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C interrupts instead
            loop.add_signal_handler(number, end.set)
    async with contextlib.AsyncExitStack() as houses:
        for desk in chosen:
            house = await houses.enter_async_context(House.open(desk, told, credentials))
            house.start()
        await end.wait()


if __name__ == "__main__":
    sys.exit(main())
