"""Refuses rows about people, and rows, that were erased; takes erased people out of other rows.

Works on the table `rows` of one landing, before rows are judged together: of such a row nothing is
kept but that it was refused.
"""

from collections.abc import Mapping, Set

import duckdb

from assets.contracts.table import TableContract
from assets.keys import Keys
from assets.landing.sql_text import identifier
from assets.redaction import ERASED, PEOPLE_COLUMNS

PERSON, PSEUDONYM = "person", "erased"
_SUBJECT = "agent_id"
_OTHERS = tuple(one for one in PEOPLE_COLUMNS if one != _SUBJECT)


def refuse_erased(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    erased: Mapping[str, Set[str]],
    keys: Keys,
) -> None:
    """Fill `erased` (id), and put one line in `findings` for each in place of all others.

    Args:
        con: connection of the landing.
        contract: the table.
        erased: pseudonyms of what was erased, by kind: `person`, or the key of a table.
        keys: what the pseudonyms were made with.
    """
    con.execute('CREATE TEMP TABLE erased (id BIGINT, "column" VARCHAR, rule VARCHAR)')
    if not erased:
        return
    columns = {column.name: column for column in contract.columns}
    people = erased.get(PERSON, set())
    if people and _SUBJECT in columns:
        _find(con, _SUBJECT, _who(con, _SUBJECT, people, keys), "erased_person")
    for name in (one for one in _OTHERS if one in columns and people):
        for who in _who(con, name, people, keys):
            instead = ERASED if columns[name].required else None
            column = identifier(name)
            con.execute(f"UPDATE rows SET {column} = ? WHERE {column} = ?", [instead, who])
    if own := erased.get(contract.key, set()):
        key = contract.key_columns[0]
        _find(con, key, _rows(con, key, own, keys), "deleted_row")
    con.execute("DELETE FROM findings WHERE id IN (SELECT id FROM erased)")
    con.execute(
        "INSERT INTO findings"
        " SELECT id, any_value(\"column\"), NULL, any_value(rule), 'error' FROM erased GROUP BY id"
    )
    # What they refer to is no longer looked at. (Not `__problems`: to update a list moves the row.)
    for reference in contract.references:
        name = identifier(reference.name)
        con.execute(f"UPDATE rows SET {name} = NULL WHERE rowid IN (SELECT id FROM erased)")


def _who(con: duckdb.DuckDBPyConnection, column: str, people: Set[str], keys: Keys) -> list[str]:
    name = identifier(column)
    rows = con.execute(f"SELECT DISTINCT {name} FROM rows WHERE {name} IS NOT NULL").fetchall()
    return [one for (one,) in rows if keys.pseudonym(PSEUDONYM, one) in people]


def _rows(con: duckdb.DuckDBPyConnection, column: str, own: Set[str], keys: Keys) -> list[str]:
    name = identifier(column)
    rows = con.execute(
        f"SELECT DISTINCT {name} FROM rows"
        f" WHERE {keys.sql_pseudonym(name, PSEUDONYM)} IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(own)],
    ).fetchall()
    return [one for (one,) in rows]


def _find(con: duckdb.DuckDBPyConnection, column: str, ids: list[str], rule: str) -> None:
    con.execute(
        f"INSERT INTO erased SELECT rowid, ?, ? FROM rows"
        f" WHERE {identifier(column)} IN (SELECT unnest(?::VARCHAR[]))",
        [column, rule, ids],
    )
