"""The data test of the paths' rules catches a plan that breaks any of them."""

import json
from pathlib import Path

import duckdb
import jinja2
import pytest

TEST = (
    Path(__file__).parents[2]
    / "dbt_project" / "tests" / "singular" / "assert_paths_keep_the_rules.sql"
)  # fmt: skip
RULES = json.dumps({"paths": {"horizon_weeks": 8, "minutes_per_week": 90}})
TABLES = {
    "stg_run_context": "as_of date, as_of_period date, framework_json varchar, frozen varchar",
    "stg_lms__courses": "course_id varchar, prerequisites varchar, active boolean, card varchar, "
    "min_tier int, language varchar, launched_at timestamp, valid_days int",
    "stg_lms__sessions": "session_id varchar, course_id varchar, starts_at timestamp, "
    "ends_at timestamp, seats int",
    "stg_lms__enrollments": "agent_id varchar, course_id varchar, session_id varchar, "
    "enrolled_at timestamp, completed_at timestamp, status varchar, passed boolean",
    "agents": "agent_id varchar, status varchar, language varchar",
    "agent_ladder": "agent_id varchar, period date, tier int",
    "path_assignments": "agent_id varchar, course_id varchar, session_id varchar, "
    "planned_start date, due date, minutes int, status varchar",
    "path_overrides": "agent_id varchar, course_id varchar, action varchar, state varchar, "
    "not_before date",
}
# A sound plan: C2 needs C1 and is taught in S1, with one seat, which A1 gets; A2 learns C1 alone.
SOUND = {
    "stg_run_context": [f"('2026-03-31', '2026-03-01', '{RULES}', null)"],
    "stg_lms__courses": [
        "('C1', null, true, null, 1, null, null, null)",
        "('C2', 'C1', true, 'green', 2, 'zh', null, null)",
        "('C3', null, true, null, null, null, null, null)",
    ],
    "stg_lms__sessions": [
        "('S1', 'C2', '2026-04-15 09:00', '2026-04-15 10:00', 1)",
        "('S3', 'C3', '2026-04-15 09:30', '2026-04-15 10:00', 5)",
    ],
    "stg_lms__enrollments": [
        "('A9', 'C2', 'S1', '2026-03-01', null, 'dropped', null)",
    ],
    "agents": ["('A1', 'active', 'zh-CN')", "('A2', 'active', null)"],
    "agent_ladder": ["('A1', '2026-03-01', 2)", "('A2', '2026-03-01', null)"],
    "path_assignments": [
        "('A1', 'C1', null, '2026-04-06', '2026-04-12', 60, 'planned')",
        "('A1', 'C2', 'S1', '2026-04-15', '2026-04-15', 60, 'planned')",
        "('A2', 'C1', null, '2026-04-06', '2026-04-12', 60, 'planned')",
    ],
    "path_overrides": ["('A2', 'C2', 'exclude', 'applied', null)"],
}


def _found(**more: list[str]) -> set[str]:
    """The rules found broken, with rows added to the sound plan's tables."""
    sql = TEST.read_text("utf-8")
    query = jinja2.Environment(autoescape=False).from_string(sql).render(ref=lambda name: name)  # noqa: S701  SQL
    with duckdb.connect() as connection:
        for table, columns in TABLES.items():
            connection.execute(f"create table {table} ({columns})")
            for row in [*SOUND[table], *more.get(table, [])]:
                connection.execute(f"insert into {table} values {row}")
        return {rule for rule, *_ in connection.execute(query).fetchall()}


def test_a_sound_plan_passes() -> None:
    assert _found() == set()


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        pytest.param(
            {"stg_lms__enrollments": ["('A9', 'C2', 'S1', '2026-03-01', null, 'enrolled', null)"],
             "path_assignments":
             ["('A9', 'C2', 'S1', '2026-04-15', '2026-04-15', 60, 'enrolled')"]},
            "seats", id="seat held by another",
        ),
        pytest.param(
            {"stg_lms__courses": ["('R', null, true, 'red', 1, null, null, null)"],
             "path_assignments": ["('A2', 'R', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "course not offered", id="red card",
        ),
        pytest.param(
            {"stg_lms__courses": ["('N', null, false, null, 1, null, null, null)"],
             "path_assignments": ["('A2', 'N', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "course not offered", id="inactive",
        ),
        pytest.param(
            {"stg_lms__courses": ["('T', null, true, null, 2, null, null, null)"],
             "path_assignments": ["('A2', 'T', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "tier", id="tier",
        ),
        pytest.param(
            {"stg_lms__courses": ["('E', null, true, null, 1, 'EN', null, null)"],
             "path_assignments": ["('A1', 'E', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "language", id="language",
        ),
        pytest.param(
            {"agents": ["('A3', 'leave', null)"],
             "path_assignments": ["('A3', 'C1', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "not on duty", id="on leave",
        ),
        pytest.param(
            {"path_assignments": ["('A2', 'C3', 'S1', '2026-04-15', '2026-04-15', 9, 'planned')"]},
            "session of another course or day", id="session of another course",
        ),
        pytest.param(
            {"path_assignments": ["('A2', 'C3', 'S3', '2026-04-16', '2026-04-16', 9, 'planned')"]},
            "session of another course or day", id="session on another day",
        ),
        pytest.param(
            {"path_assignments": ["('A2', 'C3', null, '2026-04-13', '2026-04-19', 9, 'planned')"]},
            "taught course without a session", id="taught",
        ),
        pytest.param(
            {"path_assignments": ["('A1', 'C3', 'S3', '2026-04-15', '2026-04-15', 9, 'planned')"]},
            "sessions at the same time", id="overlap",
        ),
        pytest.param(
            {"stg_lms__courses": ["('P', 'C3|C1', true, null, 1, null, null, null)"],
             "path_assignments": ["('A2', 'P', null, '2026-04-13', '2026-04-19', 9, 'planned')"]},
            "prerequisite", id="prerequisite missing",
        ),
        pytest.param(
            {"stg_lms__courses": ["('P', 'C1', true, null, 1, null, null, null)"],
             "path_assignments": ["('A2', 'P', null, '2026-04-06', '2026-04-12', 9, 'planned')"]},
            "prerequisite", id="prerequisite too late",
        ),
        pytest.param(
            {"stg_lms__courses": ["('X', null, true, null, 1, null, null, null)"],
             "path_assignments": ["('A2', 'X', null, '2026-06-01', '2026-06-07', 9, 'planned')"]},
            "outside the weeks", id="after the horizon",
        ),
        pytest.param(
            {"stg_lms__courses": ["('L', null, true, null, 1, null, null, null)"],
             "path_assignments":
             ["('A2', 'L', null, '2026-04-06', '2026-05-31', 1000, 'planned')"]},
            "minutes", id="minutes",
        ),
        pytest.param(
            {"path_overrides": ["('A2', 'C1', 'exclude', 'applied', null)"]},
            "ruled out by a manager", id="excluded",
        ),
        pytest.param(
            {"path_overrides": ["('A2', 'C1', 'postpone', 'applied', '2026-04-13')"]},
            "ruled out by a manager", id="postponed",
        ),
    ],
)  # fmt: skip
def test_each_broken_rule_is_found(more: dict[str, list[str]], rule: str) -> None:
    assert rule in _found(**more)
