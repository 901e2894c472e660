"""An encrypted file: a passphrase opens it, nothing in it can be changed, cut short or read without.

Layout: MAGIC, 16 bytes of salt, two big-endian uint32 (Argon2id passes, and its memory in KiB), the 24 bytes that begin
a secretstream of XChaCha20-Poly1305, then chunks of CHUNK bytes and their 17 of authentication. The last chunk says
that it is the last. All that stands before the first chunk is authenticated with each.
"""

import io
import struct
import unicodedata
from typing import BinaryIO, Final, NamedTuple

import nacl.pwhash.argon2id as argon2id
from nacl import bindings, utils
from nacl.exceptions import CryptoError

from services.trouble import Trouble

MAGIC: Final = b"STRATO copy 1\n"
_FAMILY: Final = b"STRATO copy "
"""What the copies of every version begin with."""
CHUNK: Final = 64 * 1024
LEAST: Final = 10
"""Characters of a passphrase."""
_SEALED: Final = CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_START: Final = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_KEY: Final = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
_MESSAGE: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MOST_PASSES, _MOST_KIB = 16, 1024 * 1024
"""What a stranger's file may ask of this machine."""


class Effort(NamedTuple):
    """What trying one passphrase costs: passes over so much memory (RFC 9106)."""

    passes: int = 3
    kib: int = 256 * 1024


USUAL: Final = Effort()


class Sealing(io.RawIOBase):
    """Takes bytes and writes them sealed to `file`; only `finish` makes them a whole. Deriving the key takes a third
    of a second and 256 MB: off the UI loop. Raises Trouble "copy.weak_passphrase" (`least`)."""

    def __init__(self, file: BinaryIO, passphrase: str, effort: Effort = USUAL) -> None:
        super().__init__()
        check(passphrase)
        salt = utils.random(argon2id.SALTBYTES)
        self._file, self._waiting = file, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        start = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, _key(passphrase, salt, effort))
        self._head = MAGIC + salt + struct.pack(">II", *effort) + start
        file.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > CHUNK:  # what is left may be the last chunk, which says so
            self._put(bytes(self._waiting[:CHUNK]), _MESSAGE)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write the end: without it the file opens nowhere."""
        self._put(bytes(self._waiting), _FINAL)
        self._waiting.clear()

    def _put(self, chunk: bytes, tag: int) -> None:
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, self._head, tag))


class Opening(io.RawIOBase):
    """Gives the bytes of a sealed file, each chunk proven before it is given. Raises Trouble "copy.not_one",
    "copy.newer", "copy.wrong_passphrase", and, where it is read, "copy.damaged"."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        super().__init__()
        size = len(MAGIC) + argon2id.SALTBYTES + 8 + _START
        self._file, self._head = file, file.read(size)
        if self._head.startswith(_FAMILY) and not self._head.startswith(MAGIC):
            raise Trouble("copy.newer")
        if len(self._head) != size or not self._head.startswith(MAGIC):
            raise Trouble("copy.not_one")
        salt = self._head[len(MAGIC) :][: argon2id.SALTBYTES]
        effort = Effort(*struct.unpack(">II", self._head[-_START - 8 : -_START]))
        if not (0 < effort.passes <= _MOST_PASSES and 8 <= effort.kib <= _MOST_KIB):
            raise Trouble("copy.not_one")
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = _key(passphrase, salt, effort)
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, self._head[-_START:], key)
        self._over, self._at = False, 0
        self._open = self._next("copy.wrong_passphrase")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._at == len(self._open):
            if self._over:
                return 0
            self._open, self._at = self._next("copy.damaged"), 0
        piece = self._open[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _next(self, otherwise: str) -> bytes:
        sealed = self._file.read(_SEALED)
        try:
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, self._head)
        except (CryptoError, ValueError) as error:  # ValueError: fewer bytes than any chunk has
            raise Trouble(otherwise) from error
        self._over = tag == _FINAL
        if self._over and self._file.read(1):
            raise Trouble("copy.damaged")
        if not self._over and len(chunk) != CHUNK:
            raise Trouble("copy.damaged")
        return bytes(chunk)


def check(passphrase: str) -> None:
    """Raises Trouble "copy.weak_passphrase" (`least`)."""
    if len(passphrase.strip()) < LEAST:
        raise Trouble("copy.weak_passphrase", least=LEAST)


def _key(passphrase: str, salt: bytes, effort: Effort) -> bytes:
    """However the keyboard composes its accents, the phrase is the same."""
    said = unicodedata.normalize("NFC", passphrase.strip()).encode()
    return bytes(argon2id.kdf(_KEY, said, salt, opslimit=effort.passes, memlimit=effort.kib * 1024))
