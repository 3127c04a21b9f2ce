"""Rows that share a key: the later file wins, in one file the later row.

Works on the table `rows` of one landing, which `loading` makes.
"""

import duckdb

from assets.contracts.table import TableContract
from assets.landing.sql_text import identifier, literal

ACCEPTED, REFUSED, EXACT, CONFLICTING = range(4)
"""Fates of a row: it landed, broke a rule, is the twin of one that landed, lost to a later one."""

_COMPETES = (
    "rows.__problems IS NULL AND rows.rowid NOT IN (FROM refused)"
    " AND rows.rowid NOT IN (SELECT id FROM settled)"
)


def find_duplicates(con: duckdb.DuckDBPyConnection, contract: TableContract) -> None:
    """Fill `losers` (id, exact) and add the conflicting ones to `findings`.

    Only rows that broke no rule compete. Repeated keys are found first, by grouping where they do
    not simply rise from row to row: a window over all rows would sort the whole table for the sake
    of a few. Of rows that are `settled` (see `reuse`) what was decided stands: their rivals may lie
    in files that are not read.
    """
    keys = [identifier(name) for name in contract.key_columns]
    same_key = " AND ".join(f"rows.{key} IS NOT DISTINCT FROM repeated.{key}" for key in keys)
    content = ", ".join(f"rows.{identifier(column.name)}" for column in contract.columns)
    shown = ", ".join(f"rows.{key}::VARCHAR" for key in keys)
    name = "|".join(contract.key_columns)
    con.execute(f"""
        INSERT INTO losers
        SELECT rows.rowid, settled.fate = {EXACT}, concat_ws('|', {shown})
        FROM rows JOIN settled ON rows.rowid = settled.id
        WHERE settled.fate IN ({EXACT}, {CONFLICTING})
    """)
    if not _keys_rise(con, keys) and _find_repeated(con, keys):
        _judge_repeated(con, same_key, content, shown, keys)
    con.execute(f"""
        INSERT INTO findings
        SELECT id, {literal(name)}, left(shown, 500), 'conflicting_duplicate', 'duplicate'
        FROM losers WHERE NOT exact
    """)


def _keys_rise(con: duckdb.DuckDBPyConnection, keys: list[str]) -> bool:
    """Tell whether every key is greater than the one before, as exports often have them.

    Then none is repeated, in whatever order the rows were looked at. It costs a tenth of grouping.
    """
    key = f"row({', '.join(keys)})" if len(keys) > 1 else keys[0]
    known = " AND ".join(f"{name} IS NOT NULL" for name in keys)
    [(rows, rising)] = con.execute(f"""
        SELECT count(*), count(*) FILTER (key > before)
        FROM (
          SELECT key, lag(key) OVER () AS before
          FROM (SELECT CASE WHEN {known} THEN {key} END AS key FROM rows WHERE {_COMPETES})
        )
    """).fetchall()
    return bool(rising >= rows - 1)


def _find_repeated(con: duckdb.DuckDBPyConnection, keys: list[str]) -> bool:
    con.execute(f"""
        CREATE TEMP TABLE repeated AS
        SELECT {", ".join(keys)}
        FROM rows
        WHERE {_COMPETES}
        GROUP BY ALL
        HAVING count(*) > 1
    """)
    return bool(con.execute("SELECT 1 FROM repeated LIMIT 1").fetchall())


def _judge_repeated(
    con: duckdb.DuckDBPyConnection, same_key: str, content: str, shown: str, keys: list[str]
) -> None:
    con.execute(f"""
        INSERT INTO losers
        SELECT id, content IS NOT DISTINCT FROM winner AS exact, shown
        FROM (
          SELECT
            rows.rowid AS id,
            row({content}) AS content,
            concat_ws('|', {shown}) AS shown,
            first_value(row({content})) OVER latest AS winner,
            row_number() OVER latest AS place
          FROM rows JOIN repeated ON {same_key}
          WHERE {_COMPETES}
          WINDOW latest AS (
            PARTITION BY {", ".join(f"rows.{key}" for key in keys)}
            ORDER BY rows.__file DESC, rows.__row DESC NULLS LAST, rows.rowid DESC)
        )
        WHERE place > 1
    """)
