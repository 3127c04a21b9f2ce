"""The key file of an output folder: encrypts what is restricted, and gives people pseudonyms.

The file holds several keys for data, of which the newest encrypts and all decrypt, and one for
pseudonyms, which stays the same for good: else nobody could be followed from month to month.
"""

import base64
import binascii
import contextlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from assets.private_files import write_private

_MAGIC = b"ladder1:"
_ID_LENGTH = 8
_DATA_KEY_LENGTH = 64  # AES-256-SIV takes two keys of 32 bytes
_PSEUDONYM_KEY_LENGTH = 32
_PSEUDONYM_DIGITS = 20  # 80 bits: among ten million values, one chance in 10**10 of a clash
_BLOCK = 64  # of SHA-256


class KeysError(RuntimeError):
    """The key file cannot be used, or does not fit what is to be read; says what to do."""


class ChangedError(KeysError):
    """What is to be decrypted was changed, cut short, or is of another purpose."""


class DataKey(NamedTuple):
    """A key that encrypts data, and the name that its tokens carry."""

    key_id: str
    secret: bytes


@dataclass(frozen=True)
class Keys:
    """Keys as read from a key file.

    Attributes:
        path: the file.
        data: keys for data, oldest first; the last one encrypts.
        pseudonyms: the key of pseudonyms, 32 bytes.

    >>> keys = Keys(Path("keys.json"), (DataKey("0a1b2c3d", bytes(64)),), bytes(32))
    >>> token = keys.encrypt(b"Li Na", purpose="people")
    >>> keys.decrypt(token, purpose="people")
    b'Li Na'
    >>> keys.pseudonym("customer", "c-17")
    'customer_5564a600755e47f89ef9'
    """

    path: Path
    data: tuple[DataKey, ...] = field(repr=False)
    pseudonyms: bytes = field(repr=False)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Names of the keys for data, oldest first."""
        return tuple(key.key_id for key in self.data)

    def encrypt(self, data: bytes, *, purpose: str) -> bytes:
        """Encrypt with the newest key, by AES-SIV (RFC 5297).

        The same data and purpose give the same token, so that results stay equal to the byte. A
        token can only be decrypted for its own purpose, and not at all once it was changed.
        """
        key = self.data[-1]
        header = _MAGIC + key.key_id.encode()
        return header + AESSIV(key.secret).encrypt(data, [header, purpose.encode()])

    def decrypt(self, token: bytes, *, purpose: str) -> bytes:
        """Give back what was encrypted.

        Raises:
            ChangedError: the token was changed, cut short or made for another purpose.
            KeysError: its key is not in the file.
        """
        key_id = key_id_of(token)
        secret = next((key.secret for key in self.data if key.key_id == key_id), None)
        if secret is None:
            raise KeysError(
                f"{purpose.partition(' ')[0]}: encrypted with the key {key_id}, which is not in "
                f"{self.path} (it has {', '.join(self.key_ids)}); put back the key file that has it"
            )
        header, rest = token[: len(_MAGIC) + _ID_LENGTH], token[len(_MAGIC) + _ID_LENGTH :]
        try:
            return AESSIV(secret).decrypt(rest, [header, purpose.encode()])
        except (InvalidTag, ValueError) as error:
            raise ChangedError(
                f"{purpose}: the encrypted data was changed or cut short, or is not {purpose}; "
                "take it from a backup or run again"
            ) from error

    def pseudonym(self, kind: str, value: str) -> str:
        """Name a value stands under: HMAC-SHA256 (RFC 2104), 20 hexadecimal digits of it."""
        digest = hmac.new(self.pseudonyms, f"{kind}:{value}".encode(), "sha256").hexdigest()
        return f"{kind}_{digest[:_PSEUDONYM_DIGITS]}"

    def sql_pseudonym(self, expression: str, kind: str) -> str:
        """Write `pseudonym` as DuckDB SQL over a text expression; null stays null.

        The SQL holds the key: it is for a connection in memory alone, never for a file or a log.

        >>> import duckdb
        >>> keys = Keys(Path("keys.json"), (DataKey("0a1b2c3d", bytes(64)),), bytes(32))
        >>> duckdb.execute("select " + keys.sql_pseudonym("'c-17'", "customer")).fetchone()
        ('customer_5564a600755e47f89ef9',)
        """
        block = self.pseudonyms.ljust(_BLOCK, bytes(1))
        inner, outer = (
            f"unhex('{bytes(byte ^ pad for byte in block).hex()}')" for pad in (0x36, 0x5C)
        )
        message = f"encode('{kind}:' || ({expression}))"
        digest = f"sha256({outer} || unhex(sha256({inner} || {message})))"
        return f"'{kind}_' || left({digest}, {_PSEUDONYM_DIGITS})"

    def sql_column_pseudonym(self, expression: str, kind: str) -> str:
        """Write a pseudonym for columns of millions of values, at a fifth of the cost; null stays.

        SHA-256 over a key of the kind's own and the value, of which 80 bits are kept: what is cut
        so cannot be extended (Coron, Dodis, Malinaud and Puniya, Merkle-Damgard Revisited, 2005).
        Key and a short value fit one block of the hash, where HMAC takes four.

        >>> import duckdb
        >>> keys = Keys(Path("keys.json"), (DataKey("0a1b2c3d", bytes(64)),), bytes(32))
        >>> sql = keys.sql_column_pseudonym("'c-17'", "customer")
        >>> duckdb.execute(f"select {sql}").fetchone()
        ('customer_b1b0508a49773815f675',)
        """
        own = hmac.new(self.pseudonyms, f"column {kind}".encode(), "sha256").hexdigest()[:32]
        digest = f"sha256('{own}' || ({expression}))"
        return f"'{kind}_' || left({digest}, {_PSEUDONYM_DIGITS})"


def key_file(out: Path) -> Path:
    """Where the key file of an output folder lies: as the variable LADDER_KEYS says, or in it.

    Whoever keeps the key on another disk than the data sets the variable for every command.
    """
    return Path(os.environ.get("LADDER_KEYS") or out / "keys" / "keys.json")


def key_id_of(token: bytes) -> str:
    """Name of the key that a token was encrypted with.

    Raises:
        ChangedError: it is no token at all.
    """
    key_id = token[len(_MAGIC) : len(_MAGIC) + _ID_LENGTH]
    if not token.startswith(_MAGIC) or len(key_id) < _ID_LENGTH:
        raise ChangedError("this is no encrypted data of ladder, or it was cut short")
    return key_id.decode(errors="replace")


def open_keys(path: Path) -> Keys:
    """Read a key file; made first where there is none, for its owner alone.

    Raises:
        KeysError: others can read it, or it is broken; says what to do.
    """
    found = find_keys(path)
    if found is None:
        with contextlib.suppress(FileExistsError):  # another process was quicker: its keys hold
            _write(path, [_new_key()], secrets.token_bytes(_PSEUDONYM_KEY_LENGTH), new=True)
        found = find_keys(path)
    if found is None:
        raise KeysError(f"{path}: this account may not read the key file, or it links to nowhere")
    return found


def find_keys(path: Path) -> Keys | None:
    """Read a key file; None where there is none, or none for this account.

    Raises:
        KeysError: others can read it, or it is broken; says what to do.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except OSError as error:
        raise KeysError(f"{path}: the key file cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise KeysError(
            f"{path}: others than its owner may read or change the key file (mode {mode:o}); "
            f"`chmod 600 {path}`, and `ladder keys rotate` if somebody may have read it"
        )
    try:
        content = json.loads(text)
        data = tuple(
            DataKey(str(one["id"]), _secret(one["key"], _DATA_KEY_LENGTH))
            for one in content["data"]
        )
        if not data or any(len(key.key_id) != _ID_LENGTH for key in data):
            raise ValueError("no key for data, or a name that is none")
        return Keys(path, data, _secret(content["pseudonyms"], _PSEUDONYM_KEY_LENGTH))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeysError(
            f"{path}: the key file is broken ({type(error).__name__}); put back your copy of it. "
            "Without it, names and backups made under it cannot be read and erased people not be "
            "known; if no copy is left, begin in a new folder and erase there again whoever was "
            "erased"
        ) from error


