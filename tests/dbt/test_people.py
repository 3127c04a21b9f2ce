"""The SQL of mentorships on rows that must and must not trigger it."""

import hashlib
import json
from pathlib import Path

import duckdb
import jinja2

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"


def built(model: str, tables: dict[str, str]) -> list[tuple]:
    """Rows of a model built from tables given as SQL."""
    sql = (
        jinja2.Environment(autoescape=False)  # noqa: S701  SQL
        .from_string((MODELS / model).read_text("utf-8"))
        .render(
            ref=lambda name: name,
            months_before=lambda day, n: f"cast({day} - to_months(cast({n} as integer)) as date)",
            period_start=lambda day: f"cast(date_trunc('month', {day}) as date)",
            calendar_months=lambda one, other: f"date_diff('month', {one}, {other})",
        )
    )
    with duckdb.connect() as connection:
        for name, query in tables.items():
            connection.execute(f"create table {name} as {query}")
        return connection.execute(f"select * from ({sql}) order by all").fetchall()


CONTEXT = (
    "select date '2026-06-30' as as_of, "
    "date '2026-06-01' as as_of_period, "
    "6.0 as retention_months, "
    "12.0 as growth_months, 4.0 as minimum_raters, 30.0 as certificate_warning_days, "
    'json(\'{"certificates": {"courses": ["exam*"], "mentor_courses": ["*带教*"]}}\') '
    "as framework_json"
)


def mentorships(roster: str, composites: str) -> list[tuple]:
    return built(
        "competency/mentorships.sql",
        {"stg_run_context": CONTEXT, "int_agent_months": roster, "composed_scores": composites},
    )


def months(agent: str, mentor: str, first: str, n: int, left: str = "null", service="null") -> str:
    return (
        f"select '{agent}' as agent_id, {mentor} as mentor_id, {service} as service_mentor_id, "
        f"cast(date '{first}' + to_months(cast(i as integer)) as date) as period, "
        f"date '{first}' as hire_date, cast({left} as date) as left_on, "
        f"cast(i as bigint) as tenure_months, true as is_active from range({n}) as r(i)"
    )


NOTHING = "select 'A1' as agent_id, timestamp '2026-01-01' as period, 50.0 as composite where false"


def test_who_stayed_who_left_and_who_is_too_new_to_tell() -> None:
    roster = " union all ".join(
        [
            months("stayed", "'M'", "2025-10-01", 9),
            months("left", "'M'", "2025-10-01", 4, "date '2026-01-15'"),
            months("vanished", "'M'", "2025-10-01", 3),
            months("late", "'M'", "2025-10-01", 8, "date '2026-05-02'"),
            months("new", "'M'", "2026-03-01", 4),
            months("own", "'own'", "2025-10-01", 9),
        ]
    )
    found = {row[2]: row[4] for row in mentorships(roster, NOTHING)}
    assert found == {"stayed": 1, "left": 0, "vanished": 0, "late": 1, "new": None}


def test_growth_is_beyond_people_of_the_same_tenure_and_both_mentors_count() -> None:
    roster = " union all ".join(
        [
            months("one", "'M'", "2026-01-01", 6, service="'S'"),
            months("two", "null", "2026-01-01", 6),
        ]
    )
    composites = " union all ".join(
        f"select '{agent}' as agent_id, timestamp '2026-01-01' + to_months(cast(i as integer)) as "
        f"period, 40.0 + {gain} * i as composite from range(6) as r(i)"
        for agent, gain in (("one", 3), ("two", 1))
    )
    rows = mentorships(roster, composites)
    # 3 a month against 2 on average, over the five months after the first.
    assert [(row[0], row[1], row[5], row[6]) for row in rows] == [
        ("M", "business", 5.0, 5),
        ("S", "service", 5.0, 5),
    ]


def certificates(*completions: str) -> dict[tuple[str, str], tuple]:
    """Issued, first, times, last day, days left, state and hash by agent and course."""
    courses = (
        "select * from (values ('YEAR', 'Security', 365, true), ('EVER', 'Compliance', null, true),"
        " ('EXAM-1', 'x', null, false), ('L18', '带教与辅导', null, false),"
        " ('MICRO', 'y', null, false)) as r(course_id, title, valid_days, mandatory)"
    )
    rows = [
        f"('E{i}', {row}, timestamp '2020-01-01', null)" for i, row in enumerate(completions)
    ] or ["('E', 'A', 'YEAR', null, null, null, null, null)"]
    enrollments = (
        f"select * from (values {', '.join(rows)}) as r(enrollment_id, agent_id, course_id, "
        "completed_at, status, passed, enrolled_at, score)"
    )
    found = built(
        "marts/certificates.sql",
        {
            "stg_run_context": CONTEXT,
            "stg_lms__courses": courses,
            "stg_lms__enrollments": enrollments,
        },
    )
    return {(row[0], row[1]): row[2:] for row in found}


def done(course: str, day: str, status: str = "completed", passed: str = "true") -> str:
    return f"'A', '{course}', timestamp '{day} 10:00', '{status}', {passed}"


def test_a_certificate_ends_the_day_after_its_last() -> None:
    states = {
        day: certificates(done("YEAR", day))[("A", "YEAR")][5:7]
        for day in ("2025-06-29", "2025-06-30", "2025-07-30", "2025-07-31")
    }
    assert states == {
        "2025-06-29": (-1, "expired"),
        "2025-06-30": (0, "expiring"),
        "2025-07-30": (30, "expiring"),
        "2025-07-31": (31, "valid"),
    }


