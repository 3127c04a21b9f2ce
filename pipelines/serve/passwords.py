"""Argon2 hashes of passwords: made, and compared."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200


class PasswordError(ValueError):
    """A password that is not taken."""


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a new password.

    Raises:
        PasswordError: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordError(f"a password has {SHORTEST} to {LONGEST} characters")
    return PasswordHasher().hash(password)


def fits(password: str, hashed: str | None) -> bool:
    """Tell whether a password is the one that was hashed; as slow without a hash as with one."""
    try:
        return PasswordHasher().verify(hashed or _nobodys(), password[: LONGEST + 1]) and bool(
            hashed
        )
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash that fits nothing people type, so that time does not tell who is known."""
    return PasswordHasher().hash("\0nobody")