def throwaway_keys() -> Keys:
    """Keys that are kept nowhere, for a landing whose data goes when it ends."""
    pseudonyms = secrets.token_bytes(_PSEUDONYM_KEY_LENGTH)
    return Keys(Path("throwaway keys"), (_new_key(),), pseudonyms)


def add_key(keys: Keys) -> Keys:
    """Put one more key for data into the file; it encrypts from now on."""
    _write(keys.path, [*keys.data, _new_key()], keys.pseudonyms)
    return open_keys(keys.path)


def drop_older_keys(keys: Keys) -> Keys:
    """Leave only the newest key for data: nothing encrypted with an older one can be read again."""
    _write(keys.path, keys.data[-1:], keys.pseudonyms)
    return open_keys(keys.path)


def _new_key() -> DataKey:
    return DataKey(secrets.token_hex(_ID_LENGTH // 2), secrets.token_bytes(_DATA_KEY_LENGTH))


def _secret(text: Any, length: int) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(found) != length:
        raise ValueError("a key of another length")
    return found


def _write(path: Path, data: Sequence[DataKey], pseudonyms: bytes, *, new: bool = False) -> None:
    """Write the file whole or not at all; FileExistsError where a new one is there already."""
    content = {
        "data": [{"id": k.key_id, "key": base64.b64encode(k.secret).decode()} for k in data],
        "pseudonyms": base64.b64encode(pseudonyms).decode(),
    }
    try:
        write_private(path, json.dumps(content, indent=1).encode(), new=new)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise
        raise KeysError(f"{path}: the key file cannot be written: {error.strerror}") from error
