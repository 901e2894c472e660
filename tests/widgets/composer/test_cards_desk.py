"""Cards and buttons for ManyChat and UChat: what is missing is said, and taking them back opens them as they were."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.channels.contacts import Flow
from services.outbox import Ability
from services.records import Outgoing
from tests.widgets.composer.conftest import FakeOutbox
from tests.widgets.conftest import NOW, FakeShelf, conversation
from widgets.composer.cards_desk import CardsDesk
from widgets.composer.cards_dialog import CardsDialog
from widgets.composer.composer import Composer
from widgets.feed import Feed
from widgets.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Account(FakeOutbox):
    """Takes cards and buttons too; its automations are asked for once."""

    rows: tuple[Flow, ...] = ()

    def list(self, channel: str) -> tuple[Flow, ...]:
        return self.rows

    def read_at(self, channel: str) -> int | None:
        return None

    async def refresh(self, channel: str) -> tuple[Flow, ...]:
        self.rows = (Flow("f1", "Bienvenida"), Flow("f2", "Agenda"))
        return self.rows

    async def cards(self, conversation: str, cards: Sequence[dict[str, Any]]) -> str:
        return self._built(conversation, "cards", cards[0]["title"], {"cards": list(cards)})

    async def text(self, conversation: str, text: str, **more: Any) -> str:
        return self._built(conversation, "text", text, {"quick_replies": list(more["quick_replies"])})

    def _built(self, conversation: str, kind: Any, text: str, content: dict[str, Any]) -> str:
        self.shelf.waiting.append(
            Outgoing(
                "b1", conversation, "manychat", "1", kind, text, None, "desk", "own", "queued", NOW + 10_000, NOW,
                content=content,
            )
        )  # fmt: skip
        return "b1"


@pytest.fixture
def outbox(shelf: FakeShelf) -> Account:
    return Account(shelf)


@pytest.fixture
def desk(
    open_composer: Callable[[], Composer], shelf: FakeShelf, outbox: Account, theme: Theme, feed: Feed
) -> CardsDesk:
    composer = open_composer()
    shelf.put(conversation("ana", "Ana Paz", channel="manychat"))
    composer.show_conversation("ana")
    desk = CardsDesk(theme, composer, shelf, outbox, lambda: outbox, feed)  # type: ignore[arg-type]
    desk.show_conversation("ana")
    return desk


def asked(desk: CardsDesk) -> CardsDialog:
    return desk._composer.window().findChildren(CardsDialog)[-1]


def test_a_card_goes_whole_and_comes_back_as_it_was(
    desk: CardsDesk, outbox: Account, shelf: FakeShelf, qtbot: Any
) -> None:
    desk._composer.text_panel.cards_button.click()
    dialog = asked(desk)
    fields = dialog.forms[0].fields
    assert not dialog.send.isEnabled()
    fields["title"].setText("Cabildo 2340")
    fields["image_url"].setText("cabildo.jpg")
    assert dialog._told.text() == "Las direcciones empiezan con https://"
    fields["image_url"].setText("https://example.com/1.jpg")
    fields["caption"].setText("Ver")
    assert not dialog.send.isEnabled(), "a button without an address leads nowhere"
    fields["url"].setText("https://example.com/ficha")
    QTest.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    card = {
        "title": "Cabildo 2340", "image_url": "https://example.com/1.jpg",
        "buttons": [{"type": "url", "caption": "Ver", "url": "https://example.com/ficha"}],
    }  # fmt: skip
    qtbot.waitUntil(lambda: [out.content for out in shelf.waiting] == [{"cards": [card]}])
    composer = desk._composer
    composer.undo_bar.refresh()
    composer.undo_bar.undo()
    qtbot.waitUntil(lambda: not shelf.waiting and asked(desk).isVisible() and asked(desk) is not dialog)
    assert [form.card for form in asked(desk).forms] == [card]
    assert composer.text_panel.editor.toPlainText() == ""


def test_a_written_text_gets_buttons_and_is_not_left_to_be_sent_again(
    desk: CardsDesk, outbox: Account, shelf: FakeShelf, qtbot: Any
) -> None:
    editor = desk._composer.text_panel.editor
    editor.insertPlainText("¿Te sirve el jueves?")
    desk.ask()
    dialog = asked(desk)
    qtbot.waitUntil(lambda: dialog.rows[0].target.count() == 2)
    dialog.rows[0].caption.setText("Sí")
    dialog.rows[0].target.setCurrentIndex(1)
    QTest.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    reply = {"type": "flow", "caption": "Sí", "target": "f2"}
    qtbot.waitUntil(lambda: [out.content for out in shelf.waiting] == [{"quick_replies": [reply]}])
    qtbot.waitUntil(lambda: editor.toPlainText() == "")


def test_where_the_channel_takes_neither_there_is_no_button(desk: CardsDesk, outbox: Account) -> None:
    composer = desk._composer
    assert composer.text_panel.cards_button.isVisible()
    outbox.can = Ability(None, None, cards="channel.no_cards", quick_replies="channel.no_quick_replies")
    composer.show_conversation("ana")
    assert not composer.text_panel.cards_button.isVisible()
    assert not desk.can()
