"""The functions of the expression language, one entry each. The grammar is in expressions.py."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from assets.landing.expression_times import add_seconds, date, seconds, seconds_between
from assets.landing.expression_values import (
    NEVER,
    Value,
    as_flag,
    as_number,
    as_text,
    computed,
    join_fails,
    written_text,
    written_whole,
)
from assets.landing.json_path import canonical_path
from assets.landing.mapping_errors import MappingError
from assets.landing.mapping_sql import trimmed
from assets.landing.sql_text import literal

Build = Callable[[list[Value]], Value]
_ANY = 50


@dataclass(frozen=True)
class Function:
    """A function of the language.

    Attributes:
        example: How to write it.
        says: What it gives, in one line (the manual's table is made of these).
        least: Fewest values it takes.
        most: Most values it takes.
        build: Makes the SQL.
    """

    example: str
    says: str
    least: int
    most: int
    build: Build


def call_function(name: str, values: list[Value]) -> Value:
    """Compile a call.

    Raises:
        MappingError: Wrong number or kind of values, with an example.
    """
    function = FUNCTIONS[name]
    if not function.least <= len(values) <= function.most:
        takes = str(function.least)
        if function.most != function.least:
            takes += " or more" if function.most == _ANY else f" to {function.most}"
        raise MappingError(
            f"{name}() takes {takes} value(s), not {len(values)}; as in {function.example}"
        )
    try:
        return function.build(values)
    except MappingError as error:
        raise MappingError(f"{name}(): {error.problem}; as in {function.example}") from error


def _is_given(value: Value) -> str:
    """SQL: the value is not empty."""
    if value.kind in {"number", "flag"}:
        return f"{value.sql} IS NOT NULL"
    return f"nullif({value.sql}, '') IS NOT NULL"


def _texts(template: str) -> Build:
    """Build a text function of texts; `{0}`, `{1}` are their SQL."""

    def build(values: list[Value]) -> Value:
        parts = [as_text(value) for value in values]
        return computed(template.format(*(part.sql for part in parts)), "text", parts)

    return build


def _flags(template: str) -> Build:
    """Build a condition on texts; an empty text counts as ''."""

    def build(values: list[Value]) -> Value:
        parts = [as_text(value) for value in values]
        sql = template.format(*(f"coalesce({part.sql}, '')" for part in parts))
        return computed(sql, "flag", parts)

    return build


def _numbers(sql_name: str) -> Build:
    def build(values: list[Value]) -> Value:
        parts = [as_number(value) for value in values]
        sql = f"{sql_name}({', '.join(part.sql for part in parts)})"
        return computed(sql, "number", parts)

    return build


def _round(values: list[Value]) -> Value:
    number = as_number(values[0])
    digits = written_whole(values[1], 0, 12) if len(values) > 1 else 0
    return computed(f"round({number.sql}, {digits})", "number", (number,))


def _concat(values: list[Value]) -> Value:
    parts = [as_text(value) for value in values]
    # An id made of parts is no id when a part is empty.
    sql = " || ".join(f"nullif({part.sql}, '')" if part.cells else part.sql for part in parts)
    return computed(f"({sql})", "text", parts)


def _join_kind(values: list[Value]) -> tuple[str, list[Value]]:
    kinds = {value.kind for value in values}
    if kinds in ({"number"}, {"flag"}):
        return kinds.pop(), values
    kind = "text" if kinds & {"text", "flag"} else "cell"
    return kind, [as_text(value) for value in values]


def _coalesce(values: list[Value]) -> Value:
    kind, parts = _join_kind(values)
    if kind in {"number", "flag"}:
        given = [part.sql for part in parts]
    else:
        # The last stays '' if it is: None at the end means empty, and is no failure.
        given = [f"nullif({part.sql}, '')" for part in parts[:-1]] + [parts[-1].sql]
    fails = NEVER
    for part in reversed(parts):
        later = computed("", "text", (), fails=fails).failing_only_if(f"NOT ({_is_given(part)})")
        fails = join_fails(part.fails, later.fails)
    bare = [Value(part.sql, part.kind, NEVER, part.cells) for part in parts]
    return computed(f"coalesce({', '.join(given)})", kind, bare, fails=fails)


def _if_else(values: list[Value]) -> Value:
    condition = as_flag(values[0])
    kind, (yes, no) = _join_kind(values[1:])
    holds = f"coalesce({condition.sql}, false)"
    yes = yes.failing_only_if(holds)
    no = no.failing_only_if(f"NOT {holds}")
    return computed(
        f"(CASE WHEN {holds} THEN {yes.sql} ELSE {no.sql} END)", kind, (condition, yes, no)
    )


def _is_empty(values: list[Value]) -> Value:
    value = values[0]
    # Asking whether something is empty does not fail where it cannot be computed.
    return Value(f"(NOT ({_is_given(value)}))", "flag", NEVER, value.cells)


def _count(values: list[Value]) -> Value:
    given = " + ".join(f"CAST({_is_given(value)} AS DOUBLE)" for value in values)
    return computed(f"({given})", "number", values)


def _substring(values: list[Value]) -> Value:
    text = as_text(values[0])
    start = written_whole(values[1], 1, 10_000)
    length = written_whole(values[2], 1, 10_000) if len(values) > 2 else 10_000
    return computed(f"substring({text.sql}, {start}, {length})", "cell", (text,))


def _split_part(values: list[Value]) -> Value:
    text, separator = as_text(values[0]), written_text(values[1])
    number = written_whole(values[2], -100, 100)
    sql = trimmed(f"split_part({text.sql}, {literal(separator)}, {number})")
    return computed(sql, "cell", (text,))


@lru_cache(maxsize=256)
def _pattern_groups(pattern: str) -> int:
    try:
        groups = re.compile(pattern).groups
        # RE2, which DuckDB uses, knows less than Python: no look-around, no back-references.
        with duckdb.connect() as database:
            database.execute("SELECT regexp_extract('', ?)", [pattern])
    except (re.error, OverflowError, RecursionError, duckdb.Error) as error:
        raise MappingError(f"not a usable pattern: {pattern!r}") from error
    return groups


def _regex_extract(values: list[Value]) -> Value:
    text, pattern = as_text(values[0]), written_text(values[1])
    group = 1 if _pattern_groups(pattern) else 0
    found = f"regexp_extract({text.sql}, {literal(pattern)}, {group})"
    return computed(trimmed(found), "cell", (text,))


def _json_value(values: list[Value]) -> Value:
    text, path = as_text(values[0]), canonical_path(written_text(values[1]))
    valid = f"CASE WHEN json_valid({text.sql}) THEN {text.sql} END"
    sql = trimmed(f"json_extract_string({valid}, {literal(path)})")
    fails = f"(nullif({text.sql}, '') IS NOT NULL AND NOT coalesce(json_valid({text.sql}), false))"
    return computed(sql, "cell", (text,), fails=fails)


FUNCTIONS: dict[str, Function] = {
    "number": Function(
        'number(col("AHT"))', "the text as a number", 1, 1, lambda v: as_number(v[0])
    ),
    "text": Function('text(col("AHT") * 60)', "the value as text", 1, 1, lambda v: as_text(v[0])),
    "lower": Function('lower(col("Mail"))', "small letters", 1, 1, _texts("lower({0})")),
    "upper": Function('upper(col("Code"))', "capital letters", 1, 1, _texts("upper({0})")),
    "trim": Function(
        'trim(col("Name"))', "without blanks at the ends (`col` does it already)", 1, 1,
        _texts("trim({0})"),
    ),
    "concat": Function(
        'concat(col("Course"), "-", col("Run"))',
        "the texts joined; empty when a cell in it is empty", 2, _ANY, _concat,
    ),
    "coalesce": Function(
        'coalesce(col("Mail"), col("Login"))', "the first value that is not empty", 2, _ANY,
        _coalesce,
    ),
    "replace": Function(
        'replace(col("Score"), "%", "")', "every occurrence replaced", 3, 3,
        _texts("replace({0}, {1}, {2})"),
    ),
    "substring": Function(
        'substring(col("Code"), 1, 3)', "from a place on (counted from 1), so many characters",
        2, 3, _substring,
    ),
    "split_part": Function(
        'split_part(col("Agent"), "/", 1)', "one part of a divided text (-1 is the last)", 3, 3,
        _split_part,
    ),
    "regex_extract": Function(
        'regex_extract(col("Queue"), "Team ([A-Z]+)")',
        "what the pattern (or its first bracket) finds", 2, 2, _regex_extract,
    ),
    "json_value": Function(
        'json_value(col("rating"), "$.score")', "a value out of a cell that holds JSON", 2, 2,
        _json_value,
    ),
    "contains": Function(
        'contains(col("Tags"), "vip")', "whether the text stands in it", 2, 2,
        _flags("contains({0}, {1})"),
    ),
    "starts_with": Function(
        'starts_with(col("Id"), "C")', "whether it starts so", 2, 2, _flags("starts_with({0}, {1})")
    ),
    "ends_with": Function(
        'ends_with(col("Id"), "X")', "whether it ends so", 2, 2, _flags("ends_with({0}, {1})")
    ),
    "is_empty": Function('is_empty(col("Agent"))', "whether nothing is there", 1, 1, _is_empty),
    "if_else": Function(
        'if_else(col("A") == "Y", 1, 0)', "the same as 1 if col(\"A\") == \"Y\" else 0", 3, 3,
        _if_else,
    ),
    "count": Function('count(col("A"), col("B"))', "how many are not empty", 1, _ANY, _count),
    "length": Function(
        'length(col("Text"))', "how many characters", 1, 1,
        lambda v: computed(f"CAST(length({as_text(v[0]).sql}) AS DOUBLE)", "number", v),
    ),
    "abs": Function('abs(col("Change"))', "without its sign", 1, 1, _numbers("abs")),
    "round": Function(
        'round(col("Score"), 1)', "rounded, halves away from zero", 1, 2, _round
    ),
    "min": Function(
        'min(col("A"), col("B"))', "the least that is not empty", 2, _ANY, _numbers("least")
    ),
    "max": Function(
        'max(col("A"), col("B"))', "the greatest that is not empty", 2, _ANY, _numbers("greatest")
    ),
    "seconds": Function(
        'seconds(col("Talk"), "hh:mm:ss")', "a duration of any unit, in seconds", 2, 2, seconds
    ),
    "date": Function(
        'date(col("Start"), "dd/mm/yyyy hh:mm")', "a date of any format, as ISO text", 2, 2, date
    ),
    "add_seconds": Function(
        'add_seconds(col("Start"), col("Talk") * 60)', "a time (ISO text) so much later", 2, 2,
        add_seconds,
    ),
    "seconds_between": Function(
        'seconds_between(col("Start"), col("End"))', "seconds from the first time to the second",
        2, 2, seconds_between,
    ),
}  # fmt: skip
