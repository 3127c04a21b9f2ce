import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.backtest import ALL, foretell

TRUE = np.array([0.6, 0.3, 0.1])
MONTHS = pd.date_range("2025-01-01", periods=7, freq="MS")


def centre(seed=1, agents=200, noise=0.5, drivers=TRUE, months=MONTHS):
    """Three abilities an agent; the outcome of a month is theirs with `drivers`, and luck."""
    rng = np.random.default_rng(seed)
    ability = 10 * rng.standard_normal((agents, 3))
    rows = pd.MultiIndex.from_product([range(agents), months]).to_frame(index=False)
    rows.columns = ["number", "period"]
    rows["agent_id"] = [f"A{number:04d}" for number in rows["number"]]
    error = rng.uniform(0.5, 2.0, len(rows)) * noise
    level = ability[rows["number"]] @ drivers / 10
    rows["estimate"] = level + error * rng.standard_normal(len(rows))
    outcomes = rows.assign(outcome="care", std_error=np.maximum(error, 1e-3))

    def weighed(weights):
        return rows[["agent_id", "period"]].assign(
            composite=50 + ability[rows["number"]] @ np.asarray(weights)
        )

    return weighed, outcomes


def by_outcome(found):
    return {one.outcome: one for one in found}


def test_one_correlation_by_hand():
    """Two months, three people; the second month lies 100 higher, which foretells nothing."""
    x = [1.0, 2.0, 4.0, 3.0, 1.0, 2.0]
    y = [2.0, 1.0, 5.0, 101.0, 101.0, 102.0]
    w = [1.0, 1.0, 4.0, 1.0, 1.0, 1.0]
    people = pd.DataFrame({"agent_id": list("ABC") * 2, "month": [0] * 3 + [1] * 3})
    composites = people.assign(
        period=pd.to_datetime(["2025-12-01"] * 3 + ["2026-01-01"] * 3), composite=x
    )
    outcomes = people.assign(
        period=pd.to_datetime(["2026-01-01"] * 3 + ["2026-02-01"] * 3),
        outcome="care",
        estimate=y,
        std_error=1 / np.sqrt(w),
    )
    found = foretell({"one": composites}, outcomes, {"care": 1.0}, 3)[0]
    xx = yy = xy = 0.0
    for part in (slice(0, 3), slice(3, 6)):
        a, b, c = np.array(x[part]), np.array(y[part]), np.array(w[part])
        a, b = a - np.average(a, weights=c), b - np.average(b, weights=c)
        xx, yy, xy = xx + c @ a**2, yy + c @ b**2, xy + c @ (a * b)
    assert found.correlations["one"].value == pytest.approx(xy / np.sqrt(xx * yy))
    assert (found.agents, found.months) == (3, 2)
    # What a person shows in both months: products over the two, their weights, against all.
    first, second = (
        np.array(y[part]) - np.average(y[part], weights=w[part])
        for part in (slice(0, 3), slice(3, 6))
    )
    one, two = np.array(w[:3]), np.array(w[3:])
    kept = (one * two) @ (first * second) / (one @ two)
    assert found.ceiling == pytest.approx(np.sqrt(kept / (yy / sum(w))))


def test_the_weights_that_drive_the_outcome_foretell_it_better():
    weighed, outcomes = centre()
    found = foretell(
        {"right": weighed(TRUE), "equal": weighed([1 / 3] * 3), "wrong": weighed([0, 0, 1])},
        outcomes,
        {"care": 1.0},
        30,
    )[0]
    right, equal, wrong = (found.correlations[name] for name in ("right", "equal", "wrong"))
    assert right.value > equal.value > wrong.value
    assert found.differences["equal"].lower > 0
    assert found.differences["equal"].value == pytest.approx(right.value - equal.value)


