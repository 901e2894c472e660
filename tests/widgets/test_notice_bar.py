"""What the bar at the foot of the window says: the sentence, and what to do where there is nothing to press."""

from typing import Any

import pytest

from services.trouble import Trouble
from widgets.notice import NoticeBar
from widgets.theme import Theme


@pytest.mark.parametrize(
    ("code", "said", "pressed"),
    [
        ("sound.lost", "Se desconectó la salida de sonido. Conectala y dale a reproducir.", ""),
        ("voice.no_key", "Falta la clave de ElevenLabs en esta computadora.", "Abrir Ajustes"),
    ],
)
def test_a_trouble_says_its_one_action_once(theme: Theme, qtbot: Any, code: str, said: str, pressed: str) -> None:
    bar = NoticeBar(theme)
    qtbot.addWidget(bar)
    bar.show_error(Trouble(code))
    assert bar.accessibleDescription() == said
    assert (bar._act.text() if bar._act.isVisibleTo(bar) else "") == pressed
