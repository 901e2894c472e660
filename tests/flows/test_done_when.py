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


def invited(desk: Machine, office: Office, new: Machine) -> Office:
    """A second desk comes in by the link that the page of the team makes."""
    team: TeamPage = section(office, "team", TeamPage)
    click(team.invite_button)
    click(team.card.make)
    desk.wait(team.card.link.text)
    new.start()
    new.join(team.card.link.text(), person="Bruno")
    return new.office()


def entry_of(team: TeamPage, device: str) -> Any:
    """What the page of the team shows of a desk; nothing until it has come in."""
    team.refresh()
    return next((each.devices[device] for each in team.cards.values() if device in each.devices), None)


def hand_keys(desk: Machine, team: TeamPage, new: Machine, theirs: Office) -> None:
    """By the boxes of its line in the team; each arrives in the other's keyring."""
    device, tenant = theirs.house.desk.device, theirs.house.desk.tenant.id
    desk.wait(lambda: (found := entry_of(team, device)) is not None and found.boxes["whatsapp"].isVisible())
    for provider in ("whatsapp", "elevenlabs"):
        QTest.keyClick(entry_of(team, device).boxes[provider], Qt.Key.Key_Space)
        new.wait(lambda provider=provider: theirs.house.credentials.holds(tenant, provider))


def note_right(desk: Machine, world: Agency, office: Office, new: Machine, theirs: Office) -> None:
    """A cloned voice speaks only where its right is written down, and the other desk hears of it."""
    clone = world.told["integrations"]["elevenlabs"]["config"]["voice_id"]
    desk.run(office.house.voice_office.casting.note_right(clone, "Contrato firmado", 1))
    new.wait(lambda: theirs.house.voice_office.casting.right(clone))


def show_out(desk: Machine, team: TeamPage, new: Machine, theirs: Office) -> None:
    """Its line is taken from the team; it says so there, and its keys are gone."""
    device, tenant = theirs.house.desk.device, theirs.house.desk.tenant.id
    click(entry_of(team, device).revoke)
    click(entry_of(team, device).confirm)
    out = sentence("relay.signed_out").text
    new.wait(lambda: new.page() is not None or theirs.window.status.link.accessibleName() == out)
    new.wait(lambda: not theirs.house.credentials.holds(tenant, "whatsapp"))


def copied(desk: Machine, office: Office, copy: Path) -> None:
    """The agency in one file, under a phrase."""
    moving: Moving = section(office, "moving", Moving)
    for line in (moving.copy.phrase, moving.copy.again):
        QTest.keyClicks(line, PHRASE)
    assert moving.copy.make.isEnabled()
    moving.copy.write(str(copy))
    desk.wait(lambda: "Copia hecha" in moving.copy.why.text())


def open_copy(new: Machine, copy: Path) -> None:
    """The first run of a new computer, begun from the file."""
    new.start()
    new.wait(lambda: new.page() is not None)
    frame = new.page()
    assert frame is not None
    (choices,), (copying,) = frame.findChildren(Choices), frame.findChildren(Copying)
    choices.choose("copy")
    click(frame.go_on)
    QTest.keyClicks(copying.file.line, str(copy))
    QTest.keyClicks(copying.phrase.line, PHRASE)
    click(frame.go_on)
    new.wait(lambda: frame.page is not None and "ya está acá" in frame.page.title)


def test_an_agency_from_nothing_to_the_third_desk(apart: Callable[[str], Machine], tmp_path: Path) -> None:
    with agency(tmp_path / "world") as world:
        first, second, third = apart("recepción"), apart("ventas"), apart("nueva")
        first.start()
        url, copy = world.told["relay"], tmp_path / "ribera.strato"
        first.join(first.run(first.invite(url, world.told["token"], "admin")), url, person="Ana", first=True)
        office = first.connected()
        try_in_green_and_red(first, world, connect(first, world, office))

        theirs = invited(first, office, second)
        tenant, team = theirs.house.desk.tenant.id, section(office, "team", TeamPage)
        hand_keys(first, team, second, theirs)
        second.wait(lambda: lead_of(theirs, "Pablo"))
        lead = lead_of(theirs, "Pablo")
        note_right(first, world, office, second, theirs)
        said = speak(second, theirs, lead)
        second.wait(lambda: played(theirs, lead, said))
        first.wait(lambda: played(office, lead, said))
        show_out(first, team, second, theirs)

        copied(first, office, copy)
        invitation = first.run(office.house.relay.invite("agent")).invitation
        for each in (first, second):
            each.end()
        open_copy(third, copy)
        third.join(invitation, url, person="Carla")
        here = third.office(tenant)
        assert played(here, lead, said)
        assert not here.house.credentials.holds(tenant, "whatsapp"), "keys are in no copy"
        blob = copy.read_bytes()
        assert not any(secret.encode() in blob for secret in world.secrets())
