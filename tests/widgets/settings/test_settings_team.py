"""The team: an admin invites, hands out keys and shows out after a question; others see who is there, whom to ask."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from services.relay_client import Member
from services.shared_keys import News
from services.team import Invitation
from services.team_records import KnownDevice, OpenInvitation, SharedKey, TeamDevice, TeamMember, ToRenew
from services.trouble import Trouble
from tests.widgets.conftest import NOW, FakeShelf
from widgets.feed import Feed
from widgets.settings.team import TeamPage
from widgets.settings.team_words import news_said
from widgets.theme import Theme

ANA = Member("mem_ana", "Ana Ferreyra", "admin")
BEA = Member("mem_bea", "Bea <b>Soto</b>", "agent")
DAY = 86_400_000


class Shelf(FakeShelf):
    """What the log says of devices and keys."""

    def __init__(self) -> None:
        super().__init__()
        self.known = [
            KnownDevice("dev_ana", "mem_ana", "AAAA", 1, frozenset({("whatsapp", "token")})),
            KnownDevice("dev_bea", "mem_bea", "BBBB", 2),
        ]
        self.shared: list[SharedKey] = []

    def devices(self) -> list[KnownDevice]:
        return self.known

    def shared_keys(self, device: str | None = None) -> list[SharedKey]:
        return self.shared


class Team:
    """The relay's answers, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.trouble: str | None = None
        self.due: list[ToRenew] = []
        self.open = [OpenInvitation("inv_1", "agent", "Caro", NOW + DAY)]
        self.people = [
            TeamMember("mem_ana", ANA.name, "admin", (TeamDevice("dev_ana", "Recepción", 0, NOW, None, True),)),
            TeamMember("mem_bea", BEA.name, "agent", (TeamDevice("dev_bea", "Notebook", 0, NOW - 60_000),)),
            TeamMember("mem_old", "Omar", "agent", (TeamDevice("dev_old", "Vieja", 0, 0, NOW - DAY),)),
        ]

    async def members(self) -> list[TeamMember]:
        if self.trouble:
            raise Trouble(self.trouble)
        return self.people

    async def invitations(self) -> list[OpenInvitation]:
        return self.open

    async def invite(self, *asked: Any) -> Invitation:
        self.asked.append(("invite", *asked))
        self.open = [*self.open, OpenInvitation("inv_made", asked[0], asked[1], NOW + 7 * DAY)]
        return Invitation("https://relay.example/join#CODE", "CODE", NOW + 7 * DAY)

    async def withdraw(self, *asked: Any) -> None:
        self.asked.append(("withdraw", *asked))
        self.open = []

    async def revoke(self, *asked: Any) -> None:
        self.asked.append(("revoke", *asked))

    async def rename(self, name: str) -> str:
        self.asked.append(("rename", name))
        return name

    def to_renew(self, members: list[TeamMember]) -> list[ToRenew]:
        return self.due


class Keys:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.trouble: str | None = None

    async def share(self, device: str, provider: str) -> None:
        self.asked.append(("share", device, provider))
        if self.trouble:
            raise Trouble(self.trouble, provider=provider)

    async def unshare(self, device: str, provider: str) -> None:
        self.asked.append(("unshare", device, provider))


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def log() -> Shelf:
    return Shelf()


@pytest.fixture
def open_page(theme: Theme, feed: Feed, team: Team, keys: Keys, log: Shelf, qloop: Any, qtbot: Any) -> Any:
    def opened(member: Member) -> TeamPage:
        device = "dev_" + member.id.removeprefix("mem_")
        page = TeamPage(theme, feed, team, keys, log, member, device)  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(980, 800)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: page.trouble.isVisible() or any(each.isVisible() for each in page.cards.values()))
        return page

    return opened


