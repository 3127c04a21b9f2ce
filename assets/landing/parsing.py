"""SQL that turns a raw cell into the value its column wants, or NULL when it is none.

The patterns are those of `assets.contracts.values`, so that models and SQL accept the same text. A
cell is tried as it stands and, only if that fails, once more after repair. What a NULL then means
is judged in `validation`.
"""

import re

import duckdb

from assets.contracts.table import Column
from assets.contracts.values import FALSE_WORDS, LOCAL_TIME, NUMBER, OFFSET_TIME, TRUE_WORDS
from assets.landing.repair import MACROS as REPAIR_MACROS
from assets.landing.sql_text import literal, literals

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMERIC = frozenset({*_WHOLE, *(f"U{name}" for name in _WHOLE), "BIGNUM"})
_FRACTIONAL = ("FLOAT", "DOUBLE", "REAL")
_DECIMAL = re.compile(r"DECIMAL\(\d+,\d+\)")
_MOMENTS = re.compile(r"DATE|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?")
_READERS = {
    "read_number(x)": (
        f"CASE WHEN regexp_full_match(x, {literal(NUMBER)}) AND isfinite(try_cast(x AS DOUBLE))"
        " THEN try_cast(x AS DOUBLE) END"
    ),
    "read_flag(x)": (
        f"CASE WHEN lower(x) IN {literals(TRUE_WORDS)} THEN true"
        f" WHEN lower(x) IN {literals(FALSE_WORDS)} THEN false END"
    ),
    "read_choice(x, words)": "CASE WHEN list_contains(words, lower(x)) THEN lower(x) END",
    # A time with an offset becomes local in the session's zone, which is the centre's; DuckDB reads
    # no blank before the offset.
    "read_time(x)": (
        f"CASE WHEN regexp_full_match(x, {literal(LOCAL_TIME)}) THEN try_cast(x AS TIMESTAMP)"
        f" WHEN regexp_full_match(x, {literal(OFFSET_TIME)})"
        " THEN try_cast(regexp_replace(x, ' (Z|[+-][0-9:]+)$', '\\1') AS TIMESTAMPTZ)"
        "::TIMESTAMP END"
    ),
    "read_date(x)": "read_time(x)::DATE",
}
_TYPED_TEXT = "list_transform([x], lambda t: trimmed(folded_marks(mended(t))))"


def _second_try(kind: str, words: str = "") -> str:
    return (
        f"coalesce(read_{kind}(x{words}), CASE WHEN x IS NOT NULL THEN"
        f" list_transform({_TYPED_TEXT}, lambda t: read_{kind}(t{words}))[1] END)"
    )


_VALUES = {
    "number_value(x)": _second_try("number"),
    "flag_value(x)": _second_try("flag"),
    "choice_value(x, words)": _second_try("choice", ", words"),
    "time_value(x)": _second_try("time"),
    "date_value(x)": _second_try("date"),
    # The other repairs leave a character where there was one.
    "is_blank(x)": "(list_transform([x], lambda t: trimmed(without_private_use(t)))[1] IS NULL)",
}


def create_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Define the steps that the generated SQL is written in."""
    for signature, body in {**REPAIR_MACROS, **_READERS, **_VALUES}.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")


def cell_text(cell: str, raw_type: str) -> str:
    """SQL of a cell as text: whole floats without `.0`, lists joined by `|`.

    >>> cell_text('"a"', "VARCHAR"), cell_text('"a"', "BIGINT")
    ('"a"', '"a"::VARCHAR')
    """
    if raw_type == "VARCHAR":
        return cell
    if raw_type.endswith("]"):
        return f"array_to_string({cell}::VARCHAR[], '|')"
    if raw_type in _FRACTIONAL:
        # Identifiers pass through floats wherever a column has gaps: 1042.0 is 1042.
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        return f"CASE WHEN {whole} THEN {cell}::BIGINT::VARCHAR ELSE {cell}::VARCHAR END"
    return f"{cell}::VARCHAR"


def is_native(column: Column, raw_type: str) -> bool:
    """Tell whether a file's own type already is what the column wants, so that no text is read."""
    match column.kind:
        case "number" | "integer":
            return _is_numeric(raw_type)
        case "flag":
            return raw_type == "BOOLEAN"
        case "time" | "date":
            return _MOMENTS.fullmatch(raw_type) is not None
    return False


def parsed(column: Column, cell: str, raw_type: str, *, ascii_only: bool = False) -> str:
    """SQL of a column's value; NULL when the cell is empty or cannot be read.

    An integer stays a DOUBLE until it is judged, so that 5.5 and 1e12 get the right rule.

    Args:
        column: what is wanted.
        cell: SQL of the raw cell when `is_native`, else of its text.
        raw_type: the file's own type.
        ascii_only: the whole file holds nothing beyond ASCII.
    """
    if is_native(column, raw_type):
        return _native(column, cell, raw_type)
    match column.kind:
        case "text":
            return f"{'ascii_text' if ascii_only else 'repaired_text'}({cell})"
        case "choice":
            return f"choice_value({cell}, [{literals(column.allowed)[1:-1]}])"
        case "integer":
            return f"number_value({cell})"
    return f"{column.kind}_value({cell})"


def _is_numeric(raw_type: str) -> bool:
    return (
        raw_type in _NUMERIC or raw_type in _FRACTIONAL or _DECIMAL.fullmatch(raw_type) is not None
    )


def _native(column: Column, cell: str, raw_type: str) -> str:
    match column.kind:
        case "number" | "integer":
            number = f"{cell}::DOUBLE"
            return (
                f"CASE WHEN isfinite({number}) THEN {number} END"
                if raw_type in _FRACTIONAL
                else number
            )
        case "flag":
            return cell
    # Times with a zone become local times of the session's zone, which is the centre's.
    moment = f"try_cast({cell} AS TIMESTAMP)"
    return f"{moment}::DATE" if column.kind == "date" else moment
