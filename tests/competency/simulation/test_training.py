import numpy as np
import pandas as pd

from competency.simulation.abilities import tenure_gain
from competency.simulation.catalogue import COURSE_INDEX, COURSES
from competency.simulation.centre import simulate_centre
from competency.simulation.settings import DIMENSIONS, SimulationSettings


def test_those_who_just_did_badly_are_trained(crowd):
    contacts = crowd.tables["crm/interactions"]
    surveys = crowd.tables["crm/surveys"]
    solved = contacts["resolved_first_contact"].astype("Float64").astype(float)
    seen = pd.DataFrame(
        {
            "solved": solved.groupby([contacts["agent_id"], contacts["opened_at"].dt.month]).mean(),
            "csat": surveys["csat"]
            .astype(float)
            .groupby([surveys["agent_id"], surveys["responded_at"].dt.month])
            .mean(),
        }
    ).dropna()
    own = seen - seen.groupby(level=0).transform("mean")
    standing = (own / own.std()).mean(axis=1)
    trainings = crowd.truth["trainings"]
    needed = trainings[trainings["reason"] == "need"]
    before = pd.MultiIndex.from_arrays([needed["agent_id"], needed["enrolled_at"].dt.month - 1])
    drawn = standing.reindex(before).dropna()
    assert len(drawn) > 200
    assert drawn.mean() < -2 * drawn.std() / np.sqrt(len(drawn))


def test_ability_moves_by_tenure_and_true_effects_alone():
    settings = SimulationSettings(agents=40, months=6, walk_sd=0.0, training_rate=1.0, seed=8)
    centre = simulate_centre(settings)
    abilities = centre.truth["abilities"]
    effects = centre.truth["course_effects"].set_index(["course_id", "dimension"])["effect"]
    hired = centre.tables["crm/agents"].drop_duplicates("agent_id").set_index("agent_id")
    gained = centre.truth["trainings"].dropna(subset=["effective_from"])
    checked = 0
    for agent, rows in abilities.groupby("agent_id"):
        wide = rows.pivot(index="period", columns="dimension", values="ability")
        wide = wide[list(DIMENSIONS)]
        middle = wide.index + pd.Timedelta(days=15)
        days = (middle - hired.loc[agent, "hire_date"]).days.to_numpy()
        taught = np.zeros(wide.shape)
        for row in gained[gained["agent_id"] == agent].itertuples():
            effect = [effects[(row.course_id, name)] for name in DIMENSIONS]
            taught[wide.index >= row.effective_from] += effect
            checked += 1
        base = wide.to_numpy() - tenure_gain(days / 30.4375) - taught
        assert np.abs(base - base[0]).max() < 1e-5
    assert checked > 50


def test_nobody_begins_before_the_prerequisites(sample):
    enrollments = sample.tables["lms/enrollments"]
    done = enrollments[enrollments["status"] == "completed"]
    first = done.groupby(["agent_id", "course_id"])["completed_at"].min()
    checked = 0
    for row in enrollments.itertuples():
        for needed in COURSES[COURSE_INDEX[row.course_id]].prerequisites:
            assert first[(row.agent_id, needed)] <= row.enrolled_at
            checked += 1
    assert checked > 10


def test_some_enrolments_are_open_and_some_mandatory_ones_overdue(sample):
    enrollments = sample.tables["lms/enrollments"]
    end = pd.Timestamp("2026-01-01")
    open_ = enrollments[enrollments["status"] == "enrolled"]
    assert len(open_) >= 5
    assert open_["completed_at"].isna().all()
    assert {"completed", "failed", "dropped"} <= set(enrollments["status"])
    mandatory = enrollments[enrollments["course_id"] == "L02"]
    valid_to = mandatory.groupby("agent_id")["completed_at"].max() + pd.Timedelta(days=180)
    still = sample.tables["crm/agents"].groupby("agent_id")["status"].last() != "left"
    overdue = valid_to[still.reindex(valid_to.index)] < end
    assert 1 <= overdue.sum() < 20


def test_scores_and_marks_agree_with_the_status(sample):
    rows = sample.tables["lms/enrollments"]
    assert rows.loc[rows["status"] == "completed", "passed"].all()
    assert not rows.loc[rows["status"] == "failed", "passed"].any()
    assert rows.loc[rows["status"].isin(["enrolled", "dropped"]), "passed"].isna().all()
    assert (
        rows["completed_at"].dropna() >= rows.loc[rows["completed_at"].notna(), "enrolled_at"]
    ).all()
    assert rows["completed_at"].max() < pd.Timestamp("2026-01-01")


def test_onboarding_is_taken_once_by_everyone_at_hire(crowd):
    rows = crowd.tables["lms/enrollments"]
    rows = rows[rows["course_id"] == "L00"].set_index("agent_id")
    hired = crowd.tables["crm/agents"].groupby("agent_id")["hire_date"].first()
    assert sorted(rows.index) == sorted(hired.index)
    assert (rows["enrolled_at"].dt.normalize() == hired.reindex(rows.index)).all()
    took = (rows["completed_at"] - hired.reindex(rows.index)).dt.days
    assert 0.8 < (took < 7).mean() < 0.95
    assert (took >= 7).any()
    old = rows.index.isin(hired.index[hired < "2024-10-01"])
    assert (rows.loc[old, "status"] == "completed").all()
    assert set(rows["status"]) <= {"completed", "enrolled"}
    courses = crowd.tables["lms/courses"].set_index("course_id")
    assert not courses.loc["L00", "mandatory"]
    assert pd.isna(courses.loc["L00", "valid_days"])


def test_some_new_hires_have_not_completed_onboarding():
    centre = simulate_centre(
        SimulationSettings(agents=300, months=3, joiner_share=0.5, per_month=5)
    )
    rows = centre.tables["lms/enrollments"]
    status = rows.loc[rows["course_id"] == "L00", "status"].value_counts()
    assert 1 <= status["enrolled"] < 0.1 * status["completed"]
