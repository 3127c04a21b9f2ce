"""The page on what training returns: curves beside the claim, and words that keep to intervals."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.proficiency import proficiency
from report.page_reader import chart_data, read_page


def _cohort(cohort, role, ratio=None, lower=None, upper=None, state="estimated"):
    return {
        "measure": "told", "cohort": cohort, "role": role, "n_people": 12, "n_reached": 9,
        "median_months": 7.0, "median_lower": 5.0, "median_upper": None, "time_ratio": ratio,
        "ratio_lower": lower, "ratio_upper": upper, "distribution": "weibull", "state": state,
    }  # fmt: skip


def _marts():
    curves = [
        {"measure": "told", "cohort": cohort, "role": cohort, "months": month, "n_at_risk": 9,
         "n_events": 3, "share_waiting": share, "std_error": 0.1, "lower": share / 2,
         "upper": min(1.0, share * 1.3)}
        for cohort, step in (("baseline", 5.0), ("later", 3.0))
        for month, share in ((0.0, 1.0), (step, 0.6), (2 * step, 0.3))
    ]  # fmt: skip
    cohorts = [
        _cohort("baseline", "baseline", state="baseline"),
        _cohort("later", "later", 0.55, 0.50, 0.59),
        _cohort("2025-H1", "later", 0.7, 0.5, 0.9),
        _cohort("2025-H2", "later", 0.9, 0.7, 1.2),
        _cohort("2026-H1", "later", state="thin"),
    ]
    outcomes = pd.DataFrame(
        [
            {"course_id": course, "outcome": "handle_minutes", "unit": "minutes", "average": 6.0,
             "n_compared": people, "effect": effect, "std_error": 0.1, "lower": effect - 0.17,
             "upper": effect + 0.17, "before_after": -0.8, "placebo_z": 0.2, "trend_z": 0.1,
             "check_state": "clear"}
            for course, people, effect in (("C01", 30, -0.1), ("all", 90, -0.5), ("C05", 4, -2.0))
        ]
    )  # fmt: skip
    ledger = [
        {"line": "learners", "side": "cost", "quantity": 90.0, "amount": 4050.0, "lower": 4050.0,
         "upper": 4050.0, "currency": "CNY"},
        {"line": "complaint", "side": "saving", "quantity": 4.0, "amount": 600.0, "lower": -100.0,
         "upper": 1300.0, "currency": "CNY"},
    ]  # fmt: skip
    scenarios = [
        {"scenario": scenario, "side": side, "amount": amount, "lower": amount - 700,
         "upper": amount + 700, "currency": "CNY"}
        for scenario, amount in (("low", -5000.0), ("base", -3450.0), ("high", -900.0))
        for side in ("cost", "saving", "net")
    ]  # fmt: skip
    drivers = [
        {"driver": "complaint", "kind": kind, "swing": swing, "low_value": 50.0,
         "base_value": 150.0, "high_value": 400.0, "net_at_low": -4000.0,
         "net_at_high": -4000.0 + swing, "source": "<b>us</b>", "currency": "CNY"}
        for kind, swing in (("estimate", 700.0), ("assumption", 1400.0))
    ]  # fmt: skip
    return {
        "training_outcomes": outcomes,
        "return_ledger": pd.DataFrame(ledger),
        "return_scenarios": pd.DataFrame(scenarios),
        "return_drivers": pd.DataFrame(drivers),
        "proficiency_curves": pd.DataFrame(curves),
        "proficiency_cohorts": pd.DataFrame(cohorts),
    }


def test_words_keep_to_the_interval():
    (found,) = proficiency(_marts(), claim=0.4)
    told = [line.sentence.en if line.sentence else line.change.en for line in found.lines]
    assert told == [
        "what others are compared with",
        "faster, and past the claim",
        "faster; the claim is within the interval",
        "no difference can be told",
        "too few to compare",
    ]
    assert found.lines[0].median.en == "7.0 months (5.0 … ?)"


def test_the_claim_is_the_baseline_in_less_time():
    (found,) = proficiency(_marts(), claim=0.4)
    assert [one["months"] for one in found.data["claim"]] == [0.0, 3.0, 6.0]


def test_the_page_is_linked_and_names_nobody(marts, run, tmp_path):
    index = build_report({**marts, **_marts()}, run, tmp_path)
    page = read_page(tmp_path / "return.html")
    assert read_page(index).find("a", href="return.html")
    assert page.find("a", href="index.html")
    assert len(chart_data(page, "proficiency")["curves"]) == 6
    text = (tmp_path / "return.html").read_text("utf-8")
    assert not any(agent in text for agent in marts["agents"]["agent_id"])


def test_effects_say_when_they_may_be_nothing_and_hide_small_groups(marts, run, tmp_path):
    build_report({**marts, **_marts()}, run, tmp_path)
    rows = read_page(tmp_path / "return.html").find("tr", data_outcome="handle_minutes")
    assert [row.get("data-course") for row in rows] == ["all", "C01"]
    assert "better" in rows[0].text()
    assert "−0.50" in rows[0].text()
    assert "may be nothing" in rows[1].text()


def test_the_ledger_says_what_is_assumed_and_what_may_be_nothing(marts, run, tmp_path):
    build_report({**marts, **_marts()}, run, tmp_path)
    page = read_page(tmp_path / "return.html")
    (saving,) = page.find("tr", data_line="complaint")
    assert "may be nothing" in saving.text()
    assert "The sign of the return holds" in page.text()
    drawn = chart_data(page, "return-drivers")["rows"]
    assert [row["kind"] for row in drawn] == ["assumption", "estimate"]
    assert "<b>us</b>" not in (tmp_path / "return.html").read_text("utf-8")


def test_a_return_that_changes_sign_is_not_told_for_sure(marts, run, tmp_path):
    mine = _marts()
    mine["return_scenarios"] = mine["return_scenarios"].assign(upper=10.0)
    build_report({**marts, **mine}, run, tmp_path)
    assert "Whether it pays cannot be told" in read_page(tmp_path / "return.html").text()


@pytest.mark.parametrize("lacks", ["marts", "rows"])
def test_without_cohorts_the_page_says_so(marts, run, tmp_path, lacks):
    nothing = {name: frame.iloc[:0] for name, frame in _marts().items()} if lacks == "rows" else {}
    build_report({**marts, **nothing}, run, tmp_path)
    words = read_page(tmp_path / "return.html").text()
    assert "Too few people with a hiring date" in words
    assert "Too few people with contacts before and after" in words
    assert "No training with hours" in words
