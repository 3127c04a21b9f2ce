"""What holds for the whole run: as-of date, configuration, and what the exports do not have."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.catalogue import table
from assets.framework_file import Edition
from assets.landing.filled import ROWS
from assets.landing.parts import landed
from assets.landing.report import read_report
from assets.landing.sql_text import literal
from assets.previous_result import land_previous_result
from competency.config_types import Text
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
        f"select {extreme}({column}) as happened_at from {landed(landing, name)}"
        for name, columns in EVENT_TIMES.items()
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
        landing: Folder of the landed tables.
        tables: Contract columns by table key.
    """
    missing: list[str] = []
    for key, columns in tables.items():
        filled: Counter[str] = Counter()
        for counts in read_report(landing, table(key)).filled.values():
            filled.update(counts)
        if not filled[ROWS]:
            missing.append(key)
        else:
            missing.extend(f"{key}.{column}" for column in columns if not filled[column])
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
    landing: Path,
    *,
    as_of: date,
    framework: Framework,
    unavailable: list[str],
    editions: Sequence[Edition] = (),
    current: Path | None = None,
    frozen: Text | None = None,
    too_much_lost: bool = False,
) -> dict[str, str]:
    """Write what tells dbt how to build this result.

    That is `run_context.parquet`, one row, `framework_editions.parquet`, one row an edition, and
    `previous_*.parquet`, what the result before this one had planned and sent.

    Args:
        landing: folder of the landed tables.
        as_of: last day that may be seen.
        framework: the one in force on that day.
        unavailable: tables and columns the exports lack.
        editions: the frameworks by month, the last one `framework`; none: it holds for all months.
        current: folder of the published result to go on from; None: from nothing.
        frozen: why tiers and assignments stay as published; None: they do not.
        too_much_lost: so much is without its source that nobody may be placed.

    Returns:
        What was not taken over from the published result, and why, by mart.
    """
    with duckdb.connect() as connection:
        connection.execute(
            "create table run_context as select ?::date as as_of, ?::varchar as framework_name, "
            "?::varchar as framework_json, ?::varchar as unavailable, ?::varchar as frozen, "
            "?::varchar as frozen_zh, ?::boolean as too_much_lost",
            [
                as_of,
                framework.name,
                framework.to_json(),
                json.dumps(unavailable),
                frozen.en if frozen else None,
                frozen.zh if frozen else None,
                too_much_lost,
            ],
        )
        connection.execute(f"copy run_context to {literal(landing / 'run_context.parquet')}")
        connection.execute(
            "create table framework_editions (effective_from date, effective_to date, "
            "framework_name varchar, sha256 varchar, framework_json varchar, config_text varchar, "
            "record_id varchar, proposed_by varchar, proposed_at varchar, approved_by varchar, "
            "approved_at varchar, entry_sha256 varchar)"
        )
        rows = _edition_rows(editions or [Edition(framework, framework.to_json())])
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"insert into framework_editions values ({marks})", rows)
        connection.execute(
            f"copy framework_editions to {literal(landing / 'framework_editions.parquet')}"
        )
    return land_previous_result(landing, as_of=as_of, current=current)


def read_landed_editions(landing: Path) -> list[dict[str, Any]]:
    """Rows of `framework_editions.parquet` as they were written, oldest first."""
    with duckdb.connect() as connection:
        found = connection.execute(
            f"from read_parquet({literal(landing / 'framework_editions.parquet')}) "
            "order by effective_from nulls first"
        )
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _edition_rows(editions: Sequence[Edition]) -> list[list[object]]:
    until = [one.effective_from for one in editions[1:]]
    return [
        [
            one.effective_from,
            end,
            one.framework.name,
            one.sha256,
            one.framework.to_json(),
            one.text,
            *(asdict(one.approval).values() if one.approval else [None] * 6),
        ]
        for one, end in zip(editions, [*until, None], strict=True)
    ]
