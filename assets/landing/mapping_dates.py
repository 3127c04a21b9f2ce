"""Date formats of mapping files, as DuckDB SQL. How a column uses them is in mapping_columns.py.

A format turns the vendor's text into `YYYY-MM-DD HH:MM:SS` in the centre's local time, or into
NULL when the text is not in that format; the caller then keeps the vendor's text.
"""

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass

from assets.landing.mapping_errors import MappingError, hint
from assets.landing.mapping_sql import bound, plain
from assets.landing.sql_text import literal

KEYWORDS = ("iso", "excel_serial", "yyyymmdd", "epoch_seconds", "epoch_millis")
_DIRECTIVES = frozenset("YymdHIMSfpbBaAj%")
_CLOCK_DIRECTIVES = frozenset("HIMSfp")
_TOKEN = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh24|hh12|hh|h|mi|ss|s|am/pm|tt|[a-z]+", re.I)
_TOKENS = {
    "yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "m": "%m", "dd": "%d",
    "d": "%d", "hh24": "%H", "hh12": "%I", "hh": "%H", "h": "%H", "mi": "%M", "ss": "%S",
    "s": "%S", "am/pm": "%p", "tt": "%p", "t": "T",
}  # fmt: skip
_EIGHT_DIGITS = r"^(\d{8})(\.0+)?$"
_SERIAL = r"\d{1,7}(\.\d+)?"
_DAYS = r"[+-]?\d{1,6}(\.\d+)?"
_EPOCH = {"epoch_seconds": r"-?\d{1,11}(\.\d+)?", "epoch_millis": r"-?\d{1,14}(\.\d+)?"}
_ISO_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_ISO_OFFSET = r" ?([zZ]|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
_ISO_TIME = r"[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"


@dataclass(frozen=True)
class DateFormat:
    """One way a vendor writes dates.

    Attributes:
        kind: One of `KEYWORDS`, or `days_since` or `pattern`.
        pattern: strptime pattern when kind is `pattern`.
        base: Day 0 when kind is `days_since`.
    """

    kind: str
    pattern: str = ""
    base: dt.date | None = None

    @property
    def has_clock(self) -> bool:
        """Whether the format can carry a time of day."""
        if self.kind == "pattern":
            return any(letter in _CLOCK_DIRECTIVES for letter in _directives(self.pattern))
        return self.kind in {"iso", "excel_serial", "epoch_seconds", "epoch_millis"}


def parse_date_format(value: object) -> DateFormat:
    """Read one date format of a mapping file.

    Raises:
        MappingError: Unknown format, with the nearest known one.

    >>> parse_date_format("dd/mm/yyyy").pattern
    '%d/%m/%Y'
    >>> parse_date_format("yyyy-mm-dd hh:mm").pattern
    '%Y-%m-%d %H:%M'
    >>> parse_date_format({"days_since": "2018-10-01"}).base
    datetime.date(2018, 10, 1)
    """
    if isinstance(value, dict):
        return _days_since(value)
    if not isinstance(value, str):
        raise MappingError(f"not a date format: {value!r}{hint('', KEYWORDS)}")
    if value in KEYWORDS:
        return DateFormat(value)
    pattern = value if "%" in value else _pattern_from_tokens(value)
    _check_pattern(pattern, value)
    return DateFormat("pattern", pattern=pattern)


def check_zone(zone: str) -> str:
    """Check that a time zone is known by name.

    >>> check_zone("Asia/Shanghai")
    'Asia/Shanghai'
    """
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = hint(zone, zoneinfo.available_timezones())
        raise MappingError(f"unknown time zone {zone!r}{near}") from error
    return zone


def date_text(
    formats: tuple[DateFormat, ...], text_sql: str, *, zone: str | None, local: str, day_only: bool
) -> str:
    """SQL of the first format that reads the text, as ISO text in local time; else NULL.

    Args:
        formats: Tried in this order.
        text_sql: The vendor's text.
        zone: Zone of the vendor's times without an offset; None when they are local already.
        local: The centre's time zone.
        day_only: Whether the contract column is a date, not a time.
    """

    def build(text: str) -> str:
        parts = [_format_text(f, text, zone=zone, local=local, day_only=day_only) for f in formats]
        return f"coalesce({', '.join(parts)})" if len(parts) > 1 else parts[0]

    return bound(plain(text_sql), build)


def has_offset(text_sql: str) -> str:
    """SQL: the text is an ISO time with an offset, so an instant."""
    pattern = literal(_ISO_DATE + _ISO_TIME + _ISO_OFFSET)
    return f"coalesce(regexp_full_match({plain(text_sql)}, {pattern}), false)"


def _format_text(
    form: DateFormat, text: str, *, zone: str | None, local: str, day_only: bool
) -> str:
    if form.kind == "iso":
        return _iso_text(text, zone=zone, local=local, day_only=day_only)
    moment = _moment(form, text, local)
    if form.has_clock and not form.kind.startswith("epoch"):
        moment = _moved(moment, zone, local)
    # No contract time lies before 1000: a two-digit year read by %Y would be year 19.
    return bound(
        moment, lambda at: f"(CASE WHEN year({at}) >= 1000 THEN {_written(at, day_only)} END)"
    )


