"""What the voice composer shows and allows, from what it knows: one function, no widgets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from services.trouble import Trouble
from services.voice.fitting import bits_for
from services.voice.sound import LARGEST_NOTE
from widgets.composer.speech import Failed, Idle, Making, Ready, Speech, recoverable
from widgets.trouble_words import sentence
from widgets.words import Words, number, tr

_LETTER_S: Final = 0.068
"""About so long a voice needs for a character."""


@dataclass(frozen=True, slots=True)
class Look:
    """`make` is the button that makes a voice, `status` the line beside the button that sends."""

    make: str
    can_make: bool
    can_send: bool
    status: str = ""
    tone: str = "muted"
    icon: str = ""
    bar: bool = False
    """Whether there is a voice to be seen."""
    trouble: Words | None = None
    make_icon: str = "audio-lines"


def look(speech: Speech, trouble: Words | None = None, *, picked: bool, refused: str = "", reads: bool = False) -> Look:
    """`trouble` says why no voice can be had at all. `picked`: voice and model are chosen. `refused` is the code of the
    Trouble for which no voice may be sent here, "" for none. `reads`: what the account has is on its way."""
    written = bool(speech.script.text.strip())
    can_make = written and picked and not refused
    match speech.phase:
        case Making(seconds):
            status = tr("Ya la podés ir escuchando.") if seconds else tr("Esperando la voz de ElevenLabs…")
            icon = "volume-2" if seconds else ""
            return Look(tr("Detener"), True, False, status, icon=icon, bar=True, make_icon="square")
        case Ready(index, failure):
            shown = _ready(speech, index, can_make, refused)
            return replace(shown, trouble=_failed(failure)) if failure is not None else shown
        case Failed(failure):
            return Look(tr("Generar voz"), can_make, False, trouble=_failed(failure))
        case Idle() if trouble is not None:
            return Look(tr("Generar voz"), False, False, trouble=trouble)
        case Idle() if reads and not picked:
            return Look(tr("Generar voz"), False, False, tr("Buscando las voces de la cuenta…"))
        case Idle(known=True):
            status = tr("Ya la tenías generada: no gasta créditos.")
            return Look(tr("Traer la voz"), can_make, False, status, "success", "circle-check")
        case Idle() if speech.price is not None and speech.price.long:
            status = tr("Es más de lo que el modelo dice de una vez: la pedimos en {count} partes.")
            return Look(tr("Generar voz"), can_make, False, status.format(count=speech.price.requests))
        case Idle():
            status = _about(speech.script.said) if can_make else "" if written else tr("Escribí qué querés decir.")
            return Look(tr("Generar voz"), can_make, False, status)


def whose(shown: Look, admin: Callable[[], bool]) -> Look:
    """The same for whoever reads it: only an admin has a key to enter, the others have somebody to ask."""
    if shown.trouble is None or shown.trouble.does != "settings" or admin():
        return shown
    asks = Words(shown.trouble.text, tr("Pedile a quien administra la agencia que la cargue"))
    return replace(shown, trouble=asks)


def _about(said: str) -> str:
    """How long and how heavy it will be, about, before it costs anything."""
    seconds = max(1, round(len(said) * _LETTER_S))
    size = max(1, round(bits_for(seconds) * seconds / 8 / 1024))
    told = tr("Va a durar unos {seconds} s y pesar unos {size} de {most} KB.")
    return told.format(seconds=number(seconds), size=number(size), most=number(LARGEST_NOTE // 1024))


def _failed(failure: Trouble) -> Words:
    """What went wrong, what that may have cost, and the one way on."""
    told = sentence(failure.code, failure.facts)
    if not recoverable(failure) or told.does not in ("retry", "recover"):
        return told
    paid, cost = failure.facts.get("history_id"), failure.facts.get("credits")
    charge = ""
    if isinstance(cost, int) and cost > 0:
        charge = tr("ElevenLabs cobró {count} créditos.").format(count=number(cost))
    elif failure.facts.get("maybe_charged") and not paid and failure.code != "voice.maybe_paid":
        charge = tr("Puede que ElevenLabs la haya cobrado.")
    # where nobody knows whether it was paid, nothing more may be promised than to look
    action = tr("Traer lo que ya se pagó") if paid else tr("Ver si ya se pagó")
    return Words(" ".join(filter(None, (told.text, charge))), action, "recover")


def _ready(speech: Speech, index: int, can_make: bool, refused: str) -> Look:
    option = speech.options[index]
    again = tr("Generar otra")
    if not option.heard:
        status = tr("Escuchala entera para poder enviarla.")
        if option.remade:
            status = _REMADE[option.remade]()
        elif option.free:
            status = f"{tr('Ya la tenías generada: no gasta créditos.')} {status}"
        return Look(again, can_make, False, status, icon="ear-off", bar=True, make_icon="refresh-cw")
    numbers = [i for i, _ in speech.current]
    if len(numbers) > 1:
        status = tr("Toma {number} oída entera: sale este audio").format(number=numbers.index(index) + 1)
    else:
        status = tr("Toma oída entera: sale este audio")
    return Look(again, can_make, not refused, status, "success", "circle-check", bar=True, make_icon="refresh-cw")


_REMADE = {
    "level": lambda: tr("La nivelamos: escuchala de nuevo."),
    "format": lambda: tr("La pasamos al formato de este canal, sin gastar créditos: escuchala entera."),
    "size": lambda: tr("La achicamos para que entre: escuchala de nuevo."),
}
