"""Reads columns of frames handed in as plain arrays, whatever dtype the warehouse gave them.

The counterpart of `frames`, which types what goes out. Months are counted as
`year * 12 + month - 1`, so that windows are subtraction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from competency.errors import MissingColumnsError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def require(frame: pd.DataFrame, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return `frame`; MissingColumnsError names what is not there."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise MissingColumnsError.of(name, missing, [str(column) for column in frame.columns])
    return frame


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as float64 with NaN for null; NaN throughout when it is not there."""
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    given = frame[column]
    if isinstance(given.dtype, np.dtype) and given.dtype.kind in "fiu":
        return given.to_numpy(dtype="float64")
    values = pd.to_numeric(given, errors="coerce")
    return np.asarray(values.astype("Float64").to_numpy(dtype="float64", na_value=np.nan))


def texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    """Return a column as trimmed text, None for null, blank or a column that is not there."""
    if column not in frame.columns:
        return [None] * len(frame)
    given = frame[column]
    # Many times as fast as pandas' own methods, wherever all is text or null as it should be.
    if pd.api.types.infer_dtype(given, skipna=True) in ("string", "empty"):
        return [one.strip() or None if isinstance(one, str) else None for one in given.tolist()]
    trimmed = given.astype("string").fillna("").str.strip()
    return [value or None for value in trimmed.tolist()]


def flags(frame: pd.DataFrame, column: str, default: bool) -> Flags:
    """Return a column as booleans, `default` for null or a column that is not there."""
    if column not in frame.columns:
        return np.full(len(frame), default)
    values = frame[column].astype("boolean").fillna(default)
    return np.asarray(values.to_numpy(dtype=bool))


def codes(frame: pd.DataFrame, column: str, known: pd.Index[Any] | None = None) -> tuple[Ints, int]:
    """Return level numbers of a text column and how many levels there are.

    Args:
        frame: any frame; a column that is not there counts as all null.
        column: name of the column; null is a level of its own.
        known: the levels to number by; without it those present, sorted. Others become -1.
    """
    if column not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64), 1
    given = frame[column]
    if known is not None and isinstance(given.dtype, pd.CategoricalDtype):
        # Levels are looked up once each, whatever the number of rows; null is the last.
        levels = pd.Index([*given.cat.categories.astype("string"), ""], dtype="string")
        return known.get_indexer(levels)[given.cat.codes.to_numpy()].astype(np.int64), len(known)
    column_text = given.astype("string").fillna("")
    if known is not None:
        return known.get_indexer(pd.Index(column_text)).astype(np.int64), len(known)
    numbered, levels = pd.factorize(column_text, sort=True)
    return numbered.astype(np.int64), max(len(levels), 1)


def distinct(frame: pd.DataFrame, column: str) -> pd.Index[str]:
    """Return the values of a text column, sorted, each once; null is left out.

    >>> distinct(pd.DataFrame({"team": ["B", None, "A", "B"]}), "team").tolist()
    ['A', 'B']
    """
    found: pd.Index[str] = pd.Index(frame[column].dropna().astype("object").unique())
    return found.sort_values().astype("string")


def days(frame: pd.DataFrame, column: str) -> list[dt.date | None]:
    """Return a column as days, None for null or a column that is not there.

    >>> days(pd.DataFrame({"given_at": ["2026-03-15 23:59:59", None]}), "given_at")
    [datetime.date(2026, 3, 15), None]
    """
    if column not in frame.columns:
        return [None] * len(frame)
    dates = pd.to_datetime(frame[column]).dt.tz_localize(None)
    return [*dates.to_numpy().astype("datetime64[D]").tolist()]


def moments(frame: pd.DataFrame, column: str) -> list[dt.datetime | None]:
    """Return a column as naive times, None for null or a column that is not there.

    >>> moments(pd.DataFrame({"at": ["2026-03-15 23:59:59", None]}), "at")
    [datetime.datetime(2026, 3, 15, 23, 59, 59), None]
    """
    if column not in frame.columns:
        return [None] * len(frame)
    times = pd.to_datetime(frame[column]).dt.tz_localize(None)
    return [None if pd.isna(one) else one.to_pydatetime() for one in times]


def months(frame: pd.DataFrame, column: str = "period") -> Ints:
    """Return dates as month numbers; null becomes -1.

    >>> months(pd.DataFrame({"period": ["2026-03-15", None]})).tolist()
    [24314, -1]
    """
    dates = pd.to_datetime(frame[column])
    return np.asarray(
        (dates.dt.year * 12 + dates.dt.month - 1).fillna(-1).to_numpy(dtype="int64"),
        dtype=np.int64,
    )


def month_starts(numbered: Ints) -> npt.NDArray[np.datetime64]:
    """Return the first day of each month number.

    >>> str(month_starts(np.array([24314]))[0])[:10]
    '2026-03-01'
    """
    return (np.asarray(numbered) - 1970 * 12).astype("datetime64[M]").astype("datetime64[us]")
