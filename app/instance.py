"""One console for each place of data: a second start asks the first one to show its window, and ends."""

import getpass
import hashlib
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS: Final = 1_000
_SHOW: Final = b"show\n"


def door_of(root: Path, practise: bool) -> str:
    """The name under which a console of this person, this place of data and this kind is found."""
    who = f"{getpass.getuser()}\n{root.resolve()}\n{practise}"
    return f"strato-{hashlib.sha256(who.encode()).hexdigest()[:24]}"


def knock(door: str) -> bool:
    """Ask the console behind `door` to show its window; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(door)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(_SHOW)
    socket.flush()
    socket.waitForBytesWritten(PATIENCE_MS)
    socket.disconnectFromServer()
    return True


class Doorbell(QObject):
    """`rung` when another start knocked. A door that a killed console left behind is taken over; where none can be
    opened the console goes on without one, and the desk's own lock still keeps two programs off it."""

    rung = Signal()

    def __init__(self, door: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        if not self._server.listen(door):
            QLocalServer.removeServer(door)  # `knock` found nobody behind it
            self._server.listen(door)

    def _answer(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            self.rung.emit()