def test_differences_of_like_weightings_are_surer_than_either_for_they_share_draws():
    weighed, outcomes = centre()
    found = foretell(
        {"right": weighed(TRUE), "near": weighed([0.55, 0.3, 0.15])}, outcomes, {"care": 1.0}, 30
    )[0]
    difference, right = found.differences["near"], found.correlations["right"]
    assert difference.upper - difference.lower < 0.3 * (right.upper - right.lower)


def test_the_month_before_is_compared_and_not_the_same_month():
    weighed, outcomes = centre(months=MONTHS[:2])
    composites = weighed(TRUE)
    scrambled = composites["period"] == MONTHS[1]
    composites.loc[scrambled, "composite"] = -composites.loc[scrambled, "composite"]
    found = foretell({"one": composites}, outcomes, {"care": 1.0}, 30)[0]
    assert found.correlations["one"].value > 0.3
    assert found.months == 1


def test_the_ceiling_is_what_the_truth_itself_reaches():
    weighed, outcomes = centre(agents=2_000, noise=0.8)
    found = foretell({"truth": weighed(TRUE)}, outcomes, {"care": 1.0}, 30, draws=20)[0]
    assert found.correlations["truth"].value == pytest.approx(found.ceiling, abs=0.02)
    assert found.ceiling < 0.9


def test_intervals_hold_the_truth_nine_times_in_ten():
    drivers = np.array([0.2, 0.1, 0.0])
    weighed, outcomes = centre(agents=20_000, drivers=drivers)
    truth = foretell({"equal": weighed([1 / 3] * 3)}, outcomes, {"care": 1.0}, 30, draws=2)
    truth = truth[0].correlations["equal"].value
    inside = 0
    for seed in range(100):
        weighed, outcomes = centre(seed=100 + seed, agents=80, drivers=drivers)
        one = foretell({"e": weighed([1 / 3] * 3)}, outcomes, {"care": 1.0}, 30, draws=200)[0]
        inside += one.correlations["e"].lower <= truth <= one.correlations["e"].upper
    assert 82 <= inside <= 97


def test_rough_standard_errors_do_not_move_the_ceiling():
    weighed, outcomes = centre(noise=0.8)
    rough = outcomes.assign(std_error=2 * outcomes["std_error"])
    found = [
        foretell({"a": weighed(TRUE)}, each, {"care": 1.0}, 30, draws=2)[0].ceiling
        for each in (outcomes, rough)
    ]
    assert found[1] == pytest.approx(found[0])


def test_one_month_alone_has_no_ceiling():
    weighed, outcomes = centre(months=MONTHS[:2])
    one = foretell({"a": weighed(TRUE)}, outcomes, {"care": 1.0}, 30, draws=20)
    assert [np.isnan(each.ceiling) for each in one] == [True, True]
    assert one[0].correlations["a"].state == "estimated"


def test_noise_is_foretold_by_nothing():
    weighed, outcomes = centre(drivers=np.zeros(3))
    found = foretell({"right": weighed(TRUE)}, outcomes, {"care": 1.0}, 30)[0]
    assert found.correlations["right"].lower < 0 < found.correlations["right"].upper
    assert found.ceiling < 0.2


@pytest.mark.parametrize(
    ("spoil", "state"),
    [
        pytest.param(lambda c, o: (c.assign(composite=50.0), o), "constant_composite", id="same"),
        pytest.param(lambda c, o: (c, o.assign(estimate=0.7)), "constant_outcome", id="outcome"),
        pytest.param(
            lambda c, o: (c, o[o["agent_id"] < "A0029"]), "too_few_agents", id="29 people"
        ),
        pytest.param(lambda c, o: (c, o.iloc[:0]), "not_measured", id="not measured"),
        pytest.param(lambda c, o: (c, o.assign(std_error=0.0)), "not_measured", id="no precision"),
        pytest.param(
            lambda c, o: (c.assign(composite=np.nan), o), "no_earlier_month", id="no composite"
        ),
        pytest.param(
            lambda c, o: (c, o[o["period"] == MONTHS[0]]), "no_earlier_month", id="first month"
        ),
        pytest.param(lambda c, o: (c.iloc[:0], o), "no_earlier_month", id="no rows"),
    ],
)
def test_no_figure_without_its_reason(spoil, state):
    weighed, outcomes = centre(agents=40)
    composites, outcomes = spoil(weighed(TRUE), outcomes)
    for one in foretell({"a": composites, "b": composites}, outcomes, {"care": 1.0}, 30):
        for figure in (one.correlations["a"], one.correlations["b"], one.differences["b"]):
            assert figure.state == state, one.outcome
            assert np.isnan([figure.value, figure.lower, figure.upper]).all()


