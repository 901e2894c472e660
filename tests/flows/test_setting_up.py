"""After the connection: the channel's key, a voice, and a voice note to one's own phone, at the rehearsal providers."""

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.practice import practice
from services.entries import Draft
from services.settings import SETUP
from tests.flows.agencies import Machine
from widgets.settings.secret_field import SecretField

pytestmark = pytest.mark.timeout(180)


def give(field: SecretField, secret: str) -> None:
    field.line.setFocus()
    QTest.keyClicks(field.line, secret)
    QTest.keyClick(field.line, Qt.Key.Key_Return)


@pytest.mark.qt_log_ignore("pipewire", extend=True)
def test_from_the_connection_to_a_voice_on_ones_own_phone(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, tmp_path: Path
) -> None:
    desk, doors = machine("recepción"), AsyncExitStack()
    told = json.loads(desk.run(doors.enter_async_context(practice(tmp_path / "practice", 20.0))))
    try:
        keys = {name: next(iter(each["keys"].values())) for name, each in told["integrations"].items()}
        helper = machine("quien administra")
        code = helper.run(helper.invite(told["relay"], told["token"], "admin"))
        desk.start()
        desk.join(code, told["relay"], first=True)
        office = desk.office()
        for provider in ("whatsapp", "elevenlabs"):
            body = {"provider": provider, "active": True, "config": told["integrations"][provider]["config"]}
            desk.run(office.house.store.publish(Draft(provider, "integration.changed", body)))
        setting_up = desk.reception.setting_up
        qtbot.waitUntil(lambda: desk.page() is not None and setting_up.setup is not None)
        setup, frame = setting_up.setup, desk.page()
        assert setup is not None
        assert frame is not None
        assert frame.page is not None
        assert (frame.page.step, frame.go_on.text()) == (2, "Saltar este paso")

        side = setup.channel._integrations.side
        give(side.panels["whatsapp"].secrets["token"], keys["whatsapp"])
        qtbot.waitUntil(lambda: setup.channel.done)
        assert frame.go_on.text() == "Seguir"
        frame.go_on.click()
        give(side.panels["elevenlabs"].secrets["api_key"], keys["elevenlabs"])
        qtbot.waitUntil(lambda: setup.voice.done)
        qtbot.waitUntil(setup.voice.listen.isEnabled)
        setup.leave()
        assert office.house.settings.get(SETUP) == "later 3"
        assert desk.page() is None

        office.actions.run("first_run.open")
        again, page = setting_up.setup, desk.page()
        assert again is not None
        assert page is not None
        assert page.page is not None
        assert page.page.step == 3, "taken up where it was left"
        page.go_on.click()
        mine = again.self_step
        lead = desk.run(desk.post(f"{told['sandbox']}/sandbox/leads/lucia/write", {"text": "hola"}))
        assert lead
        rows = office.house.store
        qtbot.waitUntil(lambda: "Lucía Ferreyra" in str(rows.conversations(rows.conversation_ids())))
        address = next(each.address for each in rows.conversations(rows.conversation_ids()) if "Lucía" in each.name)
        QTest.keyClicks(mine.phone.line, address)
        qtbot.waitUntil(mine.make.isEnabled)
        assert not mine.send.isEnabled(), "nothing is sent that was not heard"
        mine.make.click()
        qtbot.waitUntil(mine.send.isEnabled)
        mine.send.click()
        qtbot.waitUntil(lambda: mine.done)
        qtbot.waitUntil(lambda: again._done() == {1, 2, 3, 4})
        assert "4: Prueba con vos, te mandás un audio a tu teléfono, hecho" in page.panorama.accessibleDescription()
        page.go_on.click()
        assert office.house.settings.get(SETUP) == ""
        assert desk.page() is None
    finally:
        desk.end()
        desk.run(doors.aclose())
