"""A computer's first run, or a later start, in a session with a real keyring, told step by step: run as a program by
`test_real_keyring.py`.

    python -m tests.flows.keyring_session ROOT RELAY INVITATION first|again|without|dying
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from app.hands import until
from app.program import Program, run
from app.reception import Reception
from widgets.onboarding.choices import Choices
from widgets.onboarding.frame import Frame
from widgets.onboarding.joining import Joining
from widgets.onboarding.keyring import Keyless, KeyringLine


def keeper() -> int:
    """The process behind this session's Secret Service, by what its own bus says."""
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection

    with open_dbus_connection() as bus:
        reply = bus.send_and_get_reply(message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets"))
    return int(reply.body[0])


class Driver:
    def __init__(self, program: Program, root: Path) -> None:
        self.program, self.reception = program, Reception(program, root)
        self.reception.agencies.choose_look("es", "light")

    def page(self) -> Frame:
        found = self.program.window.centralWidget()
        return found if isinstance(found, Frame) and found.page is not None else None  # type: ignore[return-value]

    async def join(self, relay: str, code: str) -> Joining:
        page = await until(self.page)
        line = page.findChild(KeyringLine)
        assert isinstance(line, KeyringLine)
        await until(lambda: "…" not in line.said.text() and line.said.text())
        print("línea:", line.said.text(), flush=True)
        choices = page.findChild(Choices)
        assert isinstance(choices, Choices)
        choices.choose("join")
        page.go_on.click()
        joining = next(each for each in page.findChildren(Joining) if each.isVisible())
        joining.invitation.line.setText(code)
        joining.relay.line.setText(relay)
        joining.person.line.setText("Ana")
        page.go_on.click()
        return joining

    async def live(self) -> None:
        office = await until(lambda: self.reception.office)
        await until(lambda: "Al día" in office.window.status.link.accessibleName())
        print("al día:", office.window.status.keyring.accessibleName(), flush=True)

    async def keyless(self) -> Keyless:
        def shown() -> Keyless | None:
            page = self.page()
            found = [each for each in page.findChildren(Keyless) if each.isVisible()] if page else []
            return found[0] if found else None

        found = await until(shown)
        print("llavero:", found.why.text(), flush=True)
        return found  # type: ignore[return-value]


async def work(program: Program, root: Path, relay: str, code: str, how: str) -> int:
    driver = Driver(program, root)
    going = asyncio.ensure_future(driver.reception.live(driver.reception.agencies.last()))
    async with asyncio.timeout(60):
        if how in ("first", "dying"):
            await driver.join(relay, code)
            await driver.live()
        elif how == "without":
            await driver.join(relay, code)
            await driver.keyless()
        else:
            await driver.keyless()
        if how == "dying":
            office = driver.reception.office
            assert office is not None
            os.kill(keeper(), signal.SIGTERM)
            office.look_at_keyring()
            await until(lambda: "GNOME" not in office.window.status.keyring.accessibleName())
            print("abajo:", office.window.status.keyring.accessibleName(), flush=True)
            await until(lambda: "Al día" in office.window.status.link.accessibleName())
        program.end.set()
        await going
    return 0


if __name__ == "__main__":
    where, address, invitation, kind = sys.argv[1:5]
    sys.exit(run(lambda program: work(program, Path(where), address, invitation, kind)))
