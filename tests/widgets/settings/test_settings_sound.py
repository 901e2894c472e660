"""Where voices are heard and recorded: what is chosen stays chosen while it is away, and is tried in place."""

from pathlib import Path
from typing import Any

import pytest

from services.settings import SPEAKER, SPEAKER_NAME, Settings
from tests.voice.rehearsal import speech
from tests.voice.test_routing import BOX, PHONES, Plugged
from widgets.feed import Feed
from widgets.settings.sound import Sound
from widgets.theme import Theme
from widgets.voice.devices import Device
from widgets.voice.recorder import Recorder
from widgets.voice.routing import Routing
from widgets.voice.sinks import Silence


class Loud:
    name = "Prueba"

    def read(self) -> bytes:
        return speech(0.02, 48_000)

    def lost(self) -> bool:
        return False

    def close(self) -> None: ...


class Machine(Plugged):
    def inputs(self) -> list[Device]:
        return [Device("mic", "Micrófono interno")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def devices(qloop: Any) -> Machine:
    return Machine(BOX, PHONES)


@pytest.fixture
def page(theme: Theme, feed: Feed, settings: Settings, devices: Machine, qtbot: Any) -> Sound:
    routing = Routing(settings, devices, lambda wanted: Silence())
    made = Sound(theme, settings, routing, feed, lambda: Recorder(feed.report, open_source=Loud))
    qtbot.addWidget(made)
    made.show()
    return made


def choose(page: Sound, row: int) -> None:
    page.speakers.setCurrentIndex(row)
    page.speakers.activated.emit(row)


def test_what_is_chosen_is_kept_and_stays_chosen_while_it_is_away(
    page: Sound, settings: Settings, devices: Machine
) -> None:
    assert [page.speakers.itemText(i) for i in range(3)] == ["La del sistema (Parlantes)", "Parlantes", "Auriculares"]
    choose(page, 2)
    assert (settings.get(SPEAKER), settings.get(SPEAKER_NAME)) == ("phones", "Auriculares")
    devices.plug(BOX)
    assert page.speakers.currentText() == "Auriculares (desconectada)"
    assert page.speaker_said.text() == "No está conectada: mientras tanto suena por Parlantes."
    devices.plug(BOX, PHONES)
    assert page.speakers.currentText() == "Auriculares"
    assert page.speaker_said.text() == ""


def test_without_any_output_it_says_so(page: Sound, devices: Machine) -> None:
    devices.plug()
    assert page.speaker_said.text() == "No hay salida de sonido."
    assert not page.hear.isEnabled()


def test_a_microphone_is_tried_in_place_and_closed_when_the_page_is_left(page: Sound, qtbot: Any) -> None:
    page.speak.click()
    qtbot.waitUntil(lambda: page.level.accessibleDescription() == "bien")
    assert page.speak.text() == "Dejar de probar"
    page.hide()
    qtbot.waitUntil(lambda: page.speak.text() == "Probar el micrófono")
    assert page.level.accessibleDescription() == "silencio"
