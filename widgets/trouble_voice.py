"""Words for what keeps a voice from being made, heard or sent."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "voice.no_key": lambda: Words(
        tr("Falta la clave de ElevenLabs en esta computadora."), tr("Abrir Ajustes"), "settings"
    ),
    "voice.bad_key": lambda: Words(
        tr("ElevenLabs no acepta la clave de esta computadora."), tr("Cargar una clave nueva"), "settings"
    ),
    "voice.missing_permission": lambda: Words(
        tr("A la clave de ElevenLabs le falta el permiso {permission}."), tr("Cargar una clave nueva"), "settings"
    ),
    "voice.quota": lambda: Words(
        tr("No alcanzan los créditos de ElevenLabs para este texto."), tr("Acortá el texto o sumá créditos")
    ),
    "voice.plan": lambda: Words(
        tr("El plan de ElevenLabs de la agencia no permite esto."), tr("Revisá el plan en ElevenLabs")
    ),
    "voice.voice_gone": lambda: Words(tr("Esa voz ya no está en la cuenta."), tr("Elegir otra voz"), "voices"),
    "voice.no_voices": lambda: Words(
        tr("La cuenta de ElevenLabs no tiene ninguna voz."), tr("Agregá una en ElevenLabs")
    ),
    "voice.no_right": lambda: Words(
        tr("Esa voz es de una persona y falta anotar que la agencia puede usarla."), tr("Anotar el derecho"), "right"
    ),
    "voice.bad_right": lambda: Words(
        tr("Escribí en una frase por qué la agencia puede usar esa voz, en no más de {most} caracteres."),
        tr("Corregila"),
    ),
    "voice.budget_person": lambda: Words(
        tr("Con esta voz pasarías tu presupuesto del mes: llevás {spent} de {limit} créditos."),
        tr("Pedile a un administrador que lo suba"),
    ),
    "voice.budget_agency": lambda: Words(
        tr("Con esta voz se pasa el presupuesto del mes de la agencia: van {spent} de {limit} créditos."),
        tr("Pedile a un administrador que lo suba"),
    ),
    "voice.budget_admin": lambda: Words(
        tr("Con esta voz se pasa el presupuesto del mes: van {spent} de {limit} créditos."),
        tr("Generar igual"),
        "spend",
    ),
    "voice.maybe_paid": lambda: Words(
        tr("Esta voz ya se pidió y no llegó entera: puede estar paga."), tr("Traer lo que ya se pagó"), "recover"
    ),
    "voice.not_in_history": lambda: Words(
        tr("En ElevenLabs no hay ninguna voz de este texto: no hay nada pagado para traer."),
        tr("Generar otra vez"),
        "retry",
    ),
    "voice.paid_not_kept": lambda: Words(
        tr("ElevenLabs la cobró pero no la guardó: no se puede traer."), tr("Generar otra vez"), "retry"
    ),
    "voice.not_found_yet": lambda: Words(
        tr("ElevenLabs todavía no la tiene lista, o está más atrás de lo que pudimos buscar."),
        tr("Buscar otra vez"),
        "recover",
    ),
    "voice.rest_unpaid": lambda: Words(
        tr("Ya trajimos lo que estaba pago. El resto del texto nunca se llegó a generar."),
        tr("Generar lo que falta"),
        "rest",
    ),
    "voice.no_sample": lambda: Words(tr("Esta voz no tiene muestra."), tr("Generá un texto corto para oírla")),
    "voice.sample_failed": lambda: Words(tr("No se pudo bajar la muestra de esta voz."), tr("Probá de nuevo")),
    "voice.text_too_long": lambda: Words(
        tr("El texto es demasiado largo para una sola voz: el máximo es {limit} caracteres."), tr("Acortalo")
    ),
    "voice.nothing_to_say": lambda: Words(tr("No hay nada para decir."), tr("Escribí un texto")),
    "voice.busy": lambda: Words(
        tr("ElevenLabs está ocupado con otros pedidos de la agencia."), tr("Reintentar"), "retry"
    ),
    "voice.provider_down": lambda: Words(tr("ElevenLabs está con problemas."), tr("Reintentar"), "retry"),
    "voice.refused": lambda: Words(tr("ElevenLabs rechazó el pedido: {said}"), tr("Reintentar"), "retry"),
    "voice.no_network": lambda: Words(
        tr("No hay conexión con ElevenLabs. Tu texto está a salvo."), tr("Reintentar"), "retry"
    ),
    "voice.cut": lambda: Words(
        tr("Se cortó la voz por la mitad: no se puede enviar incompleta."), tr("Generar otra vez"), "retry"
    ),
    "voice.nothing_came": lambda: Words(
        tr("Se cortó la conexión antes de que llegara la voz: no llegó nada y no quedó nada guardado."),
        tr("Reintentar"),
        "retry",
    ),
    "voice.garbled": lambda: Words(tr("Lo que llegó no es una voz."), tr("Generar otra vez"), "retry"),
    "voice.not_on_this_desk": lambda: Words(
        tr("Esa voz se generó en otra computadora."), tr("Generar otra vez"), "retry"
    ),
    "voice.other_format": lambda: Words(
        tr("Esa voz está en el formato de otro canal: hay que pasarla al de este, sin gastar créditos, y oírla."),
        tr("Generar otra vez"),
        "retry",
    ),
    "voice.not_what_was_heard": lambda: Words(
        tr("El archivo de la voz cambió después de que la escuchaste: no lo enviamos."), tr("Generar otra vez"), "retry"
    ),
    "audio.unreadable": lambda: Words(
        tr("Ese audio está dañado o no se puede leer."), tr("Pedile que lo mande otra vez")
    ),
    "clip.gone": lambda: Words(
        tr("El archivo de esa voz ya no está en esta computadora."), tr("Generar otra vez"), "retry"
    ),
    "clip.disk_full": lambda: Words(
        tr("El disco está lleno y la voz no se pudo guardar."), tr("Liberar espacio y reintentar"), "retry"
    ),
    "sound.none": lambda: Words(
        tr("No hay salida de sonido: la voz corre en silencio."),
        tr("Conectá parlantes o auriculares; si ya están, cerrá STRATO y abrilo otra vez"),
    ),
    "sound.lost": lambda: Words(tr("Se desconectó la salida de sonido."), tr("Conectala y dale a reproducir")),
    "microphone.none": lambda: Words(tr("No encontramos un micrófono."), tr("Conectá uno y probá de nuevo")),
    "microphone.denied": lambda: Words(
        tr("El sistema no deja usar el micrófono."), tr("Permitilo en los ajustes del sistema")
    ),
    "microphone.busy": lambda: Words(
        tr("Otro programa está usando el micrófono {name}."), tr("Cerralo y probá de nuevo")
    ),
    "microphone.lost": lambda: Words(
        tr("El micrófono se desconectó. Lo grabado hasta ahí ({seconds} s) está a salvo."),
        tr("Seguí grabando o enviá lo que hay"),
    ),
    "microphone.longest": lambda: Words(
        tr("Una grabación llega hasta {minutes} minutos. Lo grabado está a salvo."), tr("Escuchala y enviala")
    ),
    "microphone.empty": lambda: Words(tr("No se oye nada en la grabación."), tr("Grabá otra vez")),
    "microphone.disk_full": lambda: Words(
        tr("El disco se llenó. Lo grabado hasta ahí está a salvo."), tr("Liberá espacio")
    ),
    "dictionary.no_saying": lambda: Words(tr("Falta cómo se dice."), tr("Completala")),
    "dictionary.whose": lambda: Words(tr("La tercera columna dice «agencia», «solo para mí» o nada."), tr("Corregila")),
    "dictionary.repeated": lambda: Words(tr("La misma palabra está más abajo: vale esa."), tr("Dejá una sola")),
    "dictionary.unreadable": lambda: Words(tr("El archivo no se puede leer. {reason}"), tr("Elegí otro archivo")),
    "dictionary.too_large": lambda: Words(
        tr("El archivo pesa más de {most} MB: no parece un diccionario."), tr("Elegí otro archivo")
    ),
    "dictionary.too_many": lambda: Words(tr("El archivo tiene más de {most} filas."), tr("Partilo en dos")),
    "dictionary.no_table": lambda: Words(
        tr("Ese archivo no tiene filas de palabra y cómo se dice."), tr("Elegí otro archivo")
    ),
    "dictionary.bad_word": lambda: Words(
        tr("Una palabra del diccionario lleva letras o números, y no más de {most} caracteres."), tr("Corregila")
    ),
    "dictionary.bad_saying": lambda: Words(
        tr("Cómo se dice lleva letras o números, y no más de {most} caracteres."), tr("Corregila")
    ),
}
