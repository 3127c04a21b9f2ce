"""Schema drift: which columns of an export are not what they were in the landing before."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from assets.column_match import match_columns
from assets.contracts.table import TableContract
from assets.landing.filled import ROWS
from assets.landing.parts import files_sql
from assets.landing.rejected import rejected_files
from assets.landing.report import Drift, DriftKind, TableReport
from assets.landing.sql_text import literal

# So many values at least should have been in a month that has none.
EXPECTED = 5
# Share of the rows read from which a column's values are no longer what they were.
RETYPED = 0.5
_UNREADABLE = ("not_a_number", "not_an_integer", "not_a_flag", "not_allowed", "not_a_time",
               "not_a_date")  # fmt: skip
_HINT = re.compile(r" \(did you mean [a-z0-9_]+\?\)$")

Sampler = Callable[[Sequence[str]], Mapping[str, Sequence[object]]]


def find_drift(
    table: TableContract,
    now: TableReport,
    before: TableReport,
    *,
    as_of: date,
    landing: Path,
    retired: Sequence[str] = (),
    sample: Sampler = lambda columns: {name: [] for name in columns},
) -> list[Drift]:
    """Columns that are not what they were; nothing where the table has no rows to tell by.

    A loss is told in every run until the values are back: what was lost before is lost still.

    Args:
        table: contract of the table.
        now: its report, with `filled`.
        before: its report in the last good landing.
        as_of: as-of day of that landing.
        landing: folder of the landed tables, for the values that were refused.
        retired: columns nobody misses, as `crm/surveys.nps`.
        sample: gives some values of unknown columns; only called when a column is missing.
    """
    if now.status != "ok" or not now.read:
        return []
    unknown, known = (_names(report.unknown_columns) for report in (now, before))
    refused = _refused(landing, table)
    losses = []
    for column in table.landed_columns:
        if f"{table.key}.{column.name}" in retired:
            continue
        if refused.get(column.name, 0) >= RETYPED * now.read and _ever(before, column.name):
            losses.append(Drift(kind="retyped", column=column.name, since=as_of))
        elif (lost := _lost(column.name, now, before, as_of)) is not None:
            # Landing empties references to rows that are not there: the column itself is sound.
            if lost.kind == "emptied" and column.reference and column.reference.optional:
                continue
            losses.append(lost)
    # A column that came with the loss stays new for as long as the loss lasts.
    still = {one.near for one in before.drift if one.near}
    fresh = [name for name in unknown if name not in known or name in still]
    wanted = [one.column for one in losses if one.kind != "retyped"]
    near = match_columns(table, wanted, sample(fresh)) if wanted and fresh else {}
    losses = [_named(one, near.get(one.column)) for one in losses]
    others = [name for name in fresh if name not in near.values() and name not in known]
    return [
        *losses,
        *(Drift(kind="new", column=name, since=as_of) for name in others),
        *(Drift(kind="gone", column=name, since=as_of) for name in known if name not in unknown),
    ]


def _named(loss: Drift, near: str | None) -> Drift:
    if near is None:
        return loss
    kind: DriftKind = "renamed" if loss.kind == "vanished" else loss.kind
    return loss.model_copy(update={"near": near, "kind": kind})


def _names(unknown: Sequence[str]) -> list[str]:
    """Names of unknown columns without the hints they were reported with.

    >>> _names(["csatt (did you mean csat?)", "note"])
    ['csatt', 'note']
    """
    return [_HINT.sub("", name) for name in unknown]


def _lost(column: str, now: TableReport, before: TableReport, as_of: date) -> Drift | None:
    """The loss of a column's values, in all rows or in the rows of some months."""
    earlier = next((one for one in before.drift if one.column == column and one.is_loss), None)
    since = earlier.since if earlier else as_of
    share = _share(before, column)
    if not _ever(before, column) and earlier is None:
        return None
    is_gone = column in now.missing_columns
    if not now.filled and not is_gone:  # no row landed: that tells nothing of single columns
        return None
    kind: DriftKind = "vanished" if is_gone else "emptied"
    if not _ever(now, column):
        return Drift(kind=kind, column=column, since=since)
    still = set(earlier.months) if earlier else set()
    months = [
        month
        for month, counts in now.filled.items()
        if counts.get(ROWS) and not counts.get(column)
        and (month in still or _expected(before, month, column, counts[ROWS], share) >= EXPECTED)
    ]  # fmt: skip
    return Drift(kind="emptied", column=column, since=since, months=months) if months else None


def _expected(before: TableReport, month: str, column: str, rows: int, share: float) -> float:
    """How many values a month should have: those it had; as many as others where it is new.

    A month that has grown since is judged by its new rows too.
    """
    had = before.filled.get(month, {})
    grown = max(rows - had.get(ROWS, 0), 0)
    return had.get(column, 0) + grown * share


def _share(report: TableReport, column: str) -> float:
    """Share of rows with a value, over the months that have any."""
    months = [counts for counts in report.filled.values() if counts.get(column)]
    rows = sum(counts[ROWS] for counts in months)
    return sum(counts[column] for counts in months) / rows if rows else 0.0


def _ever(report: TableReport, column: str) -> bool:
    return any(counts.get(column) for counts in report.filled.values())


def _refused(landing: Path, table: TableContract) -> dict[str, int]:
    """Rows by the column whose value could not be read as what it is."""
    paths = rejected_files(landing, table)
    if not paths:
        return {}
    rules = ", ".join(literal(rule) for rule in _UNREADABLE)
    return dict(
        duckdb.execute(
            f'SELECT "column", count(*) FROM {files_sql(paths)} '
            f'WHERE rule IN ({rules}) AND "column" IS NOT NULL GROUP BY 1'
        ).fetchall()
    )
