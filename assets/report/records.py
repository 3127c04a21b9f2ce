"""Frames to plain records: columns a mart must have, missing values as None."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

Record = dict[str, Any]


def plain(value: Any) -> Any:
    """A Python value for a cell: None for missing, dates as `date`, whole numbers as `int`.

    >>> plain(float("nan")) is None, plain(pd.Timestamp("2025-11-03")), plain(3.0)
    (True, datetime.date(2025, 11, 3), 3.0)
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def whole(value: Any) -> int | None:
    """An integer from a column that pandas may have made float because of gaps.

    >>> whole(3.0), whole(None)
    (3, None)
    """
    return None if value is None else int(value)


def as_day(value: Any) -> date:
    """A date from run.json's text or from a frame.

    >>> as_day("2025-11-03")
    datetime.date(2025, 11, 3)
    """
    cell = plain(value)
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell)[:10])


def records(marts: Mapping[str, pd.DataFrame], name: str) -> list[Record]:
    """All rows of a mart as dicts; a mart that is not there has no rows."""
    frame = marts.get(name)
    if frame is None or frame.empty:
        return []
    columns = [str(column) for column in frame.columns]
    lists = [_cells(frame[column]) for column in columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def _cells(column: pd.Series) -> list[Any]:
    """`plain` of every cell, by the column where its type allows: pages take millions of cells."""
    if pd.api.types.is_datetime64_any_dtype(column):
        values = column.dt.date
    elif pd.api.types.is_numeric_dtype(column) or isinstance(column.dtype, pd.StringDtype):
        values = column
    else:
        return [plain(value) for value in column]
    return values.astype(object).where(column.notna(), None).tolist()  # type: ignore[no-any-return]


def latest(marts: Mapping[str, pd.DataFrame], name: str, period: date | None) -> list[Record]:
    """The rows of one period."""
    frame = marts.get(name)
    if frame is None or frame.empty or period is None:
        return []
    rows = frame[pd.to_datetime(frame["period"]) == pd.Timestamp(period)]
    return records({name: rows}, name)


def last_period(marts: Mapping[str, pd.DataFrame], as_of: date) -> date:
    """The first day of the newest month scored, or of the as-of month where nothing is."""
    periods = [
        pd.to_datetime(marts[name]["period"]).max()
        for name in ("agent_ladder", "agent_composites")
        if name in marts and not marts[name].empty
    ]
    return max(p.date() for p in periods) if periods else as_of.replace(day=1)


def grouped(rows: Iterable[Record], key: str) -> defaultdict[Any, list[Record]]:
    """Rows by the value of one column, in their order."""
    groups: defaultdict[Any, list[Record]] = defaultdict(list)
    for row in rows:
        groups[row.get(key)].append(row)
    return groups
