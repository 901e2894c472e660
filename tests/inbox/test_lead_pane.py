"""The lead in the inspector: what is known is changed in place, merges are offered and undone, the past is told."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from services.records import Happening
from tests.inbox.leads import IDS, Inbox
from tests.store.logs import EPOCH, contact_id, fact, hook
from widgets.inspector.history import happening_words
from widgets.inspector.inspector import Inspector
from widgets.theme import Theme

ANA = "5491155550101"


@pytest.fixture
def inspector(inbox: Inbox, qapp: QApplication) -> Iterator[Inspector]:
    theme = Theme(qapp, scheme="light")
    made = Inspector(theme, inbox.store, inbox.feed, inbox.decisions)
    made.resize(308, 900)
    made.show_conversation(IDS["ana"])
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    theme.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def texts(widget: Any) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget) and each.text()]


def fields(inbox: Inbox) -> dict[str, str]:
    found = inbox.store.contact(contact_id(ANA))
    assert found is not None
    return found.fields


def test_fields_are_added_changed_and_taken_away(inbox: Inbox, inspector: Inspector) -> None:
    section = inspector.lead.fields
    for name, value in (("Zona", "Belgrano"), ("Ambientes", "3, con balcón")):
        section.edit()
        names, values = section._rows[-1]
        names.setText(name)
        values.setText(value)
        section.save.click()
        inbox.settle(lambda name=name: name in fields(inbox))  # type: ignore[misc]
    assert fields(inbox) == {"Zona": "Belgrano", "Ambientes": "3, con balcón"}
    inbox.settle(lambda: texts(section)[1:] == ["Zona", "Belgrano", "Ambientes", "3, con balcón"])
    section.edit()
    section._rows[0][1].setText("Núñez")
    section._rows[1][0].clear()
    section.save.click()
    inbox.settle(lambda: fields(inbox) == {"Zona": "Núñez"})


def test_what_is_being_written_survives_what_arrives(inbox: Inbox, inspector: Inspector) -> None:
    section = inspector.lead.fields
    section.edit()
    section._rows[0][0].setText("Presup")
    inbox.takes(fact("other", "lead.changed", "x", contact=contact_id(ANA), fields={"Zona": "Sur"}))
    inbox.settle(lambda: section._fields == {"Zona": "Sur"})
    assert section._rows[0][0].text() == "Presup"
    section.leave()
    inbox.settle(lambda: texts(section)[1:] == ["Zona", "Sur"])


def test_consent_is_written_down_with_its_date(inbox: Inbox, inspector: Inspector) -> None:
    section = inspector.lead.consent
    assert "Todavía no dijo nada." in texts(section)
    section.button.click()
    inbox.settle(lambda: section.button.text() == "Anotar que aceptó")
    assert texts(section)[1].startswith("Pidió no recibir más: hoy ")
    section.button.click()
    inbox.settle(lambda: section.button.text() == "Anotar que pidió no recibir más")


def test_tags_and_member_are_those_of_the_conversation(inbox: Inbox, inspector: Inspector) -> None:
    inbox.run(inbox.decisions.tag([IDS["ana"]], "<b>Venta</b>"))
    inbox.run(inbox.decisions.introduce())
    inbox.run(inbox.decisions.assign([IDS["ana"]], "me", "Martín Acuña"))
    inbox.settle(lambda: "Martín Acuña" in texts(inspector.lead.member))
    assert "<b>Venta</b>" in texts(inspector.lead.tags)


def test_a_merge_is_offered_done_and_undone(inbox: Inbox, inspector: Inspector) -> None:
    flow = {"last_input_text": "hola", "email": "ana@b.example"}
    inbox.takes(
        hook("p", {**flow, "id": "1", "name": "Ana Gómez"}, "manychat"),
        hook("q", {**flow, "id": "2", "name": "Ana G."}, "manychat"),
    )
    one, two = (next(r for r in _rows(inbox) if r.name == name) for name in ("Ana Gómez", "Ana G."))
    inspector.show_conversation(one.id)
    same = inspector.lead.same
    decided: list[Any] = []
    inspector.decided.connect(decided.append)
    _button(same, "Es la misma").click()
    inbox.settle(lambda: "También es" in texts(same))
    assert {row.contact for row in _rows(inbox) if row.id in (one.id, two.id)} == {one.contact}
    inbox.settle(lambda: len(decided) == 1)
    inbox.run(inbox.decisions.undo(decided[0]))
    inbox.settle(lambda: "¿Es la misma persona?" in texts(same))
    assert {row.contact for row in _rows(inbox) if row.id in (one.id, two.id)} == {one.contact, two.contact}
    inbox.run(inbox.decisions.merge(two.contact, one.contact))
    inbox.settle(lambda: "También es" in texts(same))
    _button(same, "Separar").click()
    inbox.settle(lambda: "¿Es la misma persona?" in texts(same))


def test_the_past_is_told(inbox: Inbox, inspector: Inspector) -> None:
    inbox.run(inbox.decisions.assign([IDS["ana"]], "me", "Martín Acuña"))
    inbox.run(inbox.decisions.close([IDS["ana"]]))
    inbox.settle(lambda: len(texts(inspector.history)) == 4)
    assert texts(inspector.history)[::2] == ["Conversación cerrada", "Asignada a Martín Acuña"]
    assert texts(inspector.history)[1].endswith("· Martín Acuña")


@pytest.mark.parametrize(
    "body", [{}, {"until": "?", "fields": 7, "name": [1], "tag": None, "member": {}, "given": "x"}]
)
def test_any_body_can_be_told(body: dict[str, Any]) -> None:
    kinds = ("closed", "reopened", "snoozed", "assigned", "tagged", "untagged")
    for kind in (*(f"conversation.{each}" for each in kinds), "contact.consent", "lead.changed", "of.tomorrow"):
        assert happening_words(Happening(EPOCH, kind, body), EPOCH)


def _rows(inbox: Inbox) -> list[Any]:
    return inbox.store.conversations(inbox.store.conversation_ids())


def _button(widget: Any, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text and each.isVisibleTo(widget))
