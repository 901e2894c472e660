"""Webhooks: every attempt with what came of it and how to mend it; what nobody is shown, without the people in it."""

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services.masking import masked
from services.provider_records import OddUpdate
from services.relay_client import Delivery
from services.trouble import Trouble
from tests.widgets.conftest import NOW
from widgets.feed import Feed
from widgets.settings.webhooks import PAGE, Webhooks
from widgets.theme import Theme

US = NOW * 1000


def delivery(ago_s: int, outcome: str = "accepted", provider: str = "whatsapp", **more: Any) -> Delivery:
    return Delivery(US - ago_s * 1_000_000, "", provider, outcome, **({"updates": 1, "bytes": 900} | more))


class Relay:
    def __init__(self) -> None:
        self.rows = [
            delivery(1, entry=1204),
            delivery(2, "rejected", "uchat", updates=0, reason="signature.wrong", bytes=2048),
            delivery(3, "duplicate", entry=1200),
        ]
        self.asked: list[int | None] = []
        self.trouble = ""

    async def deliveries(self, before: int | None = None, limit: int = 100) -> list[Delivery]:
        self.asked.append(before)
        if self.trouble:
            raise Trouble(self.trouble)
        return [each for each in self.rows if before is None or each.id < before][:limit]


class Log:
    """What this version cannot show, until somebody has it read again."""

    def __init__(self) -> None:
        body = {"field": "messages", "value": {"contacts": [{"profile": {"name": "Lucía Ferreyra"}}],
                "messages": [{"from": "5491155550142", "type": "event_invite", "id": "wamid.X"}]}}  # fmt: skip
        self.odd = [OddUpdate(7, NOW - 60_000, "whatsapp", "event_invite", json.dumps(body).encode())]

    def odd_updates(self, limit: int = 200) -> list[OddUpdate]:
        return self.odd

    async def read_again(self) -> None:
        self.odd = []


class Scene:
    def __init__(self, theme: Theme, feed: Feed, *, admin: bool = True) -> None:
        self.relay, self.log = Relay(), Log()
        self.page = Webhooks(theme, self.relay, self.log, feed, admin=admin)  # type: ignore[arg-type]
        self.page.resize(1000, 700)
        self.page.show()

    def rows(self) -> list[list[str]]:
        model = self.page.model
        return [[model.text(row, column) for column in range(6)] for row in range(model.rowCount())]


@pytest.fixture
def scene(theme: Theme, feed: Feed, qloop: Any, qtbot: Any) -> Scene:
    made = Scene(theme, feed)
    qtbot.addWidget(made.page)
    made.page.refresh()
    qtbot.waitUntil(lambda: made.page.model.rowCount() == 3)
    return made


def test_each_attempt_says_what_came_of_it_and_a_rejected_one_how_to_mend_it(scene: Scene) -> None:
    n = "\N{NO-BREAK SPACE}"
    assert scene.rows() == [
        ["14:32:04", "WhatsApp", "Aceptado", "", f"900{n}B", "1.204"],
        ["14:32:03", "UChat", "Rechazado", "La firma o el secreto no corresponden. Reemplazá el secreto acá y en el "
         "proveedor.", f"2{n}KB", "—"],
        ["14:32:02", "WhatsApp", "Repetido", "Ya había llegado: no se guarda dos veces.", f"900{n}B", "1.200"],
    ]  # fmt: skip
    assert scene.page.said.text() == "3 intentos · 1 rechazados"


def test_filters_copy_and_what_is_new(scene: Scene, qtbot: Any) -> None:
    page = scene.page
    page.outcome.setCurrentIndex(page.outcome.findData("rejected"))
    page.outcome.activated.emit(page.outcome.currentIndex())
    assert [row[1] for row in scene.rows()] == ["UChat"]
    QTest.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().count("\n") == 1
    scene.relay.rows.insert(0, delivery(0, "rejected", "manychat", reason="body.not_json"))
    QTest.mouseClick(page.fresh, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [row[1] for row in scene.rows()] == ["ManyChat", "UChat"])


def test_older_pages_are_asked_for_and_stay(theme: Theme, feed: Feed, qloop: Any, qtbot: Any) -> None:
    scene = Scene(theme, feed)
    qtbot.addWidget(scene.page)
    scene.relay.rows = [delivery(n) for n in range(PAGE + 20)]
    scene.page.refresh()
    qtbot.waitUntil(lambda: scene.page.model.rowCount() == PAGE)
    QTest.mouseClick(scene.page.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: scene.page.model.rowCount() == PAGE + 20)
    assert not scene.page.more.isVisible()
    scene.page.refresh()
    qtbot.waitUntil(lambda: len(scene.relay.asked) == 3)
    assert scene.page.model.rowCount() == PAGE + 20
    scene.relay.rows = [delivery(n) for n in range(-2 * PAGE, PAGE + 20)]
    scene.page.refresh()
    qtbot.waitUntil(lambda: len(scene.relay.asked) == 4 and scene.page.model.rowCount() == PAGE)
    QTest.mouseClick(scene.page.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: scene.page.model.rowCount() == 2 * PAGE)
    known = [each.id for each in scene.page._known]
    assert known == [each.id for each in scene.relay.rows[: 2 * PAGE]], "none is missed between what was seen and came"


def test_a_relay_out_of_reach_and_an_agent_are_told_so(scene: Scene, theme: Theme, feed: Feed, qtbot: Any) -> None:
    scene.relay.trouble = "relay.unreachable"
    scene.page.refresh()
    qtbot.waitUntil(lambda: "relay" in scene.page.said.text().lower())
    other = Scene(theme, feed, admin=False)
    qtbot.addWidget(other.page)
    other.page.refresh()
    assert other.page.said.text() == "Lo ve quien administra la agencia."
    assert other.relay.asked == []


def test_unread_updates_are_shown_without_people_and_read_again(scene: Scene, qtbot: Any) -> None:
    scene.page.open_part("odd")
    odd = scene.page.odd
    assert "event_invite" in odd.list.item(0).text()
    shown = odd.body.toPlainText()
    assert "event_invite" in shown
    assert "Lucía" not in shown
    assert "5491155550142" not in shown
    QTest.mouseClick(odd.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: odd.said.text().startswith("Ahora se leen 1."))
    assert not odd.save.isEnabled()


@pytest.mark.parametrize(
    ("body", "gone", "kept"),
    [
        (b'{"subscriber": {"id": 1606671242, "name": "Ana"}, "event": "optin"}', ["1606671242", "Ana"], ["optin"]),
        (b'{"note": "llamar al +54 9 11 5555-0142 o a ana@example.com"}', ["5555", "ana@", "llamar"], ["note"]),
        (b'{"field_data": [{"name": "full_name", "values": ["Ana"]}]}', ["Ana"], ["field_data", "values"]),
        (b'{"full": "Ana Paz", "ig": "@ana.paz", "5491155550142": 1}', ["Ana", "@ana", "54911"], ["full", "ig"]),
        (b'{"error": {"code": 131047, "details": "Re-engagement message"}}', [], ["131047", "Re-engagement message"]),
        (b'{"text": {"body": "mi clave es 1234"}}', ["1234"], ["text"]),
        (b"no json", ["no json"], []),
    ],
)
def test_people_are_covered(body: bytes, gone: list[str], kept: list[str]) -> None:
    shown = masked(body)
    assert not [each for each in gone if each in shown]
    assert all(each in shown for each in kept)
