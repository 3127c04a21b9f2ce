"""Opens a published result to be read: one whole result, whatever is published meanwhile."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from assets.content_hash import DamagedResult
from assets.keys import KeysError, key_file
from assets.published_record import read_published
from assets.restricted import names_for
from assets.warehouse import with_names


class ResultError(RuntimeError):
    """There is no result, or it does not hold what is asked of it."""


class Opened(NamedTuple):
    """A result that is open: its warehouse, a connection to it, and its run.json."""

    warehouse: Path
    connection: duckdb.DuckDBPyConnection
    run: dict[str, Any]


@contextmanager
def open_result(out: Path, marts: Iterable[str]) -> Iterator[Opened]:
    """Open the result in OUT/current for reading.

    Args:
        out: folder that holds `current`.
        marts: those that must be there, and columns of them as `mart.column`.

    Raises:
        ResultError: nothing is published there, or by an earlier version.
    """
    # A run may publish meanwhile: the link is followed once, so that all is of one result.
    current = (out / "current").resolve()
    warehouse = current / "warehouse.duckdb"
    if not warehouse.is_file():
        raise ResultError(
            f"{out} holds no published result; make one with `ladder run --exports DIR --out {out}`"
        )
    try:
        run = read_published(current)
    except DamagedResult as error:
        raise ResultError(str(error)) from error
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        _require(connection, marts, out)
        yield Opened(warehouse, connection, run)


def named(
    agents: pd.DataFrame, opened: Opened, out: Path, *, command: str, only: Collection[str] | None
) -> pd.DataFrame:
    """Add people's names to rows of `agents`; their ids where this account has no key.

    Args:
        agents: rows of the mart.
        opened: the result they are of.
        out: folder that holds `current`; its access log says who read the names.
        command: which command shows them.
        only: whom it shows; None: everybody.

    Raises:
        ResultError: the key file is broken, or does not fit the names.
    """
    try:
        names = names_for(
            opened.warehouse.parent,
            out=out,
            keys=key_file(out),
            command=command,
            purpose="reading a result",
            only=only,
        )
    except KeysError as error:
        raise ResultError(str(error)) from error
    return with_names(agents, names or {})


def _require(connection: duckdb.DuckDBPyConnection, marts: Iterable[str], out: Path) -> None:
    rows = connection.execute(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'marts'"
    ).fetchall()
    there = {name for table, column in rows for name in (table, f"{table}.{column}")}
    missing = sorted({*marts} - there)
    if missing:
        raise ResultError(
            f"the result in {out} was published by an earlier version and lacks "
            f"{', '.join(missing)}; run `ladder run` again"
        )
