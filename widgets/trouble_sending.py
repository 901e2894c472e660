"""Words for what keeps a message from going out or a file from coming in."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "whatsapp.window_closed": lambda: Words(
        tr("La ventana de 24 h está cerrada: WhatsApp no acepta texto ni voz."),
        tr("Esperá a que el lead vuelva a escribir"),
    ),
    "whatsapp.reconnect": lambda: Words(
        tr("WhatsApp no acepta la clave de esta computadora: venció o le faltan permisos."),
        tr("Cargar una clave nueva"),
        "settings",
    ),
    "whatsapp.locked": lambda: Words(
        tr("Meta bloqueó la cuenta de WhatsApp por sus políticas."), tr("Revisá la cuenta en Meta")
    ),
    "whatsapp.throttled": lambda: Words(
        tr("WhatsApp recibió demasiados mensajes seguidos y pide esperar."), tr("Reintentar"), "wait"
    ),
    "whatsapp.spam": lambda: Words(
        tr("WhatsApp frenó los envíos: muchas personas bloquearon o denunciaron el número."),
        tr("Revisá la calidad del número en Meta"),
    ),
    "whatsapp.busy": lambda: Words(
        tr("WhatsApp está con problemas y no aceptó el mensaje."), tr("Reintentar"), "retry"
    ),
    "whatsapp.undeliverable": lambda: Words(
        tr("Este número no usa WhatsApp o bloqueó mensajes. No vale la pena insistir."), tr("Probá por otro canal")
    ),
    "whatsapp.media": lambda: Words(tr("WhatsApp no pudo tomar el audio."), tr("Generá la voz otra vez")),
    "whatsapp.our_fault": lambda: Words(
        tr("WhatsApp rechazó el mensaje porque se lo mandamos mal."), tr("Copiar diagnóstico"), "copy"
    ),
    "whatsapp.template": lambda: Words(tr("WhatsApp no acepta esa plantilla."), tr("Revisá la plantilla en Meta")),
    "whatsapp.billing": lambda: Words(tr("Falta un medio de pago en la cuenta de WhatsApp."), tr("Cargalo en Meta")),
    "whatsapp.account": lambda: Words(
        tr("El número de WhatsApp de la agencia no está habilitado para enviar."), tr("Revisá el número en Meta")
    ),
    "whatsapp.refused": lambda: Words(tr("WhatsApp rechazó el mensaje."), tr("Reintentar"), "retry"),
    "whatsapp.too_long": lambda: Words(
        tr("El texto tiene {length} caracteres y WhatsApp acepta {limit}."), tr("Acortalo o partilo en dos")
    ),
    "whatsapp.no_address": lambda: Words(
        tr("No tenemos un número de WhatsApp de esta persona."), tr("Esperá a que escriba")
    ),
    "manychat.window_closed": lambda: Words(
        tr("ManyChat no deja escribir: pasaron más de 24 h desde su último mensaje."),
        tr("Esperá a que el lead vuelva a escribir"),
    ),
    "manychat.throttled": lambda: Words(tr("ManyChat pide esperar antes de seguir."), tr("Reintentar"), "wait"),
    "manychat.reconnect": lambda: Words(
        tr("ManyChat no acepta la clave de esta computadora."), tr("Cargar una clave nueva"), "settings"
    ),
    "manychat.no_address": lambda: Words(
        tr("ManyChat ya no tiene a esta persona entre sus contactos."), tr("Probá por otro canal")
    ),
    "manychat.refused": lambda: Words(tr("ManyChat rechazó el mensaje."), tr("Reintentar"), "retry"),
    "uchat.window_closed": lambda: Words(
        tr("UChat no deja escribir: pasaron más de 24 h desde su último mensaje."),
        tr("Esperá a que el lead vuelva a escribir"),
    ),
    "uchat.throttled": lambda: Words(tr("UChat pide esperar antes de seguir."), tr("Reintentar"), "wait"),
    "uchat.reconnect": lambda: Words(
        tr("UChat no acepta la clave de esta computadora."), tr("Cargar una clave nueva"), "settings"
    ),
    "uchat.no_address": lambda: Words(
        tr("UChat ya no tiene a esta persona entre sus contactos."), tr("Probá por otro canal")
    ),
    "uchat.refused": lambda: Words(tr("UChat rechazó el mensaje."), tr("Reintentar"), "retry"),
    "channel.no_voice": lambda: Words(tr("Este canal no acepta notas de voz."), tr("Escribile un texto")),
    "channel.no_answer": lambda: Words(tr("Lo que contestó el proveedor no se entiende."), tr("Reintentar"), "retry"),
    "media.type_not_taken": lambda: Words(
        tr("Este canal no acepta archivos de ese tipo ({mime})."), tr("Usá otro formato")
    ),
    "media.too_large_to_send": lambda: Words(
        tr("El archivo es demasiado grande para este canal."), tr("Usá uno más chico")
    ),
    "media.empty": lambda: Words(tr("El archivo está vacío."), tr("Elegí otro")),
    "message.too_long": lambda: Words(
        tr("El texto tiene {length} caracteres y este canal acepta {limit}."), tr("Acortalo o partilo en dos")
    ),
    "wait.expired": lambda: Words(tr("La voz en espera venció sin que contestara."), tr("Volvé a prepararla")),
    "wait.declined": lambda: Words(tr("Contestó que no: la voz en espera no salió."), tr("Respetalo")),
    "wait.outrun": lambda: Words(
        tr("Le escribieron antes: la voz en espera no salió."), tr("Mirá lo que le escribieron")
    ),
    "wait.crossed": lambda: Words(
        tr("Escribió justo antes: mirá lo que dijo."), tr("Mandásela ahora si la ventana está abierta")
    ),
    "reply.bad_name": lambda: Words(
        tr("Ese nombre no sirve: usá letras, números o guiones, sin espacios."), tr("Elegí otro nombre")
    ),
    "reply.name_taken": lambda: Words(tr("Ya hay una respuesta que se llama {name}."), tr("Elegí otro nombre")),
    "template.unsupported": lambda: Words(
        tr("Esta plantilla lleva algo que este canal no sabe mandar ({what})."), tr("Elegí otra plantilla")
    ),
    "template.not_approved": lambda: Words(tr("Meta todavía no aprobó esta plantilla."), tr("Elegí otra plantilla")),
    "template.incomplete": lambda: Words(tr("Falta completar {names}."), tr("Completala")),
    "template.bad_value": lambda: Words(
        tr("{name} no puede llevar renglones ni tabulaciones."), tr("Escribilo en un solo renglón")
    ),
    "template.too_long": lambda: Words(
        tr("La plantilla completa tiene {length} caracteres y el máximo es {limit}."), tr("Acortá lo que se completa")
    ),
    "whatsapp.no_business_account": lambda: Words(
        tr("Falta el id de la cuenta de WhatsApp Business."), tr("Abrir Ajustes"), "settings"
    ),
    "leadgen.throttled": lambda: Words(tr("Meta pide esperar antes de traer más datos."), tr("Reintentar"), "wait"),
    "leadgen.reconnect": lambda: Words(
        tr("Meta no acepta la clave con la que se traen los formularios."), tr("Cargar una clave nueva"), "settings"
    ),
    "leadgen.gone": lambda: Words(
        tr("Meta ya no guarda las respuestas de ese formulario."), tr("Escribile al lead para pedírselas")
    ),
    "leadgen.refused": lambda: Words(tr("Meta no entregó las respuestas del formulario."), tr("Reintentar"), "retry"),
    "integration.missing": lambda: Words(
        tr("La agencia todavía no conectó este canal."), tr("Abrir Ajustes"), "settings"
    ),
    "integration.missing_key": lambda: Words(
        tr("Falta la clave de este canal en esta computadora."), tr("Abrir Ajustes"), "settings"
    ),
    "integration.secret_unknown": lambda: Words(
        tr("Esa integración no usa un secreto con ese nombre."), tr("Actualizá STRATO")
    ),
    "net.unreachable": lambda: Words(
        tr("No hay conexión con el proveedor. El mensaje no salió."), tr("Reintentar"), "retry"
    ),
    "net.interrupted": lambda: Words(tr("Se cortó la red en el medio."), tr("Reintentar"), "retry"),
    "outbox.stale": lambda: Words(
        tr("Quedó demasiado tiempo sin poder salir, así que no lo mandamos sin preguntarte."), tr("Reintentar"), "retry"
    ),
    "message.empty": lambda: Words(tr("No hay nada para enviar."), tr("Escribí un mensaje")),
    "message.failed": lambda: Words(tr("El mensaje no salió."), tr("Reintentar"), "retry"),
    "message.not_again": lambda: Words(
        tr("Ese mensaje volvería a fallar tal como está."), tr("Escribilo de nuevo, o por otro canal")
    ),
    "message.not_sent": lambda: Words(tr("Marcado como no enviado."), tr("Reintentar"), "retry"),
    "conversation.unknown": lambda: Words(
        tr("Esa conversación ya no está en esta computadora."), tr("Elegí otra de la lista")
    ),
    "media.none": lambda: Words(tr("Ese mensaje no trae ningún archivo."), tr("Pedile que lo mande otra vez")),
    "media.gone": lambda: Words(tr("El proveedor ya no guarda ese archivo."), tr("Pedile que lo mande otra vez")),
    "media.not_shared": lambda: Words(
        tr("Ese archivo todavía no llegó de la computadora que lo mandó."), tr("Se baja solo cuando llegue")
    ),
    "media.unavailable": lambda: Words(tr("El proveedor no entregó el archivo."), tr("Probá de nuevo en un rato")),
    "media.host_refused": lambda: Words(
        tr("El archivo está en {host}, una dirección que no es del proveedor: no lo bajamos."),
        tr("Pedile que lo mande otra vez"),
    ),
    "media.too_large": lambda: Words(tr("El archivo es demasiado grande."), tr("Pedile uno más chico")),
    "media.not_as_announced": lambda: Words(
        tr("El archivo no es el que el mensaje anunciaba: no lo guardamos."), tr("Pedile que lo mande otra vez")
    ),
    "media.not_recognised": lambda: Words(
        tr("El archivo dice ser {announced} y no lo es: no lo guardamos."), tr("Pedile que lo mande otra vez")
    ),
    "media.disk_full": lambda: Words(tr("El disco está lleno: el archivo no entra."), tr("Liberá espacio")),
    "media.unknown": lambda: Words(tr("Ese archivo no está en el relay."), tr("Probá de nuevo en un rato")),
    "media.hash_wrong": lambda: Words(tr("El archivo se dañó en el camino."), tr("Probá de nuevo en un rato")),
    "media.type_refused": lambda: Words(tr("El relay no guarda archivos de ese tipo."), tr("Usá otro formato")),
}
