"""The SQL of mentorships and 360 portraits on rows that must and must not trigger it."""

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
    "select date '2026-06-30' as as_of, date '2026-06-01' as as_of_period, "
    "6.0 as retention_months, "
    "12.0 as growth_months, 4.0 as minimum_raters"
)


def portrait(*groups: tuple[str, int, str]) -> dict[str, tuple]:
    """State, answers, rating and distance by group, for groups given as (role, answers, day)."""
    answers = " union all ".join(
        f"select 'A1' as agent_id, 'Process ' as dimension, '{role}' as rater_role, "
        f"4 as rating, timestamp '{day}' as given_at from range({n})"
        for role, n, day in groups
    )
    rows = built(
        "marts/portraits_360.sql", {"stg_run_context": CONTEXT, "stg_qa__feedback_360": answers}
    )
    return {row[2]: row[3:] for row in rows}


DAY = "2026-05-10 09:00:00"


def test_groups_of_four_are_shown_and_oneself_always() -> None:
    found = portrait(("peer", 4, DAY), ("customer", 6, DAY), ("self", 1, DAY))
    assert found["peer"] == ("shown", 4, 4.0, 0.0)
    assert found["customer"][0] == "shown"
    assert found["self"] == ("shown", 1, 4.0, None)


def test_a_small_group_is_hidden_and_the_smallest_other_with_it() -> None:
    found = portrait(("manager", 1, DAY), ("peer", 5, DAY), ("customer", 9, DAY))
    assert found["manager"] == ("too_few", None, None, None)
    # All answers less peers' and customers' would have been the manager's.
    assert found["peer"] == ("hidden_with_others", None, None, None)
    assert found["customer"][0] == "shown"


def test_small_groups_that_hide_each_other_take_no_other() -> None:
    found = portrait(("manager", 2, DAY), ("report", 3, DAY), ("peer", 5, DAY))
    assert [found[role][0] for role in ("manager", "report", "peer")] == [
        "too_few",
        "too_few",
        "shown",
    ]


def test_one_manager_who_answers_every_month_stays_one() -> None:
    found = portrait(*(("manager", 1, f"2026-0{month}-10") for month in range(1, 7)))
    assert found["manager"][0] == "too_few"


def test_answers_older_than_a_year_do_not_count() -> None:
    assert portrait(("peer", 9, "2025-06-30 12:00:00")) == {}


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
