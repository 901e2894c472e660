"""What each role may do, for whoever wonders why something cannot be changed here."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from services.entries import Role
from widgets.controls import Label
from widgets.settings.team_words import role_may, role_name
from widgets.words import tr

_ROLES: Final[tuple[Role, ...]] = ("admin", "agent", "worker")


class RolesCard(QFrame):
    """Words alone: it is the relay that holds to them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(tr("Qué puede cada rol"), "label", parent=self), 0, 0, 1, 2)
        for row, role in enumerate(_ROLES, 1):
            may = Label(role_may(role), "caption", "secondary", parent=self)
            may.setWordWrap(True)
            grid.addWidget(Label(role_name(role), parent=self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(may, row, 1)
        foot = Label(tr("Lo hace cumplir el relay, no esta pantalla."), "caption", "muted", parent=self)
        grid.addWidget(foot, len(_ROLES) + 1, 0, 1, 2)
