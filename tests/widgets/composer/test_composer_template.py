"""The template picker: what it lists, what it asks for, what it refuses, and the voice that waits behind it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.channels.whatsapp.templates import Template
from services.drafts import Drafts
from services.outbox import Ability
from services.trouble import Trouble
from tests.widgets.composer.conftest import FakeLists, FakeOutbox, press
from tests.widgets.conftest import HOUR, NOW, FakeShelf, conversation
from widgets.composer import template_look as looks
from widgets.composer.composer import Composer
from widgets.composer.template_desk import Preview

_DAY_MS = 24 * HOUR
SHUT = "whatsapp.window_closed"
BODY = "Hola {{nombre}}, hay una novedad sobre {{propiedad}}: {{novedad}}."


def template(name: str = "novedad_de_propiedad", body: str = BODY, *more: dict[str, Any], **fields: Any) -> Template:
    given: dict[str, Any] = {"category": "UTILITY", "status": "APPROVED"}
    parts = ({"type": "BODY", "text": body}, *more)
    return Template(name, "es_AR", components=parts, **(given | fields))


BUTTONS = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Escuchar audio"}]}
NEWS = template("novedad_de_propiedad", BODY, BUTTONS)
AUDIO = template("audio_pendiente", "Hola {{1}}, tengo un audio para vos.", BUTTONS)
PAUSED = template("encuesta", "¿Qué te pareció?", status="PAUSED")


@pytest.fixture
def closed(
    open_composer: Callable[[], Composer], lists: FakeLists, shelf: FakeShelf, outbox: FakeOutbox, qtbot: Any
) -> Composer:
    """On "ana", whose window closed five hours ago."""
    lists.rows = (PAUSED, NEWS, AUDIO)
    outbox.can = Ability(SHUT, SHUT)
    composer = open_composer()
    shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW - 5 * HOUR))
    composer.show_conversation("ana")
    qtbot.waitUntil(lambda: composer.templates.template is not None)
    return composer


def fill(composer: Composer, key: str, text: str) -> None:
    field = composer.templates.panel.form._rows[key].field
    field.setFocus()
    QTest.keyClicks(field, text)


def shown(composer: Composer) -> list[str]:
    rows = composer.templates.panel.list.rows
    return [looks.title(rows.item(n).data(Qt.ItemDataRole.UserRole)) for n in range(rows.count())]


def test_a_closed_window_becomes_the_picker_with_what_can_be_sent_first(closed: Composer) -> None:
    assert closed.mode == "template"
    assert shown(closed) == ["Novedad de propiedad", "Audio pendiente", "Encuesta"]
    assert closed.templates.template == NEWS
    assert not closed.tabs.buttons["text"].isEnabled()
    assert closed.tabs.buttons["voice"].isEnabled(), "a voice may be prepared: it waits"


def test_it_knows_the_name_and_refuses_while_something_is_missing(closed: Composer, shelf: FakeShelf) -> None:
    panel = closed.templates.panel
    assert panel.form._rows["body.nombre"].field.text() == "Ana"
    assert panel.form._rows["body.nombre"]._source.text() == "del lead"
    assert panel._lacking.text() == "Falta completar {propiedad}, {novedad}."
    assert not panel.send_button.isEnabled()
    fill(closed, "body.propiedad", "Cabildo 2340")
    assert panel._lacking.text() == "Falta completar {novedad}."
    QTest.keyClick(panel.form._rows["body.propiedad"].field, Qt.Key.Key_Return)
    assert closed.focusWidget() is panel.form._rows["body.novedad"].field, "Enter goes to what is missing"
    assert not shelf.waiting


def test_enter_in_the_last_field_sends_it_whole(
    closed: Composer, shelf: FakeShelf, outbox: FakeOutbox, qtbot: Any
) -> None:
    fill(closed, "body.propiedad", "Cabildo 2340")
    fill(closed, "body.novedad", "bajo")
    assert closed.templates.panel.send_button.text() == "Enviar plantilla a Ana Paz"
    QTest.keyClick(closed.templates.panel.form._rows["body.novedad"].field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [out.kind for out in shelf.waiting] == ["template"])
    assert outbox.values == [{"body.nombre": "Ana", "body.propiedad": "Cabildo 2340", "body.novedad": "bajo"}]


def test_undo_gives_back_what_was_filled_in(closed: Composer, shelf: FakeShelf, qtbot: Any) -> None:
    fill(closed, "body.propiedad", "Cabildo 2340")
    fill(closed, "body.novedad", "bajo")
    closed.send()
    qtbot.waitUntil(lambda: len(shelf.waiting) == 1 and not closed.templates.own)
    closed.undo_bar.undo()
    qtbot.waitUntil(lambda: closed.templates.own == {"body.propiedad": "Cabildo 2340", "body.novedad": "bajo"})
    assert closed.mode == "template"


def test_what_was_filled_in_survives_a_restart(
    closed: Composer, open_composer: Callable[[], Composer], qtbot: Any
) -> None:
    closed.templates.panel.list.rows.setCurrentRow(1)
    fill(closed, "body.1", "!")
    closed.keep_draft()
    again = open_composer()
    qtbot.waitUntil(lambda: again.templates.key == "audio_pendiente es_AR")
    assert again.templates.panel.form._rows["body.1"].field.text() == "Ana!"


def test_search_by_name_and_category(closed: Composer) -> None:
    closed.templates.panel.list.field.setText("audio util")
    assert shown(closed) == ["Audio pendiente"]
    closed.templates.panel.list.field.setText("nada así")
    assert shown(closed) == []
    assert not closed.templates.panel.send_button.isEnabled()


def test_one_that_is_not_approved_says_so(closed: Composer) -> None:
    closed.templates.panel.list.rows.setCurrentRow(2)
    assert closed.templates.panel._lacking.text() == "Esta plantilla está en pausa: no se puede enviar."
    assert not closed.templates.panel.send_button.isEnabled()


def test_the_preview_follows_each_letter(closed: Composer, qtbot: Any) -> None:
    previews: list[Preview] = []
    closed.preview_changed.connect(previews.append)
    fill(closed, "body.propiedad", "C")
    seen = previews[-1].seen
    assert seen is not None
    assert seen.body == (
        ("Hola ", False), ("Ana", True), (", hay una novedad sobre ", False), ("C", True), (": {novedad}.", False),
    )  # fmt: skip
    assert seen.buttons == ("Escuchar audio",)


def test_a_list_that_cannot_be_had_says_why_and_can_be_asked_again(
    open_composer: Callable[[], Composer], lists: FakeLists, outbox: FakeOutbox, qtbot: Any
) -> None:
    lists.trouble = Trouble("net.offline")
    outbox.can = Ability(SHUT, SHUT)
    composer = open_composer()
    trouble = composer.templates.panel.trouble
    qtbot.waitUntil(lambda: trouble.isVisible() and trouble.button.text() == "Reintentar")
    lists.trouble, lists.rows = None, (NEWS,)
    trouble.button.click()
    qtbot.waitUntil(lambda: shown(composer) == ["Novedad de propiedad"])
    assert not trouble.isVisible()


def test_a_window_that_opens_brings_the_text_back(closed: Composer, outbox: FakeOutbox, shelf: FakeShelf) -> None:
    outbox.can = Ability(None, None)
    closed._feed.changed.emit(shelf.put(conversation("ana", "Ana Paz", window_closes_at=NOW + 24 * HOUR)))
    assert closed.mode == "text"


class TestWaiting:
    @pytest.fixture
    def heard(self, closed: Composer, qtbot: Any) -> Composer:
        """A voice for "ana" was made and heard while her window is closed."""
        closed.to_voice()
        closed.booth.panel.editor.insertPlainText("Ya está lista la terraza.")
        qtbot.waitUntil(closed.booth.panel.make_button.isEnabled)
        press(closed.booth.panel.make_button)
        qtbot.waitUntil(lambda: closed.booth.speech.heard)
        return closed

    def test_alone_it_waits_three_days(self, heard: Composer, shelf: FakeShelf, qtbot: Any) -> None:
        button = heard.booth.panel.send_button
        assert button.text() == "Dejar en espera para Ana Paz"
        assert heard.booth.panel.expiry.isVisible()
        assert heard.booth.panel.status.text() == "Oída"  # one word, not a column of them
        press(button)
        qtbot.waitUntil(lambda: [out.waits_until for out in shelf.waiting] == [NOW + 3 * _DAY_MS])

    def test_beside_a_template_both_go_and_come_back_together(
        self, heard: Composer, shelf: FakeShelf, qtbot: Any
    ) -> None:
        heard.go_to("template")
        card = heard.templates.panel.card
        assert card.on
        card.expiry.choose(5 * _DAY_MS)
        fill(heard, "body.propiedad", "Cabildo 2340")
        fill(heard, "body.novedad", "bajo")
        heard.send()
        qtbot.waitUntil(lambda: [(out.kind, out.waits_until) for out in shelf.waiting] == [
            ("template", None), ("audio", NOW + 5 * _DAY_MS),
        ])  # fmt: skip
        qtbot.waitUntil(lambda: heard.booth.speech.chosen is None)
        assert heard.undo_bar.waiting is not None
        assert heard.undo_bar.waiting.kind == "template"
        heard.undo_bar.undo()
        qtbot.waitUntil(lambda: not shelf.waiting)
        qtbot.waitUntil(lambda: heard.booth.speech.heard)
        assert card.on

    def test_switched_off_only_the_template_goes(self, heard: Composer, shelf: FakeShelf, qtbot: Any) -> None:
        heard.go_to("template")
        heard.templates.panel.card.switch.setChecked(False)
        heard.templates.panel.list.rows.setCurrentRow(1)
        heard.send()
        qtbot.waitUntil(lambda: [out.kind for out in shelf.waiting] == ["template"])
        assert heard.booth.speech.heard, "the voice stays on the table"

    def test_unheard_it_cannot_wait(self, heard: Composer) -> None:
        assert not heard.templates.panel.card.on or heard.booth.speech.heard
        heard.booth.panel.editor.insertPlainText(" Y más.")
        assert not heard.templates.panel.card.on
        assert not heard.templates.panel.card.switch.isEnabled()

    def test_a_heard_take_is_on_the_table_again_after_a_restart(
        self, heard: Composer, open_composer: Callable[[], Composer], drafts: Drafts, tmp_path: Path, qtbot: Any
    ) -> None:
        heard.keep_draft()
        kept = drafts.get("ana")
        assert kept is not None
        assert kept.voice is not None
        assert kept.voice.heard
        again = open_composer()
        qtbot.waitUntil(lambda: again.booth.speech.heard)
        assert again.mode == "voice"
        assert again.booth.panel.send_button.isEnabled()


def test_positional_variables_are_told_by_where_they_stand() -> None:
    found = looks.fields(AUDIO, {"nombre": "Ana"}, {})
    assert [(each.label, each.value, each.source) for each in found] == [("{nombre}", "Ana", "del lead")]
    assert looks.short(AUDIO) == "Hola {nombre}, tengo un audio para vos."


def test_a_value_that_looks_like_a_variable_stays_what_it_is() -> None:
    seen = looks.seen(AUDIO, {"body.1": "{{1}}"})
    assert seen.body[1] == ("{{1}}", True)


def test_a_header_counts_its_letters() -> None:
    header = {"type": "HEADER", "format": "TEXT", "text": "Novedad: {{1}}"}
    [field] = [each for each in looks.fields(template("x", "Hola", header), {}, {}) if each.key == "header.1"]
    assert field.limit == 60 - len("Novedad: ")


def test_what_a_template_says_of_itself() -> None:
    assert looks.about(NEWS) == "Utilidad · 3 variables · botón"
    assert looks.approval(PAUSED) == ("warning", "en pausa")
    assert looks.price(NEWS, "whatsapp") == "Se cobra por entrega · categoría utilidad"
