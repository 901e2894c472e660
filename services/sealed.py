"""A secret closed for one device: only its private key opens it, and only as what it was closed for."""

import base64
from hashlib import sha256
from typing import Final

import msgspec

from services.trouble import Trouble

_WHOLE: Final = 256
"""What is sealed is as long as a multiple of this: its length tells little of the secret's."""


class Address(msgspec.Struct, frozen=True):
    """What a secret is, and for whom."""

    tenant: str
    device: str
    provider: str
    field: str


class _Inside(Address, frozen=True):
    secret: str

    def __repr__(self) -> str:
        return f"_Inside({self.provider}.{self.field})"


def new_key() -> str:
    """A private key (X25519), for the keyring and nowhere else."""
    from nacl.public import PrivateKey

    return base64.b64encode(bytes(PrivateKey.generate())).decode()


def public_of(private: str) -> str:
    """What others seal with, of a private key. Raises Trouble("key.unreadable") where it is none."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey

    try:
        return base64.b64encode(bytes(PrivateKey(base64.b64decode(private, validate=True)).public_key)).decode()
    except (ValueError, TypeError, CryptoError) as error:
        raise Trouble("key.unreadable") from error


def fingerprint(public: str) -> str:
    """A few letters by which two people see that they look at the same key."""
    digits = sha256(public.encode()).hexdigest().upper()[:12]
    return " ".join(digits[at : at + 4] for at in range(0, 12, 4))


def seal(public: str, address: Address, secret: str) -> str:
    """Close `secret` for the device of `address`. Raises Trouble("key.unreadable") where `public` is no key."""
    from nacl.exceptions import CryptoError
    from nacl.public import PublicKey, SealedBox

    inside = _Inside(address.tenant, address.device, address.provider, address.field, secret)
    plain = msgspec.json.encode(inside)
    plain = plain.ljust(-(-len(plain) // _WHOLE) * _WHOLE)
    try:
        box = SealedBox(PublicKey(base64.b64decode(public, validate=True)))
        return base64.b64encode(box.encrypt(plain)).decode()
    except (ValueError, TypeError, CryptoError) as error:
        raise Trouble("key.unreadable") from error


def unseal(private: str, address: Address, sealed: str) -> str:
    """The secret. Raises Trouble("key.unreadable") for what another key closes, or what was closed as something else:
    for another agency, device, provider or field."""
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    try:
        box = SealedBox(PrivateKey(base64.b64decode(private, validate=True)))
        inside = msgspec.json.decode(box.decrypt(base64.b64decode(sealed, validate=True)), type=_Inside)
    except (ValueError, TypeError, CryptoError, msgspec.DecodeError):
        raise Trouble("key.unreadable") from None  # whose text might quote what was opened
    if (inside.tenant, inside.device, inside.provider, inside.field) != (
        address.tenant, address.device, address.provider, address.field,
    ):  # fmt: skip
        raise Trouble("key.unreadable")
    return inside.secret
