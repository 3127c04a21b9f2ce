"""What the archive says of a landing, read from its files: tables, events, months it closes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from assets.archive_ledger import TableFacts
from assets.contracts.catalogue import TABLES
from assets.landing.parts import files_sql
from assets.landing.report import TableReport
from assets.run_context import EVENT_TIMES

LATE_CODES = ("late_source", "stopped_source")
"""Codes of notices that a table ends before it should."""
PEOPLE = "crm/agents"
"""The table whose restricted columns land in a folder of their own."""


def files_of_table(files: Iterable[str], table_key: str) -> list[str]:
    """Files of a landing that belong to one table.

    >>> files_of_table(["crm_agents/0a.parquet", "keys/crm_agents/1b.parquet",
    ...                 "restricted/people.enc", "run_context.parquet"], "crm/agents")
    ['crm_agents/0a.parquet', 'keys/crm_agents/1b.parquet', 'restricted/people.enc']
    """
    name = table_key.replace("/", "_")
    own = [f"{name}/", f"keys/{name}/", f"rejected/{name}/", f"reports/{name}.json"]
    if table_key == PEOPLE:
        own.append("restricted/")
    return [one for one in files if one.startswith(tuple(own))]


def months_until(first: str | None, as_of: date) -> list[str]:
    """Months from the first on whose last day is not after the as-of day; none without a first.

    >>> months_until("2026-01", date(2026, 3, 30))
    ['2026-01', '2026-02']
    """
    if first is None:
        return []
    day_after = as_of + timedelta(days=1)
    begins, ends = month_number(first), day_after.year * 12 + day_after.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begins, ends)]


def month_number(month: str) -> int:
    """Months since year 0.

    >>> month_number("2026-01") - month_number("2025-12")
    1
    """
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def table_facts(
    paths: Mapping[str, Path], notices: Sequence[Mapping[str, Any]]
) -> dict[str, TableFacts]:
    """Facts of every table that has landed, from its report, its rows and what its run said.

    Args:
        paths: kept files by their path below the landing.
        notices: of the run's mode, as run.json has them.
    """
    late = {one["subject"] for one in notices if one["code"] in LATE_CODES}
    facts = {}
    for table in TABLES:
        if (path := paths.get(f"reports/{table.name}.json")) is None:
            continue
        report = TableReport.model_validate_json(path.read_bytes())
        rows = [path for name, path in paths.items() if name.startswith(f"{table.name}/")]
        latest = _latest_event(rows, table.name)
        facts[table.key] = TableFacts(
            status=report.status,
            latest_event=latest,
            rows=report.accepted,
            late=table.key in late,
        )
    return facts


def _latest_event(paths: Sequence[Path], name: str) -> date | None:
    columns = EVENT_TIMES.get(name)
    if not paths or not columns:
        return None
    latest = ", ".join(f"max({column})" for column in columns)
    row = duckdb.execute(f"select {latest} from {files_sql(paths)}").fetchone() or ()
    return max((one.date() for one in row if one is not None), default=None)
