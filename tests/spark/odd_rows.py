"""Rows that two engines are apt to read differently: nulls, odd texts, edges of time, late ones."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

#: The main time of a table, by which its parts are dated; none: it has no time.
TIMES = {
    "crm_agents": "valid_from", "crm_interactions": "opened_at", "crm_surveys": "responded_at",
    "crm_complaints": "raised_at", "qa_reviews": "reviewed_at", "qa_review_scores": None,
    "qa_feedback_360": "given_at", "lms_enrollments": "enrolled_at",
    "lms_assessments": "taken_at",
}  # fmt: skip
ODD = " 退货 | \"Ä\" 'x' \\n ΑΣ İ 😀\t"
GHOST = "ghost 鬼"
HIRED = "new 新人"


def add_odd_rows(landing: Path) -> None:
    """Add a part of odd rows to the tables of the exports that the intermediate models read.

    Args:
        landing: what a run has landed, or a copy of dbt's own small landing; it is changed.
    """
    with duckdb.connect() as connection:
        as_of: date = connection.execute(
            f"select as_of from '{landing}/run_context.parquet'"
        ).fetchall()[0][0]
        for name, rows in _odd_rows(as_of).items():
            _add_part(connection, landing, name, rows)


def fill_empty_tables(landing: Path) -> None:
    """Two made-up rows for each single file without rows: all columns filled, and ids alone."""
    with duckdb.connect() as connection:
        for file in sorted(landing.glob("*.parquet")):
            connection.execute(f"create or replace table landed as from '{file}'")
            if connection.execute("select count(*) from landed").fetchall() != [(0,)]:
                continue
            columns = connection.execute("describe landed").fetchall()
            full = ", ".join(_value(kind, 1) for _, kind, *_ in columns)
            bare = ", ".join(
                _value(kind, 2) if name.endswith("_id") else "null" for name, kind, *_ in columns
            )
            connection.execute(f"insert into landed values ({full}), ({bare})")
            connection.execute(f"copy landed to '{file}' (format parquet)")


def _value(kind: str, row: int) -> str:
    odd = ODD.replace("'", "''")
    return {
        "VARCHAR": f"'{odd}{row}'", "DATE": "date '1583-01-01'", "BOOLEAN": "true",
        "DOUBLE": "1e-7", "TIMESTAMP": "timestamp '2025-02-28 23:59:59.999999'",
    }.get(kind, "7")  # fmt: skip


def _add_part(
    connection: duckdb.DuckDBPyConnection, landing: Path, name: str, rows: list[dict[str, Any]]
) -> None:
    folder = landing / name
    connection.execute(f"create or replace table odd as from '{folder}/*.parquet' limit 0")
    for row in rows:
        names, holes = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into odd ({names}) values ({holes})", list(row.values()))
    connection.execute(f"copy odd to '{folder}/odd.parquet' (format parquet)")
    columns = {column for column, *_ in connection.execute("describe odd").fetchall()}
    times = (TIMES[name], "interaction_opened_at" if "interaction_opened_at" in columns else None)
    months = [f"date_trunc('month', {time or 'null::date'})::date" for time in times]
    parts = landing / "landed_parts.parquet"
    connection.execute(f"create or replace table parts as from '{parts}'")
    connection.execute(
        f"insert into parts by name select '{name.replace('_', '/', 1)}' as source_table, "
        f"'odd.parquet' as part, {months[0]} as period, {months[1]} as interaction_period, "
        "count(*) as n_rows from odd group by all"
    )
    connection.execute(f"copy parts to '{parts}' (format parquet)")


def _odd_rows(as_of: date) -> dict[str, list[dict[str, Any]]]:
    night = datetime(as_of.year, as_of.month, as_of.day, 23, 59, 59, 123_456)
    early, late = night - timedelta(days=9), night + timedelta(days=2)
    instant = timedelta(microseconds=876_544)  # the next second begins
    hired = as_of - timedelta(days=40)
    contacts: list[dict[str, Any]] = [
        {"interaction_id": "odd-1", "agent_id": "A001", "opened_at": early, "customer_id": ODD,
         "channel": ODD, "issue_type": ODD, "complexity": "hard", "customer_emotion": "",
         "first_response_at": early + instant, "resolved_at": late, "handle_seconds": 0.0,
         "knowledge_search_seconds": 1e-9, "resolved_first_contact": None,
         "mediation_outcome": "failure", "cross_sell_offered": True},
        {"interaction_id": "odd-2", "agent_id": "A001", "opened_at": early + timedelta(days=1),
         "customer_id": ODD, "channel": "PHONE", "issue_type": ODD, "handle_seconds": 1e7 / 3,
         "knowledge_search_seconds": 0.1 + 0.2, "resolved_first_contact": True},
        # the same moment twice, then nothing known
        {"interaction_id": "odd-3", "agent_id": GHOST, "opened_at": early, "customer_id": ODD,
         "issue_type": ODD, "first_response_at": late, "resolved_at": early},
        {"interaction_id": "odd-4", "agent_id": GHOST, "opened_at": early},
        {"interaction_id": "odd-late", "agent_id": "A001", "opened_at": late},
        {"interaction_id": "odd-new", "agent_id": HIRED, "opened_at": early, "complexity": "hard",
         "handle_seconds": 61.7, "reopened": False, "escalated": True, "proactive_care": True},
        {"interaction_id": "odd-easy", "agent_id": HIRED, "opened_at": night,
         "complexity": "routine"},
    ]  # fmt: skip
    children = {"interaction_id": "odd-1", "interaction_opened_at": early, "agent_id": "A001"}
    lost = {"interaction_id": "nowhere", "interaction_opened_at": None, "agent_id": "A001"}
    of_hired = {"interaction_id": "odd-new", "interaction_opened_at": early, "agent_id": HIRED}
    return {
        "crm_agents": [
            {"agent_id": HIRED, "team_name": ODD, "team_id": "T01", "hire_date": hired,
             "role": "agent", "status": "active", "valid_from": hired},
            {"agent_id": "nobody", "status": None, "valid_from": None},
        ],
        "crm_interactions": contacts,
        "crm_surveys": [
            {"survey_id": "odd-1", **children, "responded_at": night, "csat": 5, "nps": 0},
            {"survey_id": "odd-2", **children, "responded_at": None, "csat": 2, "nps": None},
            {"survey_id": "odd-3", **children, "responded_at": night, "csat": 2, "nps": 9},
            {"survey_id": "odd-4", **lost, "responded_at": night, "csat": 1, "nps": 10},
            {"survey_id": "odd-5", **children, "responded_at": late, "csat": 1, "nps": 10},
        ],
        "crm_complaints": [
            {"complaint_id": "odd-1", **children, "raised_at": night, "theme": ODD},
            {"complaint_id": "odd-2", **children, "raised_at": None, "upheld": False},
            {"complaint_id": "odd-3", **lost, "raised_at": night, "theme": None, "upheld": True},
        ],
        "qa_reviews": [
            {"review_id": "odd-1", **children, "reviewer_id": ODD, "reviewed_at": night},
            {"review_id": "odd-2", **lost, "reviewed_at": early, "method": "human"},
            {"review_id": "odd-3", **children, "reviewed_at": early, "disputed": True},
            {"review_id": "odd-4", **of_hired, "reviewed_at": night, "method": "human"},
            {"review_id": "odd-5", **children, "reviewed_at": late, "method": "human"},
        ],
        "qa_review_scores": [
            {"review_id": "odd-1", "criterion": ODD, "score": 1 / 3, "max_score": 0.7},
            {"review_id": "odd-1", "criterion": " Compliance ", "score": 0.0, "max_score": 3.0,
             "critical": True},
            {"review_id": "odd-2", "criterion": "empathy", "score": 2.0, "max_score": 3.0},
            {"review_id": "odd-3", "criterion": "empathy", "score": 3.0, "max_score": 3.0},
            {"review_id": "odd-4", "criterion": "empathy", "score": 0.1, "max_score": 0.3},
            {"review_id": "odd-5", "criterion": "empathy", "score": 0.1, "max_score": 0.3},
        ],
        "qa_feedback_360": [
            {"feedback_id": "odd-1", "agent_id": "A001", "rater_role": ODD, "dimension": ODD,
             "rating": 4.9, "given_at": night},
            {"feedback_id": "odd-2", "agent_id": "A001", "rater_role": "self", "rating": 5.0,
             "dimension": "growth", "given_at": early},
            {"feedback_id": "odd-3", "agent_id": "A001", "rater_role": "peer", "rating": 1.0,
             "dimension": None, "given_at": None},
            {"feedback_id": "odd-4", "agent_id": GHOST, "rater_role": "peer", "rating": 10 / 3,
             "dimension": " Growth ", "given_at": early},
        ],
        "lms_enrollments": [
            {"enrollment_id": "odd-1", "agent_id": HIRED, "course_id": "L01",
             "enrolled_at": early, "completed_at": night, "status": "completed"},
            {"enrollment_id": "odd-2", "agent_id": HIRED, "course_id": ODD,
             "enrolled_at": None, "completed_at": early, "status": "completed", "passed": True},
            {"enrollment_id": "odd-3", "agent_id": "A001", "course_id": "L01",
             "enrolled_at": early, "completed_at": late, "status": "completed", "score": 1e-300},
        ],
        "lms_assessments": [
            {"attempt_id": "odd-1", "agent_id": HIRED, "assessment_id": ODD, "taken_at": early,
             "score": 2.0, "max_score": 3.0, "dimension": None},
            {"attempt_id": "odd-2", "agent_id": "A001", "assessment_id": "T", "taken_at": night,
             "score": 0.3, "max_score": 0.7, "dimension": " ΣΑΣ Knowledge İ "},
        ],
    }  # fmt: skip
