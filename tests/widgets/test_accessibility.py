"""The accessibility tree of the real window: whatever can have the focus has a name, in every state and page."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.desk import given
from app.hands import until
from app.office import Office
from app.program import Program
from services.entries import Entries, Entry, Welcome
from widgets.settings.page import SettingsPage
from widgets.theme import Theme

DESK = {
    "relay": "http://127.0.0.1:9",
    "tenant": {"id": "ten_1", "name": "Ribera Norte"},
    "member": {"id": "mem_1", "name": "Martín Acuña", "role": "admin"},
    "device": "dev_1",
    "token": "t",
    "integrations": {
        "whatsapp": {
            "config": {"base_url": "http://127.0.0.1:9", "phone_number_id": "270000000000101"},
            "keys": {"token": "t"},
        },
        "elevenlabs": {"config": {"base_url": "http://127.0.0.1:9"}, "keys": {"api_key": "k"}},
    },
}


def incoming(now: int) -> Entry:
    """A lead's message as the relay keeps it."""
    said = {
        "from": "5491155550142", "id": "wamid.1", "timestamp": str(now // 1000), "type": "text",
        "text": {"body": "Hola, ¿sigue disponible?"},
    }  # fmt: skip
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "5491155550100", "phone_number_id": "270000000000101"},
        "contacts": [{"profile": {"name": "Lucía Ferreyra"}, "wa_id": "5491155550142"}],
        "messages": [said],
    }
    body = {"entry": "1", "field": "messages", "value": value}
    return Entry(1, "e1", "hook.whatsapp", "whatsapp", "2026-11-19T17:00:00Z", body)


@asynccontextmanager
async def window(app: QApplication, root: Path) -> AsyncIterator[Office]:
    desk, credentials = await given(json.dumps(DESK), root)
    program = Program(app, Theme(app, scheme="light"))
    async with program.open(desk, credentials) as office:
        await office.house.store.apply(Welcome("epoch", 1))
        await office.house.store.apply(Entries([incoming(program.feed.now())], 1))
        await until(office.house.store.conversation_ids)
        yield office
        await until(lambda: not unread(office))
    program.window.close()
    program.window.deleteLater()


def unread(office: Office) -> int:
    """What is still to be marked as read: the house is closed when nothing is under way any more."""
    found = office.conversation.conversation
    now = office.house.store.conversation(found.id) if found is not None and office.window.isActiveWindow() else None
    return now.unread if now is not None else 0


def nameless(root: QWidget) -> list[str]:
    """Widgets that the keyboard reaches and a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        seen = widget.isVisibleTo(root) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if seen and not _name(widget):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def _name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return (interface.text(QAccessible.Text.Name) if interface is not None else "") or widget.accessibleName()


@pytest.fixture
def walk(qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path) -> Any:
    """Open the window, do `step` with it, and give what has no name then."""

    def walked(step: Any) -> list[str]:
        async def work() -> list[str]:
            async with window(qapp, tmp_path) as office:
                step(office)
                return nameless(office.window)

        task = qloop.create_task(work())
        qtbot.waitUntil(task.done)
        return list(task.result())

    return walked


def open_conversation(office: Office) -> None:
    [conversation] = office.house.store.conversation_ids()
    office.window.open_conversation(conversation)


def in_voice(office: Office) -> None:
    open_conversation(office)
    office.composer.to_voice()


def in_settings(office: Office) -> None:
    for provider in ("whatsapp", "elevenlabs"):
        office.window.open_settings(provider)
    page = office.window.findChild(SettingsPage)
    assert page is not None
    page.open_section("appearance")


@pytest.mark.parametrize("step", [lambda office: None, open_conversation, in_voice, in_settings])
def test_whatever_takes_the_focus_has_a_name(walk: Any, step: Any) -> None:
    assert walk(step) == []


def test_the_walk_finds_what_has_none(walk: Any) -> None:
    def spoil(office: Office) -> None:
        QPushButton(office.window).show()

    assert walk(spoil) == ["QPushButton in Window"]


def test_the_rows_are_read_out(qapp: QApplication, qloop: Any, qtbot: Any, tmp_path: Path) -> None:
    async def work() -> str:
        async with window(qapp, tmp_path) as office:
            open_conversation(office)
            model = office.inbox.rows.model()
            return str(model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))

    task = qloop.create_task(work())
    qtbot.waitUntil(task.done)
    assert task.result().startswith("Lucía Ferreyra, WhatsApp, ")
