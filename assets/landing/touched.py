"""Finds the parts that what came, changed or went elsewhere touches, and what stands in them.

A part is touched by a row of the same key in another file, and by a row of a parent table.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from assets.contracts.catalogue import table as contract_of
from assets.contracts.table import TableContract
from assets.landing.parts import files_sql, part_files, part_path
from assets.landing.report import Part, TableReport
from assets.landing.reuse import Plan, report_before
from assets.landing.sql_text import identifier, literal


def parts_with_changed_parents(
    con: duckdb.DuckDBPyConnection,
    table: TableContract,
    landing: Path,
    plan: Plan,
    before: TableReport,
) -> list[Part]:
    """Kept parts with a row that refers to a parent that came, went or happened at another time."""
    found: list[Part] = []
    for column in table.references:
        parent = contract_of(column.reference.table)
        report = report_before(landing, parent)
        now = [path.stem for path in part_files(landing, report, "keys")] if report else []
        then = before.parents.get(parent.key, ())
        if set(now) == set(then):
            continue
        came, went = (
            [part_path(landing, parent.name, one, "keys") for one in some if one not in others]
            for some, others in ((now, then), (then, now))
        )
        if not all(path.is_file() for path in went):
            return list(plan.kept)
        key = identifier(column.reference.column)
        told = f"{key} AS key"
        if parent.row.main_time:
            told += f", {identifier(parent.row.main_time)} AS at"
        old, new = (
            f"SELECT {told} FROM {files_sql(some)}" if some else None for some in (went, came)
        )
        if old and new:
            changed = f"(({old}) EXCEPT ALL ({new})) UNION ALL (({new}) EXCEPT ALL ({old}))"
        else:
            changed = old or new
        found += _with_values(
            con, landing, table, plan.kept, column.name, f"(SELECT DISTINCT key FROM ({changed}))"
        )
    return [part for part in plan.kept if part in found]


def parts_with_keys(
    con: duckdb.DuckDBPyConnection, table: TableContract, landing: Path, plan: Plan
) -> list[Part]:
    """Kept parts with a key of `rows`, or of a part that is gone.

    Makes the table `touched` of these keys: what was decided about others stands.
    """
    if not plan.kept:
        return []
    keys = ", ".join(identifier(name) for name in table.key_columns)
    first = identifier(table.key_columns[0])
    told = [f"SELECT {keys} FROM rows WHERE {first} IS NOT NULL"]
    if plan.gone:
        told.append(f"SELECT {keys} FROM {files_sql(_keys(landing, table, plan.gone))}")
    con.execute(f"CREATE TEMP TABLE touched AS SELECT DISTINCT * FROM ({' UNION ALL '.join(told)})")
    return _with_values(
        con,
        landing,
        table,
        plan.kept,
        table.key_columns[0],
        f"(SELECT {first} AS key FROM touched)",
    )


def _with_values(
    con: duckdb.DuckDBPyConnection,
    landing: Path,
    table: TableContract,
    parts: Sequence[Part],
    column: str,
    values: str,
) -> list[Part]:
    if not parts:
        return []
    files = ", ".join(literal(str(path)) for path in _keys(landing, table, parts))
    rows = con.execute(f"""
        SELECT DISTINCT parse_filename(filename, true)
        FROM read_parquet([{files}], filename = true)
        WHERE {identifier(column)} IN (SELECT key FROM {values})
    """).fetchall()
    hit = {sha256 for (sha256,) in rows}
    return [part for part in parts if part.keys in hit]


def settle(
    con: duckdb.DuckDBPyConnection,
    table: TableContract,
    landing: Path,
    plan: Plan,
    numbers: Mapping[str, int],
) -> None:
    """Fill `settled` (id, fate) with the rows of `plan.again` about which nothing is to be decided.

    Args:
        con: connection of the landing.
        table: contract of the table.
        landing: folder of the landing.
        plan: its parts.
        numbers: of each file that was read, its number in `rows`.
    """
    same = " AND ".join(
        f"touched.{name} IS NOT DISTINCT FROM had.{name}"
        for name in map(identifier, table.key_columns)
    )
    for part in plan.again:
        path = part_path(landing, table.name, part.keys, "keys")
        order = f"[{', '.join(str(numbers[name]) for name in part.files)}]"
        con.execute(f"""
            INSERT INTO settled
            SELECT starts.start + had.__at, had.__fate
            FROM {files_sql([path])} AS had
              JOIN (SELECT __file, min(rowid) AS start FROM rows GROUP BY __file) AS starts
                ON starts.__file = {order}[had.__file + 1]
            WHERE NOT EXISTS (SELECT 1 FROM touched WHERE {same})
        """)


def _keys(landing: Path, table: TableContract, parts: Sequence[Part]) -> list[Path]:
    return [part_path(landing, table.name, part.keys, "keys") for part in parts]
