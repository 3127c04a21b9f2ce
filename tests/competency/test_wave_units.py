import pandas as pd
import pytest

from competency.catalogue import Course
from competency.wave_units import SIZE, candidates, covariates_of, lot_units

COURSE = Course(
    course_id="C1",
    title="Calming",
    dimensions=("mediation", "relationship"),
    minutes=60,
    prerequisites=("C0",),
    mandatory=False,
    min_tier=2,
    language="zh",
    valid_days=None,
    active=True,
)
NAMES = [
    "fit",
    "gone",
    "away",
    "new",
    "held",
    "booked",
    "low",
    "foreign",
    "bare",
    "busy",
    "alone",
    "thin",
]


def tables(**changes):
    agents = pd.DataFrame(
        {
            "agent_id": NAMES,
            "status": [{"gone": "left", "away": "leave"}.get(name, "active") for name in NAMES],
            "language": ["en" if name == "foreign" else "zh-CN" for name in NAMES],
            "team_id": [None if name == "alone" else "T1" for name in NAMES],
            "tenure_months": range(len(NAMES)),
        }
    )
    standing = pd.DataFrame(
        {
            "agent_id": NAMES[:-1],
            "tier": [1 if name == "low" else 3 for name in NAMES[:-1]],
            "seniority": "experienced",
            "composite": 50.0,
        }
    )
    scores = pd.DataFrame(
        [("fit", "mediation", 40.0), ("fit", "relationship", 60.0), ("fit", "process", 99.0)],
        columns=["agent_id", "dimension", "posterior_mean"],
    )
    done = [(name, "C0") for name in NAMES if name != "bare"] + [("held", "C1")]
    trainings = pd.DataFrame(done, columns=["agent_id", "course_id"])
    enrollments = pd.DataFrame(
        [("booked", "C1", "enrolled"), ("fit", "C1", "dropped"), ("fit", "C2", "enrolled")],
        columns=["agent_id", "course_id", "status"],
    )
    given = {
        "course": COURSE,
        "agents": agents,
        "standing": standing,
        "scores": scores,
        "trainings": trainings,
        "enrollments": enrollments,
        "untested": {"new"},
        "busy": {"busy"},
    }
    return given | changes


def test_everybody_else_is_left_out_for_a_reason_that_is_said():
    found = candidates(**tables())
    assert found.people["agent_id"].tolist() == ["alone", "fit"]
    assert found.left_out == {
        "left": 1,
        "on_leave": 1,
        "not_on_duty": 1,
        "holds_the_course": 1,
        "enrolled": 1,
        # Without a tier somebody counts as of the first.
        "tier_too_low": 2,
        "other_language": 1,
        "prerequisite_missing": 1,
        "in_another_wave": 1,
    }
    assert candidates(**tables(need_team=True)).left_out["no_team"] == 1


def test_the_score_is_of_what_the_course_is_listed_for():
    people = candidates(**tables()).people.set_index("agent_id")
    assert people.loc["fit", "score"] == 50.0
    assert pd.isna(people.loc["alone", "score"])


def people(count=12):
    return pd.DataFrame(
        {
            "agent_id": [f"A{number:02d}" for number in range(count)],
            "team_id": ["T1", "T2", "T2"] * (count // 3),
            "tier": pd.array([1, 2, None] * (count // 3), dtype="Int64"),
            "seniority": "new",
            "score": [float(number) for number in range(count)],
            "composite": 50.0,
            "tenure_months": 3,
        }
    )


def test_people_are_units_within_strata():
    found = lot_units(people(), "people", ("team_id", "tier"))
    assert found["unit_id"].tolist() == people()["agent_id"].tolist()
    assert found["stratum"].tolist()[:3] == ["T1 / 1", "T2 / 2", "T2 / –"]
    assert set(lot_units(people(), "people")["stratum"]) == {""}


def test_a_team_is_one_unit_with_its_means():
    found = lot_units(people(), "teams").set_index("unit_id")
    assert found[SIZE].to_dict() == {"T1": 4.0, "T2": 8.0}
    assert found.loc["T1", "score"] == pytest.approx((0 + 3 + 6 + 9) / 4)
    assert set(covariates_of("teams")) <= set(found.columns)
