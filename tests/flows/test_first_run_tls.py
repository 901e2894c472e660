"""What proves no relay is refused where its address is typed, in plain words, and before the invitation leaves here."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.flows.agencies import Machine
from tests.link.test_tls import certificate

pytestmark = pytest.mark.timeout(60)


@contextmanager
def answering(folder: Path, host: str, days: int) -> Iterator[tuple[str, Path, list[bytes]]]:
    """A server with a certificate for `host`; gives its port, its authority's file, and what it was told."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root, chain = folder / "root.pem", folder / "chain.pem"
    root.write_bytes(certificate("Test CA", authority, "Test CA", authority, authority=True))
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(secret + certificate(host, own, "Test CA", authority, days=days))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    visitor, _ = listening.accept()
                    with suppress(OSError), context.wrap_socket(visitor, server_side=True) as line:
                        told.append(line.recv(4096))

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://localhost:{listening.getsockname()[1]}", root, told
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("host", "days", "trusted"), [("localhost", 1, False), ("localhost", -1, True), ("relay.example", 1, True)]
)
def test_a_relay_that_cannot_prove_itself_is_told_nothing(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    host: str, days: int, trusted: bool,
) -> None:  # fmt: skip
    with answering(tmp_path, host, days) as (url, root, told):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(root))
        desk = machine("recepción")
        desk.start()
        joining = desk.join("canario-invitacion", url, first=True)
        qtbot.waitUntil(lambda: "certificado del relay no es válido" in joining.relay.said)
        assert told == []
        assert not desk.reception.agencies.desks()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://relay.example:8787", "relay.example no usa https"),
        ("http://localhost.example", "localhost.example no usa https"),
        ("ftp://relay.example", "no es válida"),
        ("https://relay.example/?a=b", "no es válida"),
        ("https://relay.example:puerto", "no es válida"),
    ],
)
def test_an_address_that_protects_nothing_is_refused_before_it_is_called(
    machine: Callable[[str], Machine], ring: Any, qtbot: Any, address: str, said: str
) -> None:
    desk = machine("recepción")
    desk.start()
    joining = desk.join("canario-invitacion", address, first=True)
    qtbot.waitUntil(lambda: said in joining.relay.said)