def test_a_renewal_counts_and_the_hash_is_of_all_rows_in_order() -> None:
    rows = [done("YEAR", "2024-01-05"), done("YEAR", "2026-01-05")]
    found = certificates(*rows)[("A", "YEAR")]
    assert [str(one) for one in found[1:5]] == ["2026-01-05", "2024-01-05", "2", "2027-01-05"]
    lines = "E0|A|YEAR|2024-01-05 10:00:00|\nE1|A|YEAR|2026-01-05 10:00:00|"
    assert found[-1] == hashlib.sha256(lines.encode()).hexdigest()
    assert certificates(rows[0])[("A", "YEAR")][-1] != found[-1]


def test_which_courses_give_a_certificate_and_which_certify_mentors() -> None:
    every = ("YEAR", "EVER", "EXAM-1", "L18", "MICRO")
    found = certificates(*(done(course, "2026-06-01") for course in every))
    assert {course: row[0] for (_, course), row in found.items()} == {
        "YEAR": False,
        "EVER": False,
        "EXAM-1": False,
        "L18": True,
    }
    assert found[("A", "EVER")][3:6] == (1, None, None)


def test_what_is_failed_dropped_or_open_gives_none() -> None:
    assert certificates() == {}
    assert certificates(done("YEAR", "2026-06-01", "failed", "false")) == {}
    assert certificates(done("YEAR", "2026-06-01", "completed", "false")) == {}
    assert certificates(done("YEAR", "2026-06-01", "dropped", "null")) == {}
    assert certificates(done("YEAR", "2026-06-01", passed="null"))[("A", "YEAR")][6] == "valid"


PLAYERS = {f"A{i}": f"h{i}" for i in range(5)}
POINTS = {
    "opt_in": PLAYERS, "course_completed": 10, "certificate_renewed": 5, "passed_first_time": 5,
    "monthly_cap": 22, "months": 3,
}  # fmt: skip


def ledger(trainings: list[str], attempts: list[str] = (), **changed) -> list[tuple]:
    settings = json.dumps({"people": {"points": POINTS | changed}})
    told = trainings or ["('A0', 'C', date '2026-05-01', null)"]
    tests = list(attempts) or ["('none', 'none', 'T', timestamp '2026-05-01', 1, 1)"]
    return built(
        "marts/points_ledger.sql",
        {
            "stg_run_context": f"select date '2026-06-30' as as_of, 0.6 as pass_share, "
            f"json('{settings}') as framework_json",
            "int_trainings": f"select * from (values {', '.join(told)}) "
            "as r(agent_id, course_id, completed_on, valid_until)",
            "stg_lms__assessments": f"select * from (values {', '.join(tests)}) "
            "as r(attempt_id, agent_id, assessment_id, taken_at, score, max_score)",
        },
    )


def test_points_are_for_who_opted_in_and_for_the_first_time() -> None:
    rows = ledger(
        [
            "('A0', 'C', date '2026-04-01', date '2026-06-01')",
            "('A0', 'C', date '2026-05-20', date '2026-07-20')",  # in time: a renewal
            "('A0', 'C', date '2026-06-30', null)",  # in time again
            "('A1', 'C', date '2026-01-01', date '2026-02-01')",
            "('A1', 'C', date '2026-03-01', null)",  # too late: earns nothing
            "('nobody', 'C', date '2026-05-01', null)",
        ]
    )
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("A0", "certificate_renewed", 5),
        ("A0", "certificate_renewed", 5),
        ("A0", "course_completed", 10),
        ("A1", "course_completed", 10),
    ]


def test_only_a_first_attempt_that_passes_earns() -> None:
    rows = ledger(
        ["('x', 'C', date '2026-04-01', null)"],
        [
            "('1', 'A0', 'T', timestamp '2026-05-01', 5, 10)",
            "('2', 'A0', 'T', timestamp '2026-05-02', 9, 10)",
            "('3', 'A1', 'T', timestamp '2026-05-01', 6, 10)",
        ],
    )
    assert [(row[0], row[2], row[4]) for row in rows] == [("A1", "T", 5)]


def test_a_month_has_a_cap_that_the_next_does_not_feel() -> None:
    days = ("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-06-01")
    rows = ledger([f"('A0', 'C{i}', date '{day}', null)" for i, day in enumerate(days)])
    assert [row[4] for row in rows] == [10, 10, 2, 0, 10]
    assert [row[5] for row in rows] == [False, False, True, True, False]


def test_without_anybody_who_opted_in_there_is_nothing() -> None:
    assert ledger([], opt_in={}) == []


def board(players: int, status: str = "active") -> list[tuple]:
    settings = json.dumps({"people": {"points": POINTS}})
    agents = ", ".join(f"('A{i}', '{status}')" for i in range(players))
    return built(
        "marts/leaderboard.sql",
        {
            "stg_run_context": "select date '2026-06-30' as as_of, "
            "date '2026-06-01' as as_of_period, "
            f"json('{settings}') as framework_json",
            "int_agents": f"select * from (values {agents}) as r(agent_id, status)",
            "agent_ladder": "select 'A0' as agent_id, date '2026-06-01' as period, "
            "cast(null as varchar) as seniority",
            "points_ledger": "select * from (values ('A0', date '2026-06-02', 10), "
            "('A1', date '2026-04-02', 7), ('A1', date '2026-03-30', 90)) "
            "as r(agent_id, earned_on, points)",
        },
    )


def test_a_board_has_handles_alone_and_points_of_its_months() -> None:
    rows = board(5)
    assert [row[1:4] for row in rows[:3]] == [("h0", 10, 1), ("h1", 7, 2), ("h2", 0, 3)]
    assert {row[0] for row in rows} == {"unknown"}


def test_four_have_no_board_and_who_left_is_not_on_it() -> None:
    assert board(4) == []
    assert board(5, "left") == []
