"""Small pieces of DuckDB SQL for mappings: cells, numbers. Dates are in mapping_dates.py.

Text from a mapping or an export only enters SQL through `identifier` and `literal` of sql_text.py.
"""

from assets.contracts.values import BLANKS, NUMBER
from assets.landing.sql_text import literal

_FULL_WIDTH = "０１２３４５６７８９．－：／＋，"
_ASCII = "0123456789.-:/+,"
_WHOLE_NUMBER = f"^{NUMBER}$"


def trimmed(sql: str) -> str:
    """Cell text without padding; an empty cell is NULL."""
    return f"nullif(trim({sql}, {literal(BLANKS)}), '')"


def folded(sql: str) -> str:
    """Text with full-width digits and their punctuation as ASCII, so that they can be converted."""
    return f"translate({sql}, {literal(_FULL_WIDTH)}, {literal(_ASCII)})"


def parsed_number(text_sql: str) -> str:
    """DOUBLE of a number as the contract writes them; NULL for anything else.

    try_cast alone would take 'nan', 'inf' and '1_000'. An overflow ('1e999') is infinite, which
    `number_text` refuses.
    """
    digits = f"regexp_extract({folded(trimmed(text_sql))}, {literal(_WHOLE_NUMBER)})"
    return f"try_cast({digits} AS DOUBLE)"


def number_text(number_sql: str) -> str:
    """Text of a DOUBLE: whole numbers without a point, so that '3.0' does not spoil an integer.

    An infinite result (an overflow) is NULL.
    """
    return (
        f"(CASE WHEN NOT isfinite({number_sql}) THEN NULL"
        f" WHEN {number_sql} = trunc({number_sql}) AND abs({number_sql}) < 1e15"
        f" THEN CAST(try_cast({number_sql} AS BIGINT) AS VARCHAR)"
        f" ELSE CAST({number_sql} AS VARCHAR) END)"
    )


def refused_number(shown_sql: str, why: str) -> str:
    """What a failed conversion shows: the vendor's text, marked if it could pass as a number.

    The '0' of a division by zero must not land as a value, nor must '12' minutes that only private
    characters (landing removes them) kept from being converted.
    """
    cleaned = f"regexp_replace({folded(trimmed(shown_sql))}, '[\\x{{E000}}-\\x{{F8FF}}]', '', 'g')"
    passes = f"regexp_full_match({cleaned}, {literal(NUMBER)})"
    return f"(CASE WHEN {passes} THEN {shown_sql} || {literal(f' ({why})')} ELSE {shown_sql} END)"
