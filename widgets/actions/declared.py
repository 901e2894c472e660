"""Every action of the console, declared once: what it is called, which keys it has, and where they count."""

from dataclasses import dataclass
from typing import Literal

from widgets.words import tr

_PLAY_KEYS = ("Media Play", "Media Pause", "Toggle Media Play/Pause")
Scope = Literal["window", "pane", "widget"]
Row = tuple[str, str] | tuple[str, str, tuple[str, ...]] | tuple[str, str, tuple[str, ...], Scope]


@dataclass(frozen=True, slots=True)
class Action:
    """`keys` are Qt's portable names. Scope "window": the keys count wherever the focus is; "pane": only in the widget
    that the action was bound to, so a single letter may do; "widget": the widget reads its keys itself, so they are
    told but cannot be changed, and there is nothing to bind."""

    id: str
    group: str
    name: str
    keys: tuple[str, ...] = ()
    scope: Scope = "window"


def declared() -> tuple[Action, ...]:
    """All of them, in the order in which they are told. One that nobody bound is not offered anywhere."""
    groups = (
        (tr("Moverse"), _moving()),
        (tr("Conversación"), _conversation()),
        (tr("Escribir y enviar"), _writing()),
        (tr("Voz"), _voice()),
        (tr("STRATO"), _program()),
    )
    return tuple(Action(row[0], group, *row[1:]) for group, rows in groups for row in rows)


def _moving() -> tuple[Row, ...]:
    return (
        ("palette.open", tr("Buscar o hacer"), ("Ctrl+K",)),
        ("inbox.search", tr("Buscar en todo"), ("Ctrl+Shift+B",)),
        ("conversation.search", tr("Buscar en el chat"), ("Ctrl+F",)),
        ("conversation.previous", tr("Chat anterior"), ("Alt+Up",)),
        ("conversation.next", tr("Chat siguiente"), ("Alt+Down",)),
        ("conversation.next_unread", tr("Siguiente sin leer"), ("F7",)),
        ("view.previous", tr("Vista anterior"), ("Ctrl+PgUp",)),
        ("view.next", tr("Vista siguiente"), ("Ctrl+PgDown",)),
        ("pane.next", tr("Panel siguiente"), ("F6",)),
        ("pane.previous", tr("Panel anterior"), ("Shift+F6",)),
        ("inspector.toggle", tr("Mostrar u ocultar el inspector"), ("F8",)),
        ("module.inbox", tr("Ir a la bandeja"), ("Ctrl+1",)),
        ("module.today", tr("Ir a hoy"), ("Ctrl+7",)),
    )


def _conversation() -> tuple[Row, ...]:
    return (
        ("conversation.close", tr("Cerrar la conversación"), ("E",), "pane"),
        ("conversation.snooze", tr("Posponer"), ("S",), "pane"),
        ("conversation.tag", tr("Etiquetar"), ("T",), "pane"),
        ("conversation.assign", tr("Asignar"), ("A",), "pane"),
        ("conversation.reopen", tr("Reabrir la conversación")),
        ("view.save", tr("Guardar esta vista")),
        ("view.rename", tr("Cambiar el nombre de la vista")),
        ("view.remove", tr("Quitar la vista")),
        ("inbox.density", tr("Lista compacta o cómoda")),
        ("look.scheme", tr("Tema claro u oscuro")),
        ("conversation.unread", tr("Marcar como no leída")),
        ("conversation.jump", tr("Ir a una fecha"), ("Ctrl+G",)),
        ("conversation.mute", tr("Silenciar o dejar de silenciar los avisos de este chat")),
        ("lead.accept", tr("Aceptar los datos propuestos"), ("Ctrl+Shift+Y",)),
        ("provider.tag", tr("Poner una etiqueta en el proveedor")),
        ("provider.field", tr("Poner un campo en el proveedor")),
        ("provider.flow", tr("Iniciar un flujo del proveedor")),
        ("provider.read", tr("Leer el contacto del proveedor")),
        ("conversation.export_csv", tr("Exportar la conversación a CSV")),
        ("conversation.export_pdf", tr("Exportar la conversación a PDF")),
        ("conversation.print", tr("Imprimir la conversación"), ("Ctrl+P",)),
        ("inbox.export", tr("Exportar la lista a CSV")),
        ("row.menu", tr("Acciones de un mensaje o un chat"), ("Menu", "Shift+F10"), "widget"),
        ("row.copy", tr("Copiar el mensaje o las filas elegidas"), ("Ctrl+C",), "widget"),
    )  # fmt: skip


