"""Text for a terminal: wide characters take two columns, control characters are shown as codes."""

import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 100
_LABEL = 12


def safe(text: str) -> str:
    r"""Show what could steer a terminal or turn the direction of the words around it.

    >>> safe("a\x1b[31mb\u202ec") == "a\\x1b[31mb\\u202ec"
    True
    >>> safe("王 小明")
    '王 小明'
    """
    return "".join(
        one if one.isprintable() else " " if unicodedata.category(one) == "Zs" else _escaped(one)
        for one in text
    )


def safe_json(text: str) -> str:
    r"""Escape the same characters in JSON, where they can only stand inside strings.

    >>> safe_json('"\x9b31m"') == '"\\u009b31m"'
    True
    """
    return "".join(
        one if one.isprintable() else "".join(f"\\u{unit:04x}" for unit in _utf16(one))
        for one in text
    )


def _escaped(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")


def _utf16(one: str) -> list[int]:
    raw = one.encode("utf-16-be", errors="surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def width(text: str) -> int:
    """Columns a text takes on a terminal.

    >>> width("ab"), width("王 a")
    (2, 4)
    """
    return sum(
        0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )


def cut(text: str, columns: int) -> str:
    """Shorten a text to so many columns; the ellipsis says that it is.

    >>> cut("knowledge", 6), cut("调解与情绪", 5), cut("abc", 3)
    ('knowl…', '调解…', 'abc')
    """
    if width(text) <= columns:
        return text
    kept = ""
    for one in text:
        if width(kept + one) > columns - 1:
            break
        kept += one
    return kept + "…"


def row(cells: Sequence[str], columns: Sequence[int]) -> str:
    """One line of a table: a positive width aligns left, a negative one right.

    >>> row(["a", "1"], [3, -3])
    'a     1'
    """
    placed = []
    for cell, size in zip(cells, columns, strict=True):
        text = cut(cell, abs(size))
        space = " " * (abs(size) - width(text))
        placed.append(space + text if size < 0 else text + space)
    return " ".join(placed).rstrip()


def wrapped(text: str, indent: int = 0, columns: int = WIDTH) -> list[str]:
    """Break a text into lines at spaces and between Chinese characters; later lines are indented.

    >>> wrapped("one two three", indent=2, columns=7)
    ['one two', '  three']
    """
    lines = [""]
    for piece in _pieces(text):
        full = width(lines[-1] + piece.rstrip()) > columns
        if full and lines[-1].strip():
            lines.append(" " * indent + piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def labelled(label: str, text: str) -> list[str]:
    """A text behind its label; later lines stand below the text.

    >>> labelled("Tier", "Expert")
    ['Tier        Expert']
    """
    return wrapped(label + " " * (_LABEL - width(label)) + text, _LABEL)


def _pieces(text: str) -> Iterable[str]:
    """Parts a line may be broken after; closing punctuation stays with what it closes."""
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        wide = unicodedata.east_asian_width(before) in "WF" or (
            unicodedata.east_asian_width(after) in "WF"
        )
        closing = unicodedata.category(after) in {"Pe", "Po", "Pf"} or after == " "
        if (before == " " or wide) and not closing:
            yield text[start:at]
            start = at
    yield text[start:]