def _moment(form: DateFormat, text: str, local: str) -> str:
    number = f"try_cast({text} AS DOUBLE)"
    days = f"to_milliseconds(CAST(round({number} * 86400000) AS BIGINT))"
    match form.kind:
        case "pattern":
            return f"try_strptime({text}, {literal(form.pattern)})"
        case "yyyymmdd":
            digits = f"regexp_extract({text}, {literal(_EIGHT_DIGITS)}, 1)"
            return f"try_strptime({digits}, '%Y%m%d')"
        case "excel_serial":
            # Excel's 1900 system has a 29 February 1900 (serial 60) that never was.
            base = f"CASE WHEN {number} >= 60 THEN DATE '1899-12-30' ELSE DATE '1899-12-31' END"
            in_range = f"{number} >= 1 AND {number} < 2958466"
            return _when_like(text, _SERIAL, f"{base} + {days}", also=in_range)
        case "days_since":
            return _when_like(text, _DAYS, f"TIMESTAMP {literal(str(form.base))} + {days}")
        case _:
            to_micros = 1_000_000 if form.kind == "epoch_seconds" else 1_000
            instant = f"make_timestamp(CAST(round({number} * {to_micros}) AS BIGINT))"
            return _when_like(text, _EPOCH[form.kind], _moved(instant, "UTC", local))


def _when_like(text: str, pattern: str, then: str, *, also: str = "true") -> str:
    matches = f"regexp_full_match({text}, {literal(pattern)})"
    return f"(CASE WHEN {matches} AND {also} THEN {then} END)"


def _iso_text(text: str, *, zone: str | None, local: str, day_only: bool) -> str:
    bare_day = literal(_ISO_DATE)
    naive = literal(_ISO_DATE + _ISO_TIME)
    offset = literal(_ISO_DATE + _ISO_TIME + _ISO_OFFSET)
    dotted = f"replace(replace(replace({text}, ',', '.'), ' +', '+'), ' -', '-')"
    local_time = _moved(f"try_cast({dotted} AS TIMESTAMP)", zone, local)
    # DuckDB reads an offset with a colon and no blank before it, and Z.
    spelled = (
        f"regexp_replace(regexp_replace({dotted}, ' ?(UTC|GMT|Z|z)$', 'Z'),"
        r" '([+-]\d\d):?(\d\d)$', '\1:\2')"
    )
    instant = f"try_cast({spelled} AS TIMESTAMPTZ) AT TIME ZONE {literal(local)}"
    day = f"strftime(try_cast({text} AS DATE), '%Y-%m-%d')"
    return (
        f"(CASE WHEN regexp_full_match({text}, {bare_day}) THEN {day}"
        f" WHEN regexp_full_match({text}, {naive}) THEN {_written(local_time, day_only)}"
        f" WHEN regexp_full_match({text}, {offset}) THEN {_written(instant, day_only)} END)"
    )


def _moved(moment: str, zone: str | None, local: str) -> str:
    if zone is None or zone == local:
        return moment
    return f"(({moment}) AT TIME ZONE {literal(zone)} AT TIME ZONE {literal(local)})"


def _written(moment: str, day_only: bool) -> str:
    return f"strftime({moment}, '%Y-%m-%d')" if day_only else f"CAST({moment} AS VARCHAR)"


def _days_since(value: dict[object, object]) -> DateFormat:
    if set(value) != {"days_since"}:
        unknown = next((str(key) for key in value if key != "days_since"), "")
        raise MappingError(f"unknown date format {unknown!r}{hint(unknown, ['days_since'])}")
    try:
        base = dt.date.fromisoformat(str(value["days_since"]))
    except ValueError as error:
        problem = f"days_since needs a day such as 2018-10-01, not {value['days_since']!r}"
        raise MappingError(problem) from error
    return DateFormat("days_since", base=base)


def _pattern_from_tokens(value: str) -> str:
    after_hour = False

    def replace(match: re.Match[str]) -> str:
        nonlocal after_hour
        token = match.group().lower()
        if token not in _TOKENS:
            known = [*KEYWORDS, "dd/mm/yyyy", "%d/%m/%Y"]
            raise MappingError(f"unknown date format {value!r}{hint(value, known)}")
        if token in {"mm", "m"} and after_hour:
            after_hour = False
            return "%M"
        after_hour = token.startswith("h")
        return _TOKENS[token]

    pattern = _TOKEN.sub(replace, value)
    return pattern.replace("%H", "%I") if "%p" in pattern else pattern


def _directives(pattern: str) -> list[str]:
    return re.findall(r"%(.?)", pattern.replace("%%", ""))


def _check_pattern(pattern: str, written: str) -> None:
    found = _directives(pattern)
    for letter in found:
        if letter not in _DIRECTIVES:
            known = ["%" + known for known in sorted(_DIRECTIVES)]
            problem = f"unknown date part '%{letter}' in {written!r}; known: {' '.join(known)}"
            raise MappingError(problem)
    has_day = {"d", "m"} <= set(found) or {"d", "b"} <= set(found) or {"d", "B"} <= set(found)
    has_year = bool({"Y", "y"} & set(found))
    if not has_year or not (has_day or "j" in found):
        near = hint(written, [*KEYWORDS, "dd/mm/yyyy"])
        raise MappingError(f"the date format {written!r} lacks a day, month or year{near}")
    if len(found) != len(set(found)):
        raise MappingError(f"the date format {written!r} names a part twice")
