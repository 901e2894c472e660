"""Keys as a Spanish keyboard writes them, and which ones an action may have."""

import sys
from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from widgets.actions.declared import Scope
from widgets.words import tr

_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_META: Final = Qt.KeyboardModifier.MetaModifier

_TAKEN: Final = frozenset({"Ctrl+Space", "Ctrl+Shift+V", "Ctrl+Shift+Q", "Ctrl+Shift+U", "Ctrl+Shift+E"})
"""Input methods, paste without format, and the log-out of macOS."""
_EDITING: Final = frozenset(f"Ctrl+{letter}" for letter in "ACVXZY") | {"Ctrl+Shift+Z", "Ctrl+Backspace", "Ctrl+Del"}
_SYSTEM: Final = frozenset({"F10", "Shift+F10", "Alt+F4", "Menu"})
_LONE_PUNCTUATION: Final = "/[]?"
_LAST_LATIN: Final = 0x1000000
"""From here on a Qt key code is no character."""


def written(key: str) -> str:
    """ "Ctrl+Shift+PgUp" as "Ctrl+Mayús+RePág"; on a Mac with its own signs."""
    if sys.platform == "darwin":
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    known = _names()
    *held, last = key.removesuffix("+").split("+") if key != "+" else ["+"]
    return "+".join(known.get(part, part) for part in [*held, last])


def all_written(keys: tuple[str, ...]) -> str:
    """Several keys for one action: "Menú o Mayús+F10"."""
    return tr(" o ").join(written(key) for key in keys)


def portable(combination: QKeyCombination) -> str:
    """Qt's own name of what was pressed; the keypad's digits and arrows count as the others."""
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key.Key_Tab if combination.key() == Qt.Key.Key_Backtab else combination.key()
    return QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText)


def refusal(key: str, scope: Scope) -> str:
    """Why an action may not have this key, in words; "" where it may."""
    sequence = QKeySequence(key)
    if sequence.count() != 1:
        return tr("Tiene que ser una sola combinación.")
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # its stub does not know
    held, code = pressed.keyboardModifiers(), pressed.key()
    prints = Qt.Key.Key_Space <= code < _LAST_LATIN
    if held & _ALT and prints and held & _CTRL:
        return tr("Ctrl+Alt con una tecla es AltGr: escribe caracteres en muchos teclados.")
    if held & _ALT and prints:
        return tr("Alt con una letra abre menús, y en Mac escribe caracteres.")
    if key in _TAKEN or key in _SYSTEM or (held & _META and sys.platform != "darwin"):
        return tr("El sistema ya usa esa combinación.")
    if key in _EDITING:
        return tr("Esa combinación es de los campos de texto.")
    return _lone(held, code, scope, prints)


def _lone(held: Qt.KeyboardModifier, code: int, scope: Scope, prints: bool) -> str:
    """Keys without Ctrl or Alt: a letter only where nobody writes, and none that moves or confirms."""
    media = Qt.Key.Key_MediaPlay <= code <= Qt.Key.Key_MediaTogglePlayPause
    if held & (_CTRL | _ALT | _META) or Qt.Key.Key_F1 <= code <= Qt.Key.Key_F35 or media:
        return ""
    if not prints:
        return tr("Sola, esa tecla ya sirve para moverse o confirmar.")
    if scope == "window":
        return tr("Sola, esa tecla escribe. Sumale Ctrl.")
    if not chr(code).isalnum():
        return tr("Esa tecla no está sola en todos los teclados. Elegí una letra.")
    return ""


def _names() -> dict[str, str]:
    return {
        "Shift": tr("Mayús"), "Return": tr("Intro"), "Enter": tr("Intro"), "Space": tr("Espacio"),
        "PgUp": tr("RePág"), "PgDown": tr("AvPág"), "Up": tr("Arriba"), "Down": tr("Abajo"), "Left": tr("Izq"),
        "Right": tr("Der"), "Del": tr("Supr"), "Menu": tr("Menú"), "Home": tr("Inicio"), "End": tr("Fin"),
        "Media Play": tr("Reproducir"), "Media Stop": tr("Detener"), "Media Next": tr("Siguiente"),
        "Media Previous": tr("Anterior"), "Media Pause": tr("Pausa"), "Toggle Media Play/Pause": tr("Reproducir/Pausa"),
        "Ins": tr("Insert"), "Backspace": tr("Retroceso"), "": "+",
    }  # fmt: skip
