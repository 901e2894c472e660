"""Words for what a trial of a connection finds, and for what the relay refuses."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

_PROBES: Final[dict[str, Callable[[], Words]]] = {
    "probe.unreachable": lambda: Words(tr("No hay conexión con el proveedor."), tr("Probar de nuevo"), "retry"),
    "probe.refused": lambda: Words(tr("El proveedor no aceptó la pregunta."), tr("Copiar diagnóstico"), "copy"),
    "probe.down": lambda: Words(
        tr("El proveedor está con problemas o contestó algo que no se entiende."), tr("Probar de nuevo"), "retry"
    ),
    "probe.upload": lambda: Words(tr("WhatsApp no tomó el audio de prueba."), tr("Probar de nuevo"), "retry"),
    "meta.missing_permission": lambda: Words(
        tr("Al token le falta el permiso {permission}."), tr("Cargar una clave nueva"), "key"
    ),
    "meta.undescribed": lambda: Words(
        tr("Meta no dice qué permisos tiene este token ni cuándo vence."),
        tr("Miralo en Meta, Usuarios del sistema"),
    ),
    "meta.expires_soon": lambda: Words(tr("El token vence en {days} días."), tr("Cargar una clave nueva"), "key"),
    "whatsapp.no_number": lambda: Words(tr("Falta el Phone number ID."), tr("Completarlo"), "config"),
    "whatsapp.number_unknown": lambda: Words(
        tr("Este token no llega a ese Phone number ID, o el número no existe."),
        tr("Revisar el Phone number ID"),
        "config",
    ),
    "whatsapp.number_off": lambda: Words(
        tr("El número no está conectado a la API ({state})."), tr("Registralo en Meta, WhatsApp Manager")
    ),
    "whatsapp.quality_low": lambda: Words(
        tr("La calidad del número bajó: muchas personas lo bloquearon o lo denunciaron."),
        tr("Escribí solo a quien te espera"),
    ),
    "whatsapp.name_not_approved": lambda: Words(
        tr("Meta no aprobó el nombre {name}."), tr("Cambialo en Meta, WhatsApp Manager")
    ),
    "whatsapp.no_templates": lambda: Words(
        tr("No hay plantillas aprobadas: con la ventana cerrada no se puede escribir."), tr("Creá una en Meta")
    ),
    "whatsapp.not_subscribed": lambda: Words(
        tr("Ninguna app está suscripta a la cuenta: Meta no manda los mensajes."),
        tr("Seguir los pasos del webhook"),
        "hook",
    ),
    "whatsapp.not_deleted": lambda: Words(
        tr("El audio de prueba se subió y no se pudo borrar."), tr("No hace falta nada: Meta lo borra en 30 días")
    ),
    "manychat.other_page": lambda: Words(
        tr("La clave es de otra página: {page}."), tr("Revisar el id de la página"), "config"
    ),
    "manychat.not_pro": lambda: Words(
        tr("La página no tiene el plan Pro: sin él la API no envía ni recibe."), tr("Pasá la página a Pro en ManyChat")
    ),
    "flow.gone": lambda: Words(
        tr("La automatización por defecto ya no existe."), tr("Elegir otra automatización"), "config"
    ),
    "leadgen.no_page": lambda: Words(tr("Falta el id de la página."), tr("Completarlo"), "config"),
    "leadgen.page_unknown": lambda: Words(
        tr("Este token no llega a esa página, o la página no existe."), tr("Revisar el id de la página"), "config"
    ),
    "leadgen.not_subscribed": lambda: Words(
        tr("La página no está suscripta a leadgen: los formularios no llegan."),
        tr("Seguir los pasos del webhook"),
        "hook",
    ),
    "leadgen.no_forms": lambda: Words(tr("La página no tiene ningún formulario."), tr("Creá uno en Meta")),
    "voice.credits_unknown": lambda: Words(
        tr("Sin el permiso user_read no se ven los créditos."), tr("Cargar una clave nueva"), "key"
    ),
    "voice.spent": lambda: Words(tr("No quedan créditos de este período."), tr("Sumá créditos en ElevenLabs")),
    "voice.few_credits": lambda: Words(tr("Quedan {left} créditos de {limit}."), tr("Sumá créditos en ElevenLabs")),
    "voice.none_chosen": lambda: Words(tr("La agencia no eligió su voz."), tr("Elegir la voz"), "config"),
}

_OFF: Final[dict[str, Callable[[], Words]]] = {
    "integration.off": lambda: Words(
        tr("La agencia apagó este canal: no se envía nada por acá."), tr("Abrir Ajustes"), "settings"
    ),
    "own.no_number": lambda: Words(tr("Ese número no sirve."), tr("Escribilo con código de país: 54 9 11 …")),
    "own.never_wrote": lambda: Words(
        tr("Ese número todavía no le escribió a la agencia, y solo se puede contestar."),
        tr("Mandale un hola a la agencia desde tu teléfono"),
    ),
}

_HOOKS: Final[dict[str, Callable[[], Words]]] = {
    "hook.missing": lambda: Words(
        tr("El relay todavía no espera webhooks de este proveedor."), tr("Seguir los pasos del webhook"), "hook"
    ),
    "hook.inactive": lambda: Words(
        tr("Esta integración está apagada: el relay no toma sus webhooks."), tr("Encenderla"), "switch"
    ),
    "hook.no_secret": lambda: Words(
        tr("El relay no tiene con qué verificar la firma: rechaza todo."), tr("Guardar el secreto"), "hook"
    ),
    "hook.unsigned": lambda: Words(
        tr("Llegan webhooks con una firma que no corresponde ({count} en 24 h)."), tr("Reemplazar el secreto"), "hook"
    ),
    "hook.rejected": lambda: Words(
        tr("El relay rechazó los últimos webhooks ({count} en 24 h)."), tr("Mirarlos en Webhooks"), "deliveries"
    ),
    "hook.silent": lambda: Words(tr("Todavía no llegó ningún evento."), tr("Seguir los pasos del webhook"), "hook"),
    "hook.quiet": lambda: Words(
        tr("No llegan eventos hace {hours} h, y solían llegar."), tr("Revisar el webhook"), "hook"
    ),
    "hook.some_rejected": lambda: Words(
        tr("Llegan eventos, pero {count} se rechazaron en 24 h."), tr("Mirarlos en Webhooks"), "deliveries"
    ),
    "hook.unknown": lambda: Words(
        tr("La dirección del webhook no es de ninguna integración."), tr("Copiá de nuevo la URL")
    ),
    "signature.wrong": lambda: Words(
        tr("La firma o el secreto no corresponden."), tr("Reemplazá el secreto acá y en el proveedor")
    ),
    "handshake.refused": lambda: Words(
        tr("El token de verificación no es el de esta integración."), tr("Copialo de nuevo en Meta")
    ),
    "body.not_json": lambda: Words(tr("Lo que llegó no es JSON."), tr("Elegí JSON en el cuerpo del pedido")),
    "body.too_large": lambda: Words(tr("Lo que llegó pasa de 3 MB."), tr("Mandá los datos sin los archivos")),
    "body.too_slow": lambda: Words(
        tr("El pedido tardó más de 30 s en llegar."), tr("No hace falta nada: el proveedor lo repite")
    ),
    "body.incomplete": lambda: Words(
        tr("El pedido se cortó a la mitad."), tr("No hace falta nada: el proveedor lo repite")
    ),
    "method.refused": lambda: Words(tr("El pedido no es POST."), tr("Elegí POST en el proveedor")),
}

SENTENCES: Final = _PROBES | _OFF | _HOOKS
