"""Small pieces of DuckDB SQL for mappings: cells, numbers. Dates are in mapping_dates.py.

Text from a mapping or an export only enters SQL through `identifier` and `literal` of sql_text.py.
"""

import re
import zlib
from collections.abc import Callable

from assets.contracts.values import BLANKS, NUMBER
from assets.landing.sql_text import literal

_FULL_WIDTH = "０１２３４５６７８９．－：／＋，"
_ASCII = "0123456789.-:/+,"
_NAME = re.compile(r'[\w.]+|[\w.]*"(?:[^"]|"")*"')
# Visible ASCII with single or more blanks inside: nothing to trim. Most cells are, and it is fast.
_TIDY = "[!-~]+(?: +[!-~]+)*"


def bound(sql: str, build: Callable[[str], str]) -> str:
    """SQL built around a value that is computed once, however often its name is used.

    >>> bound("raw.a", lambda x: f"{x} || {x}")
    'raw.a || raw.a'
    """
    if _NAME.fullmatch(sql):
        return build(sql)
    name = f"x{zlib.crc32(sql.encode()):08x}"
    return f"list_transform([{sql}], lambda {name}: {build(name)})[1]"


def trimmed(sql: str) -> str:
    """Cell text without padding; an empty cell is NULL."""
    return bound(
        sql,
        lambda text: (
            f"(CASE WHEN regexp_full_match({text}, {literal(_TIDY)}) THEN {text}"
            f" ELSE nullif(trim({text}, {literal(BLANKS)}), '') END)"
        ),
    )


def plain(sql: str) -> str:
    """Trimmed text with full-width digits and their punctuation as ASCII, fit for converting."""
    cut = f"nullif(trim({{}}, {literal(BLANKS)}), '')"
    return bound(
        sql,
        lambda text: (
            f"(CASE WHEN regexp_full_match({text}, {literal(_TIDY)}) THEN {text}"
            f" ELSE translate({cut.format(text)}, {literal(_FULL_WIDTH)}, {literal(_ASCII)}) END)"
        ),
    )


def parsed_number(text_sql: str) -> str:
    """DOUBLE of a number as the contract writes them; NULL for anything else.

    try_cast alone would take 'nan', 'inf' and '1_000'. An overflow ('1e999') is infinite, which
    `number_text` refuses.
    """
    return bound(
        plain(text_sql),
        lambda text: (
            f"(CASE WHEN regexp_full_match({text}, {literal(NUMBER)})"
            f" THEN try_cast({text} AS DOUBLE) END)"
        ),
    )


def number_text(number_sql: str) -> str:
    """Text of a DOUBLE: whole numbers without a point, so that '3.0' does not spoil an integer.

    An infinite result (an overflow) is NULL.
    """
    return bound(
        number_sql,
        lambda number: (
            f"(CASE WHEN NOT isfinite({number}) THEN NULL"
            f" WHEN {number} = trunc({number}) AND abs({number}) < 1e15"
            f" THEN CAST(try_cast({number} AS BIGINT) AS VARCHAR)"
            f" ELSE CAST({number} AS VARCHAR) END)"
        ),
    )


def refused_number(shown_sql: str, why: str) -> str:
    """What a failed conversion shows: the vendor's text, marked if it could pass as a number.

    The '0' of a division by zero must not land as a value, nor must '12' minutes that only private
    characters (landing removes them) kept from being converted.
    """
    private = literal(r"[\x{E000}-\x{F8FF}]")

    def build(text: str) -> str:
        cleaned = f"regexp_replace({plain(text)}, {private}, '', 'g')"
        marked = f"{text} || {literal(f' ({why})')}"
        passes = f"regexp_full_match({cleaned}, {literal(NUMBER)})"
        return f"(CASE WHEN {passes} THEN {marked} ELSE {text} END)"

    return bound(shown_sql, build)
