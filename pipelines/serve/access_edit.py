"""Adds a person to an access file, in place; what it had, comments too, stays."""

import os
import tempfile
from pathlib import Path

import yaml

from pipelines.serve.access import AccessError, Account, load_access, parse_access


def add_account(path: Path, account: Account) -> None:
    """Write an account into an access file, which is made if it is not there, for its owner only.

    Raises:
        AccessError: the user is known, or the file would make no sense.
    """
    text = path.read_text("utf-8") if path.exists() else ""
    if text and load_access(path).by_user(account.user) is not None:
        raise AccessError(f"{path} has a user {account.user!r} already")
    fields = account.model_dump(mode="json", exclude_defaults=True)
    block = yaml.safe_dump([fields], allow_unicode=True, sort_keys=False)
    head = "" if (yaml.safe_load(text) or {}).get("users") else "users:\n"
    after = f"{text.rstrip()}\n{head}{block}".lstrip()
    try:
        written = account in parse_access(after, str(path)).users
    except AccessError as error:
        raise AccessError(f"{error}. Keep `users:` the last part of the file") from error
    if not written:
        raise AccessError(f"{path}: keep `users:` the last part of the file, as a list")
    _write(path, after)


def _write(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, readable to its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(staged).replace(path)
    except BaseException:
        Path(staged).unlink(missing_ok=True)
        raise
