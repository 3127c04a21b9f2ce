"""A stream of any length in encrypted chunks: none can be changed, left out, moved or cut off.

Each chunk is a token of the key file whose purpose names the stream, its place, and whether it is
the last.
"""

import io
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from assets.keys import ChangedError, Keys, KeysError

_MAGIC = b"ladder stream 1\n"
_ID = 16
_LENGTH = 4
_CHUNK = 4 << 20
_LONGEST = _CHUNK + 64  # with what encryption adds


class SealingWriter(io.RawIOBase):
    """Takes plain bytes, writes sealed ones; whole only after `close`."""

    def __init__(self, target: BinaryIO, keys: Keys, purpose: str) -> None:
        self._target, self._keys, self._purpose = target, keys, purpose
        self._id = os.urandom(_ID)
        self._place = 0
        self._rest = bytearray()
        target.write(_MAGIC + self._id)

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Take some more."""
        self._rest += data
        while len(self._rest) > _CHUNK:
            self._seal(bytes(self._rest[:_CHUNK]), last=False)
            del self._rest[:_CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk."""
        try:
            if not self.closed:
                self._seal(bytes(self._rest), last=True)
        finally:
            super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        purpose = _of_chunk(self._purpose, self._id, self._place, last=last)
        token = self._keys.encrypt(chunk, purpose=purpose)
        self._target.write(len(token).to_bytes(_LENGTH, "big") + token)
        self._place += 1


class UnsealingReader(io.RawIOBase):
    """Gives back the plain bytes, each chunk verified before any of it is given.

    Raises:
        KeysError: on reading, where a chunk was changed, left out or moved, the end is missing, or
            the key is.
    """

    def __init__(self, source: BinaryIO, keys: Keys, purpose: str) -> None:
        self._chunks = _chunks(source, keys, purpose)
        self._rest = b""

    def readable(self) -> bool:
        """It can be read from."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as one chunk goes; 0 at the verified end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        given = self._rest[: len(buffer)]
        buffer[: len(given)] = given
        self._rest = self._rest[len(given) :]
        return len(given)


def _chunks(source: BinaryIO, keys: Keys, purpose: str) -> Iterator[bytes]:
    head = source.read(len(_MAGIC) + _ID)
    if not head.startswith(_MAGIC) or len(head) < len(_MAGIC) + _ID:
        raise KeysError(f"this is no {purpose} of ladder, or it was cut short")
    stream, place, last = head[len(_MAGIC) :], 0, False
    while not last:
        length = int.from_bytes(source.read(_LENGTH), "big")
        token = source.read(length) if length <= _LONGEST else b""
        if len(token) != length:
            raise _changed(purpose)
        last = not source.read(1)
        if not last:
            source.seek(-1, os.SEEK_CUR)
        try:
            chunk = keys.decrypt(token, purpose=_of_chunk(purpose, stream, place, last=last))
        except ChangedError as error:
            raise _changed(purpose) from error
        yield chunk
        place += 1


def _changed(purpose: str) -> ChangedError:
    return ChangedError(f"the {purpose} was changed or cut short; take another copy of it")


def _of_chunk(purpose: str, stream: bytes, place: int, *, last: bool) -> str:
    return f"{purpose} {stream.hex()} {place}{' end' if last else ''}"
