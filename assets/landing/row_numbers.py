"""Which record of its file a row is, for files that were read as a stream.

Their rows lie in `rows` in their order, so that a row's number follows from its rowid, once the
records without a row are counted in: broken ones and blank lines.
"""

import duckdb

from assets.landing.csv_scan import gap_starts

# The header of a file with the contract's own columns is its first record.
_FIRST_ROW = 2


def create_steps(con: duckdb.DuckDBPyConnection) -> None:
    """Make `steps`: from rowid `before` on, the record number is rowid + `shift`."""
    con.execute(f"""
        CREATE TEMP TABLE IF NOT EXISTS steps AS
        WITH starts AS (
          SELECT __file, min(rowid) AS start FROM rows WHERE __row IS NULL GROUP BY __file
        ),
        gaps AS (SELECT __file, row_number FROM broken UNION FROM blanks),
        jumps AS (
          SELECT __file, 0 AS before, 0 AS gaps FROM starts
          UNION ALL
          FROM {gap_starts("gaps", first_row=_FIRST_ROW, file="__file")}
        )
        SELECT __file, start + before AS before, {_FIRST_ROW} - start + max(gaps) AS shift
        FROM jumps JOIN starts USING (__file)
        GROUP BY __file, start, before
    """)
