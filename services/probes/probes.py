"""Runs the checks of a provider one after the other, and remembers on this desk what they found."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Final

from services.channels.sending import Refused, Unknowable
from services.json_file import JsonFile
from services.keylike import masked
from services.probes.finding import Check, Finding, Report, Warn
from services.trouble import Trouble

PROVIDERS: Final = ("whatsapp", "manychat", "uchat", "elevenlabs", "leadgen")

OF_A_TRIAL: Final = {
    "net.unreachable": "probe.unreachable",
    "net.interrupted": "probe.unreachable",
    "voice.no_network": "probe.unreachable",
    "whatsapp.refused": "probe.refused",
    "whatsapp.our_fault": "probe.refused",
    "manychat.refused": "probe.refused",
    "uchat.refused": "probe.refused",
    "voice.refused": "probe.refused",
    "whatsapp.busy": "probe.down",
    "voice.provider_down": "probe.down",
    "channel.no_answer": "probe.down",
    "whatsapp.media": "probe.upload",
}
"""What is said of a message elsewhere, as it is said of a trial."""


class Probes:
    """`checks` gives the questions for a provider; Trouble where there is nothing to be asked yet."""

    def __init__(
        self, checks: Callable[[str], Awaitable[list[Check]]], directory: Path, now: Callable[[], int]
    ) -> None:
        self._checks, self._now = checks, now
        self._file = JsonFile(directory / "probes.json", dict[str, Report])
        self._reports: dict[str, Report] | None = None

    def last(self, provider: str) -> Report | None:
        """The last trial of this provider on this desk."""
        return self._known().get(provider)

    async def run(self, provider: str) -> AsyncIterator[Finding]:
        """Each finding as soon as it is there. What was found is kept when the last one is; a trial that nobody
        follows to its end leaves the one before. Nothing reaches a contact by it."""
        at, found = self._now(), list[Finding]()
        try:
            checks = await self._checks(provider)
        except Trouble as trouble:
            checks = [Check("key", _raising(trouble), first=True)]
        shut = False
        for check in checks:
            if shut and not check.apart:
                finding = Finding(check.name, "skipped")
            else:
                finding = await _asked(check)
            shut = shut or (check.first and finding.outcome == "failed")
            found.append(finding)
            yield finding
        self._keep(Report(provider, at, tuple(found)))

    def forget(self, provider: str) -> None:
        """What was found counts no longer: its key or its configuration is another one now."""
        if self._known().pop(provider, None) is not None:
            self._write()

    async def knock(self, provider: str) -> Finding | None:
        """Ask the first question alone, which is cheap; None where there is nothing to be asked."""
        try:
            checks = await self._checks(provider)
        except Trouble:
            return None
        return await _asked(checks[0])

    def _known(self) -> dict[str, Report]:
        if self._reports is None:
            self._reports = self._file.read() or {}
        return self._reports

    def _keep(self, report: Report) -> None:
        self._known()[report.provider] = report
        self._write()

    def _write(self) -> None:
        self._file.write(self._known())


async def _asked(check: Check) -> Finding:
    since = perf_counter()

    def ms() -> int:
        return max(1, round((perf_counter() - since) * 1000))

    try:
        facts = await check.run()
    except Unknowable as error:
        return Finding(check.name, "failed", ms(), "probe.down", {}, masked(str(error)))
    except Warn as warning:
        return Finding(check.name, "warning", ms(), warning.code, warning.facts)
    except Trouble as trouble:
        detail = trouble.detail if isinstance(trouble, Refused) else trouble.facts.get("reason")
        code = OF_A_TRIAL.get(trouble.code, trouble.code)
        return Finding(check.name, "failed", ms(), code, _plain(trouble.facts), masked(str(detail or "")))
    return Finding(check.name, "ok", ms(), "", facts)


def _plain(facts: dict[str, object]) -> dict[str, object]:
    """What a file can keep, and nobody may not read."""
    known = {name: value for name, value in facts.items() if isinstance(value, str | int | float | bool | None)}
    return {name: masked(value) if isinstance(value, str) else value for name, value in known.items()}


def _raising(trouble: Trouble) -> Callable[[], Awaitable[dict[str, object]]]:
    async def run() -> dict[str, object]:
        raise trouble

    return run
