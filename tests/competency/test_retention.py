"""Who stays: against a published curve, known truth, and what is left out."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.loading import load_framework
from competency.retention import retain_cohorts, share_staying

AS_OF, BEGINS = dt.date(2025, 12, 31), dt.date(2024, 1, 1)


def test_shares_are_those_of_freireichs_patients():
    """Freireich et al. 1963, 6-MP arm, as in Kalbfleisch and Prentice: S(6), S(10), S(13)."""
    time = np.array(
        [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35.0]
    )
    left = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0.0])
    found = [share_staying(time, left, np.zeros(21), at)[0] for at in (6.0, 10.0, 13.0)]
    assert [round(one, 3) for one in found] == [0.857, 0.753, 0.690]


def test_nobody_watched_so_long_is_not_told():
    assert np.isnan(share_staying(np.full(9, 5.0), np.zeros(9), np.zeros(9), 6.0)).all()


def people(*rows):
    return pd.DataFrame(
        [(f"A{k}", hired, left) for k, (hired, left) in enumerate(rows)],
        columns=["agent_id", "hire_date", "left_on"],
    )


def retained(table, **changes):
    return retain_cohorts(load_framework(), table, changes.get("begins", BEGINS), AS_OF)


def test_cohorts_of_five_and_more_are_told_beside_everybody():
    hired, later = dt.date(2024, 2, 1), dt.date(2025, 8, 1)
    gone = dt.date(2024, 6, 1)
    found = retained(
        people(*[(hired, None)] * 3, (hired, gone), (hired, gone), *[(later, None)] * 4)
    )
    assert set(found["cohort"]) == {"all", "2024-H1"}  # four hired in 2025-H2 are too few
    mine = found[found["cohort"] == "2024-H1"].set_index("months")
    assert mine["share_staying"].tolist() == pytest.approx([1.0, 0.6, 0.6])
    assert mine["n_left"].tolist() == [0, 2, 2]
    assert mine["n_people"].unique().tolist() == [5]


def test_a_leaving_after_the_day_of_the_run_is_not_known():
    hired = dt.date(2024, 2, 1)
    table = people(*[(hired, AS_OF + dt.timedelta(days=3))] * 5)
    assert retained(table)["n_left"].tolist() == [0] * 6


def test_who_left_before_the_data_began_is_in_no_cohort():
    hired, gone = dt.date(2023, 1, 1), dt.date(2023, 6, 1)
    assert retained(people(*[(hired, gone)] * 6)).empty
    found = retained(people(*[(hired, None)] * 6, *[(hired, gone)] * 6))
    assert set(found["n_people"]) == {6}


def test_without_people_there_are_no_rows():
    assert retained(people()).empty
    assert retained(people(*[(None, None)] * 6)).empty


def test_the_interval_holds_the_truth():
    rng, held, runs = np.random.default_rng(8), 0, 300
    for _ in range(runs):
        stay = rng.exponential(20.0, 40)
        end = rng.uniform(4, 24, 40)
        _, lower, upper = share_staying(
            np.minimum(stay, end), (stay <= end) * 1.0, np.zeros(40), 6.0
        )
        held += lower <= np.exp(-6 / 20) <= upper
    assert held / runs >= 0.86