def test_thirty_people_are_enough():
    weighed, outcomes = centre(agents=40)
    few = outcomes[outcomes["agent_id"] < "A0030"]
    found = foretell({"a": weighed(TRUE)}, few, {"care": 1.0}, 30)[0]
    assert (found.agents, found.months, found.correlations["a"].state) == (30, 6, "estimated")


def test_one_constant_weighting_leaves_the_others_their_figures():
    weighed, outcomes = centre()
    composites = {"a": weighed(TRUE), "flat": weighed([0, 0, 0]), "b": weighed([1, 0, 0])}
    for one in foretell(composites, outcomes, {"care": 1.0}, 30):
        assert one.correlations["a"].state == "estimated"
        assert one.correlations["flat"].state == "constant_composite"
        assert one.differences["flat"].state == "constant_composite"
        assert one.differences["b"].lower > 0


def test_together_is_the_mean_by_share_of_what_is_known():
    weighed, outcomes = centre()
    other = centre(seed=1, noise=2.0)[1].assign(outcome="calm")
    composites = {"a": weighed(TRUE), "b": weighed([1 / 3] * 3)}
    shares = {"care": 0.6, "calm": 0.2, "unmeasured": 0.2}
    found = by_outcome(foretell(composites, pd.concat([outcomes, other]), shares, 30))
    care, calm = found["care"].correlations["a"].value, found["calm"].correlations["a"].value
    assert found[ALL].correlations["a"].value == pytest.approx(0.75 * care + 0.25 * calm)
    assert found[ALL].ceiling == pytest.approx(
        0.75 * found["care"].ceiling + 0.25 * found["calm"].ceiling
    )
    assert found["unmeasured"].correlations["a"].state == "not_measured"
    assert found[ALL].differences["b"].lower > 0


def test_no_outcomes_at_all_leave_only_an_empty_summary():
    weighed, outcomes = centre(agents=40)
    (only,) = foretell({"a": weighed(TRUE)}, outcomes, {}, 30)
    assert (only.outcome, only.correlations["a"].state) == (ALL, "not_measured")


@given(
    scale=st.floats(0.01, 100),
    shift=st.floats(-1_000, 1_000),
    order=st.sampled_from(list(itertools.permutations(range(3)))),
)
def test_neither_units_nor_months_levels_nor_the_order_of_rows_matter(scale, shift, order):
    weighed, outcomes = centre(agents=40, months=MONTHS[:3])
    composites = weighed(TRUE)
    plain = foretell({"a": composites}, outcomes, {"care": 1.0}, 30, draws=20)[0]
    level = outcomes["period"].map(dict(zip(MONTHS[:3], order, strict=True)))
    moved = outcomes.assign(
        estimate=scale * (outcomes["estimate"] + level), std_error=scale * outcomes["std_error"]
    ).sample(frac=1, random_state=1)
    composites = composites.assign(composite=scale * composites["composite"] + shift)
    other = foretell({"a": composites}, moved, {"care": 1.0}, 30, draws=20)[0]
    for name in ("value", "lower", "upper"):
        one, two = getattr(plain.correlations["a"], name), getattr(other.correlations["a"], name)
        assert one == pytest.approx(two, abs=1e-6)
    assert -1 <= plain.correlations["a"].lower <= plain.correlations["a"].upper <= 1
