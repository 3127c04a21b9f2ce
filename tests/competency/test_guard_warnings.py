import datetime as dt

import pytest

from competency.config_rules import broken_rules
from competency.guard_warnings import warnings

TODAY = dt.date(2026, 11, 1)


def changed(framework, **indicators):
    """The framework with some indicators changed."""
    return framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update=indicators.get(item.key, {}))
                for item in framework.indicators
            )
        }
    )


def test_the_shipped_framework_is_warned_of_nothing_until_its_reviews_are_due(framework):
    assert warnings(framework, TODAY) == []
    assert warnings(framework, dt.date(2027, 6, 30)) == []
    due = warnings(framework, dt.date(2027, 7, 1))
    assert len(due) == len(framework.enabled_indicators()) + len(framework.standards.table)
    assert {one.rule for one in due} == {"review_by"}


@pytest.mark.parametrize(
    ("part", "update", "rule"),
    [
        pytest.param("guards", {"indicator_share": 0.7}, "guards_loosened", id="cap"),
        pytest.param("guards", {"review_months": 36}, "guards_loosened", id="reviews"),
        pytest.param("ladder", {"critical_months": 0}, "critical_bar", id="critical months"),
        pytest.param("ladder", {"minimum_known_weight": 0.2}, "thin_evidence", id="known weight"),
        pytest.param("scoring", {"enough_reliability": 0.1}, "thin_evidence", id="reliability"),
        pytest.param(None, {"critical_fail_below": 0.0}, "critical_bar", id="critical share"),
        pytest.param(None, {"critical_fail_below": 0.01}, "critical_bar", id="hardly critical"),
        pytest.param("recalibration", {"step_limit": 0.5}, "fast_weights", id="step limit"),
    ],
)
def test_what_opens_the_gates_is_warned_of(framework, part, update, rule):
    if part is not None:
        update = {part: getattr(framework, part).model_copy(update=update)}
    loose = framework.model_copy(update=update)
    assert [one.rule for one in warnings(loose, TODAY)] == [rule]
    assert broken_rules(loose) == []


def test_a_cap_that_recalibration_may_break_is_warned_of(framework):
    """The weight alone, 0.45 of 0.20, keeps the cap; at the upper bound of 0.40 it is 0.18."""
    dimensions = tuple(
        item.model_copy(update={"upper_bound": 0.40}) if item.key == "process" else item
        for item in framework.dimensions
    )
    wide = framework.model_copy(update={"dimensions": dimensions})
    assert broken_rules(wide) == []
    (one,) = warnings(wide, TODAY)
    assert one.rule == "indicator_cap"
    assert framework.indicators[one.path[1]].key == "qa_process"
    assert "0.18 of the composite" in one.message


def test_switched_on_against_a_reason_is_warned_of(framework):
    on = changed(framework, machine_read_emotion={"enabled": True})
    (one,) = warnings(on, TODAY)
    assert (one.rule, one.path[2]) == ("reason_off", "enabled")
    assert "prohibited in the EU" in one.message


def test_a_review_too_far_ahead_is_warned_of(framework):
    far = changed(framework, promoter={"review_by": dt.date(2029, 1, 1)})
    (one,) = warnings(far, TODAY)
    assert (one.rule, one.path[2]) == ("review_by", "review_by")
    assert "26 months away; at most 24" in one.message
