"""The pictures of what an account at ManyChat or UChat has: its tags, fields and flows, its cards and buttons."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.hands import click_conversation, type_text, until
from app.office import Office
from widgets.composer.cards_dialog import CardsDialog
from widgets.inspector.field_value import FieldValue
from widgets.pieces.picking import Picker

TakePart = Callable[[QWidget, str], None]
W = TypeVar("W", bound=QWidget)


async def provided(office: Office, channel: str, take: TakePart) -> None:
    """At the lead of `channel` whom most can be sent: each picker, the value of a field, and what can be built."""
    store, outbox = office.house.store, office.house.outbox
    leads = [each.id for each in store.conversations(store.conversation_ids()) if each.channel == channel]
    able = {each: outbox.ability(each) for each in leads}
    best = min(leads, key=lambda each: (able[each].text is not None, able[each].cards is not None))
    await until(lambda: click_conversation(office.inbox.rows, best))
    await until(lambda: (found := office.conversation.conversation) is not None and found.id == best)
    await asyncio.sleep(0.1)  # whatever else the click set going would close what pops up
    for action, name in (("provider.tag", "tags"), ("provider.flow", "flows"), ("provider.field", "fields")):
        office.actions.run(action)
        picker = await _shown(office, Picker)
        await until(partial(_has_rows, picker))
        take(picker, f"{channel}-{name}")
        if name == "fields":
            QTest.keyClick(picker.field, Qt.Key.Key_Return)
        else:
            picker.close()
    value = await _shown(office, FieldValue)
    take(value, f"{channel}-value")
    value.reject()
    if not office.cards.can():
        return
    office.actions.run("composer.cards")
    dialog = await _shown(office, CardsDialog)
    for tab, name in enumerate(("cards", "buttons")):
        if dialog.tabs.isTabEnabled(tab):
            dialog.tabs.setCurrentIndex(tab)
            if name == "buttons":
                type_text(dialog.text, "¿Qué día te queda mejor para la visita?")
            take(dialog, f"{channel}-{name}")
    dialog.reject()


async def _shown(office: Office, kind: type[W]) -> W:
    """The newest of its kind, once one stands open."""
    while True:
        for each in reversed(office.window.findChildren(kind)):
            if each.isVisible():
                return each
        await asyncio.sleep(0)


def _has_rows(picker: Picker) -> bool:
    return picker.list.count() > 0
