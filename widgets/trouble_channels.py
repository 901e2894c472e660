"""Words for what a channel does not take, said before anything is tried."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "channel.no_text": lambda: Words(tr("Este canal no acepta textos."), tr("Usá otro canal")),
    "channel.no_image": lambda: Words(tr("Este canal no acepta imágenes."), tr("Escribile un texto")),
    "channel.no_video": lambda: Words(tr("Este canal no acepta videos."), tr("Mandale un enlace")),
    "channel.no_document": lambda: Words(tr("Este canal no acepta documentos."), tr("Mandale un enlace")),
    "channel.video_by_link": lambda: Words(
        tr("Por acá los videos tendrían que pasar por el relay, y el relay no guarda videos."), tr("Mandale un enlace")
    ),
    "channel.no_template": lambda: Words(tr("Este canal no tiene plantillas."), tr("Escribile un texto")),
    "channel.no_cards": lambda: Words(tr("Este canal no acepta tarjetas."), tr("Escribile un texto")),
    "channel.no_quick_replies": lambda: Words(
        tr("Este canal no acepta botones de respuesta."), tr("Escribile un texto")
    ),
    "channel.no_flow": lambda: Words(tr("Este canal no tiene automatizaciones."), tr("Escribile un texto")),
    "channel.no_tags": lambda: Words(tr("Este canal no tiene etiquetas propias."), tr("Usá las de STRATO")),
    "channel.no_fields": lambda: Words(tr("Este canal no tiene campos propios."), tr("Usá los de STRATO")),
    "channel.no_reply": lambda: Words(tr("En este canal no se puede citar un mensaje."), tr("Escribilo sin citar")),
    "channel.no_acknowledgements": lambda: Words(
        tr("Este canal no avisa si el mensaje llegó ni si lo leyeron."), tr("Preguntale si le llegó")
    ),
    "media.not_on_this_desk": lambda: Words(
        tr("El archivo está en otra computadora de la agencia."), tr("Envialo desde allá")
    ),
}
