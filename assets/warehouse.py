"""Reads the warehouse, never writes it; and copies its marts into the file that is published."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from assets.landing.sql_text import literal

MARTS = "marts"


def mart_names(warehouse: Path) -> list[str]:
    """Names of the marts, sorted."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables "
            "where table_schema = ? order by table_name",
            [MARTS],
        ).fetchall()
    return [row[0] for row in rows]


def read_marts(warehouse: Path, names: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
    """Marts as frames, by name; all of them unless some are named."""
    names = mart_names(warehouse) if names is None else names
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: _frame(connection, name) for name in names}


def _frame(connection: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return connection.execute(f'select * from {MARTS}."{name}"').df()


class Marts(Mapping[str, pd.DataFrame]):
    """The marts of a file as frames by name, each read when it is first asked for.

    It goes to another process as the path and the names alone. The file is opened once, at the
    first mart asked for, and closed with the object: to open it takes longer than to read a mart.

    Args:
        warehouse: the file.
        names: people's names by agent id (`restricted.names_for`): `agents` then has a column
            `name`, with the id where there is none. None: it has no such column.
    """

    def __init__(self, warehouse: Path, names: Mapping[str, str] | None = None) -> None:
        self._warehouse = warehouse
        self._people = names
        self._names = mart_names(warehouse)
        self._frames: dict[str, pd.DataFrame] = {}
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The frame of a mart; KeyError where there is none of that name."""
        if name not in self._names:
            raise KeyError(name)
        if name not in self._frames:
            if self._connection is None:
                self._connection = duckdb.connect(str(self._warehouse), read_only=True)
            self._frames[name] = _frame(self._connection, name)
            if name == "agents" and self._people is not None:
                self._frames[name] = with_names(self._frames[name], self._people)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """Names of the marts."""
        return iter(self._names)

    def __len__(self) -> int:
        """How many marts there are."""
        return len(self._names)

    def __reduce__(self) -> tuple[type["Marts"], tuple[Path, Mapping[str, str] | None]]:
        """Frames stay where they were read."""
        return Marts, (self._warehouse, self._people)


def with_names(agents: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Add a column `name` to people: their name, or their id where none is known.

    >>> with_names(pd.DataFrame({"agent_id": ["A1", "A2"]}), {"A1": "Li Na"})["name"].tolist()
    ['Li Na', 'A2']
    """
    called = [names.get(agent, agent) for agent in agents["agent_id"]]
    return agents.assign(name=pd.Series(called, index=agents.index, dtype=object))


def export_marts(warehouse: Path, folder: Path) -> list[str]:
    """Write `warehouse.duckdb` (schema `marts` only) and `marts/*.parquet` into a folder.

    The copy holds nothing but marts: staging tables carry personal data readers do not need.
    """
    names = mart_names(warehouse)
    (folder / MARTS).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"attach {literal(warehouse)} as built (read_only)")
        connection.execute(f"create schema {MARTS}")
        for name in names:
            connection.execute(
                f'create table {MARTS}."{name}" as from built.{MARTS}."{name}" order by all'
            )
            parquet = literal(folder / MARTS / f"{name}.parquet")
            connection.execute(f'copy {MARTS}."{name}" to {parquet} (format parquet)')
        connection.execute("detach built")
        connection.execute("checkpoint")
    return names
