"""A small exports folder to spoil, and one call that lands it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.contracts.catalogue import TABLES
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.report import TableReport

HORIZON = datetime(2026, 1, 1)
HEADERS = {
    "crm/agents": "agent_id,hire_date,left_on,role,valid_from",
    "crm/interactions": "interaction_id,agent_id,opened_at,first_response_at,resolved_at,"
    "handle_seconds,reopened,complexity",
    "crm/surveys": "survey_id,interaction_id,agent_id,responded_at,csat,nps",
    "crm/complaints": "complaint_id,interaction_id,agent_id,raised_at,severity",
    "qa/reviews": "review_id,agent_id,reviewer_id,reviewed_at,interaction_id,method",
    "qa/review_scores": "review_id,criterion,score,max_score,critical",
    "qa/findings": "finding_id,found_at,kind,subject,due_at,action_at",
    "qa/feedback_360": "feedback_id,agent_id,rater_role,dimension,rating,given_at",
    "lms/courses": "course_id,title,duration_minutes,min_tier,published_at,updated_at",
    "lms/content_reviews": "content_review_id,course_id,reviewed_at,points_checked,points_correct",
    "lms/sessions": "session_id,course_id,starts_at,ends_at,seats",
    "lms/enrollments": "enrollment_id,agent_id,course_id,session_id,enrolled_at,completed_at,"
    "status,minutes_spent",
    "lms/assessments": "attempt_id,agent_id,assessment_id,taken_at,score,max_score",
    "lms/overrides": "override_id,agent_id,course_id,action,decided_by,reason,decided_at,"
    "replacement_id,session_id,not_before",
}
GOOD = {
    "crm/agents": "A1,2020-01-01,,agent,",
    "crm/interactions": "I1,A1,2024-03-01T09:00:00,,,60,no,routine",
    "crm/surveys": "S1,I1,A1,2024-03-02,5,10",
    "crm/complaints": "K1,I1,A1,2024-03-02,low",
    "qa/reviews": "R1,A1,Q1,2024-03-05,I1,human",
    "qa/review_scores": "R1,greeting,3,5,no",
    "qa/findings": "N1,2024-03-05,theme,delay,2030-01-01,2024-03-09",
    "qa/feedback_360": "F1,A1,peer,process,4,2024-03-05",
    "lms/courses": "C1,Listening,30,1,2024-01-01,2024-01-02",
    "lms/content_reviews": "P1,C1,2024-02-01,40,39",
    "lms/sessions": "X1,C1,2030-01-01T09:00,2030-01-01T10:00,12",
    "lms/enrollments": "E1,A1,C1,X1,2024-01-01,2024-01-02,completed,30",
    "lms/assessments": "T1,A1,exam,2024-01-05,3,5",
    "lms/overrides": "O1,A1,C1,postpone,Li,on leave,2024-01-05,,,2030-01-01",
}


class Centre:
    """Exports folder and landing of one test."""

    headers = HEADERS
    good = GOOD

    def __init__(self, root: Path) -> None:
        self.exports = root / "exports"
        self.landing = root / "landing"
        self.exports.mkdir()

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def write_rows(self, key: str, *rows: str) -> Path:
        return self.write(f"{key}.csv", "\n".join([HEADERS[key], *rows, ""]))

    def write_good(self, *but: str) -> None:
        for key, row in GOOD.items():
            if key not in but:
                self.write_rows(key, row)

    def land(self, *only: str, **options: Any) -> dict[str, TableReport]:
        options = {"horizon": HORIZON, "time_zone": "Asia/Shanghai"} | options
        reports = {
            table.key: land_table(table, exports=self.exports, landing=self.landing, **options)
            for table in TABLES
            if not only or table.key in only
        }
        collect_rejected_rows(self.landing)
        for report in reports.values():
            for file in report.files:
                assert file.rows_read == file.accepted + file.rejected + file.duplicates
        return reports

    def query(self, sql: str, name: str) -> list[tuple[Any, ...]]:
        folder = self.landing / name
        path = str(folder / "*.parquet" if folder.is_dir() else self.landing / f"{name}.parquet")
        with duckdb.connect() as con:
            return con.execute(sql.replace("$T", f"read_parquet('{path}')")).fetchall()

    def rejected(self, key: str) -> list[tuple[Any, ...]]:
        """Column, value, rule and severity of a table's refused rows."""
        return self.query(
            f"SELECT \"column\", value, rule, severity FROM $T WHERE source_table = '{key}'"
            ' ORDER BY row_number, "column", rule',
            "rejected_rows",
        )


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


@pytest.fixture
def new_centre(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Centre]:
    return lambda: Centre(tmp_path_factory.mktemp("centre"))
