"""Reads the files of a table into `rows` of a landing, typed and checked row by row.

What is then decided about the rows is in `references`, `duplicates` and `landing`.
"""

from datetime import datetime

import duckdb

from assets.contracts.table import TableContract
from assets.landing.admission import require_unchanged
from assets.landing.csv_scan import UNCLOSED
from assets.landing.formats import ROW
from assets.landing.grouping import FILE, groups_of, join_files
from assets.landing.opening import FailedFile, OpenFile, blamed
from assets.landing.repair import KINDS
from assets.landing.sql_text import identifier, literal
from assets.landing.validation import PROBLEM_TYPE, PROBLEMS, typed_rows


def create_tables(con: duckdb.DuckDBPyConnection, contract: TableContract) -> None:
    """Make the tables of one landing.

    `rows` of all files; `broken` records and the `blanks`, which are lines without one; `findings`
    about rows and about whole files; the rows `refused`, and the `losers` among duplicates; rows
    whose fate is `settled`, as some other part of the landing before has it.
    """
    columns = ", ".join(f"{identifier(c.name)} {c.sql_type}" for c in contract.columns)
    opened = "".join(f", {identifier(c)} TIMESTAMP" for c in contract.opened_columns.values())
    repairs = ", ".join(f"{kind} INTEGER" for kind in KINDS)
    con.execute(f"""
        CREATE TABLE rows (__file INTEGER, __row BIGINT, {columns},
          __problems {PROBLEM_TYPE}, __repairs STRUCT({repairs}), __dropped BOOLEAN{opened});
        CREATE TEMP TABLE broken (__file INTEGER, row_number BIGINT, text VARCHAR);
        CREATE TEMP TABLE blanks (__file INTEGER, row_number BIGINT);
        CREATE TEMP TABLE findings
          (id BIGINT, "column" VARCHAR, value VARCHAR, rule VARCHAR, severity VARCHAR);
        CREATE TEMP TABLE file_findings (__file INTEGER, "column" VARCHAR, rule VARCHAR);
        CREATE TEMP TABLE refused (id BIGINT);
        CREATE TEMP TABLE losers (id BIGINT, exact BOOLEAN, shown VARCHAR);
        CREATE TEMP TABLE settled (id BIGINT, fate TINYINT);
    """)


def load_files(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    files: list[OpenFile],
    *,
    horizon: datetime | None,
) -> None:
    """Add the rows of files to `rows`, in the order of the files and of their rows.

    Raises:
        FailedFile: when a file breaks off, or is no longer what it was; the message names it.
    """
    for group in groups_of(files):
        try:
            with blamed(group[0].number, group[0].found):
                _load(con, contract, group, horizon)
        except FailedFile:
            if len(group) == 1:
                raise
            # Nothing of the group has landed. One by one, the file at fault shows.
            for file in group:
                with blamed(file.number, file.found):
                    _load(con, contract, [file], horizon)
    for file in files:
        with blamed(file.number, file.found):
            require_unchanged(file.found.path, file.before)


def _load(
    con: duckdb.DuckDBPyConnection,
    contract: TableContract,
    group: list[OpenFile],
    horizon: datetime | None,
) -> None:
    joined = join_files(group)
    if group[0].raw.columns:
        typed = typed_rows(
            contract, joined.raw, joined.present, horizon=horizon, carried=(FILE, ROW)
        )
        # Rows of a file that lacks a required column are refused as a whole: an empty list.
        refused = f"REPLACE ([]::{PROBLEM_TYPE} AS {PROBLEMS})" if group[0].lacking else ""
        # A mapping's rows come in any order; a file's own order is kept as it is.
        order = ""
        if group[0].found.source is not None:
            keys = map(identifier, contract.key_columns)
            order = f"ORDER BY {', '.join([FILE, ROW, *keys])}"
        opened = ", NULL" * len(contract.opened_columns)
        con.execute(f"INSERT INTO rows SELECT * {refused}, NULL{opened} FROM ({typed}) {order}")
    if joined.broken:
        con.execute(f"INSERT INTO broken SELECT __file, row_number, text FROM {joined.broken}")
        # Such a record holds the rows after it, of which nobody knows how many they are.
        con.execute(f"""
            INSERT INTO file_findings
            SELECT DISTINCT __file, NULL, 'unclosed_quote' FROM {joined.broken}
            WHERE reason = {literal(UNCLOSED)}
        """)
    for number, blanks in joined.blanks.items():
        con.execute(f"INSERT INTO blanks SELECT {number}, row_number FROM {blanks}")
