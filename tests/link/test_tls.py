"""Certificates are verified, always: an expired one, a foreign one and one of another host are refused."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.connections import Connections
from services.entries import Welcome
from services.link import Link
from services.relay_client import RelayClient
from services.trouble import Trouble
from tests.link.doubles import Heard, Memory, StubRelay, talk

pytestmark = pytest.mark.asyncio
Key = ec.EllipticCurvePrivateKey
Follow = Callable[..., tuple[Link, Memory, Heard]]


def certificate(name: str, key: Key, issuer: str, signer: Key, *, days: int = 1, authority: bool = False) -> bytes:
    """PEM of a certificate for the host `name`, good from two days ago for `days` from now."""
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


class Made:
    """An authority, and a server's context with a certificate that it issued."""

    def __init__(self, folder: Path, host: str, days: int) -> None:
        authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = certificate("Test CA", authority, "Test CA", authority, authority=True)
        self.trusting = ssl.create_default_context(cadata=root.decode())
        chain = folder / "chain.pem"
        secret = own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain.write_bytes(secret + certificate(host, own, "Test CA", authority, days=days))
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(chain)


@pytest.mark.parametrize(
    ("host", "days", "trusted", "good"),
    [
        ("localhost", 1, True, True),
        ("localhost", 1, False, False),
        ("localhost", -1, True, False),
        ("relay.example", 1, True, False),
    ],
)
async def test_only_a_certificate_that_proves_the_relay_is_good(
    follow: Follow, tmp_path: Path, host: str, days: int, trusted: bool, good: bool
) -> None:
    made = Made(tmp_path, host, days)
    async with StubRelay(talk(Welcome("e1", 1))).running(ssl=made.server) as relay:
        url = relay.url.replace("http://127.0.0.1", "https://localhost")
        _, _, heard = follow(url, tls=made.trusting if trusted else None)
        await heard.until("live" if good else "offline", None if good else "relay.certificate")
        assert bool(relay.requests) is good


async def test_the_http_interface_refuses_it_too(tmp_path: Path) -> None:
    made, http = Made(tmp_path, "localhost", 1), Connections()
    try:
        async with StubRelay(talk(Welcome("e1", 1))).running(ssl=made.server) as relay:
            url = relay.url.replace("http://127.0.0.1", "https://localhost")
            with pytest.raises(Trouble, match=r"relay\.certificate"):
                await RelayClient(url, None, http).me()
    finally:
        await http.close()
