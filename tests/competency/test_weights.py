import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.columns import month_starts
from competency.editions import Editions
from competency.frames import FRAMES, conform, empty
from competency.weights import weigh_dimensions

PERIODS = month_starts(np.arange(600, 612))
SHARES = (0.1, 0.1, 0.3, 0.3, 0.1, 0.1)


def importance(framework, by_month, *, outcome="satisfaction", state="enough"):
    """Rows of one outcome, and of 'all', for months from the second on."""
    keys = framework.dimension_keys
    rows = []
    for month, shares in zip(PERIODS[1:], by_month, strict=False):
        if shares is None:
            continue
        for name in (outcome, "all"):
            for key, share in zip(keys, shares, strict=True):
                rows.append(
                    {
                        "period": month, "outcome": name, "dimension": key, "importance": share,
                        "lower": share - 0.02, "upper": share + 0.02, "lmg": share,
                        "coefficient": None if name == "all" else 0.1, "std_error": 0.01,
                        "explained": 0.5, "n_agents": 100, "state": state,
                    }
                )  # fmt: skip
    return conform(pd.DataFrame(rows), "weight_importance") if rows else empty("weight_importance")


def demand(framework, pressures):
    rows = [
        {
            "period": month, "dimension": key, "n_contacts": 100, "calls_ratio": pressure,
            "n_complaints": 0, "complaints_ratio": None, "capacity_ratio": 1.0,
            "pressure": pressure,
        }
        for month in PERIODS
        for key, pressure in zip(framework.dimension_keys, pressures, strict=True)
    ]  # fmt: skip
    return conform(pd.DataFrame(rows), "weight_demand")


def weighed(framework, shares=None, pressures=(1.0,) * 6):
    told = importance(framework, [shares] * 11)
    return weigh_dimensions(framework, told, demand(framework, pressures), PERIODS)


def table(frame, column="weight"):
    return frame.pivot(index="period", columns="dimension", values=column).to_numpy(dtype=float)


def held(frame):
    """Weights add up, keep bounds and step, and the parts of a step add up to it."""
    weights = table(frame)
    assert weights.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
    assert (frame["weight"] >= frame["lower_bound"] - 1e-9).all()
    assert (frame["weight"] <= frame["upper_bound"] + 1e-9).all()
    assert (frame["step"].abs() <= frame["step_limit"] + 1e-9).all()
    assert np.diff(weights, axis=0) == pytest.approx(table(frame, "step")[1:])
    parts = ["prior_step", "importance_step", "demand_step", "limit_step"]
    assert frame[parts].sum(axis=1).to_numpy() == pytest.approx(frame["step"].to_numpy())


def base_of(framework):
    return {item.key: item.weight for item in framework.dimensions}


def test_without_any_evidence_the_base_weights_stay_and_it_says_so(framework):
    frame = weighed(framework)
    assert list(frame.columns) == list(FRAMES["dimension_weights"])
    assert len(frame) == 12 * 6
    assert (frame["weight"] == frame["dimension"].map(base_of(framework))).all()
    assert (frame["evidence"] == "prior").all()
    assert frame["importance"].isna().all()
    later = frame[frame["period"] > PERIODS[0]]
    assert later["reason"].str.contains("too little evidence").all()
    held(frame)


def test_weights_walk_to_the_target_a_step_at_a_time(framework):
    frame = weighed(framework, SHARES)
    held(frame)
    rules = framework.recalibration
    base = np.array([item.weight for item in framework.dimensions])
    target = (rules.prior + rules.demand) * base + rules.importance * np.array(SHARES)
    last = frame[frame["period"] == PERIODS[-1]].set_index("dimension")
    assert last.loc[list(framework.dimension_keys), "weight"].to_numpy() == pytest.approx(target)
    second = frame[frame["period"] == PERIODS[1]]
    assert second["step"].abs().max() == pytest.approx(rules.step_limit)
    assert second["reason"].str.contains("step limit").any()
    assert (frame.loc[frame["period"] > PERIODS[0], "evidence"] == "estimated").all()


def test_what_customers_bring_moves_them_without_any_outcome(framework):
    frame = weighed(framework, None, (1.0, 1.0, 1.5, 1.0, 1.0, 1.0))
    last = frame[frame["period"] == PERIODS[-1]].set_index("dimension")
    assert last.loc["resolution", "demand"] == pytest.approx(0.375 / 1.125)
    assert last.loc["resolution", "weight"] > 0.25
    assert "+50 %" in last.loc["resolution", "reason"]
    assert "+50 %" in last.loc["resolution", "reason_zh"]
    held(frame)


