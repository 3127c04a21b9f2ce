import numpy as np
import pandas as pd
import pytest

from competency.effects import believe_effects, estimate_courses
from competency.frames import conform, empty
from tests.competency.effect_world import effect_world

MONTHS = pd.date_range("2024-01-01", periods=24, freq="MS")
COURSES = pd.DataFrame(
    {
        "course_id": ["C00", "C01", "C02", "C03", "NEW", "IDLE"],
        "dimensions": ["resolution", "resolution", "resolution|growth", None, "resolution", None],
    }
)


@pytest.fixture(scope="module")
def centre():
    return effect_world(2, agents=400, courses=4, per=90)


def frames_of(world, dimension="resolution"):
    span, agents = world.value.shape
    names = np.array([f"A{number:03d}" for number in range(agents)], dtype=object)
    rows = pd.DataFrame({"agent_id": np.repeat(names, span), "period": np.tile(MONTHS, agents)})
    evidence = rows.assign(
        dimension=dimension, estimate=world.value.T.ravel(), variance=world.variance.T.ravel()
    )
    trainings = pd.DataFrame(
        {
            "agent_id": names[world.events.agent],
            "course_id": np.array(world.events.courses, dtype=object)[world.events.course],
            "completed_on": MONTHS[world.events.month] + pd.Timedelta(days=14),
        }
    )
    roster = rows.assign(is_active=True, tenure_months=60)
    return conform(evidence, "ability_evidence"), roster, trainings


@pytest.fixture(scope="module")
def estimates(framework, centre):
    evidence, roster, trainings = frames_of(centre)
    return estimate_courses(framework, evidence, roster, trainings, COURSES)


def test_uplifts_in_points_with_the_naive_figure_beside_them(framework, centre, estimates):
    found = believe_effects(framework, estimates, points_per_sd=14.0)
    rows = found[found["dimension"] == "resolution"].set_index("course_id")
    listed = rows.loc[["C00", "C01", "C02"]]
    assert (listed["method"] == "state_space").all()
    assert listed["uplift"].to_numpy() == pytest.approx(14 * centre.truth[:3], abs=1.6)
    assert (listed["naive_uplift"].to_numpy() - 14 * centre.truth[:3]).mean() > 0.8
    assert (listed["lower"] < listed["uplift"]).all()
    assert (listed["uplift"] < listed["upper"]).all()
    assert (listed["check_state"] == "clear").all()
    assert (listed["n_compared"] <= listed["n_trained"]).all()


def test_what_the_catalogue_does_not_list_is_estimated_and_expected_to_be_nothing(
    framework, estimates
):
    narrow = framework.effects.model_copy(update={"prior_sd": 0.05})
    found = believe_effects(framework.model_copy(update={"effects": narrow}), estimates, 14.0)
    rows = found[found["dimension"] == "resolution"].set_index("course_id")
    assert not rows.loc["C03", "listed"]
    assert abs(rows.loc["C03", "uplift"]) < 0.3
    assert rows.loc["C00", "uplift"] == pytest.approx(framework.effects.prior_uplift, abs=0.4)
    assert "IDLE" not in set(found["course_id"])


def test_courses_without_history_follow_the_others_or_the_prior(framework, estimates):
    found = believe_effects(framework, estimates, 14.0).set_index(["course_id", "dimension"])
    new = found.loc[("NEW", "resolution")]
    others = found.loc[[(c, "resolution") for c in ("C00", "C01", "C02")], "uplift"]
    assert new["method"] == "prior"
    assert new["check_state"] == "not_checked"
    assert others.min() - 0.5 < new["uplift"] < others.max() + 0.5
    assert new["upper"] - new["lower"] > 2
    growth = found.loc[("C02", "growth")]
    assert growth["uplift"] == pytest.approx(framework.effects.prior_uplift, abs=1e-6)


def test_too_few_trained_get_the_centre(framework, centre):
    evidence, roster, trainings = frames_of(centre)
    few = trainings[trainings["course_id"] != "C01"]
    few = pd.concat([few, trainings[trainings["course_id"] == "C01"].head(3)])
    found = believe_effects(
        framework, estimate_courses(framework, evidence, roster, few, COURSES), 14.0
    )
    row = found[(found["course_id"] == "C01") & (found["dimension"] == "resolution")].iloc[0]
    assert (row["method"], row["n_trained"]) == ("prior", 3)


def test_published_effects_take_another_prior_or_scale_without_estimating_anew(
    framework, estimates
):
    published = believe_effects(framework, estimates, 14.0)
    again = believe_effects(framework, published, 14.0)
    pd.testing.assert_frame_equal(again, published)
    rules = framework.effects.model_copy(update={"prior_uplift": 5.0})
    other = believe_effects(framework.model_copy(update={"effects": rules}), published, 14.0)
    assert (other["uplift"] >= published["uplift"]).all()
    assert other.loc[other["method"] == "prior", "uplift"].max() > 2.5
    twice = believe_effects(framework, published, 28.0)
    assert twice["naive_uplift"].dropna().to_numpy() == pytest.approx(
        2 * published["naive_uplift"].dropna().to_numpy()
    )


def test_a_course_people_rose_before_is_doubtful(framework, centre):
    world = effect_world(2, agents=400, courses=4, per=90)
    mine = world.events.course == 1
    for agent, month in zip(world.events.agent[mine], world.events.month[mine], strict=True):
        world.value[max(month - 6, 0) :, agent] += 0.6
    evidence, roster, trainings = frames_of(world)
    found = believe_effects(
        framework, estimate_courses(framework, evidence, roster, trainings, COURSES), 14.0
    )
    rows = found[found["dimension"] == "resolution"].set_index("course_id")
    assert rows.loc["C01", "check_state"] == "doubtful"
    assert rows.loc["C00", "check_state"] == "clear"


def test_without_evidence_or_courses(framework, make):
    roster = make.roster(["A"], ["2026-01"])
    nobody = pd.DataFrame({"agent_id": [], "course_id": [], "completed_on": []})
    nothing = empty("ability_evidence")
    found = estimate_courses(framework, nothing, roster, nobody, COURSES)
    told = believe_effects(framework, found, None)
    assert set(told["method"]) == {"prior"}
    assert len(told) == 5
    assert told["uplift"].tolist() == pytest.approx([2.0] * 5)
    none = estimate_courses(framework, nothing, roster, nobody, COURSES.head(0))
    assert len(believe_effects(framework, none, None)) == 0
