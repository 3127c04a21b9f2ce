"""SQL of the text repairs for exports whose Chinese was broken on the way, and of their counts.

Three kinds: pinyin left in brackets after a character, private-use characters, full-width letters
and digits. Cells of ASCII alone take a short path. What a repaired text means is in `parsing`.
"""

from collections.abc import Iterable

from assets.contracts.values import BLANKS
from assets.landing.sql_text import literal

KINDS = ("pinyin_removed", "private_use_removed", "full_width_folded")

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛńňǹḿ"
# One syllable with its tone, as mark or number, at least; "(VIP)" or "(2)" after a character stays.
_SYLLABLES = rf"[a-zA-ZüÜ'’ ·-]*(?:[{_TONES}]|[a-zA-ZüÜ][1-5])(?:[a-zA-ZüÜ{_TONES}1-5'’ ·-])*"
PINYIN = (
    rf"([\x{{3400}}-\x{{4DBF}}\x{{4E00}}-\x{{9FFF}}\x{{F900}}-\x{{FAFF}}])[(（]{_SYLLABLES}[)）]"
)
PRIVATE_USE = r"[\x{E000}-\x{F8FF}]"
FULL_WIDTH = r"[\x{FF10}-\x{FF19}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}]"

_WIDE = "".join(
    chr(code)
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
)
_NARROW = "".join(chr(ord(character) - 0xFEE0) for character in _WIDE)
# Marks that only a number, a time or a word of an enumeration can mean.
_WIDE_MARKS, _NARROW_MARKS = "．－：／＋，", ".-:/+,"


# Each macro is one step, so that the generated SQL reads as a sentence. What is dear stands in a
# lambda: DuckDB computes an expression that occurs twice for every row, even in a branch of a CASE
# that hardly any row takes (45 s against 2 s for a million rows).
MACROS = {
    "is_ascii(x)": "strlen(x) = length(x)",
    "is_tidy(x)": (
        # Comparing with '!' sees a leading blank or an empty text by the first byte.
        "x >= '!' AND NOT ends_with(x, ' ') AND NOT ends_with(x, chr(9))"
        " AND NOT ends_with(x, chr(10)) AND NOT ends_with(x, chr(13))"
    ),
    "trimmed(x)": f"nullif(trim(x, {literal(BLANKS)}), '')",
    "without_private_use(x)": f"regexp_replace(x, {literal(PRIVATE_USE)}, '', 'g')",
    "without_pinyin(x)": f"regexp_replace(x, {literal(PINYIN)}, '\\1', 'g')",
    "folded(x)": f"translate(x, {literal(_WIDE)}, {literal(_NARROW)})",
    "folded_marks(x)": f"translate(x, {literal(_WIDE_MARKS)}, {literal(_NARROW_MARKS)})",
    "mended(x)": "trimmed(folded(without_pinyin(without_private_use(x))))",
    "ascii_text(x)": "CASE WHEN is_tidy(x) THEN x ELSE trimmed(x) END",
    "repaired_text(x)": (
        "CASE WHEN is_ascii(x) AND is_tidy(x) THEN x"
        " WHEN x IS NOT NULL THEN list_transform([x], lambda t: mended(t))[1] END"
    ),
    "repairs_of(cells)": (
        "{"
        + ", ".join(
            f"{literal(kind)}: len(list_filter(cells, lambda t:"
            f" regexp_matches({subject}, {literal(pattern)})))"
            for kind, subject, pattern in (
                # A private-use character may stand inside the brackets of pinyin.
                ("pinyin_removed", "without_private_use(t)", PINYIN),
                ("private_use_removed", "t", PRIVATE_USE),
                ("full_width_folded", "t", FULL_WIDTH),
            )
        )
        + "}"
    ),
}


def repair_counts(cells: Iterable[str]) -> str:
    """SQL of a row's repairs: the number of its cells by kind, or NULL when all of it is ASCII.

    Args:
        cells: SQL of the row's cells of text, as they stand in the file.
    """
    cells = list(cells)
    if not cells:
        return f"NULL::STRUCT({', '.join(f'{kind} INTEGER' for kind in KINDS)})"
    suspect = " OR ".join(f"NOT is_ascii({cell})" for cell in cells)
    return f"CASE WHEN {suspect} THEN repairs_of([{', '.join(cells)}]) END"
