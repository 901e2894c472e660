"""The sheet of the keys that work, on F1."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from widgets.controls import Label
from widgets.words import tr


def keys() -> list[tuple[str, str]]:
    """What each key does, as it is written on a Spanish keyboard."""
    return [
        (tr("Panel siguiente / anterior"), tr("F6 / Mayús+F6")),
        (tr("Chat anterior / siguiente"), tr("Alt+Arriba / Abajo")),
        (tr("Siguiente sin leer"), "F7"),
        (tr("Mostrar u ocultar el inspector"), "F8"),
        (tr("Buscar en todo"), tr("Ctrl+Mayús+B")),
        (tr("Acciones de un mensaje o un chat"), tr("Menú o Mayús+F10")),
        (tr("Oír o pausar un audio"), tr("Espacio")),
        (tr("Enviar"), tr("Intro o Ctrl+Intro")),
        (tr("Pasar a voz"), tr("Ctrl+Mayús+A")),
        (tr("Deshacer envío (10 s)"), "Ctrl+Z"),
        (tr("Ajustes"), "Ctrl+,"),
        (tr("Esta hoja"), "F1"),
    ]


class ShortcutSheet(QDialog):
    """Lists the keys; closes with Escape."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Atajos de teclado"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(Label(tr("Atajos de teclado"), "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for row, (what, key) in enumerate(keys()):
            grid.addWidget(Label(what, "body", "secondary"), row, 0)
            grid.addWidget(Label(key, "label"), row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Cerrar"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
