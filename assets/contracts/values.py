"""Column types of the row contracts: how one cell of text becomes a value, or is refused.

The patterns are the single definition of each form; `assets.landing.parsing` puts the same into
SQL. The types see text after the repairs of `assets.landing.repair`; what a field means beyond its
type is in `markers`.
"""

import math
import re
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo

BLANKS = " \t\r\n\u00a0\u3000\ufeff"
"""Characters trimmed from both ends of every cell; NBSP, the Chinese space and a BOM included."""

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
LOCAL_TIME = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{CLOCK})?"
OFFSET = r"(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"
OFFSET_TIME = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{CLOCK} ?{OFFSET}"
TRUE_WORDS = ("true", "yes", "y", "t", "1", "1.0", "是")
FALSE_WORDS = ("false", "no", "n", "f", "0", "0.0", "否")


def blank_to_none(cell: Any) -> Any:
    """Trim a cell of text; an empty one is a missing value.

    >>> blank_to_none("　 A7 "), blank_to_none("  ")
    ('A7', None)
    """
    if isinstance(cell, str):
        return cell.strip(BLANKS) or None
    return cell


def parse_number(cell: Any) -> float | None:
    """Read a finite decimal number.

    Raises:
        ValueError: when the text is no number, or not a finite one.

    >>> parse_number("1.5e2"), parse_number(".5")
    (150.0, 0.5)
    """
    text = blank_to_none(cell)
    if text is None:
        return None
    if isinstance(text, str) and not re.fullmatch(NUMBER, text):
        raise ValueError(f"{text!r} is not a number")
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is not a finite number")
    return number


def parse_integer(cell: Any) -> int | None:
    """Read a whole number; `5.0` is one.

    Raises:
        ValueError: when it is no number or has a fraction.

    >>> parse_integer("5.0")
    5
    """
    number = parse_number(cell)
    if number is None:
        return None
    if number != math.trunc(number):
        raise ValueError(f"{cell!r} is not a whole number")
    return int(number)


def parse_flag(cell: Any) -> bool | None:
    """Read yes or no, in the spellings exports use.

    Raises:
        ValueError: for any other word.

    >>> parse_flag("Yes"), parse_flag("否"), parse_flag("0")
    (True, False, False)
    """
    if isinstance(cell, bool):
        return cell
    text = blank_to_none(cell)
    if text is None:
        return None
    word = str(text).lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError(f"{text!r} is neither yes nor no")


def parse_time(cell: Any, info: ValidationInfo | None = None) -> datetime | None:
    """Read an ISO 8601 time as a naive time of the centre; with an offset it is converted.

    The centre's time zone comes from the validation context (`{"time_zone": "Asia/Shanghai"}`),
    else it is UTC.

    Raises:
        ValueError: when the text is no such time or no such day exists.

    >>> parse_time("2024-03-01")
    datetime.datetime(2024, 3, 1, 0, 0)
    """
    text = blank_to_none(cell)
    if text is None or isinstance(text, datetime):
        return text
    if isinstance(text, date):
        return datetime(text.year, text.month, text.day)
    if not isinstance(text, str) or not re.fullmatch(f"{LOCAL_TIME}|{OFFSET_TIME}", text):
        raise ValueError(f"{text!r} is not an ISO 8601 time")
    # Python 3.11 reads at most six digits of a second's fraction.
    moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text).replace(" Z", "Z"))
    if moment.tzinfo is None:
        return moment
    context = (info.context if info is not None else None) or {}
    zone = ZoneInfo(context.get("time_zone", "UTC"))
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # beyond the years that there are, by a few hours
        raise ValueError(f"{text!r} is not a time of the years 1 to 9999") from None


def parse_date(cell: Any, info: ValidationInfo | None = None) -> date | None:
    """Read a day; of a full time, its day in the centre's time zone.

    Raises:
        ValueError: as `parse_time`.

    >>> parse_date("2024-03-01 00:00:00")
    datetime.date(2024, 3, 1)
    """
    moment = parse_time(cell, info)
    return None if moment is None else moment.date()


def parse_choice(cell: Any) -> str | None:
    """Trim and lower a word before it is compared with the allowed ones.

    >>> parse_choice(" Phone ")
    'phone'
    """
    text = blank_to_none(cell)
    return None if text is None else str(text).lower()


# Pydantic passes the context, and the time zone in it, only where `info` has to be given.
def _time_of_field(cell: Any, info: ValidationInfo) -> datetime | None:
    return parse_time(cell, info)


def _date_of_field(cell: Any, info: ValidationInfo) -> date | None:
    return parse_date(cell, info)


Text = Annotated[str, BeforeValidator(blank_to_none)]
Number = Annotated[float, BeforeValidator(parse_number)]
Integer = Annotated[int, BeforeValidator(parse_integer)]
Flag = Annotated[bool, BeforeValidator(parse_flag)]
Time = Annotated[datetime, BeforeValidator(_time_of_field)]
Date = Annotated[date, BeforeValidator(_date_of_field)]
