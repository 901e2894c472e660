"""What the foot of the voice composer says of a recording, and whether it can be sent: one function, no widgets."""

from widgets import words
from widgets.composer.tape import Tape
from widgets.composer.voice_look import Look
from widgets.words import Words, tr


def deck_look(tape: Tape, trouble: Words | None, refused: str) -> Look:
    """`trouble` says what went wrong the last time; `refused` is the code of the Trouble for which no voice may be sent
    here, "" for none."""
    sends = tape.heard and not refused and not tape.asking
    status, tone, icon = _said(tape)
    return Look("", False, sends, status, tone, icon, bar=False, trouble=trouble)


def _said(tape: Tape) -> tuple[str, str, str]:
    found = tr("Recuperamos tu borrador de voz de las {time}.").format(time=words.clock(tape.recording.at))
    match tape.phase:
        case "opening":
            return tr("Abriendo el micrófono…"), "muted", "mic"
        case "recording":
            return tr("Grabando. Espacio hace una pausa, Intro termina."), "muted", "mic"
        case "stopping":
            return tr("Guardando lo último que dijiste…"), "muted", "mic"
        case "paused":
            return found if tape.lost else tr("En pausa. Lo grabado está a salvo."), "muted", "pause"
        case "making":
            return found if tape.lost else tr("Preparando la nota de voz…"), "muted", "audio-lines"
        case "ready" if tape.heard:
            return tr("Grabación oída entera: sale este audio"), "success", "circle-check"
        case "ready":
            unheard = tr("Escuchala entera para poder enviarla.")
            return f"{found} {unheard}" if tape.lost else unheard, "muted", "ear-off"
