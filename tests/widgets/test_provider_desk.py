"""A lead at its provider: tags, fields and automations chosen from the account's lists, and what goes wrong, said."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from services.channels.contacts import Field, Flow, Tag
from services.outbox import Ability
from services.records import Changes, Contact
from services.trouble import Trouble
from tests.widgets.conftest import FakeShelf, conversation
from widgets.feed import Feed
from widgets.inspector.field_value import FieldValue
from widgets.inspector.lead import LeadPane
from widgets.inspector.provider_desk import Provided, ProviderDesk, abilities
from widgets.pieces.picking import Picker
from widgets.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Shelf(FakeShelf):
    """One person of it is known better."""

    known: Contact | None = None

    def contact(self, key: str) -> Contact | None:
        return self.known if self.known is not None and self.known.id == key else super().contact(key)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


class Account:
    """The lists of an account, one of them still to be asked for, and what was done with its contact."""

    def __init__(self, shelf: Shelf, feed: Feed) -> None:
        self.shelf, self.feed = shelf, feed
        self.done: list[tuple[str, ...]] = []
        self.refuses = ""
        self.can = Ability(None, "channel.no_voice", image="channel.no_image", acknowledgements="channel.no_acks")
        self.rows: tuple[Any, ...] = ()

    def of(self, *rows: Any) -> "Account":
        other = Account(self.shelf, self.feed)
        other.rows = rows
        return other

    def list(self, channel: str) -> tuple[Any, ...]:
        return self.rows if self.asked else ()

    asked = False

    def read_at(self, channel: str) -> int | None:
        return None

    async def refresh(self, channel: str) -> tuple[Any, ...]:
        self.asked = True
        return self.rows

    def ability(self, conversation: str) -> Ability:
        return self.can

    async def flow(self, conversation: str, flow: Flow) -> str:
        self.done.append(("flow", conversation, flow.id))
        return "m1"

    async def tag(self, conversation: str, name: str) -> None:
        if self.refuses:
            raise Trouble(self.refuses)
        self.done.append(("tag", conversation, name))
        self.shelf.known = Contact("contact-ana", "Ana", (), provider_tags={"manychat": (name,)})
        self.feed.changed.emit(Changes(contacts=frozenset(["contact-ana"])))

    async def untag(self, conversation: str, name: str) -> None:
        self.done.append(("untag", conversation, name))

    async def set_field(self, conversation: str, field: Field, value: str) -> None:
        if value == "mucho":
            raise Trouble("field.bad_value", kind="number")
        self.done.append(("field", conversation, field.name, value))


@pytest.fixture
def account(shelf: Shelf, feed: Feed) -> Account:
    shelf.put(conversation("ana", channel="manychat"), conversation("bea", channel="manychat"), conversation("wa"))
    return Account(shelf, feed)


@pytest.fixture
def desk(account: Account, shelf: Shelf, theme: Theme, feed: Feed, qtbot: Any, qloop: Any) -> ProviderDesk:
    pane = LeadPane(theme)
    qtbot.addWidget(pane)
    tags = account.of(Tag("1", "Compra"), Tag("2", "Venta"))
    fields = account.of(Field("1", "presupuesto", "number"))
    flows = account.of(Flow("f1", "Bienvenida"), Flow("f2", "Agenda una visita", "Visitas"))
    desk = ProviderDesk(
        pane, Provided(shelf, account, lambda: account, lambda: tags, lambda: fields, lambda: flows), feed  # type: ignore[arg-type,return-value]
    )  # fmt: skip
    pane.show()
    desk.show_conversation("ana")
    return desk


def picker(qtbot: Any, rows: int) -> Picker:
    def found() -> list[Picker]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, Picker) and each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()) and found()[0].list.count() == rows)
    return found()[0]


def test_a_flow_is_found_by_letters_and_started_for_the_lead_that_was_asked_for(
    desk: ProviderDesk, account: Account, qtbot: Any
) -> None:
    desk.start_flow()
    shown = picker(qtbot, 2)
    QTest.keyClicks(shown.field, "VISITAS")
    desk.show_conversation("bea")
    QTest.keyPress(shown.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: account.done == [("flow", "ana", "f2")])


def test_a_tag_is_put_shown_and_taken_away(desk: ProviderDesk, account: Account, qtbot: Any) -> None:
    section = desk._section
    desk.tag()
    QTest.keyPress(picker(qtbot, 2).field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(section.chips.made) == 1)
    (chip,) = section.chips.made
    assert chip.accessibleName() == "Quitar la etiqueta Compra en el proveedor"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: account.done == [("tag", "ana", "Compra"), ("untag", "ana", "Compra")])


def test_what_the_provider_refuses_is_said_beside_it(desk: ProviderDesk, account: Account, qtbot: Any) -> None:
    account.refuses = "net.unreachable"
    desk.tag()
    QTest.keyPress(picker(qtbot, 2).field, Qt.Key.Key_Return)
    qtbot.waitUntil(desk._section._told.isVisible)
    assert not account.done


def test_a_value_that_does_not_fit_keeps_the_question_open(desk: ProviderDesk, account: Account, qtbot: Any) -> None:
    desk.set_field()
    QTest.keyPress(picker(qtbot, 1).field, Qt.Key.Key_Return)
    (asked,) = desk._section.window().findChildren(FieldValue)
    assert isinstance(asked.editor, QLineEdit)
    asked.editor.setText("mucho")
    QTest.mouseClick(asked.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(asked._told.isVisible)
    asked.editor.setText("185.000")
    QTest.mouseClick(asked.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: account.done == [("field", "ana", "presupuesto", "185.000")])


def test_it_stands_only_where_there_is_a_provider_with_contacts_and_says_what_its_surface_takes(
    desk: ProviderDesk,
) -> None:
    assert desk._section.isVisible()
    assert desk._lead._can.text() == "Texto, archivo, tarjetas, plantilla, sin acuse"
    desk.show_conversation("wa")
    assert not desk._section.isVisible()
    assert not desk.can_start()
    assert abilities(Ability("manychat.window_closed", "channel.no_voice")).startswith("Texto, imagen")
