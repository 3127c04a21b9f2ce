"""Reads a file's bytes: hash, text encoding, line ends; transcodes what DuckDB cannot read."""

import codecs
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from assets.landing.formats import UnreadableFile

_CHUNK = 1 << 20
# An export packs into a tenth, a very dull one into a fiftieth; a bomb into a thousandth.
_MOST_UNPACKED_FREELY = 256 << 20
_MOST_PACKED = 200
# DuckDB passes over what is longer than its buffer, and says nothing.
_LONGEST_LINE = 16 << 20
# Codecs that are no encoding of text files: some unpack, one raises on purpose.
_NO_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Under this share of broken characters a file is UTF-8 with broken rows, not another encoding:
# Chinese text in GB18030 that is read as UTF-8 breaks at more than half of its characters.
_STRAY_SHARE = 0.1


@dataclass(frozen=True)
class Bytes:
    """What one pass over a text file shows.

    Attributes:
        encoding: a Python codec name: utf-8, utf-8-sig, gb18030, utf-16, or as given.
        ascii_only: nothing beyond ASCII.
        mixed_line_ends: both LF and CR LF end lines.
        blank_lines: two line ends stand side by side.
        binary: no text, but a workbook, an archive or the like.
    """

    encoding: str
    ascii_only: bool
    mixed_line_ends: bool
    blank_lines: bool
    binary: bool

    @property
    def needs_copy(self) -> bool:
        """DuckDB cannot read it as it stands: other encoding, or line ends it refuses."""
        return self.encoding not in ("utf-8", "utf-8-sig") or self.mixed_line_ends


def open_bytes(path: Path) -> BinaryIO:
    """Open a file; a gzip file is unpacked on the way."""
    if path.name.lower().endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def text_encoding(name: str) -> str:
    """Name of a text encoding as Python knows it.

    Raises:
        LookupError: when there is no such encoding of text.

    >>> text_encoding("GBK")
    'gbk'
    """
    try:
        found = codecs.lookup(name)
    except (ValueError, UnicodeError) as error:  # a NUL in it, say
        raise LookupError(f"unknown encoding: {name!r}") from error
    plain = found.name.replace("-", "_")
    if not found._is_text_encoding or plain in _NO_ENCODINGS or not found.incrementaldecoder:
        raise LookupError(f"no encoding of text files: {name!r}")
    return found.name


def sha256_of(path: Path) -> str:
    """Hash of the file as it lies on disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked.

    Raises:
        UnreadableFile: when a gzip file unpacks without measure.
    """
    packed, unpacked = path.stat().st_size, 0
    with open_bytes(path) as file:
        while chunk := file.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > max(_MOST_UNPACKED_FREELY, _MOST_PACKED * packed):
                raise UnreadableFile(
                    f"{path.name} unpacks to more than {_MOST_PACKED} times its size, as no export"
                    " does; export it again, or unpack it and look at what is in it"
                )
            yield chunk


def inspect_bytes(path: Path, encoding: str | None = None) -> Bytes:
    """Read a text file once and tell how to read it.

    UTF-8 unless strict decoding fails; then still UTF-8 when under a tenth of its characters beyond
    ASCII are broken; else GB18030 when that decodes strictly; else UTF-8 with broken rows.

    Raises:
        UnreadableFile: when a gzip file unpacks without measure, or a line has no end.
        OSError, EOFError, zlib.error: when the file, or its gzip wrapper, is damaged.
        LookupError: when there is no such encoding.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, ascii_only, blank = True, True, False
    bare_ends = windows_ends = False
    head, tail, line = b"", b"", 0
    for chunk in _chunks(path):
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        line = len(chunk) - end if end else line + len(chunk)
        head = head or chunk[:512]
        if _is_binary(head) or (not _is_wide(head) and chunk.count(0) > len(chunk) // 2):
            return Bytes("", False, False, False, binary=True)
        if line > _LONGEST_LINE:
            raise UnreadableFile(
                f"{path.name} has a line of more than {_LONGEST_LINE >> 20} MB; export it again"
            )
        seam = tail + chunk
        if b"\r" in seam:
            ends = seam.count(b"\r\n")
            windows_ends = windows_ends or ends > 0
            bare_ends = bare_ends or seam.count(b"\n") > ends
        else:
            bare_ends = bare_ends or b"\n" in seam
        blank = blank or b"\n\n" in seam or b"\n\r\n" in seam
        # Three bytes, so that a blank line or a CR LF over the seam is seen whole.
        tail = seam[-3:].lstrip(b"\n")
        if valid and not (chunk.isascii() and not decoder.getstate()[0]):
            ascii_only = False
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
    valid = valid and not decoder.getstate()[0]
    return Bytes(
        encoding=text_encoding(encoding) if encoding else _encoding(path, head, valid=valid),
        ascii_only=ascii_only and valid,
        mixed_line_ends=windows_ends and bare_ends,
        blank_lines=blank,
        binary=False,
    )


def _is_binary(head: bytes) -> bool:
    packed = head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"PAR1"))
    return packed or (b"\0" in head and not _is_wide(head))


def _is_wide(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _encoding(path: Path, head: bytes, *, valid: bool) -> str:
    for bom, name in _BOMS.items():
        if head.startswith(bom):
            return name
    if valid or _stray_share(path) < _STRAY_SHARE:
        return "utf-8"
    return "gb18030" if _decodes(path, "gb18030") else "utf-8"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _stray_share(path: Path) -> float:
    """Share of broken characters among those beyond ASCII, read as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    broken = beyond = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        if not text.isascii():
            broken += text.count("\ufffd")
            beyond += len(text) - len(text.encode("ascii", "ignore"))
    return broken / beyond if beyond else 1.0


def copy_as_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write a UTF-8 copy with LF line ends, chunk by chunk.

    Bytes that do not decode become U+FFFD; UTF-8 keeps them, so that DuckDB refuses those rows.
    """
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    held = ""
    with target.open("wb") as out:
        for chunk in _chunks(path):
            text = held + decoder.decode(chunk)
            # A CR at the end may belong to the LF of the next chunk.
            held = "\r" if text.endswith("\r") else ""
            text = text[: len(text) - len(held)].replace("\r\n", "\n")
            out.write(text.encode("utf-8", errors="surrogateescape"))
        out.write((held + decoder.decode(b"", final=True)).encode("utf-8", "surrogateescape"))
