"""An agency from nothing, through its pages: connected, tried in green and in red, joined by a second desk that speaks
and is shown out, and opened from its copy on a third."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.hands import click, click_conversation, type_text
from app.office import Office
from services.entries import Draft
from services.records import Message
from tests.flows.agencies import Machine
from tests.flows.conftest import Ring
from tests.outbox.agency import Agency, agency
from widgets.onboarding.choices import Choices
from widgets.onboarding.copying import Copying
from widgets.settings.integrations import Integrations
from widgets.settings.moving import Moving
from widgets.settings.page import SettingsPage
from widgets.settings.secret_field import SecretField
from widgets.settings.team import TeamPage
from widgets.trouble_words import sentence

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.qt_log_ignore("pipewire", extend=True),
]
PHRASE = "una frase bien larga"
RED = {
    "whatsapp": ("bad_key", "WhatsApp no acepta la clave de esta computadora", True),
    "manychat": ("bad_key", "ManyChat no acepta la clave de esta computadora", True),
    "uchat": ("rate_limited", "UChat", False),
    "elevenlabs": ("bad_key", "ElevenLabs no acepta la clave de esta computadora", True),
}
"""A fault of each provider, how its card begins to say it, and whether another key is what helps."""


@pytest.fixture
def apart(machine: Callable[[str], Machine]) -> Callable[[str], Machine]:
    """Computers with a keyring each: what one keeps the other does not find."""

    def make(name: str) -> Machine:
        made = machine(name)
        made.reception._credentials._ring = (Ring(), "GNOME Keyring")
        return made

    return make


def section(office: Office, name: str, kind: type[Any]) -> Any:
    """A section of the settings, opened as the rail and the list open it."""
    office.window.open_settings("", name)
    page = office.window.findChild(SettingsPage)
    assert isinstance(page, SettingsPage)
    page.open_section(name)
    found = page.section(name)
    assert isinstance(found, kind)
    return found


def give(field: SecretField, secret: str) -> None:
    if not field.line.isVisible():
        field.edit()
    QTest.keyClicks(field.line, secret)
    QTest.keyClick(field.line, Qt.Key.Key_Return)


def connect(desk: Machine, world: Agency, office: Office) -> Integrations:
    """The configuration in the log, and every key typed into its field."""
    for provider, told in world.told["integrations"].items():
        body = {"provider": provider, "active": True, "config": told["config"]}
        desk.run(office.house.store.publish(Draft(provider, "integration.changed", body)))
    page: Integrations = section(office, "integrations", Integrations)
    for provider, told in world.told["integrations"].items():
        page.open_part(provider)
        for name, key in told["keys"].items():
            give(page.panels[provider].secrets[name], key)
        desk.wait(lambda provider=provider: page.cards[provider].connection.complete)
    return page


def try_in_green_and_red(desk: Machine, world: Agency, page: Integrations) -> None:
    click(page.try_all)
    desk.wait(lambda: not any(each.connection.trying for each in page.cards.values()) and _tried(page))
    for provider in world.told["integrations"]:
        assert page.cards[provider].connection.chip() == ("success", "circle-check", "Sana"), provider
    for provider, (fault, said, renews) in RED.items():
        world.fault(fault, provider, "", count=None)
        card = page.cards[provider]
        click(card.test)
        desk.wait(lambda card=card: card.connection.chip()[2] == "Falló")
        told = dict(card.connection.rows(0))
        assert said in told["Error"], told
        assert told["Qué hacer"], told
        assert card.renew.isVisible() == renews, provider
        assert page.side._scroll.horizontalScrollBar().value() == 0, "nothing of the panel is cut"
        world.ask("DELETE", "/faults")
        click(card.test)
        desk.wait(lambda card=card: card.connection.chip()[2] == "Sana")


def _tried(page: Integrations) -> bool:
    return all(each.connection.report is not None for each in page.cards.values() if each.connection.complete)


def speak(desk: Machine, office: Office, lead: str) -> str:
    """Write, hear and send a voice as a person does; the hash of its bytes."""
    desk.wait(lambda: click_conversation(office.inbox.rows, lead))
    panel = office.composer.booth.panel
    type_text(office.composer.text_panel.editor, "Hola Pablo, te espero el viernes.")
    click(office.composer.text_panel.voice_button)
    desk.wait(panel.make_button.isEnabled)
    click(panel.make_button)
    desk.wait(panel.send_button.isEnabled)
    heard = office.composer.booth.speech.chosen
    assert heard is not None
    click(panel.send_button)
    desk.wait(office.composer.undo_bar.isVisible)
    click(office.composer.undo_bar.now_button)
    return heard.take.clip.sha256


def lead_of(office: Office, name: str) -> str:
    store = office.house.store
    rows = store.conversations(store.conversation_ids())
    return next((each.id for each in rows if name in each.name and each.channel == "whatsapp"), "")


def voice_of(office: Office, lead: str, sha256: str) -> Message | None:
    found = office.house.store.messages(lead)
    return next((each for each in found if each.media is not None and each.media.sha256 == sha256), None)


def played(office: Office, lead: str, sha256: str) -> bool:
    found = voice_of(office, lead, sha256)
    return found is not None and found.state == "played"


def test_an_agency_from_nothing_to_the_third_desk(apart: Callable[[str], Machine], tmp_path: Path) -> None:
    with agency(tmp_path / "world") as world:
        first, second, third = apart("recepción"), apart("ventas"), apart("nueva")
        first.start()
        url = world.told["relay"]
        first.join(first.run(first.invite(url, world.told["token"], "admin")), url, person="Ana", first=True)
        office = first.connected()
        page = connect(first, world, office)
        try_in_green_and_red(first, world, page)

        team: TeamPage = section(office, "team", TeamPage)
        click(team.invite_button)
        click(team.card.make)
        first.wait(team.card.link.text)
        second.start()
        second.join(team.card.link.text(), person="Bruno")
        theirs = second.office()
        device, tenant = theirs.house.desk.device, theirs.house.desk.tenant.id

        def part() -> Any:
            team.refresh()
            return next((each.devices[device] for each in team.cards.values() if device in each.devices), None)

        first.wait(lambda: part() is not None and part().boxes["whatsapp"].isVisible())
        for provider in ("whatsapp", "elevenlabs"):
            QTest.keyClick(part().boxes[provider], Qt.Key.Key_Space)
            second.wait(lambda provider=provider: theirs.house.credentials.holds(tenant, provider))
        second.wait(lambda: lead_of(theirs, "Pablo"))
        lead = lead_of(theirs, "Pablo")
        clone = world.told["integrations"]["elevenlabs"]["config"]["voice_id"]
        first.run(office.house.voice_office.casting.note_right(clone, "Contrato firmado", 1))
        second.wait(lambda: theirs.house.voice_office.casting.right(clone))
        said = speak(second, theirs, lead)
        second.wait(lambda: played(theirs, lead, said))
        first.wait(lambda: played(office, lead, said))

        click(part().revoke)
        click(part().confirm)
        out = sentence("relay.signed_out").text
        second.wait(lambda: second.page() is not None or theirs.window.status.link.accessibleName() == out)
        second.wait(lambda: not theirs.house.credentials.holds(tenant, "whatsapp"))

        moving: Moving = section(office, "moving", Moving)
        for line in (moving.copy.phrase, moving.copy.again):
            QTest.keyClicks(line, PHRASE)
        assert moving.copy.make.isEnabled()
        copy = tmp_path / "ribera.strato"
        moving.copy.write(str(copy))
        first.wait(lambda: "Copia hecha" in moving.copy.why.text())
        invitation = first.run(office.house.relay.invite("agent")).invitation
        for each in (first, second):
            each.end()

        third.start()
        third.wait(lambda: third.page() is not None)
        frame = third.page()
        assert frame is not None
        (choices,), (copying,) = frame.findChildren(Choices), frame.findChildren(Copying)
        choices.choose("copy")
        click(frame.go_on)
        QTest.keyClicks(copying.file.line, str(copy))
        QTest.keyClicks(copying.phrase.line, PHRASE)
        click(frame.go_on)
        third.wait(lambda: frame.page is not None and "ya está acá" in frame.page.title)
        third.join(invitation, url, person="Carla")
        here = third.office(tenant)
        assert played(here, lead, said)
        assert not here.house.credentials.holds(tenant, "whatsapp"), "keys are in no copy"
        blob = copy.read_bytes()
        assert not any(secret.encode() in blob for secret in world.secrets())