def test_an_outcome_that_falls_silent_leaves_what_was_last_known(framework):
    told = importance(framework, [SHARES] * 5 + [None] * 6)
    frame = weigh_dimensions(framework, told, empty("weight_demand"), PERIODS)
    of = frame.groupby("period")["evidence"].first().tolist()
    assert of == ["prior"] + ["estimated"] * 5 + ["kept"] * 6
    kept = frame[frame["evidence"] == "kept"]
    assert table(kept, "importance") == pytest.approx(table(frame, "importance")[1:7])
    assert kept["importance_lower"].isna().all()
    assert kept["reason"].str.contains("last found").all()


def test_a_thin_outcome_counts_for_nothing(framework):
    told = importance(framework, [SHARES] * 11, state="thin")
    frame = weigh_dimensions(framework, told, empty("weight_demand"), PERIODS)
    assert (frame["evidence"] == "prior").all()


def test_outcomes_are_mixed_by_their_weights(framework):
    other = (0.3, 0.3, 0.1, 0.1, 0.1, 0.1)
    told = pd.concat(
        [
            importance(framework, [SHARES] * 11),
            importance(framework, [other] * 11, outcome="complaints"),
        ]
    )
    told = told[told["outcome"] != "all"]
    frame = weigh_dimensions(framework, told, empty("weight_demand"), PERIODS)
    wanted = (0.4 * np.array(SHARES) + 0.2 * np.array(other)) / 0.6
    last = frame[frame["period"] == PERIODS[-1]].set_index("dimension")
    mixed = last.loc[list(framework.dimension_keys), "importance"].to_numpy()
    assert mixed == pytest.approx(wanted)


def test_a_past_month_keeps_the_configuration_it_was_under(framework):
    changed = framework.model_copy(
        update={
            "dimensions": tuple(
                item.model_copy(update={"weight": weight})
                for item, weight in zip(
                    framework.dimensions, (0.25, 0.15, 0.25, 0.15, 0.1, 0.1), strict=True
                )
            )
        }
    )
    told, brought = importance(framework, [SHARES] * 11), demand(framework, [1.0] * 6)
    before = weigh_dimensions(framework, told, brought, PERIODS)
    both = weigh_dimensions(Editions((framework, changed), (0, 606)), told, brought, PERIODS)
    early = PERIODS[:6]
    pd.testing.assert_frame_equal(
        both[both["period"].isin(early)], before[before["period"].isin(early)]
    )
    first = both[both["period"] == PERIODS[6]].set_index("dimension")
    assert first.loc["process", "base_weight"] == 0.25
    assert first.loc["process", "prior_step"] == pytest.approx(framework.recalibration.prior * 0.05)
    held(both)


def test_new_bounds_come_before_the_step_limit(framework):
    narrow = framework.model_copy(
        update={
            "dimensions": tuple(
                item.model_copy(update={"upper_bound": 0.15, "weight": 0.15})
                if item.key == "resolution"
                else item.model_copy(update={"weight": 0.17})
                for item in framework.dimensions
            )
        }
    )
    frame = weigh_dimensions(
        Editions((framework, narrow), (0, 606)), importance(framework, []),
        empty("weight_demand"), PERIODS,
    )  # fmt: skip
    moved = frame[frame["period"] == PERIODS[6]].set_index("dimension")
    assert moved.loc["resolution", "weight"] == pytest.approx(0.15)
    assert moved.loc["resolution", "step_limit"] == pytest.approx(0.1)
    held(frame)


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(st.none(), st.lists(st.floats(0.01, 1), min_size=6, max_size=6)),
        min_size=11,
        max_size=11,
    ),
    st.lists(st.floats(0.2, 5), min_size=6, max_size=6),
    st.floats(0.001, 0.2),
)
def test_whatever_is_found_weights_keep_to_their_limits(framework, found, pressures, step):
    shares = [None if one is None else np.array(one) / sum(one) for one in found]
    rules = framework.recalibration.model_copy(update={"step_limit": step})
    framework = framework.model_copy(update={"recalibration": rules})
    frame = weigh_dimensions(
        framework, importance(framework, shares), demand(framework, pressures), PERIODS
    )
    held(frame)


def test_no_months_no_weights(framework):
    nothing = empty("weight_importance"), empty("weight_demand")
    assert weigh_dimensions(framework, *nothing, []).empty
