"""Opens JSON lines, and files of one array of objects: top-level keys become columns of text."""

import re
from pathlib import Path
from typing import Literal

import duckdb

from assets.landing import encodings
from assets.landing.formats import (
    JSON,
    ROW,
    RawTable,
    UnreadableFile,
    new_name,
    require_few_columns,
)
from assets.landing.sql_text import identifier, literal, literals

_LONGEST_LINE = 32 << 20
_LONGEST_TEXT = 500
# An array is read as one text, unlike lines.
_LONGEST_ARRAY = 256 << 20


def open_json(
    con: duckdb.DuckDBPyConnection, path: Path, form: Literal["jsonl", "json"]
) -> RawTable:
    """Open a JSON file; the record number is the line, in an array the position from 1."""
    if form == "jsonl" and encodings.inspect_bytes(path).binary:
        raise UnreadableFile(f"{path.name} is not text, whatever its name says; export it again")
    lines = new_name("lines")
    con.execute(f"""
        CREATE TEMP TABLE {lines} AS
        SELECT row_number, line, coalesce(json_valid(line), false)
          AND left(ltrim(line), 1) = chr(123) AS is_object
        FROM {_lines(path) if form == "jsonl" else _elements(con, path)}
        WHERE trim(line, chr(32) || chr(9) || chr(13) || chr(65279)) <> ''
    """)
    broken, view = new_name("broken"), new_name("raw")
    con.execute(f"""
        CREATE TEMP VIEW {broken} AS
        SELECT row_number, left(line, {_LONGEST_TEXT}) AS text, 'no JSON object' AS reason
        FROM {lines} WHERE NOT is_object
    """)
    names = _keys(con, lines)
    require_few_columns(path, len(names))
    # All keys in one call: each line is parsed once.
    paths = literals(f'$."{name}"' for name in names).strip("()")
    extracted = f"json_extract_string(line, [{paths}])" if names else "NULL"
    cells = ", ".join(
        f"cells[{position}] AS {identifier(name)}" for position, name in enumerate(names, start=1)
    )
    con.execute(f"""
        CREATE TEMP VIEW {view} AS
        SELECT {cells + ", " if names else ""}row_number AS {ROW}, line AS {JSON}
        FROM (
          SELECT row_number, line, {extracted} AS cells
          FROM {lines} WHERE is_object)
    """)
    return RawTable(
        relation=view,
        columns=dict.fromkeys(names, "VARCHAR"),
        broken=broken,
        format=form,
        encoding="utf-8",
        json_column=JSON,
    )


def _lines(path: Path) -> str:
    # Read as a csv of one column that no delimiter cuts: faster than the JSON reader, and bad lines
    # are kept.
    return f"""(
        SELECT row_number() OVER () AS row_number, line
        FROM read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}}, header = false,
          auto_detect = false, delim = chr(1), quote = '', escape = '', strict_mode = false,
          max_line_size = {_LONGEST_LINE}, buffer_size = {_LONGEST_LINE * 2}))"""


def _elements(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    if path.stat().st_size > _LONGEST_ARRAY:
        raise UnreadableFile(
            f"{path.name} is too large for an array of JSON objects; export it as JSON lines"
        )
    text = f"(SELECT ltrim(content, chr(65279)) AS content FROM read_text({literal(str(path))}))"
    kind = con.execute(
        f"SELECT CASE WHEN json_valid(content) THEN json_type(content) END FROM {text}"
    ).fetchall()[0][0]
    if kind != "ARRAY":
        raise UnreadableFile(
            f"{path.name} is not an array of JSON objects; export it as JSON lines"
        )
    return f"""(
        SELECT unnest(range(1, len(items) + 1)) AS row_number, unnest(items)::VARCHAR AS line
        FROM (SELECT json_extract(content, '$[*]') AS items FROM {text}))"""


def _keys(con: duckdb.DuckDBPyConnection, lines: str) -> list[str]:
    """Top-level keys as they first appear; those that no JSON path can name are left out."""
    found = con.execute(f"""
        SELECT key FROM (
          SELECT unnest(keys) AS key, unnest(range(len(keys))) AS place, row_number
          FROM (SELECT json_keys(line) AS keys, row_number FROM {lines} WHERE is_object))
        GROUP BY key ORDER BY min((row_number, place)), key
    """).fetchall()
    # DuckDB compares column names without case; the first spelling wins.
    names: dict[str, str] = {}
    for (key,) in found:
        if key and not re.search(r'["\\\x00]', key):
            names.setdefault(key.lower(), key)
    return list(names.values())
