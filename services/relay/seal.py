"""The relay's key: what tenants entrust to the relay lies in the store only under it."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.trouble import Trouble

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Seal:
    """AES-256-GCM. Every sealed text is bound to its place, so that nobody can move one tenant's into another's row."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def at(cls, path: Path) -> "Seal":
        """The key kept at `path`, made there at the first call and readable by its owner alone.

        Raises Trouble("key.unreadable") where the file does not hold one.
        """
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            path.chmod(0o600)
        else:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise Trouble("key.unreadable")
        return cls(key)

    def close(self, text: bytes, place: str) -> bytes:
        """`text` sealed for its place."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The text again. Raises Trouble("key.wrong") where another key sealed it, or for another place."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise Trouble("key.wrong") from None

    @property
    def operator(self) -> str:
        """What the operator's command line shows to a relay that runs: who can read the key file may operate it."""
        return hmac.new(self._key, b"strato operator", hashlib.sha256).hexdigest()