def press(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(page: TeamPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_who_is_there_with_what(open_page: Any) -> None:
    page = open_page(ANA)
    told = said(page)
    assert "2 personas · 2 computadoras" in told
    assert "esta computadora · conectada ahora" in told
    assert "vista hoy 14:31" in told
    assert "Dadas de baja: Vieja de Omar" in told
    assert "Bea <b>Soto</b>" in told  # as it was written
    assert list(page.cards) == ["mem_ana", "mem_bea"]
    assert not page.cards["mem_ana"].devices["dev_ana"].revoke.isVisible()


def test_an_invitation_is_made_copied_and_forgotten(open_page: Any, team: Team, qapp: Any, qtbot: Any) -> None:
    page = open_page(ANA)
    press(page.invite_button)
    press(page.card.role.buttons["worker"])
    press(page.card.days.buttons["30"])
    QTest.keyClicks(page.card.name, "Caro")
    QTest.keyClick(page.card.name, Qt.Key.Key_Return)
    qtbot.waitUntil(page.card.link.isVisible)
    assert team.asked == [("invite", "worker", "Caro", 30, "")]
    assert (page.card.link.text(), page.card.code.text()) == ("https://relay.example/join#CODE", "CODE")
    press(next(each for each in page.card.findChildren(QPushButton) if each.text() == "Listo"))
    assert (page.card.link.text(), page.card.code.text(), page.card.isVisible()) == ("", "", False)

    def away() -> list[QPushButton]:
        return [each for each in page.open.findChildren(QPushButton) if each.isVisible()]

    qtbot.waitUntil(lambda: not page._tasks.running("load") and bool(away()))
    press(away()[0])
    qtbot.waitUntil(lambda: not page.open.isVisible())
    assert team.asked[-1] == ("withdraw", "inv_1")

    press(page.invite_button)
    press(page.card.make)
    qtbot.waitUntil(lambda: page.card.link.isVisible() and bool(away()))
    press(away()[0])
    qtbot.waitUntil(lambda: not page.card.isVisible())
    assert page.card.link.text() == "", "one that was taken back is not offered to be copied"


def test_another_computer_of_somebody_has_its_role_and_name(open_page: Any, team: Team, qtbot: Any) -> None:
    page = open_page(ANA)
    press(page.cards["mem_bea"].another)
    assert not page.card.name.isVisible()
    press(page.card.make)
    qtbot.waitUntil(lambda: page.card.link.text() != "")
    assert team.asked[-1][3:] == (7, "mem_bea")


def test_a_device_is_shown_out_after_a_question(open_page: Any, team: Team, qtbot: Any) -> None:
    page = open_page(ANA)
    part = page.cards["mem_bea"].devices["dev_bea"]
    press(part.revoke)
    assert part.cancel.hasFocus()  # Enter by habit changes nothing
    press(part.cancel)
    assert not part.question.isVisible()
    press(part.revoke)
    team.due = [ToRenew("whatsapp", "Notebook")]
    press(part.confirm)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.due))
    assert team.asked == [("revoke", "dev_bea", "mem_bea")]
    wanted: list[str] = []
    page.provider_wanted.connect(wanted.append)
    assert "Renová la clave de WhatsApp" in said(page)
    press(page.due[0].button)
    assert wanted == ["whatsapp"]


def test_a_key_is_given_and_taken_by_a_box(open_page: Any, keys: Keys, log: Shelf, qtbot: Any) -> None:
    page = open_page(ANA)
    boxes = page.cards["mem_bea"].devices["dev_bea"].boxes
    assert not boxes["uchat"].isEnabled()  # not on this computer
    assert "Sin la clave en esta computadora" in said(page)
    boxes["whatsapp"].click()
    qtbot.waitUntil(lambda: keys.asked == [("share", "dev_bea", "whatsapp")])
    log.shared = [SharedKey("dev_bea", "whatsapp", "token", "e", 3, NOW, "sealed")]
    page._show_log()
    assert (boxes["whatsapp"].isChecked(), boxes["whatsapp"].text()) == (True, "WhatsApp Cloud API · en camino")
    boxes["whatsapp"].click()
    qtbot.waitUntil(lambda: keys.asked[-1] == ("unshare", "dev_bea", "whatsapp"))


def test_a_box_that_could_not_be_ticked_is_not_ticked(open_page: Any, keys: Keys, feed: Feed, qtbot: Any) -> None:
    page, troubles = open_page(ANA), list[Any]()
    feed.trouble.connect(troubles.append)
    keys.trouble = "keyring.locked"
    box = page.cards["mem_bea"].devices["dev_bea"].boxes["whatsapp"]
    box.click()
    qtbot.waitUntil(lambda: bool(troubles))
    assert (troubles[0].code, box.isChecked()) == ("keyring.locked", False)


def test_others_see_who_is_there_and_whom_to_ask(open_page: Any, team: Team, qtbot: Any) -> None:
    team.people = [TeamMember("mem_ana", ANA.name, "admin"), TeamMember("mem_bea", BEA.name, "agent")]
    page = open_page(BEA)
    told = said(page)
    assert "Invita y da de baja quien administra: Ana Ferreyra." in told
    assert "Ve todas las conversaciones y contesta." in told
    assert not page.invite_button.isVisible()
    own = page.cards["mem_bea"]
    assert [each.text() for each in page.findChildren(QPushButton) if each.isVisible()] == ["Cambiar mi nombre"]
    renamed: list[str] = []
    page.renamed.connect(renamed.append)
    press(own.rename)
    own.line.setText("  Beatriz Soto ")
    QTest.keyClick(own.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: renamed == ["Beatriz Soto"])
    assert team.asked == [("rename", "Beatriz Soto")]


def test_without_the_relay_it_says_so_and_tries_again(open_page: Any, team: Team, log: Shelf, qtbot: Any) -> None:
    team.trouble = "relay.unreachable"
    log.members = [("mem_ana", "Ana Ferreyra")]
    page = open_page(ANA)
    assert "No llegamos al relay de la agencia" in said(page)
    assert "Ana Ferreyra" in said(page)
    team.trouble = None
    press(page.trouble.button)
    qtbot.waitUntil(lambda: bool(page.cards))
    assert not page.trouble.isVisible()


@pytest.mark.parametrize("what", ["received", "withdrawn", "unreadable", "left"])
def test_what_happened_to_a_key_is_said(what: Any) -> None:
    assert "ElevenLabs" in news_said(News(what, "elevenlabs"))
