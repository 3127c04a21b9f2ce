"""Ledger, scenarios and drivers: amounts by hand, intervals that hold nothing, nothing to price."""

import pandas as pd
import pytest

from competency.frames import empty
from competency.loading import load_framework
from competency.training_return import estimate_return


@pytest.fixture(scope="module")
def framework():
    return load_framework()


VOLUMES = pd.DataFrame(
    {"completions": [100], "training_hours": [200.0], "contacts_per_month": [400.0],
     "new_people": [10]}
)  # fmt: skip


def _outcomes(effect, error):
    return pd.DataFrame(
        {"course_id": ["all", "C1"], "outcome": "handle_minutes", "average": 6.0,
         "effect": [effect, -9.0], "std_error": [error, 0.1]}
    )  # fmt: skip


def _cohorts(ratio=0.6, lower=0.5, upper=0.7):
    return pd.DataFrame(
        {"measure": "told", "cohort": ["baseline", "later"], "state": ["baseline", "estimated"],
         "median_months": [8.0, 5.0], "time_ratio": [None, ratio], "ratio_lower": [None, lower],
         "ratio_upper": [None, upper]}
    )  # fmt: skip


def _of(frame, kind):
    return frame[frame["kind"] == kind].set_index("key")


def test_amounts_are_hours_and_effects_times_volumes_times_prices(framework):
    found = estimate_return(framework, VOLUMES, _outcomes(-0.1, 0.02), _cohorts())
    ledger = _of(found, "ledger")
    assert ledger.loc["learners", "amount"] == 200 * 45
    assert ledger.loc["training", "amount"] == 200 * 30
    # 0.1 minutes of 100 x 400 x 6 contacts, and 40 % of 8 months of 10 people.
    assert ledger.loc["handle_minutes", "quantity"] == pytest.approx(400)
    assert ledger.loc["handle_minutes", "amount"] == pytest.approx(400 * 45)
    assert ledger.loc["ramp_months", "amount"] == pytest.approx(32 * 3000)
    low, high = ledger.loc["handle_minutes", ["lower", "upper"]]
    assert (high - low) / 2 == pytest.approx(1.644854 * 0.02 * 240_000 / 60 * 45)


def test_critical_failures_are_told_and_move_no_sum(framework):
    without = estimate_return(framework, VOLUMES, _outcomes(-0.1, 0.02), _cohorts())
    some = VOLUMES.assign(critical_failures=3)
    found = estimate_return(framework, some, _outcomes(-0.1, 0.02), _cohorts())
    line = _of(found, "ledger").loc["critical_failures"]
    assert tuple(line[["side", "quantity", "amount"]]) == ("at_stake", 3, 3000)
    assert tuple(line[["lower", "upper"]]) == (600, 15_000)
    assert "critical_failures" not in _of(without, "ledger").index
    for kind in ("scenario", "driver"):
        pd.testing.assert_frame_equal(_of(found, kind), _of(without, kind))


def test_scenarios_are_ordered_and_the_base_is_the_ledgers(framework):
    found = estimate_return(framework, VOLUMES, _outcomes(-0.1, 0.02), _cohorts())
    ledger, scenarios = _of(found, "ledger"), _of(found, "scenario")
    net = scenarios[scenarios["side"] == "net"]["amount"]
    assert net["low"] < net["base"] < net["high"]
    signed = ledger["amount"].where(ledger["side"] == "saving", -ledger["amount"])
    assert net["base"] == pytest.approx(signed.sum())


def test_an_effect_that_may_be_nothing_saves_what_may_be_nothing(framework):
    found = estimate_return(framework, VOLUMES, _outcomes(-0.1, 0.1), _cohorts(0.9, 0.7, 1.1))
    saving = _of(found, "ledger").query("side == 'saving'")
    assert len(saving) == 2
    assert (saving["lower"] < 0).all()
    assert (saving["upper"] > 0).all()


def test_harm_is_a_loss(framework):
    found = estimate_return(framework, VOLUMES, _outcomes(0.1, 0.02), empty("proficiency_cohorts"))
    ledger = _of(found, "ledger")
    assert ledger.loc["handle_minutes", "upper"] < 0
    assert "ramp_months" not in ledger.index


def test_drivers_move_one_thing_alone(framework):
    found = estimate_return(framework, VOLUMES, _outcomes(-0.1, 0.02), _cohorts())
    drivers = _of(found, "driver")
    hour = drivers.loc["training_hour"]
    assert hour["amount"] == pytest.approx(200 * (80 - 10))
    assert hour["source"] == "assumed"
    assert drivers.loc["complaint", "amount"] == 0
    assert set(drivers["side"]) == {"assumption", "estimate"}


@pytest.mark.parametrize("lacks", ["rows", "training_hours", "contacts_per_month"])
def test_without_training_or_contacts_there_is_nothing_to_price(framework, lacks):
    volumes = VOLUMES.iloc[:0] if lacks == "rows" else VOLUMES.assign(**{lacks: None})
    found = estimate_return(framework, volumes, _outcomes(-0.1, 0.02), _cohorts())
    assert found.dtypes.equals(empty("estimated_return").dtypes)
