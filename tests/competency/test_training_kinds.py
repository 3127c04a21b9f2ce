"""Kinds of training compared: planted differences are told, none are where there are none."""

import numpy as np
import pandas as pd
import pytest

from competency.frames import empty
from competency.loading import load_framework
from competency.training_kinds import estimate_kinds

PEOPLE, MONTHS = 120, 18
FORMATS = {"C1": "lecture", "C2": "讲座", "C3": "simulation", "C4": "案例研讨"}
PROVIDERS = {"C1": "外部专家", "C2": "External: Acme", "C3": " 内部讲师", "C4": None}


@pytest.fixture(scope="module")
def framework():
    given = load_framework()
    only = given.returns.model_copy(update={"outcomes": ("handle_minutes",)})
    return given.model_copy(update={"returns": only})


def _world(seed, changes, *, providers=None, share=0.6):
    """Log handle times of people who take courses in months drawn by lot."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range("2024-01-01", periods=MONTHS, freq="MS")
    value = np.log(6) + 0.2 * rng.standard_normal((PEOPLE, 1))
    value = value + 0.1 * rng.standard_normal((PEOPLE, MONTHS))
    names = [f"A{i:03d}" for i in range(PEOPLE)]
    done = []
    for course, effect in changes.items():
        month = np.where(rng.random(PEOPLE) < share, rng.integers(4, 14, PEOPLE), MONTHS)
        value = value + effect * (np.arange(MONTHS) > month[:, None])
        done += [(names[i], course, periods[month[i]]) for i in np.flatnonzero(month < MONTHS)]
    measured = pd.DataFrame(
        {
            "agent_id": np.repeat(names, MONTHS), "period": np.tile(periods, PEOPLE),
            "indicator": "handle_minutes", "n": 80.0, "raw": 6.0, "estimate": value.ravel(),
            "variance": 0.01, "shared_variance": 0.0,
        }
    )  # fmt: skip
    return {
        "measured": measured,
        "effects": empty("fitted_effects"),
        "agent_months": measured[["agent_id", "period"]].assign(is_active=True),
        "trainings": pd.DataFrame(done, columns=["agent_id", "course_id", "completed_on"]),
        "courses": pd.DataFrame(
            {"course_id": list(changes), "format": [FORMATS[one] for one in changes],
             "provider": [(providers or {}).get(one) for one in changes]}
        ),
        "learned": _learned(
            [("lecture", "外部专家", 3, 300.0), ("simulation", "内部讲师", 9, 600.0)]
        ),
    }  # fmt: skip


def _learned(rows):
    columns = ["format", "provider", "completions", "minutes"]
    return pd.DataFrame(rows, columns=columns).assign(n_learners=40)


def _by(framework, world, grouping="format"):
    found = estimate_kinds(framework, **world).query("grouping == @grouping")
    return found.set_index("name")


def test_a_planted_difference_between_modes_is_told_and_held_by_its_interval(framework):
    held, told = [], 0
    for seed in range(6):
        found = _by(framework, _world(seed, {"C1": 0.06, "C3": -0.06}))
        gap = found.loc["theory", "difference"]
        error = (found.loc["theory", "difference_upper"] - gap) / 1.645
        held.append((gap - 0.12 * found.loc["theory", "average"]) / error)
        told += (found["verdict"] == "differs").all() and gap > 0
        assert found.loc["simulation", "difference"] == pytest.approx(-gap)
    assert told == 6
    assert abs(np.mean(held)) < 1.3
    assert sum(abs(one) < 1.645 for one in held) >= 4


def test_where_modes_do_the_same_few_differences_are_told(framework):
    alarms = sum(
        (_by(framework, _world(seed, {"C1": -0.05, "C3": -0.05, "C4": -0.05}))["verdict"]
         == "differs").any()
        for seed in range(8)
    )  # fmt: skip
    # One in ten worlds: four of eight has a chance of one in two hundred.
    assert alarms <= 3


def test_courses_of_a_kind_count_as_one_and_people_once(framework):
    found = _by(framework, _world(1, {"C1": -0.1, "C2": -0.1, "C3": 0.0}))
    assert found.loc["theory", "n_people"] < found.loc["theory", "n_compared"]
    assert found.loc["theory", "n_people"] <= PEOPLE
    assert found.loc["theory", "upper"] < 0


def test_one_kind_only_stands_alone(framework):
    world = _world(1, {"C1": -0.1, "C2": -0.1})
    found = _by(framework, world | {"learned": world["learned"].iloc[:1]})
    assert found["verdict"].tolist() == ["alone"]
    assert found["difference"].isna().all()
    assert found["effect"].notna().all()


def test_too_few_people_are_not_compared_but_their_share_is_told(framework):
    found = _by(framework, _world(1, {"C1": -0.1, "C3": -0.1}, share=0.02))
    assert set(found["verdict"]) == {"not_compared"}
    assert found["effect"].isna().all()
    assert found["share_minutes"].tolist() == [pytest.approx(2 / 3), pytest.approx(1 / 3)]


def test_sources_are_told_from_providers_names_and_held_to_the_mix(framework):
    world = _world(1, dict.fromkeys(FORMATS, 0.0), providers=PROVIDERS)
    found = _by(framework, world, "source")
    assert found.index.tolist() == ["external", "internal", "platform", "unknown"]
    assert found["mix_state"].tolist() == ["within", "within", "within", "no_target"]
    assert found["target"].tolist()[:3] == [0.3, 0.6, 0.1]
    assert found.loc["unknown", "verdict"] == "not_compared"
    assert _by(framework, world, "provider").index.tolist() == [
        "External: Acme", "unknown", "内部讲师", "外部专家"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "state"),
    [((50.0, 500.0), "under"), ((400.0, 600.0), "within"), ((600.0, 400.0), "over")],
)
def test_the_mix_of_sources_is_within_its_tolerance_or_not(framework, minutes, state):
    given = _learned(
        [("lecture", "外部专家", 3, minutes[0]), ("lecture", "内部讲师", 9, minutes[1])]
    )
    world = _world(1, {"C1": 0.0, "C3": 0.0}, providers=PROVIDERS)
    nobody = {"trainings": world["trainings"].iloc[:0], "learned": given}
    found = _by(framework, world | nobody, "source")
    assert found.loc["external", "mix_state"] == state


def test_without_a_provider_the_modes_are_told_alone(framework):
    world = _world(1, {"C1": 0.0, "C3": 0.0}, providers=PROVIDERS)
    whole = estimate_kinds(framework, **world)
    without = estimate_kinds(
        framework, **world | {"courses": world["courses"].drop(columns="provider")}
    )
    pd.testing.assert_frame_equal(
        without, whole.query("grouping == 'format'").reset_index(drop=True), check_exact=True
    )


@pytest.mark.parametrize("lacks", ["measured", "trainings", "courses", "learned", "agent_months"])
def test_nothing_to_compare_breaks_nothing(framework, lacks):
    world = _world(1, {"C1": 0.0, "C3": 0.0})
    found = estimate_kinds(framework, **world | {lacks: world[lacks].iloc[:0]})
    assert found.dtypes.equals(empty("training_kinds").dtypes)
    if lacks == "courses":
        assert not len(found)
    elif lacks == "learned":
        assert found["share_minutes"].isna().all()
    else:
        assert set(found["verdict"]) == {"not_compared"}
