"""Tells the link when this machine's network changes, so that it does not wait for its next try."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkInformation


class Network(QObject):
    """Calls `changed` after each change of reach or of the way out, where the system tells of them (NetworkManager,
    Windows, macOS). Elsewhere it says nothing, and the heartbeat finds out."""

    def __init__(self, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = changed
        if QNetworkInformation.loadDefaultBackend():
            self.watch(QNetworkInformation.instance())

    def watch(self, network: Any) -> None:
        """Follow the signals of a QNetworkInformation."""
        network.reachabilityChanged.connect(self._changed)
        network.transportMediumChanged.connect(self._changed)

    def _changed(self) -> None:
        self._tell()
