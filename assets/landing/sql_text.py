"""Quoting for SQL that is put together here: identifiers, literals, lists."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any


def identifier(name: str) -> str:
    """Quote a name of a column or table.

    >>> identifier('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """Write a value as SQL.

    >>> literal("it's"), literal(None), literal(2.5)
    ("'it''s'", 'NULL', '2.5')
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return repr(value)
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[Any]) -> str:
    """Write values as a bracketed list.

    >>> literals(["a", "b"])
    "('a', 'b')"
    """
    return "(" + ", ".join(literal(value) for value in values) + ")"


def select_list(items: Iterable[str], indent: int = 2) -> str:
    """Join select items, one a line, so that generated SQL can be read."""
    return (",\n" + " " * indent).join(items)
