"""Several agencies on one desk: one key changes the house, and nothing of one is ever found in the other."""

import hashlib
import hmac
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.agencies import PRACTICE, Agencies
from app.desk import remember
from app.office import Office
from services.credentials import MemoryCredentials
from services.entries import Draft
from services.relay_client import Me, Member, Tenant
from tests.flows.agencies import Machine, operate, serving
from widgets import tokens

pytestmark = pytest.mark.timeout(120)
LEAD = "5491155550142"
NUMBER = "270000000000101"


def write(machine: Machine, office: Office, text: str) -> None:
    """The same person writes to this agency, on WhatsApp."""
    secrets: dict[str, str | None] = {"app_secret": "s", "verify_token": "v"}
    made = machine.run(office.house.relay.connect("whatsapp", active=True, routes=[NUMBER], secrets=secrets))
    said = {"from": LEAD, "id": f"wamid.{text}", "timestamp": "1795100000", "type": "text", "text": {"body": text}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5491155550100", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Lucía"}, "wa_id": LEAD}],
        "messages": [said],
    }
    change = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [change]}).encode()
    signature = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(made.hook_url, body, {"X-Hub-Signature-256": signature})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


def texts(office: Office) -> list[str]:
    store = office.house.store
    return [each.text for one in store.conversation_ids() for each in store.messages(one)]


def holds(directory: Path, canary: bytes) -> bool:
    return any(canary in path.read_bytes() for path in directory.rglob("*") if path.is_file())


def connect_and_draft(desk: Machine, office: Office) -> str:
    """A channel, its key, and words that are not sent yet; the conversation of the one who wrote."""
    config = {"provider": "whatsapp", "active": True, "config": {"phone_number_id": NUMBER, "version": "v24.0"}}
    desk.run(office.house.store.publish(Draft("i1", "integration.changed", config)))
    desk.run(office.house.credentials.set(office.house.desk.tenant.id, "whatsapp", "token", "canario-llave"))
    (conversation,) = office.house.store.conversation_ids()
    office.window.open_conversation(conversation)
    QTest.keyClicks(office.composer.text_panel.editor, "borrador-sur")
    return str(conversation)


def has_nothing_of_another(office: Office, conversation: str) -> None:
    """The same person wrote here too: not a draft, a channel or a key of the other agency is in sight."""
    house = office.house
    assert house.store.conversation_ids() == [conversation], "the same person, by the same number"
    office.window.open_conversation(conversation)
    assert office.composer.text_panel.editor.toPlainText() == ""
    assert house.store.integration("whatsapp") is None
    assert house.credentials.cached(house.desk.tenant.id, "whatsapp", "token") is None


def lie_apart(desk: Machine, ring: Any, sur: str, norte: str) -> None:
    """On the disk and in the keyring."""
    assert {service for service, _ in ring.kept} == {f"strato-console:{each}" for each in (sur, norte)}
    apart = desk.root / "desks"
    assert holds(apart / sur, b"canario-sur"), "what is searched can be found"
    for mine, canary in ((norte, b"canario-sur"), (norte, b"borrador-sur"), (sur, b"canario-norte")):
        assert not holds(apart / mine, canary)
    assert not holds(desk.root, b"canario-llave")


def look_different(desk: Machine, office: Office, sur: str, norte: str) -> None:
    """The colour of the frame, the title and the button that sends say in whose name one writes."""
    colors = desk.reception.agencies
    assert colors.color(sur) != colors.color(norte)
    assert desk.program.theme.tenant == colors.color(norte)
    assert office.window.windowTitle() == "Ribera Norte · STRATO"
    assert "Ribera Norte" in office.composer.text_panel.send_button.toolTip()


def test_nothing_crosses_between_two_agencies_of_one_desk(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, tmp_path: Path
) -> None:
    sur = operate(tmp_path / "relay", "tenant", "add", "Propiedades del Sur")
    norte = operate(tmp_path / "relay", "tenant", "add", "Ribera Norte")
    with serving(tmp_path / "relay") as url:
        desk = machine("recepción")
        desk.start()
        desk.join(sur["invitation"], url, first=True)
        office = desk.connected(sur["tenant"])
        write(desk, office, "canario-sur")
        qtbot.waitUntil(lambda: texts(office) == ["canario-sur"])
        conversation = connect_and_draft(desk, office)

        office.actions.run("agency.connect")
        desk.join(norte["invitation"], url, first=True)
        other = desk.connected(norte["tenant"])
        write(desk, other, "canario-norte")
        qtbot.waitUntil(lambda: texts(other) == ["canario-norte"])
        has_nothing_of_another(other, conversation)
        lie_apart(desk, ring, sur["tenant"], norte["tenant"])
        look_different(desk, other, sur["tenant"], norte["tenant"])

        other.window.activateWindow()
        control_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(other.window, Qt.Key.Key_L, control_shift)
        again = desk.office(sur["tenant"])
        assert again.window.windowTitle() == "Propiedades del Sur · STRATO"
        assert again.composer.text_panel.editor.toPlainText() == "borrador-sur", "each agency keeps its session"
        assert texts(again) == ["canario-sur"]
        desk.end()
        later = machine("recepción")
        later.start()
        assert later.office().house.desk.tenant.id == sur["tenant"], "the one of the last time"


def test_eight_agencies_have_eight_colours_and_a_chosen_one_stays(tmp_path: Path) -> None:
    agencies = Agencies(tmp_path, MemoryCredentials())
    given = {key: agencies.color(key) for key in [PRACTICE, *(f"ten_{number}" for number in range(7))]}
    assert sorted(given.values()) == sorted(tokens.value("color.light.tenant"))
    agencies.paint("ten_0", given["ten_1"])
    again = Agencies(tmp_path, MemoryCredentials())
    assert again.color("ten_0") == given["ten_1"]
    assert len({again.color(key) for key in given}) == 8, "the other one took the colour that came free"


def test_a_damaged_desk_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    for tenant in ("ten_1", "ten_2"):
        me = Me(Tenant(tenant, tenant), Member("m", "Ana", "agent"), "d")
        remember(MemoryCredentials(), tmp_path, "https://relay.test", me)
    (tmp_path / "desks" / "ten_1" / "desk.json").write_text("{half")
    assert [each.key for each in Agencies(tmp_path, MemoryCredentials()).all()] == ["ten_2"]
