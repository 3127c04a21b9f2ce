"""Sealed streams: what went in comes out, and nothing else does."""

import io

import pytest

from assets import sealed_stream
from assets.keys import KeysError, throwaway_keys
from assets.sealed_stream import SealingWriter, UnsealingReader

KEYS = throwaway_keys()


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_stream, "_CHUNK", 10)


def _seal(data: bytes) -> bytes:
    target = io.BytesIO()
    with SealingWriter(target, KEYS, "backup") as writer:
        writer.write(data[:7])
        writer.write(data[7:])
    return target.getvalue()


def _read(sealed: bytes, purpose: str = "backup") -> bytes:
    return io.BufferedReader(UnsealingReader(io.BytesIO(sealed), KEYS, purpose), 16).read()


def _chunks(sealed: bytes) -> list[bytes]:
    rest, found = sealed[32:], []
    while rest:
        length = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:length])
        rest = rest[length:]
    return found


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 20, 33])
def test_what_went_in_comes_out(length: int) -> None:
    data = bytes(range(length))
    assert _read(_seal(data)) == data


def test_chunks_cannot_be_cut_off_left_out_moved_or_changed() -> None:
    data = b"0123456789" * 4
    sealed = _seal(data)
    head, chunks = sealed[:32], _chunks(sealed)
    assert len(chunks) == 4
    for spoilt in (
        [*chunks[:3]],
        [*chunks[:2], chunks[3]],
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks, chunks[3]],
        [*chunks[:3], chunks[3][:-1]],
        [*chunks[:3], chunks[3] + b"x"],
        [chunks[0], _chunks(_seal(data))[1], *chunks[2:]],  # of another stream
    ):
        with pytest.raises(KeysError):
            _read(head + b"".join(spoilt))
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(KeysError):
            _read(bytes(changed))


def test_it_is_of_one_purpose_and_one_key() -> None:
    sealed = _seal(b"data")
    with pytest.raises(KeysError):
        _read(sealed, "people")
    with pytest.raises(KeysError, match="not in"):
        UnsealingReader(io.BytesIO(sealed), throwaway_keys(), "backup").read()
    with pytest.raises(KeysError, match="this is no backup of ladder"):
        _read(b"PK\x03\x04")
