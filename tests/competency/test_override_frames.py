import pandas as pd
import pytest

from competency.frames import FRAMES
from tests.competency.path_cases import Case, rules

SOON = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:00"}


def found(framework, case, **update):
    frame = case.whole(rules(framework, **update)).overrides
    assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES["path_overrides"].values())
    return frame


def two(make):
    """C1 closes 3 points of process, C2 closes 1; each costs 0.03 of time."""
    case = Case(make).with_courses({}, {"course_id": "C2"})
    return case.with_effects(C1=3.0, C2=1.0)


@pytest.mark.parametrize(
    ("row", "state", "note"),
    [
        pytest.param({}, "applied", "Followed", id="exclude"),
        pytest.param({"action": "pin"}, "applied", "Followed", id="pin"),
        pytest.param(
            {"action": "replace", "replacement_id": "C2"}, "applied", "Followed", id="replace"
        ),
        pytest.param(
            {"action": "postpone", "not_before": "2026-04-20"}, "applied", "Followed", id="postpone"
        ),
        pytest.param({"valid_until": "2026-03-30"}, "expired", "No longer holds.", id="expired"),
        pytest.param({"agent_id": "B"}, "not_possible", "on leave or has left", id="on leave"),
        pytest.param({"agent_id": "X"}, "not_possible", "on leave or has left", id="unknown"),
        pytest.param({"action": "postpone"}, "not_possible", "gives no not_before", id="no day"),
        pytest.param(
            {"action": "pin", "session_id": "S9"}, "not_possible", "not one of", id="no session"
        ),
        pytest.param(
            {"action": "pin", "course_id": "C3"}, "not_possible", "does not fit in", id="too long"
        ),
        pytest.param(
            {"action": "replace", "replacement_id": "C3"},
            "not_possible",
            "does not fit in",
            id="replacement too long",
        ),
        pytest.param(
            {"action": "pin", "course_id": "C4", "session_id": "S1"},
            "not_possible",
            "does not fit in",
            id="session full",
        ),
    ],
)
def test_what_became_of_a_decision(framework, make, row, state, note):
    case = Case(make, {"A": {"process": 30.0}, "B": {}}).with_courses(
        {}, {"course_id": "C2"}, {"course_id": "C3", "duration_minutes": 721}, {"course_id": "C4"}
    )
    case.agents["status"] = ["active", "leave"]
    case.with_sessions(SOON | {"course_id": "C4", "seats": 0}).with_overrides(row)
    (told,) = found(framework, case, override_cost=99).to_dict("records")
    assert told["state"] == state
    assert note in told["note"]
    assert told["note_zh"].endswith("。")
    assert pd.isna(told["cost"]) is (state != "applied")
    assert (told["decided_by"], told["reason"]) == ("Li", "on site visit")


def test_a_later_decision_holds_and_one_not_made_yet_is_not_told(framework, make):
    case = two(make).with_overrides(
        {},
        {"override_id": "O2", "decided_at": "2026-03-31 12:00", "action": "pin"},
        {"override_id": "O3", "decided_at": "2026-04-01"},
    )
    frame = found(framework, case)
    assert frame[["override_id", "state"]].values.tolist() == [
        ["O1", "superseded"],
        ["O2", "applied"],
    ]


def test_what_another_decision_undid_is_superseded(framework, make):
    case = two(make).with_overrides(
        {"decided_at": "2026-03-02"},
        {"override_id": "O2", "course_id": "C2", "action": "replace", "replacement_id": "C1"},
    )
    assert found(framework, case)["state"].tolist() == ["superseded", "applied"]


@pytest.mark.parametrize(
    ("not_before", "states"),
    [
        pytest.param("2026-09-01", ["superseded", "applied"], id="beyond the horizon"),
        pytest.param("2026-04-20", ["applied", "applied"], id="within it, so both hold"),
    ],
)
def test_a_postponement_lifted_by_a_later_replacement_is_superseded(
    framework, make, not_before, states
):
    case = two(make).with_overrides(
        {"course_id": "C2", "action": "postpone", "not_before": not_before,
         "decided_at": "2026-03-02"},
        {"override_id": "O2", "action": "replace", "replacement_id": "C2"},
    )  # fmt: skip
    assert found(framework, case)["state"].tolist() == states


@pytest.mark.parametrize(
    ("row", "note"),
    [
        pytest.param({}, "it is missing now", id="ruled out"),
        pytest.param(
            {"action": "postpone", "not_before": "2026-09-01"}, "it is missing now", id="beyond"
        ),
        pytest.param(
            {"action": "postpone", "not_before": "2026-05-11"},
            "was due 2026-04-30: it comes later now",
            id="past its due day",
        ),
        pytest.param(
            {"action": "postpone", "not_before": "2026-04-20"}, "Followed.", id="before its due day"
        ),
    ],
)
def test_a_decision_against_a_duty_says_so(framework, make, row, note):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True}).with_overrides(row)
    (told,) = found(framework, case).to_dict("records")
    assert (told["state"], told["costly"]) == ("applied", note != "Followed.")
    assert note in told["note"]


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        pytest.param({}, 0.2 * 3 - 0.03, id="what was excluded is lost"),
        pytest.param({"course_id": "C2"}, 0.2 * 1 - 0.03, id="or less"),
        pytest.param({"action": "pin"}, 0.0, id="what would be taken anyway costs nothing"),
        pytest.param(
            {"action": "pin", "course_id": "C3"}, 0.03, id="nothing to gain: the time it takes"
        ),
        pytest.param(
            {"action": "replace", "replacement_id": "C3"},
            0.2 * 3,
            id="the gain of one, the time of both",
        ),
        pytest.param({"course_id": "M1"}, 0.0, id="no loss of what closes nothing"),
    ],
)
def test_what_a_decision_costs(framework, make, row, cost):
    case = Case(make).with_courses(
        {},
        {"course_id": "C2"},
        {"course_id": "C3", "dimensions": "growth"},
        {"course_id": "M1", "dimensions": None, "mandatory": True},
    )
    case.with_effects(C1=3.0, C2=1.0)
    (told,) = found(framework, case.with_overrides(row)).to_dict("records")
    assert told["state"] == "applied"
    assert told["cost"] == pytest.approx(cost, abs=1e-6)
    duty = row == {"course_id": "M1"}
    assert told["costly"] is (cost >= 0.25 or duty)
    assert ("weighted points less" in told["note"]) is (cost >= 0.25)
    assert ("this course has to be taken" in told["note"]) is duty


def test_each_decision_costs_what_it_adds_to_the_others(framework, make):
    case = two(make).with_overrides({}, {"override_id": "O2", "course_id": "C2"})
    frame = found(framework, case)
    assert frame["cost"].tolist() == pytest.approx([0.57, 0.17], abs=1e-6)
    assert frame["costly"].tolist() == [True, False]


def test_no_decisions_give_a_typed_frame(framework, make):
    assert len(found(framework, two(make))) == 0
    assert len(found(framework, two(make).with_overrides())) == 0
