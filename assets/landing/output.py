"""Writes what a landing decided: accepted rows, keys read, refused rows; counts rows by file.

Here values that name people are taken out: names go to `assets.restricted`, customers become
pseudonyms, and of what was refused no such value is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from assets.contracts.table import Column, TableContract
from assets.keys import Keys
from assets.landing.duplicates import ACCEPTED, CONFLICTING, EXACT, REFUSED
from assets.landing.erased import PSEUDONYM
from assets.landing.filled import count_part
from assets.landing.parts import part_path, write_file
from assets.landing.rejected import line_sql, write_rejected
from assets.landing.repair import KINDS as REPAIR_KINDS
from assets.landing.report import Part
from assets.landing.sql_text import identifier, literal, select_list
from assets.restricted import PEOPLE, write_people

# Rows that land.
_ACCEPTED = "__problems IS NULL AND __dropped IS NULL"


@dataclass(frozen=True)
class Batch:
    """Files whose rows become one part.

    Attributes:
        numbers: their places among the table's files, in order.
        names: their names.
    """

    numbers: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def sql(self) -> str:
        """SQL: a row is of one of them."""
        return f"__file IN ({', '.join(map(str, self.numbers))})"


def mark_dropped(con: duckdb.DuckDBPyConnection) -> None:
    """Mark rows that do not land, to write the others by a plain scan.

    A join would mix up their order.
    """
    dropped = "SELECT id FROM refused UNION ALL SELECT id FROM losers"
    if con.execute(f"{dropped} LIMIT 1").fetchall():
        con.execute(f"UPDATE rows SET __dropped = true WHERE rowid IN ({dropped})")


def clear_unknown(con: duckdb.DuckDBPyConnection, cleared: dict[str, str]) -> None:
    """Empty optional references that are unknown, after keys were written: these may come yet.

    Args:
        con: connection of the landing.
        cleared: such columns, and the table that lists the unknown values of each.
    """
    for column, unknown in cleared.items():
        name = identifier(column)
        con.execute(f"UPDATE rows SET {name} = NULL WHERE {name} IN (FROM {unknown})")


def write_part(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    landing: Path,
    batch: Batch,
    keys: Keys,
    horizon: datetime | None,
    *,
    written: str,
) -> Part:
    """Write a part: rows that landed in the order of files and rows, and lines on refusals.

    Args:
        con: connection of the landing, all rows judged.
        contract: the table.
        landing: the folder.
        batch: the files it is made of.
        keys: what pseudonyms are made with.
        horizon: latest time at which something could have happened.
        written: hash of its keys, which `write_keys` wrote.
    """
    columns = [_landed(column, keys) for column in contract.landed_columns]
    columns += map(identifier, contract.opened_columns.values())
    rows = write_file(
        con,
        f"SELECT {select_list(columns)} FROM rows WHERE {batch.sql} AND {_ACCEPTED}",
        landing,
        contract.name,
        "rows",
    )
    months, filled = count_part(con, contract, part_path(landing, contract.name, rows))
    return Part(
        rows=rows,
        keys=written,
        rejected=write_rejected(con, contract, landing, batch.numbers, batch.names),
        files=batch.names,
        months=months,
        filled=filled,
        horizon=horizon,
        latest=_latest(con, contract, batch),
    )


def _landed(column: Column, keys: Keys) -> str:
    name = identifier(column.name)
    if column.pseudonym is None:
        return name
    # What was erased is looked up by it.
    erased = column.pseudonym == PSEUDONYM
    pseudonym = keys.sql_pseudonym if erased else keys.sql_column_pseudonym
    return f"{pseudonym(name, column.pseudonym)} AS {name}"


def _latest(
    con: duckdb.DuckDBPyConnection, contract: TableContract, batch: Batch
) -> datetime | None:
    times = [f"max({identifier(c.name)})::TIMESTAMP" for c in contract.columns if c.happened]
    if not times:
        return None
    rows = con.execute(f"SELECT {', '.join(times)} FROM rows WHERE {batch.sql}").fetchall()
    return max((one for one in rows[0] if one is not None), default=None)


def write_restricted(
    con: duckdb.DuckDBPyConnection, contract: TableContract, landing: Path, keys: Keys
) -> None:
    """Write the names of a table that has any: of each person the newest one given."""
    for column in contract.columns:
        if column.restricted:
            who, *newest = map(identifier, contract.key_columns)
            name = identifier(column.name)
            order = ", ".join(f"{key} DESC NULLS LAST" for key in newest)
            found = con.execute(f"""
                SELECT {who}, {name} FROM rows WHERE {_ACCEPTED} AND {name} IS NOT NULL
                QUALIFY row_number() OVER (PARTITION BY {who} ORDER BY {order}, rowid DESC) = 1
            """).fetchall()
            write_people(landing, dict(found), keys)


def write_keys(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    landing: Path,
    batch: Batch,
    keys: Keys,
) -> str:
    """Write key, main time, references and fate of every row read, refused ones too; the hash.

    A main time that broke a rule is left out, so that no child is measured against it.
    """
    columns = [_landed(contract.column(name), keys) for name in _kept_columns(contract)]
    if time := contract.row.main_time:
        # `__problems` is empty for rows of a file that was refused whole.
        faulty = (
            f'list_contains(list_transform(__problems, lambda problem: problem."column"),'
            f" {literal(time)})"
        )
        at = _kept_columns(contract).index(time)
        name = identifier(time)
        columns[at] = f"CASE WHEN NOT coalesce({faulty}, false) THEN {name} END AS {name}"
    first = identifier(contract.key_columns[0])
    starts = dict(
        con.execute(f"SELECT __file, min(rowid) FROM rows WHERE {batch.sql} GROUP BY 1").fetchall()
    )
    start = " ".join(f"WHEN {file} THEN {row}" for file, row in starts.items())
    place = " ".join(f"WHEN {file} THEN {at}" for at, file in enumerate(batch.numbers))
    fate = (
        f"CASE WHEN __problems IS NOT NULL OR rows.rowid IN (FROM refused) THEN {REFUSED}"
        f" WHEN rows.rowid IN (SELECT id FROM losers WHERE exact) THEN {EXACT}"
        f" WHEN __dropped THEN {CONFLICTING} ELSE {ACCEPTED} END"
    )
    sql = f"""
        SELECT {", ".join(columns)},
          (CASE __file {place or "WHEN -1 THEN 0"} END)::SMALLINT AS __file,
          rows.rowid - CASE __file {start or "WHEN -1 THEN 0"} END AS __at,
          ({fate})::TINYINT AS __fate
        FROM rows ANTI JOIN erased ON rows.rowid = erased.id
        WHERE {batch.sql} AND {first} IS NOT NULL"""
    return write_file(con, sql, landing, contract.name, "keys")


def _kept_columns(contract: TableContract) -> list[str]:
    references = [column.name for column in contract.references]
    names = dict.fromkeys([*contract.key_columns, contract.row.main_time, *references])
    return [name for name in names if name]


def write_nothing(
    contract: TableContract, landing: Path, file: str | None = None, message: str = ""
) -> Part:
    """Write a part without rows and, of a failed table, the one line that says which file failed.

    Args:
        contract: the table.
        landing: the folder.
        file: the file that cannot be read; None: there is no file.
        message: why it cannot be read.
    """
    columns = {
        c.name: f"NULL::{c.sql_type} AS {identifier(c.name)}" for c in contract.landed_columns
    }
    columns |= {
        name: f"NULL::TIMESTAMP AS {identifier(name)}" for name in contract.opened_columns.values()
    }
    if contract.columns != contract.landed_columns:
        (landing / PEOPLE).unlink(missing_ok=True)
    with duckdb.connect(":memory:") as con:
        table = f"SELECT {select_list(columns.values())} WHERE false"
        kept = [columns[name] for name in _kept_columns(contract)]
        kept += ["NULL::SMALLINT AS __file", "NULL::BIGINT AS __at", "NULL::TINYINT AS __fate"]
        rejected = ""
        if file is not None:
            values = [contract.key, file, None, None, message, "unreadable_file", "error"]
            rejected = write_file(con, line_sql(values), landing, contract.name, "rejected")
        return Part(
            rows=write_file(con, table, landing, contract.name, "rows"),
            keys=write_file(
                con, f"SELECT {', '.join(kept)} WHERE false", landing, contract.name, "keys"
            ),
            rejected=rejected,
        )


def count_rows(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    """Count records by file: read, broken, refused, exact, conflicting, accepted; repairs by kind.

    A broken record is read and refused.
    """
    kinds = ", ".join(f"sum(__repairs.{kind}) AS {kind}" for kind in REPAIR_KINDS)
    cursor = con.execute(f"""
        WITH judged AS (
          SELECT __file, count(*) AS read,
            count(*) FILTER (refused.id IS NOT NULL OR len(__problems) = 0) AS refused,
            count(*) FILTER (losers.exact) AS exact,
            count(*) FILTER (NOT losers.exact) AS conflicting,
            count(*) FILTER (
              __problems IS NULL AND refused.id IS NULL AND losers.id IS NULL) AS accepted,
            {kinds}
          FROM rows
            LEFT JOIN refused ON rows.rowid = refused.id
            LEFT JOIN losers ON rows.rowid = losers.id
          GROUP BY __file
        ),
        unread AS (SELECT __file, count(*) AS broken FROM broken GROUP BY __file)
        SELECT __file, coalesce(read, 0) + coalesce(broken, 0) AS read,
          coalesce(refused, 0) + coalesce(broken, 0) AS refused,
          COLUMNS(judged.* EXCLUDE (__file, read, refused))
        FROM judged FULL JOIN unread USING (__file)
    """)
    names = [name for name, *_ in cursor.description]
    return {
        row[0]: {name: int(value or 0) for name, value in zip(names[1:], row[1:], strict=True)}
        for row in cursor.fetchall()
    }
