"""The key that signs cookies: from the environment, or a file beside the access file."""

import os
import secrets
from pathlib import Path

from pipelines.serve.access import AccessError

VARIABLE = "LADDER_SECRET"
SHORTEST = 32


def secret_key(access: Path) -> str:
    """Return the key; at the first start one is made, in a file for its owner only.

    Args:
        access: the access file.

    Raises:
        AccessError: the key is too short, or others may read its file.
    """
    if given := os.environ.get(VARIABLE):
        if len(given) < SHORTEST:
            raise AccessError(f"{VARIABLE} must have at least {SHORTEST} characters")
        return given
    path = access.with_name(f"{access.name}.secret")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise AccessError(
                f"{path}: others may read this file; run `chmod 600 {path}`"
            ) from None
        key = path.read_text("ascii").strip()
        if len(key) < SHORTEST:
            raise AccessError(f"{path} holds no key; remove it to have one made") from None
        return key
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key
