"""What people enter beside the exports: one more sealed line, while a run may be writing.

What the lines mean is for `override_record` and `appeal_record`.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assets.publication import AnotherRunError, single_writer

PATIENCE_SECONDS = 5.0
"""Entries take milliseconds: whoever finds the record busy waits a little."""

# What a line of a page can show: no control characters, which would also break a CSV.
_SHOWN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_SHOWN)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_SHOWN)
]


T = TypeVar("T")


class Event(BaseModel):
    """One line: when it was entered, by whom (as others know them), and as which user."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str = Field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    by: Words
    user: Id

    @property
    def entered_at(self) -> datetime:
        """When it was entered, with its offset."""
        return datetime.fromisoformat(self.at)


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold a record's folder, which a run does not: people enter things while one goes on.

    Raises:
        AnotherRunError: somebody held it for longer than `PATIENCE_SECONDS`.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        holding = single_writer(folder)
        try:
            holding.__enter__()
        except AnotherRunError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
            continue
        break
    try:
        yield
    finally:
        holding.__exit__(None, None, None)


def new_id(prefix: str) -> str:
    """Return an id that no other line has.

    >>> new_id("appeal").startswith("appeal-"), len(new_id("appeal"))
    (True, 19)
    """
    return f"{prefix}-{secrets.token_hex(6)}"


def checked(make: Callable[[], T], error: type[ValueError]) -> T:
    """Make a line of what somebody entered.

    Raises:
        ValueError: of the given kind; says which field, and what was expected of it.
    """
    try:
        return make()
    except ValidationError as found:
        told = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'entry'}: {one['msg']}" for one in found.errors()
        )
        raise error(told) from found
