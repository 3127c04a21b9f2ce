"""One hash of tables and texts: equal when what they say is equal, whatever order and dtype."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import pandas as pd


def fingerprint(
    said: Sequence[str], tables: Mapping[str, tuple[pd.DataFrame | None, Sequence[str]]]
) -> str:
    """Return the SHA-256 of texts and of the named columns of tables.

    A row counts by its content, not its place; a column that is not there is all null, and so is
    a table that is None without rows.

    >>> one = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> other = pd.DataFrame({"b": [None, "x"], "a": [2.0, 1.0], "c": [0, 0]})
    >>> fingerprint(["v1"], {"t": (one, "ab")}) == fingerprint(["v1"], {"t": (other, "ab")})
    True
    """
    total = hashlib.sha256()
    for text in said:
        total.update(f"{len(text)}:{text}".encode())
    for name in sorted(tables):
        frame, columns = tables[name]
        total.update(f"\n{name}:{'|'.join(columns)}".encode())
        if frame is None or not len(frame):
            continue
        texts = [_texts(frame, column) for column in columns]
        for row in sorted(zip(*texts, strict=True)):
            total.update(repr(row).encode())
    return total.hexdigest()


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    if column not in frame.columns:
        return [""] * len(frame)
    given = frame[column]
    null = given.isna().tolist()
    values: list[Any] = given.tolist()
    if pd.api.types.is_bool_dtype(given.dtype):
        said = [str(bool(one)) if not gone else "" for one, gone in zip(values, null, strict=True)]
    elif pd.api.types.is_numeric_dtype(given.dtype):
        # The marts hold six decimals; 12 significant digits tell more than that apart.
        said = [f"{one:.12g}" if not gone else "" for one, gone in zip(values, null, strict=True)]
    else:
        said = [_text(one) if not gone else "" for one, gone in zip(values, null, strict=True)]
    return said


def _text(one: Any) -> str:
    """Return a day, a moment, a number or a text as one text, whatever type holds it."""
    if isinstance(one, Real) and not isinstance(one, bool):
        return f"{one:.12g}"
    return str(pd.Timestamp(one)) if hasattr(one, "isoformat") else str(one)
