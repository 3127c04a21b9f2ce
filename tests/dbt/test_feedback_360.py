"""360 feedback: what the SQL tells of groups, and an attack on all that it tells together."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pytest

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
GROUPS = ("peer", "manager", "customer")
DAYS = ("2026-01-10", "2026-01-20", "2026-02-10", "2026-05-10")
RUNS = ("2026-01-15", "2026-01-31", "2026-02-15", "2026-02-28", "2026-05-31", "2027-01-15",
        "2027-01-31", "2027-02-28")  # fmt: skip
Answer = tuple[str, str, float]  # group, day, rating


def select(model: str) -> str:
    sql = (MODELS / model).read_text("utf-8")
    return (
        jinja2.Environment(autoescape=False)  # noqa: S701  SQL
        .from_string(sql)
        .render(
            ref=lambda name: name,
            config=lambda **_: "",
            key_text=lambda column: f"lower(trim({column}))",
            months_before=lambda day, n: f"cast({day} - to_months(cast({n} as integer)) as date)",
            period_start=lambda day: f"cast(date_trunc('month', {day}) as date)",
        )
    )


def told(
    answers: list[Answer], as_of: str, minimum: int = 4
) -> tuple[dict[str, tuple], dict[date, float]]:
    """The portrait by group and the sums by month that a run tells of one dimension."""
    with duckdb.connect() as connection:
        connection.execute(
            f"create table stg_run_context as select date '{as_of}' as as_of, "
            f"timestamp '{as_of}' + interval 1 day as knowledge_ends_at, "
            f"{minimum}.0 as minimum_raters"
        )
        connection.execute(
            "create table stg_qa__feedback_360 (agent_id varchar, dimension varchar, "
            "rater_role varchar, rating double, given_at timestamp)"
        )
        known = [("A1", "Process ", group, rating, day) for group, day, rating in answers
                 if day[:10] <= as_of]  # fmt: skip
        if known:
            connection.executemany("insert into stg_qa__feedback_360 values (?, ?, ?, ?, ?)", known)
        for name in ("intermediate/int_feedback", "marts/portraits_360"):
            query = select(f"{name}.sql")
            connection.execute(f"create table {name.split('/')[1]} as {query}")
        rows = connection.execute("from portraits_360").fetchall()
        months = connection.execute(
            "select period, sum(rating) from int_feedback where not is_own group by period"
        ).fetchall()
    return {row[2]: row[3:] for row in rows}, dict(months)


def portrait(*groups: tuple[str, int, str]) -> dict[str, tuple]:
    """State, answers, rating and distance by group, for groups given as (role, answers, day)."""
    return told([(role, day, 4) for role, n, day in groups for _ in range(n)], "2026-06-30")[0]


DAY = "2026-05-10 09:00:00"


def test_groups_of_four_are_shown_and_oneself_always() -> None:
    found = portrait(("peer", 4, DAY), ("customer", 6, DAY), ("self", 1, DAY))
    assert found["peer"] == ("shown", 4, 4.0, 0.0)
    assert found["customer"][0] == "shown"
    assert found["self"] == ("shown", 1, 4.0, None)
    assert portrait(("self", 1, DAY))["self"][0] == "shown"


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
    months = [(role, n, f"2026-0{month}-10") for month in range(1, 7)
              for role, n in (("manager", 1), ("peer", 3))]  # fmt: skip
    found = portrait(*months)
    assert {found["manager"][0], found["peer"][0]} == {"too_few"}


def test_a_month_that_would_leave_the_hidden_alone_is_not_counted() -> None:
    early = "2026-02-10 09:00:00"
    groups = [("manager", 1, DAY), ("peer", 5, DAY), ("customer", 9, DAY)]
    assert portrait(*groups, ("customer", 9, early))["customer"][1] == 18
    # In February customers and the manager alone answered: that month's total less theirs.
    found = portrait(*groups, ("customer", 9, early), ("manager", 1, early), ("self", 1, early))
    assert found["customer"][1] == 9
    assert found["self"][0] == "shown"


def test_answers_older_than_a_year_and_of_a_month_that_runs_do_not_count() -> None:
    assert portrait(("peer", 9, "2025-06-30 12:00:00")) == {}
    assert portrait(("peer", 9, "2025-07-01 00:00:00"))["peer"][0] == "shown"
    assert told([("peer", "2026-06-10", 4)] * 9, "2026-06-29") == ({}, {})
    assert told([("peer", "2026-06-10", 4)] * 9, "2026-06-30")[1] == {date(2026, 6, 1): 36}


def test_a_month_with_fewer_raters_than_the_least_is_told_nowhere() -> None:
    assert portrait(("peer", 3, DAY)) == {}
    assert told([("peer", DAY, 4)] * 3 + [("self", DAY, 4)], "2026-06-30")[1] == {}


def learnt(counts: dict[tuple[str, str], int], minimum: int = 4, *, unguarded: bool = False) -> str:
    """Name fewer than four raters whose sum follows from what all runs tell; "" where none does.

    The ratings of cell k are 100 * 10**k, so the digits of any sum say which cells are in it.
    """
    cells = [cell for cell in counts if counts[cell]]
    answers = [(*cell, 100.0 * 10**k) for k, cell in enumerate(cells) for _ in range(counts[cell])]
    sums: set[int] = set()
    for run in RUNS:
        groups, months = told(answers, run, minimum)
        sums |= {round(row[1] * row[2] / 100) for row in groups.values() if row[1]}
        sums |= {round(total / 100) for total in months.values()}
        if unguarded:
            for month in {day[:7] for day in DAYS}:
                inside = [rating for _, day, rating in answers if day[:7] == month and day <= run]
                sums.add(round(sum(inside) / 100))
    told_sums = sorted(sums - {0})
    if not told_sums:
        return ""
    digits = [[total // 10**k % 10 for k in range(len(cells))] for total in told_sums]
    known = np.array(digits) / np.array([counts[cell] for cell in cells])
    assert set(np.unique(known)) <= {0.0, 1.0}
    basis = np.linalg.svd(known)[2][: np.linalg.matrix_rank(known)]
    for size in (1, 2, 3):
        for some in combinations(range(len(cells)), size):
            if sum(counts[cells[k]] for k in some) < 4:
                wanted = np.isin(np.arange(len(cells)), some).astype(float)
                if np.allclose(basis.T @ (basis @ wanted), wanted):
                    return " ".join("/".join(cells[k]) for k in some)
    return ""


def centres(n: int) -> Iterator[dict[tuple[str, str], int]]:
    rng = np.random.default_rng(360)
    cells = list(product(GROUPS, DAYS))
    for _ in range(n):
        most = rng.choice([1, 3, 5, 9])
        yield dict(zip(cells, rng.integers(0, most + 1, len(cells)).tolist(), strict=True))


def test_nothing_that_runs_tell_adds_up_to_a_few_raters() -> None:
    found = [learnt(counts) for counts in centres(16)]
    assert found == [""] * 16


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ({("peer", "2026-02-10"): 5, ("manager", "2026-05-10"): 1}, "manager/2026-05-10"),
        ({("peer", "2026-01-10"): 5, ("customer", "2026-01-20"): 2}, "customer/2026-01-20"),
    ],
    ids=["a month of one", "two more by the next day"],
)
def test_the_attack_learns_from_totals_that_are_not_guarded(counts, few) -> None:
    assert learnt(counts) == ""
    assert learnt(counts, unguarded=True) == few


def test_the_attack_learns_nearly_everywhere_where_nobody_is_hidden() -> None:
    assert sum(learnt(counts, minimum=1) != "" for counts in centres(6)) >= 5
