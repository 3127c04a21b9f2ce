"""The expression functions about dates and durations; expression_functions.py lists all.

Times are ISO text. A time that had an offset, or that is an instant by nature, stays one: its text
ends in Z, and the landing brings it to local time.
"""

from assets.landing.expression_values import (
    Value,
    as_number,
    as_text,
    computed,
    join_fails,
    written_text,
)
from assets.landing.mapping_dates import date_text, has_offset, parse_date_format
from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_sql import trimmed
from assets.landing.mapping_units import UNITS, seconds_sql


def seconds(values: list[Value]) -> Value:
    """Build `seconds(text, unit)`."""
    text = as_text(values[0])
    unit = written_text(values[1])
    if unit not in UNITS:
        raise MappingError(f"unknown unit {unit!r}{hint(unit, UNITS)}")
    sql = seconds_sql(unit, text.sql)
    return computed(sql, "number", (text,), fails=_unread(text.sql, sql))


def date(values: list[Value]) -> Value:
    """Build `date(text, format)`."""
    text = as_text(values[0])
    form = parse_date_format(written_text(values[1]))
    plain = date_text((form,), text.sql, zone=None, local="UTC", day_only=False)
    sql = plain
    if form.kind.startswith("epoch"):
        sql = f"({plain} || 'Z')"
    elif form.kind == "iso":
        sql = f"({plain} || {_zulu(text.sql)})"
    return computed(sql, "text", (text,), fails=_unread(text.sql, plain))


def add_seconds(values: list[Value]) -> Value:
    """Build `add_seconds(time, number)`."""
    text, number = as_text(values[0]), as_number(values[1])
    start = _moment(text.sql)
    # Beyond ten thousand days a duration is a mistake, and the sum could overflow.
    sane = f"CASE WHEN abs({number.sql}) < 864e6 THEN {number.sql} END"
    later = f"{start} + to_milliseconds(CAST(round({sane} * 1000) AS BIGINT))"
    sql = f"(CAST({later} AS VARCHAR) || {_zulu(text.sql)})"
    return computed(sql, "text", (text, number), fails=_unread(text.sql, start))


def seconds_between(values: list[Value]) -> Value:
    """Build `seconds_between(first, second)`."""
    first, second = as_text(values[0]), as_text(values[1])
    start, end = _moment(first.sql), _moment(second.sql)
    # A time with an offset and one without cannot be compared.
    mixed = f"({_zulu(first.sql)} <> {_zulu(second.sql)})"
    sql = f"(CASE WHEN NOT {mixed} THEN date_diff('millisecond', {start}, {end}) / 1000 END)"
    unread = join_fails(_unread(first.sql, start), _unread(second.sql, end), mixed)
    return computed(sql, "number", (first, second), fails=unread)


def _moment(text_sql: str) -> str:
    """SQL of the TIMESTAMP; in UTC when the text has an offset."""
    iso = (parse_date_format("iso"),)
    text = date_text(iso, text_sql, zone=None, local="UTC", day_only=False)
    return f"try_cast({text} AS TIMESTAMP)"


def _zulu(text_sql: str) -> str:
    return f"(CASE WHEN {has_offset(text_sql)} THEN 'Z' ELSE '' END)"


def _unread(text_sql: str, result_sql: str) -> str:
    return f"({trimmed(text_sql)} IS NOT NULL AND {result_sql} IS NULL)"
