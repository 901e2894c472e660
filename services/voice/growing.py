"""Files that are still growing, in the shapes that libsndfile can write to and read from."""

import struct
from typing import Final

FAR: Final = 1 << 34
"""The length that is shown until the real one is known."""
_TAIL: Final = 1 << 20


class Growing:
    """Bytes that arrive; for `soundfile.SoundFile`, which wants to know a file's end before it reads its beginning.

    Until `complete` it shows a length of `FAR` bytes whose end is zeros and then `tail`; between what has arrived and
    that end there is nothing. A reader must not ask for more than has arrived: libsndfile takes an empty read for good.
    """

    def __init__(self, tail: bytes = b"") -> None:
        self._data = bytearray()
        self._position = 0
        self._complete = False
        self._tail = tail

    def append(self, data: bytes) -> None:
        self._data += data

    def complete(self) -> None:
        """No more is to come: the length shown from now on is the real one."""
        self._complete = True

    @property
    def ahead(self) -> int:
        """Bytes that have arrived and were not read yet."""
        return len(self._data) - self._position

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._position, len(self._data) if self._complete else FAR)[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:
        found = self._at(self._position, len(buffer))
        buffer[: len(found)] = found
        self._position += len(found)
        return len(found)

    def write(self, data: bytes) -> int:
        raise OSError("a growing file is only read")

    def _at(self, start: int, size: int) -> bytes:
        if self._complete or start < FAR - _TAIL:
            return bytes(self._data[start : start + size])
        end = min(start + size, FAR)
        tail_at = FAR - len(self._tail)
        return bytes(max(0, min(end, tail_at) - start)) + self._tail[max(0, start - tail_at) : max(0, end - tail_at)]


class Written:
    """What a writer has written so far. Unlike a BytesIO it is never closed, so that a writer that is dropped half-way
    can still end its file, whenever that happens."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._position = 0
        self._taken = 0

    def fresh(self) -> bytes:
        """What was written since the last time."""
        fresh = bytes(self.data[self._taken :])
        self._taken = len(self.data)
        return fresh

    def write(self, data: bytes) -> int:
        self.data[self._position : self._position + len(data)] = data
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = (0, self._position, len(self.data))[whence] + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:
        raise OSError("a file being written is not read")


def ogg_page(serial: int, granule: int) -> bytes:
    """An empty Ogg page (RFC 3533) of stream `serial` that ends at `granule`."""
    head = struct.pack("<4sBBqIIIBB", b"OggS", 0, 0, granule, serial, 0xFFFFFFF, 0, 1, 0)
    return head[:22] + struct.pack("<I", _crc(head)) + head[26:]


def _crc(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc
