"""What holds for the whole run: as-of date, configuration, and what the exports do not have."""

import json
from datetime import date
from pathlib import Path

import duckdb

from competency.framework import Framework

# When things happened, by landed table. Planned sessions are not events.
EVENT_TIMES = {
    "crm_interactions": ["opened_at"],
    "crm_surveys": ["responded_at"],
    "crm_complaints": ["raised_at"],
    "qa_reviews": ["reviewed_at"],
    "qa_feedback_360": ["given_at"],
    "lms_enrollments": ["enrolled_at", "completed_at"],
    "lms_assessments": ["taken_at"],
}
# Any one of these can place people; without all of them there is nothing to publish.
EVIDENCE = ["crm/interactions", "qa/reviews", "lms/assessments", "qa/feedback_360"]


class NoEvidenceError(RuntimeError):
    """No table with evidence about agents could be used."""


def latest_event(landing: Path) -> date:
    """Date of the latest event in the landed tables.

    Raises:
        NoEvidenceError: There is no dated event at all.
    """
    latest = _extreme_event(landing, "max")
    if latest is None:
        raise NoEvidenceError("no dated event was accepted from the exports; see rejected_rows")
    return latest


def _extreme_event(landing: Path, extreme: str) -> date | None:
    parts = [
        f"select {extreme}({column}) as happened_at from read_parquet({_literal(landing, table)})"
        for table, columns in EVENT_TIMES.items()
        for column in columns
    ]
    rows = duckdb.execute(
        f"select cast({extreme}(happened_at) as date) from ({' union all '.join(parts)})"
    ).fetchall()
    found: date | None = rows[0][0]
    return found


def require_events(landing: Path, as_of: date) -> None:
    """Stop a run that looks at a day before anything had happened.

    Raises:
        NoEvidenceError: every dated event lies after the as-of day.
    """
    first = _extreme_event(landing, "min")
    if first is not None and first > as_of:
        raise NoEvidenceError(
            f"--as-of {as_of} lies before the first event in the exports, {first}; "
            "is the year right?"
        )


def unavailable_inputs(landing: Path, tables: dict[str, list[str]]) -> list[str]:
    """Tables without a row, and columns without a value, as `crm/surveys` or `crm/surveys.nps`.

    Args:
        landing: Folder with one Parquet file a table.
        tables: Contract columns by table key.
    """
    missing: list[str] = []
    for key, columns in tables.items():
        counts = ", ".join(f'count("{column}")' for column in columns)
        landed = _literal(landing, key.replace("/", "_"))
        row = duckdb.execute(f"select count(*), {counts} from read_parquet({landed})").fetchone()
        assert row is not None  # noqa: S101  an aggregate always has one row
        if row[0] == 0:
            missing.append(key)
        else:
            missing.extend(
                f"{key}.{column}"
                for column, filled in zip(columns, row[1:], strict=True)
                if filled == 0
            )
    return missing


def require_evidence(unavailable: list[str]) -> None:
    """Stop a run that could say nothing about anybody.

    Raises:
        NoEvidenceError: Every table with evidence is missing, unreadable or empty.

    >>> require_evidence(["crm/interactions"])
    """
    if set(EVIDENCE) <= set(unavailable):
        raise NoEvidenceError(
            "none of " + ", ".join(EVIDENCE) + " has an accepted row, so nobody can be scored. "
            "Is --exports the folder that holds crm, qa and lms?"
        )


def write_run_context(
    landing: Path, *, as_of: date, framework: Framework, unavailable: list[str]
) -> None:
    """Write `run_context.parquet`, the one row that tells dbt how to build this result."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table run_context as select ?::date as as_of, ?::varchar as framework_name, "
            "?::varchar as framework_json, ?::varchar as unavailable",
            [as_of, framework.name, framework.to_json(), json.dumps(unavailable)],
        )
        connection.execute(f"copy run_context to {_literal(landing, 'run_context')}")


def _literal(landing: Path, table: str) -> str:
    return "'" + str(landing / f"{table}.parquet").replace("'", "''") + "'"
