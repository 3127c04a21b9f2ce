"""What an expression is made of while it is compiled: SQL, its kind, and when it fails.

Kinds: `cell` (text that may be a number), `text`, `number`, `flag`, `empty` (None).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from assets.landing.mapping_errors import MappingError
from assets.landing.mapping_sql import number_text, parsed_number, trimmed
from assets.landing.sql_text import literal

NEVER = "false"
_LARGEST = 1e100


@dataclass(frozen=True)
class Cell:
    """A cell of the file, as SQL.

    Attributes:
        text: Its text without padding; NULL when empty.
        number: Its number; NULL when it is none.
    """

    text: str
    number: str


# Finds a header, or the first of several that the file has; None when it has none of them.
Resolve = Callable[[tuple[str, ...]], Cell | None]


@dataclass(frozen=True)
class Value:
    """A compiled part of an expression.

    Attributes:
        sql: Its SQL; NULL where it is empty or failed.
        kind: `cell`, `text`, `number`, `flag` or `empty`.
        fails: SQL condition: something that was there could not be used.
        cells: SQL of the cells it reads, as text.
        number: SQL of its number, when it is a cell.
        written: The text or number, when it is written out in the mapping.
    """

    sql: str
    kind: str
    fails: str = NEVER
    cells: tuple[str, ...] = ()
    number: str | None = None
    written: str | float | None = None

    def failing_only_if(self, condition: str) -> "Value":
        """Build the same value whose failure counts under a condition only."""
        if self.fails == NEVER:
            return self
        return replace(self, fails=f"(({condition}) AND ({self.fails}))")


def join_fails(*conditions: str) -> str:
    """Join failure conditions with OR, without the ones that never hold."""
    real = dict.fromkeys(c for c in conditions if c != NEVER)
    return f"({' OR '.join(real)})" if real else NEVER


def computed(sql: str, kind: str, parts: Iterable[Value], *, fails: str = NEVER) -> Value:
    """Build a value from its parts: it reads their cells and fails where one of them fails."""
    listed = list(parts)
    cells = tuple(dict.fromkeys(cell for part in listed for cell in part.cells))
    return Value(sql, kind, join_fails(*(part.fails for part in listed), fails), cells)


def cell_value(cell: Cell | None) -> Value:
    """Build the value of a cell, or of a column the file lacks."""
    if cell is None:
        return Value("CAST(NULL AS VARCHAR)", "cell")
    return Value(cell.text, "cell", cells=(cell.text,), number=cell.number)


def constant_value(value: object) -> Value:
    """Build the value of something written out in the mapping.

    Raises:
        MappingError: Anything but texts, numbers, True, False and None.
    """
    match value:
        case None:
            return Value("''", "empty")
        case bool():
            return Value("true" if value else "false", "flag")
        case str() if "\x00" not in value:
            return Value(literal(value), "text", written=value)
        case int() | float() if abs(value) < _LARGEST:
            return Value(f"CAST({float(value)!r} AS DOUBLE)", "number", written=float(value))
        case _:
            raise MappingError(f"{str(value)[:40]!r} is neither a text nor a usable number")


def as_number(value: Value) -> Value:
    """Read a value as a number; text that is none fails, an empty cell stays empty."""
    if value.kind == "number":
        return value
    if value.kind == "flag":
        raise MappingError("a condition is no number; write 1 if condition else 0")
    if value.kind == "empty":
        return Value("CAST(NULL AS DOUBLE)", "number")
    sql = value.number or parsed_number(value.sql)
    there = value.sql if value.kind == "cell" else trimmed(value.sql)
    return computed(sql, "number", (value,), fails=f"({there} IS NOT NULL AND {sql} IS NULL)")


def as_text(value: Value) -> Value:
    """Write a value as text: whole numbers without a point, conditions as true and false."""
    match value.kind:
        case "number":
            return replace(computed(number_text(value.sql), "text", (value,)))
        case "flag":
            return computed(f"CAST({value.sql} AS VARCHAR)", "text", (value,))
        case _:
            return replace(value, kind="text")


def as_flag(value: Value) -> Value:
    """Take a value as a condition.

    Raises:
        MappingError: It is not a comparison or another condition.
    """
    if value.kind != "flag":
        raise MappingError(
            'a condition is needed here, as in col("Status") == "Closed" or not is_empty(col("X"))'
        )
    return value


def written_text(value: Value) -> str:
    """Take a value that must be a text written out in the mapping."""
    if not isinstance(value.written, str) or not value.written:
        raise MappingError("this text must be written out, not computed")
    return value.written


def written_whole(value: Value, low: int, high: int) -> int:
    """Take a value that must be a whole number written out in the mapping."""
    number = value.written
    if not isinstance(number, float) or number != int(number) or not low <= number <= high:
        raise MappingError(f"a whole number from {low} to {high} must be written here")
    return int(number)
