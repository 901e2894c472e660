"""After the connection: the channel's key, a voice, and a voice note to one's own phone, at the rehearsal providers."""

import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.office import Office
from app.practice import practice
from services.entries import Draft
from services.settings import SETUP
from tests.flows.agencies import Machine
from widgets.onboarding.frame import Frame, Page
from widgets.onboarding.setup import Setup
from widgets.settings.secret_field import SecretField

pytestmark = pytest.mark.timeout(180)


def give(field: SecretField, secret: str) -> None:
    field.line.setFocus()
    QTest.keyClicks(field.line, secret)
    QTest.keyClick(field.line, Qt.Key.Key_Return)


@pytest.fixture
def practised(machine: Callable[[str], Machine], ring: Any, tmp_path: Path) -> Iterator[tuple[Machine, dict[str, Any]]]:
    """A computer that shall join the practice agency, and what that one tells."""
    desk, doors = machine("recepción"), AsyncExitStack()
    told = json.loads(desk.run(doors.enter_async_context(practice(tmp_path / "practice", 20.0))))
    yield desk, told
    desk.end()
    desk.run(doors.aclose())


def connected(desk: Machine, helper: Machine, told: dict[str, Any]) -> Office:
    """By the invitation of whoever runs it, and the configuration of its channel and its voice in the log."""
    code = helper.run(helper.invite(told["relay"], told["token"], "admin"))
    desk.start()
    desk.join(code, told["relay"], first=True)
    office = desk.office()
    for provider in ("whatsapp", "elevenlabs"):
        body = {"provider": provider, "active": True, "config": told["integrations"][provider]["config"]}
        desk.run(office.house.store.publish(Draft(provider, "integration.changed", body)))
    return office


def standing(desk: Machine) -> tuple[Setup, Frame, Page]:
    """The first run as it stands, at the step where it is."""
    desk.wait(lambda: desk.page() is not None and desk.reception.setting_up.setup is not None)
    setup, frame = desk.reception.setting_up.setup, desk.page()
    assert setup is not None
    assert frame is not None
    assert frame.page is not None
    return setup, frame, frame.page


def type_keys(desk: Machine, setup: Setup, frame: Frame, told: dict[str, Any]) -> None:
    """Of the channel, then of the voice; each step is done once its key is good."""
    keys = {name: next(iter(each["keys"].values())) for name, each in told["integrations"].items()}
    side = setup.channel._integrations.side
    give(side.panels["whatsapp"].secrets["token"], keys["whatsapp"])
    desk.wait(lambda: setup.channel.done)
    assert frame.go_on.text() == "Seguir"
    frame.go_on.click()
    give(side.panels["elevenlabs"].secrets["api_key"], keys["elevenlabs"])
    desk.wait(lambda: setup.voice.done)
    desk.wait(setup.voice.listen.isEnabled)


def send_oneself_a_voice(desk: Machine, office: Office, setup: Setup, told: dict[str, Any]) -> None:
    """To the number of somebody who wrote to the agency, once it was heard."""
    mine, rows = setup.self_step, office.house.store
    assert desk.run(desk.post(f"{told['sandbox']}/sandbox/leads/lucia/write", {"text": "hola"}))
    desk.wait(lambda: "Lucía Ferreyra" in str(rows.conversations(rows.conversation_ids())))
    address = next(each.address for each in rows.conversations(rows.conversation_ids()) if "Lucía" in each.name)
    QTest.keyClicks(mine.phone.line, address)
    desk.wait(mine.make.isEnabled)
    assert not mine.send.isEnabled(), "nothing is sent that was not heard"
    mine.make.click()
    desk.wait(mine.send.isEnabled)
    mine.send.click()
    desk.wait(lambda: mine.done)


@pytest.mark.qt_log_ignore("pipewire", extend=True)
def test_from_the_connection_to_a_voice_on_ones_own_phone(
    practised: tuple[Machine, dict[str, Any]], machine: Callable[[str], Machine]
) -> None:
    desk, told = practised
    office = connected(desk, machine("quien administra"), told)
    setup, frame, page = standing(desk)
    assert (page.step, frame.go_on.text()) == (2, "Saltar este paso")
    type_keys(desk, setup, frame, told)
    setup.leave()
    assert office.house.settings.get(SETUP) == "later 3"
    assert desk.page() is None

    office.actions.run("first_run.open")
    setup, frame, page = standing(desk)
    assert page.step == 3, "taken up where it was left"
    frame.go_on.click()
    send_oneself_a_voice(desk, office, setup, told)
    desk.wait(lambda: setup._done() == {1, 2, 3, 4})
    assert "4: Prueba con vos, te mandás un audio a tu teléfono, hecho" in frame.panorama.accessibleDescription()
    frame.go_on.click()
    assert office.house.settings.get(SETUP) == ""
    assert desk.page() is None
