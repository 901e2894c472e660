"""A change of the network reaches the link at once."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

from app.network import Network


class Machine(QObject):
    reachabilityChanged = Signal(QNetworkInformation.Reachability)
    transportMediumChanged = Signal(QNetworkInformation.TransportMedium)


def test_each_change_is_told(qapp: Any) -> None:
    told: list[str] = []
    owner, machine = QObject(), Machine()
    Network(lambda: told.append("changed"), owner).watch(machine)
    machine.reachabilityChanged.emit(QNetworkInformation.Reachability.Online)
    machine.transportMediumChanged.emit(QNetworkInformation.TransportMedium.WiFi)
    assert told == ["changed", "changed"]
