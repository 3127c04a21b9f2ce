"""Attainment of standards: intervals against references and known truth, groups, states."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.config_types import Text
from competency.loading import load_framework
from competency.standard_attainment import attain_standards, ratio_intervals
from competency.standards_rules import ServiceStandard, StandardsRules

WORDS = Text(en="a", zh="甲")


def ratio_interval(n, total, binary):
    """Value and ends of one group."""
    group = np.zeros(len(n), dtype=np.int64)
    return [float(one[0]) for one in ratio_intervals(group, n, total, np.array([binary]))]


def test_one_person_has_wilsons_interval():
    # Newcombe 1998 (Stat. Med. 17:857), table I, 81 of 263 by Wilson's score method at 95 %:
    # 0.2553 to 0.3662. At 90 % by the same formula, computed by hand: 0.2633 to 0.3566.
    found = ratio_interval(np.array([263.0]), np.array([81.0]), binary=True)
    z, n, p = 1.6448536269514722, 263, 81 / 263
    middle, reach = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    by_hand = np.array([p, (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)])
    assert found == pytest.approx(by_hand, abs=1e-12)
    assert [round(one, 4) for one in found] == [0.308, 0.2633, 0.3566]


def test_a_mean_has_the_linearised_error_of_a_ratio():
    n, total = np.array([10.0, 20.0, 30.0]), np.array([6.0, 10.0, 24.0])
    value, lower, upper = ratio_interval(n, total, binary=False)
    ratio = 40 / 60
    variance = 3 / 2 * sum((t - ratio * k) ** 2 for k, t in zip(n, total, strict=True)) / 60**2
    assert value == pytest.approx(ratio)
    assert upper - lower == pytest.approx(2 * 2.9199855803537 * variance**0.5)


@given(
    st.lists(st.tuples(st.integers(1, 50), st.floats(0, 1)), min_size=1, max_size=12),
)
def test_the_interval_holds_the_value_and_stays_within_shares(people):
    n = np.array([float(size) for size, _ in people])
    total = np.round([size * share for size, share in people])
    value, lower, upper = ratio_interval(n, total, binary=True)
    assert 0 <= lower <= value + 1e-9
    assert value - 1e-9 <= upper <= 1


def test_groups_do_not_touch_each_other():
    rng = np.random.default_rng(3)
    n = rng.integers(1, 50, 60).astype(float)
    total = np.floor(n * rng.random(60))
    group = np.repeat(np.arange(6), 10)[rng.permutation(60)]
    binary = np.arange(6) % 2 == 0
    together = np.column_stack(ratio_intervals(group, n, total, binary))
    for one in range(6):
        own = group == one
        assert together[one] == pytest.approx(ratio_interval(n[own], total[own], binary[one]))


def test_somebody_in_two_teams_of_a_tier_is_one_person():
    moved = [("s", "A", MONTH, team, 2, 50, total) for team, total in (("T1", 40), ("T2", 30))]
    found = attained(moved).set_index("scope")
    assert found.loc[["centre", "tier"], "people"].tolist() == [1, 1]
    # One person alone: Wilson's interval, as if there were no more people to differ.
    alone = ratio_interval(np.array([100.0]), np.array([70.0]), True)
    assert found.loc["centre", ["value", "lower", "upper"]].tolist() == pytest.approx(
        alone, abs=1e-5
    )


def test_people_who_differ_widen_it():
    n = np.full(10, 100.0)
    alike = ratio_interval(n, np.full(10, 80.0), binary=True)
    unlike = ratio_interval(n, np.repeat([60.0, 100.0], 5), binary=True)
    assert unlike[2] - unlike[1] > 2 * (alike[2] - alike[1])


@pytest.mark.parametrize(("people", "spread"), [(8, 0.0), (8, 0.6), (40, 0.6)])
def test_the_interval_holds_the_truth_as_often_as_it_says(people, spread):
    """Contacts of people who differ (logit-normal); the truth is the average of such people."""
    rng = np.random.default_rng(20)
    many = 1 / (1 + np.exp(-(1.5 + spread * rng.standard_normal(200_000))))
    truth, held = many.mean(), 0
    for _ in range(600):
        share = 1 / (1 + np.exp(-(1.5 + spread * rng.standard_normal(people))))
        n = rng.integers(20, 60, people)
        _, lower, upper = ratio_interval(n.astype(float), rng.binomial(n, share) * 1.0, True)
        held += lower <= truth <= upper
    assert held / 600 >= 0.87


def evidence(rows):
    table = pd.DataFrame(
        rows, columns=["standard", "agent_id", "period", "team_id", "tier", "n", "total"]
    )
    return table.assign(valid_from=pd.Timestamp("2000-01-01"))


def attained(rows, **changes):
    given_ = {"key": "s", "level": "basic", "scenario": WORDS, "standard": WORDS,
              "indicator": "satisfied", "target": 0.8}  # fmt: skip
    table = (ServiceStandard(**{**given_, **changes}),)
    framework = load_framework().resolved()
    framework = framework.model_copy(update={"standards": StandardsRules(table=table)})
    return attain_standards(framework, evidence(rows))


MONTH = dt.datetime(2026, 1, 1)


def month(share, people=6, team="T1", n=100):
    return [("s", f"{team}A{k}", MONTH, team, 2, n, share * n) for k in range(people)]


def test_groups_are_the_centre_teams_and_tiers():
    found = attained([*month(0.9), *month(0.5, team="T2"), ("s", "X", MONTH, None, None, 10, 5)])
    keys = list(zip(found["scope"], found["group_key"], found["people"], found["n"], strict=True))
    assert keys == [
        ("centre", "*", 13, 1210), ("team", "T1", 6, 600), ("team", "T2", 6, 600),
        ("tier", "2", 12, 1200),
    ]  # fmt: skip
    assert found["value"].round(4).tolist() == [0.6983, 0.9, 0.5, 0.7]


@pytest.mark.parametrize(
    ("share", "changes", "state"),
    [
        (0.95, {}, "met"),
        (0.81, {}, "unclear"),
        (0.60, {}, "missed"),
        (1.0, {"target": 1.0}, "met"),
        (0.99, {"target": 1.0, "n": 900}, "missed"),
        (0.05, {"indicator": "complaint", "target": 0.2}, "met"),
        (0.40, {"indicator": "complaint", "target": 0.2}, "missed"),
    ],
)
def test_the_state_knows_which_way_is_better(share, changes, state):
    n = changes.pop("n", 100) if "n" in changes else 100
    assert set(attained(month(share, n=n), **changes)["state"]) == {state}


def test_durations_are_told_as_geometric_means():
    rows = [("s", f"A{k}", MONTH, "T", 1, 10, 10 * np.log(6 + k % 2)) for k in range(6)]
    found = attained(rows, indicator="handle_minutes", target=8.0).iloc[0]
    assert found["value"] == pytest.approx(42**0.5, abs=1e-5)
    assert found["state"] == "met"


def test_the_target_is_the_profiles_own():
    rows = month(0.85)
    given_ = ServiceStandard(key="s", level="basic", scenario=WORDS, standard=WORDS,
                             indicator="satisfied", targets={"finance": 0.95})  # fmt: skip
    for profile, target in (("general", 0.75), ("finance", 0.95)):
        framework = load_framework().model_copy(
            update={"profile": profile, "standards": StandardsRules(table=(given_,))}
        )
        assert set(attain_standards(framework.resolved(), evidence(rows))["target"]) == {target}


def test_nothing_measured_gives_no_rows():
    assert attained([]).empty
    assert attained([("s", "A", MONTH, "T", 1, 0, 0)]).empty
