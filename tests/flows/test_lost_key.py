"""A keyring that changed, lost the key or does not answer: told as such, never an empty screen, and a way back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import keyring.errors
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.invitations import link
from tests.flows.agencies import Machine, operate, serving
from widgets.onboarding.joining import Joining
from widgets.onboarding.keyring import Keyless
from widgets.trouble_words import sentence

pytestmark = pytest.mark.timeout(120)


class Agency:
    """An agency with a desk on this machine, closed again; `key` is that computer's."""

    def __init__(self, machine: Callable[[str], Machine], ring: Any, url: str, joined: Any) -> None:
        self.machine, self.ring, self.url, self.tenant = machine, ring, url, joined["tenant"]
        desk = machine("recepción")
        desk.start()
        desk.join(joined["invitation"], url, first=True)
        office = desk.connected()
        self.key = str(desk.run(office.house.desk.token()))
        self.invitation = desk.run(office.house.relay.invite("agent")).invitation
        desk.end()

    def again(self) -> tuple[Machine, Keyless]:
        """The next start, to the page that says what is the matter."""
        desk = self.machine("recepción")
        desk.start()
        desk.office()
        desk.wait(lambda: desk.page() is not None)
        page = desk.page()
        assert page is not None
        (keyless,) = page.findChildren(Keyless)
        return desk, keyless


@pytest.fixture
def agency(machine: Callable[[str], Machine], ring: Any, tmp_path: Path) -> Iterator[Agency]:
    joined = operate(tmp_path / "relay", "tenant", "add", "Propiedades del Sur")
    with serving(tmp_path / "relay") as url:
        made = Agency(machine, ring, url, joined)
        yield made


def live(desk: Machine) -> bool:
    return "Al día" in desk.office().window.status.link.accessibleName()


def enter(keyless: Keyless, key: str) -> None:
    keyless.key.line.setFocus()
    QTest.keyClicks(keyless.key.line, key)
    QTest.keyClick(keyless.key.line, Qt.Key.Key_Return)


def test_a_lost_key_is_told_and_can_be_entered_again(agency: Agency, qtbot: Any) -> None:
    agency.ring.kept.clear()
    desk, keyless = agency.again()
    assert keyless.why.text() == sentence("keyring.lost", {"backend": "GNOME Keyring"}).text
    enter(keyless, "no es la llave")
    qtbot.waitUntil(lambda: sentence("token.unknown").text in keyless.key.said)
    enter(keyless, agency.key)
    qtbot.waitUntil(lambda: desk.page() is None)
    qtbot.waitUntil(lambda: live(desk))
    assert any(agency.key in kept for kept in agency.ring.kept.values()), "it is in the keyring again"


def test_another_keyring_is_told_by_both_names_and_an_invitation_leads_back(agency: Agency, qtbot: Any) -> None:
    kept = next((agency.machine("recepción").root / "desks").glob("*/desk.json"))
    kept.write_text(kept.read_text().replace("GNOME Keyring", "KWallet"))
    agency.ring.kept.clear()
    desk, keyless = agency.again()
    assert keyless.why.text() == sentence("keyring.changed", {"before": "KWallet", "backend": "GNOME Keyring"}).text
    page = desk.page()
    assert page is not None
    page.go_on.click()
    joining = next(each for each in page.findChildren(Joining) if each.isVisible())
    joining.invitation.line.setText(link(agency.url, agency.invitation))
    before = desk.office()
    page.go_on.click()
    qtbot.waitUntil(lambda: desk.reception.office not in (None, before))
    qtbot.waitUntil(lambda: live(desk))
    assert '"GNOME Keyring"' in kept.read_text()


def test_a_locked_keyring_waits_for_its_person_and_lets_read_meanwhile(agency: Agency, qtbot: Any) -> None:
    agency.ring.error = keyring.errors.KeyringLocked("no")
    desk, keyless = agency.again()
    assert keyless.why.text() == sentence("keyring.locked").text
    keyless.retry()
    qtbot.waitUntil(lambda: "Probamos recién" in keyless._mend._about.text())
    agency.ring.error = None
    keyless.retry()
    qtbot.waitUntil(lambda: desk.page() is None)
    qtbot.waitUntil(lambda: live(desk))


def test_without_a_keyring_it_can_be_read_or_go_on_for_this_session(
    agency: Agency, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    desk, keyless = agency.again()
    assert keyless.why.text() == sentence("keyring.none").text
    page = desk.page()
    assert page is not None
    QTest.mouseClick(keyless._go_on.act, Qt.MouseButton.LeftButton)
    enter(keyless, agency.key)
    qtbot.waitUntil(lambda: desk.page() is None)
    qtbot.waitUntil(lambda: live(desk))
    bar = desk.office().window.status.keyring
    qtbot.waitUntil(lambda: bar.accessibleName() == "Claves en memoria: no se guardan")
    desk.end()
    assert not any(agency.key.encode() in each.read_bytes() for each in desk.root.rglob("*") if each.is_file())
    later, asked = agency.again()
    assert asked.why.text() == sentence("keyring.session").text, "asked again at each start"
    page = later.page()
    assert page is not None
    page.aside.click()
    assert later.page() is None, "what is here can be read on"


def test_a_keyring_that_dies_while_one_works_is_told_and_mended(
    agency: Agency, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = agency.machine("recepción")
    desk.start()
    office = desk.office()
    qtbot.waitUntil(lambda: live(desk))
    bar, state = office.window.status.keyring, ["keyring.gone"]

    async def look() -> str:
        return state[0]

    monkeypatch.setattr(office.house.credentials, "look", look)
    office.look_at_keyring()
    qtbot.waitUntil(lambda: bar.accessibleName() == "El llavero no responde")
    state[0] = ""
    office.look_at_keyring()
    qtbot.waitUntil(lambda: bar.accessibleName() == "GNOME Keyring")