def _writing() -> tuple[Row, ...]:
    return (
        ("composer.send", tr("Enviar (según el ajuste)"), ("Return", "Ctrl+Return"), "widget"),
        ("composer.send_next", tr("Enviar y siguiente"), ("Ctrl+Shift+Return",)),
        ("composer.undo", tr("Deshacer el envío (10 s)"), ("Ctrl+Z",), "widget"),
        ("composer.write", tr("Escribir la respuesta"), ("Ctrl+Shift+R",)),
        ("composer.template", tr("Plantilla"), ("Ctrl+Shift+P",)),
        ("composer.note", tr("Nota interna"), ("Ctrl+Shift+N",)),
        ("composer.reply", tr("Responder al mensaje elegido"), ("R",), "pane"),
        ("composer.attach", tr("Adjuntar un archivo"), ("Ctrl+Shift+O",)),
        ("composer.quick_reply", tr("Respuestas rápidas"), ("Ctrl+Shift+I",)),
        ("composer.cards", tr("Enviar tarjetas o botones")),
        ("composer.schedule", tr("Programar el envío"), ("Ctrl+Shift+H",)),
    )


def _voice() -> tuple[Row, ...]:
    return (
        ("composer.voice", tr("Pasar a voz"), ("Ctrl+Shift+A",)),
        ("composer.record", tr("Grabar con el micrófono"), ("Ctrl+Shift+G",)),
        ("voice.compare", tr("Comparar dos tomas"), ("Ctrl+Shift+K",)),
        ("voice.transcribe", tr("Transcribir la voz"), ("Ctrl+Shift+T",)),
        ("voice.library", tr("Biblioteca de audios"), ("Ctrl+Shift+J",)),
        ("voice.keep", tr("Guardar la voz en la biblioteca")),
        ("voice.record", tr("Exportar el registro de voces")),
        ("voice.word", tr("Oír desde la palabra anterior o siguiente"), ("Ctrl+Left", "Ctrl+Right"), "widget"),
        ("composer.correct", tr("Corregir cómo se dice lo elegido"), ("Ctrl+Shift+M",)),
        ("player.correct", tr("Corregir la palabra que suena"), ("P",), "pane"),
        ("recording.discard", tr("Grabando: descartar (pregunta antes)"), ("Esc",), "widget"),
        ("player.toggle", tr("Oír o pausar un audio, o pausar la grabación"), ("Space",), "widget"),
        ("player.seek", tr("Ir 5 segundos atrás o adelante"), ("Left", "Right"), "widget"),
        ("player.speed", tr("Oír más rápido o más lento"), ("+", "-"), "widget"),
        ("player.media_toggle", tr("Oír o pausar desde cualquier lado"), _PLAY_KEYS),
        ("player.media_stop", tr("Detener el audio"), ("Media Stop",)),
        ("player.media_next", tr("Oír la voz siguiente"), ("Media Next",)),
        ("player.media_previous", tr("Oír la voz anterior, o de nuevo"), ("Media Previous",)),
        ("player.repeat", tr("Repetir el audio"), ("L",), "widget"),
    )


def _program() -> tuple[Row, ...]:
    return (
        ("first_run.open", tr("Conectar el canal, la voz y probarla con vos")),
        ("keyring.unlock", tr("Desbloquear el llavero o volver a probarlo")),
        ("agency.next", tr("Pasar a la otra agencia"), ("Ctrl+Shift+L",)),
        ("agency.menu", tr("Cambiar de agencia")),
        ("agency.connect", tr("Conectar otra agencia")),
        ("settings.open", tr("Ajustes"), ("Ctrl+,",)),
        ("notifications.quiet", tr("Silenciar los avisos por 1 hora")),
        ("shortcuts.show", tr("Atajos de teclado"), ("F1",)),
        ("program.quit", tr("Salir de STRATO")),
    )
