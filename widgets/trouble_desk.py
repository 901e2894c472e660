"""Words for what ails this desk: its relay, its keyring, its files, its place in the agency."""

from collections.abc import Callable
from typing import Final

from widgets.words import Words, tr

SENTENCES: Final[dict[str, Callable[[], Words]]] = {
    "relay.unreachable": lambda: Words(
        tr("No llegamos al relay de la agencia. Podés seguir escribiendo: sale cuando vuelva."),
        tr("Revisá la conexión"),
    ),
    "relay.certificate": lambda: Words(
        tr("El certificado del relay no es válido, así que no nos conectamos ({why})."),
        tr("Avisale a quien lo administra"),
    ),
    "autostart.refused": lambda: Words(
        tr("El sistema no dejó cambiar el inicio automático ({reason})."), tr("Revisá los permisos")
    ),
    "relay.going_away": lambda: Words(tr("El relay se está reiniciando."), tr("Esperá unos segundos")),
    "relay.signed_out": lambda: Words(
        tr("Esta computadora ya no está autorizada en la agencia."), tr("Pedí una invitación nueva")
    ),
    "relay.role": lambda: Words(
        tr("Tu lugar en la agencia no permite conectarse así."), tr("Hablá con quien administra")
    ),
    "relay.protocol": lambda: Words(tr("El relay habla otra versión de STRATO."), tr("Actualizá STRATO")),
    "relay.refused": lambda: Words(tr("El relay no aceptó el pedido."), tr("Copiar diagnóstico"), "copy"),
    "relay.unintelligible": lambda: Words(
        tr("Lo que contestó el relay no se entiende: puede que no sea un relay."), tr("Revisá la dirección")
    ),
    "relay.entry_refused": lambda: Words(
        tr("El relay no aceptó un cambio hecho acá, y lo deshicimos ({why})."), tr("Copiar diagnóstico"), "copy"
    ),
    "relay.bad_address": lambda: Words(tr("Esa dirección de relay no es válida."), tr("Revisá la dirección")),
    "relay.plain_http_refused": lambda: Words(
        tr("{host} no usa https: no mandamos claves sin cifrar."), tr("Usá una dirección https")
    ),
    "rate.limited": lambda: Words(tr("El relay pide esperar {retry_after_s} s."), tr("Probá de nuevo en un rato")),
    "role.forbidden": lambda: Words(
        tr("Solo un administrador de la agencia puede hacer esto."), tr("Pedíselo a quien administra")
    ),
    "token.unknown": lambda: Words(
        tr("Esta computadora ya no está autorizada en la agencia."), tr("Pedí una invitación nueva")
    ),
    "token.revoked": lambda: Words(
        tr("Un administrador dio de baja esta computadora."), tr("Pedí una invitación nueva")
    ),
    "token.missing": lambda: Words(tr("Falta la llave de esta computadora."), tr("Pedí una invitación nueva")),
    "invitation.unknown": lambda: Words(tr("Esa invitación no existe."), tr("Revisá el texto o pedí otra")),
    "invitation.used": lambda: Words(tr("Esa invitación ya se usó: cada una sirve una vez."), tr("Pedí otra")),
    "invitation.expired": lambda: Words(tr("Esa invitación venció."), tr("Pedí otra")),
    "invitation.other_agency": lambda: Words(
        tr("Esa invitación es de otra agencia: {agency}."), tr("Pedí una de la tuya")
    ),
    "member.unknown": lambda: Words(tr("Esa persona ya no está en la agencia."), tr("Actualizá la lista")),
    "key.not_here": lambda: Words(
        tr("Esta computadora no tiene la clave de {provider}, así que no la puede mandar."),
        tr("Cargala en Integraciones"),
    ),
    "key.no_lock": lambda: Words(
        tr("Esa computadora todavía no dijo con qué sellar una clave para ella."),
        tr("Abrí STRATO ahí y probá de nuevo"),
    ),
    "key.unreadable": lambda: Words(
        tr("Esta computadora no puede abrir esa clave sellada."), tr("Pedí que te la manden otra vez")
    ),
    "keyring.none": lambda: Words(
        tr("Esta computadora no tiene llavero, y no guardamos claves en texto plano."),
        tr("Instalá GNOME Keyring o KWallet"),
    ),
    "keyring.locked": lambda: Words(
        tr("El llavero está bloqueado. Desbloquealo para enviar; tus borradores están a salvo."),
        tr("Desbloquear el llavero"),
        "unlock",
    ),
    "keyring.gone": lambda: Words(
        tr("El llavero dejó de responder. Lo que ya está abierto sigue; las claves nuevas no se guardan."),
        tr("Desbloquear el llavero"),
        "unlock",
    ),
    "keyring.lost": lambda: Words(
        tr("{backend} ya no tiene la llave de esta computadora."), tr("Cargala de nuevo o pedí una invitación")
    ),
    "keyring.changed": lambda: Words(
        tr("La llave de esta computadora quedó en {before}, y ahora el llavero es {backend}."),
        tr("Cargala de nuevo o pedí una invitación"),
    ),
    "keyring.session": lambda: Words(
        tr("Esta computadora no guarda claves: su llave se pide en cada inicio."), tr("Pegala para seguir")
    ),
    "key.other_computer": lambda: Words(
        tr("Esa llave es de otra computadora, en {agency}."), tr("Usá la de esta o pedí una invitación")
    ),
    "keyring.refused": lambda: Words(tr("{backend} no guardó la clave."), tr("Copiar diagnóstico"), "copy"),
    "credential.bad_length": lambda: Words(
        tr("Esa clave no tiene el largo de una clave."), tr("Copiala entera y pegala de nuevo")
    ),
    "credential.not_a_key": lambda: Words(
        tr("Eso tiene letras o signos que ninguna clave lleva."), tr("Copiá solo la clave y pegala de nuevo")
    ),
    "desk.already_open": lambda: Words(
        tr("STRATO ya está abierto en esta computadora con esta agencia."), tr("Usá la otra ventana")
    ),
    "desk.none": lambda: Words(
        tr("Esta computadora todavía no es parte de ninguna agencia."), tr("Pedí una invitación")
    ),
    "desk.unreadable": lambda: Words(
        tr("Los datos de esta computadora en la agencia están dañados."), tr("Pedí una invitación nueva")
    ),
    "desk.bad_tenant": lambda: Words(
        tr("El relay dio un nombre de agencia que no se puede usar."), tr("Avisale a quien lo administra")
    ),
    "field.bad_value": lambda: Words(tr("Ese dato no se puede guardar así."), tr("Corregilo")),
    "upkeep.offline": lambda: Words(
        tr("Sin conexión con el relay no hay de dónde leer."), tr("Probá cuando vuelva la conexión")
    ),
    "copy.weak_passphrase": lambda: Words(
        tr("La frase es corta: necesita {least} caracteres o más."), tr("Escribí cuatro palabras que recuerdes")
    ),
    "copy.wrong_passphrase": lambda: Words(tr("La frase no abre esta copia."), tr("Escribila como cuando la hiciste")),
    "copy.not_one": lambda: Words(tr("Ese archivo no es una copia de STRATO."), tr("Elegí un archivo .strato")),
    "copy.damaged": lambda: Words(
        tr("La copia está dañada o incompleta, así que no trajimos nada."), tr("Traé el archivo otra vez")
    ),
    "copy.newer": lambda: Words(tr("La copia es de una versión más nueva de STRATO."), tr("Actualizá STRATO")),
    "copy.already_here": lambda: Words(
        tr("Esta computadora ya tiene los datos de {agency}: no los pisamos."), tr("Abrila desde el menú de agencias")
    ),
    "copy.disk_full": lambda: Words(tr("El disco se llenó."), tr("Liberá espacio y probá otra vez")),
    "copy.not_written": lambda: Words(tr("No pudimos escribir la copia ({reason})."), tr("Elegí otra carpeta")),
    "copy.not_read": lambda: Words(tr("No pudimos leer la copia ({reason})."), tr("Elegí el archivo otra vez")),
    "import.not_read": lambda: Words(tr("No pudimos leer ese archivo ({reason})."), tr("Elegí otro")),
    "import.too_large": lambda: Words(tr("El archivo pesa más de {limit_mb} MB."), tr("Partilo en dos")),
    "import.too_many": lambda: Words(tr("El archivo tiene más de {limit} filas."), tr("Partilo en dos")),
    "import.unknown_kind": lambda: Words(
        tr("Ese archivo no es una planilla ni tarjetas de contactos."), tr("Guardalo como CSV, Excel o vCard")
    ),
    "import.empty": lambda: Words(tr("El archivo no tiene filas."), tr("Revisá que la primera fila sean los nombres")),
    "export.already_there": lambda: Words(tr("Ya hay una carpeta {name}."), tr("Elegí otro lugar")),
    "export.not_written": lambda: Words(tr("No pudimos escribir el archivo."), tr("Elegí otra carpeta")),
    "store.disk_full": lambda: Words(tr("El disco está lleno: no se puede guardar nada nuevo."), tr("Liberá espacio")),
    "store.full": lambda: Words(tr("El relay está sin espacio."), tr("Avisale a quien lo administra")),
    "store.unwritable": lambda: Words(
        tr("No podemos escribir en la carpeta de datos de STRATO."), tr("Revisá los permisos")
    ),
    "store.newer": lambda: Words(tr("Los datos son de una versión más nueva de STRATO."), tr("Actualizá STRATO")),
    "store.damaged": lambda: Words(
        tr("El archivo de datos está dañado; lo rehacemos desde el relay."), tr("Copiar diagnóstico"), "copy"
    ),
    "store.pending_damaged": lambda: Words(
        tr("Lo que esperaba para salir se dañó y lo apartamos: fijate en el teléfono qué llegó, y repetí el resto."),
        tr("Copiar diagnóstico"),
        "copy",
    ),
    "store.busy": lambda: Words(tr("El relay está ocupado."), tr("Probá de nuevo en un rato")),
    "store.failed": lambda: Words(tr("El relay no pudo guardar."), tr("Avisale a quien lo administra")),
    "practice.not_started": lambda: Words(
        tr("La agencia de práctica no arrancó."), tr("Cerrá STRATO y abrilo otra vez")
    ),
    "practice.unreadable": lambda: Words(tr("La agencia de práctica está dañada."), tr("Descartala y empezá otra")),
    "practice.relay_failed": lambda: Words(
        tr("El relay de práctica no arrancó."), tr("Cerrá STRATO y abrilo otra vez")
    ),
    "provider.unknown": lambda: Words(tr("El relay no conoce ese proveedor."), tr("Actualizá STRATO")),
    "app.unknown": lambda: Words(tr("El relay no conoce esa aplicación de Meta."), tr("Revisá el nombre")),
    "tenant.unknown": lambda: Words(tr("El relay ya no tiene a esta agencia."), tr("Avisale a quien lo administra")),
    "device.unknown": lambda: Words(tr("Esa computadora ya no está en la agencia."), tr("Actualizá la lista")),
    "request.invalid": lambda: Words(tr("El relay no entendió lo que le mandamos."), tr("Copiar diagnóstico"), "copy"),
}
