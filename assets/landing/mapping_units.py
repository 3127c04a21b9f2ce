"""Units of time in mapping files: a vendor's durations to the contract column's own unit."""

from assets.landing.mapping_sql import bound, parsed_number, plain
from assets.landing.sql_text import literal

_SECONDS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
UNITS = (*_SECONDS, "hh:mm:ss", "mm:ss", "iso_duration")
_ISO = (
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_ISO_SECONDS = (None, None, 604800, 86400, 3600, 60, 1)
_HOURS_CLOCK = r"(\d{1,5}):([0-5]?\d):([0-5]?\d(?:\.\d+)?)"
_MINUTES_CLOCK = r"()(\d{1,6}):([0-5]?\d(?:\.\d+)?)"


def contract_unit(column: str) -> str | None:
    """Name the unit a contract column is in, from its name.

    >>> contract_unit("handle_seconds"), contract_unit("minutes_spent"), contract_unit("csat")
    ('seconds', 'minutes', None)
    """
    words = column.split("_")
    return next((unit for unit in ("seconds", "minutes", "days") if unit in words), None)


def seconds_sql(unit: str, text_sql: str) -> str:
    """SQL of the seconds (DOUBLE) in a vendor's text; NULL when it is not in that unit."""
    if unit in _SECONDS:
        return f"({parsed_number(text_sql)} * {_SECONDS[unit]})"
    build = _iso_seconds if unit == "iso_duration" else _CLOCKS[unit]
    return bound(plain(text_sql), build)


def converted(unit: str, target: str, text_sql: str) -> str:
    """SQL of a vendor's duration (DOUBLE) in the contract column's unit.

    Rounded to a millionth: 114.71666666666667 minutes are 6883 seconds, not 6883.0000000000002.
    """
    return f"round({seconds_sql(unit, text_sql)} / {_SECONDS[target]}, 6)"


def _clock_seconds(text: str, pattern: str) -> str:
    quoted = literal(pattern)
    parts = [f"regexp_extract({text}, {quoted}, {group})" for group in (1, 2, 3)]
    hours, minutes, seconds = (f"coalesce(try_cast({part} AS DOUBLE), 0)" for part in parts)
    total = f"{hours} * 3600 + {minutes} * 60 + {seconds}"
    return f"(CASE WHEN regexp_full_match({text}, {quoted}) THEN {total} END)"


def _iso_seconds(text: str) -> str:
    whole = f"upper({text})"
    pattern = literal(_ISO)

    def part(group: int) -> str:
        return f"coalesce(try_cast(regexp_extract({whole}, {pattern}, {group}) AS DOUBLE), 0)"

    total = " + ".join(f"{part(i)} * {s}" for i, s in enumerate(_ISO_SECONDS, 1) if s is not None)
    # A year or a month has no fixed length; and 'P' or 'PT' alone says nothing.
    return (
        f"(CASE WHEN regexp_full_match({whole}, {pattern}) AND regexp_matches({whole}, '[0-9]')"
        f" AND NOT ends_with({whole}, 'T') AND {part(1)} = 0 AND {part(2)} = 0 THEN {total} END)"
    )


_CLOCKS = {
    "hh:mm:ss": lambda text: _clock_seconds(text, _HOURS_CLOCK),
    "mm:ss": lambda text: _clock_seconds(text, _MINUTES_CLOCK),
}
