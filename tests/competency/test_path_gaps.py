import pytest

from competency.learning_rules import Staffing, TrainingMix
from competency.path_gaps import CODES, Room
from tests.competency.path_cases import Case, rules

SOON = {"starts_at": "2026-04-15 10:00", "ends_at": "2026-04-15 11:00"}
BOTH = {"A": {"process": 44.0}, "B": {"process": 20.0}}


def failed(*days):
    return [{"status": "failed", "completed_at": day} for day in days]


#: By reason: tables and rules in which A's gap stays open, and what is changed to remove it.
OPEN = {
    "not_worth": (
        {"courses": [{"duration_minutes": 90}]},
        {"minute_cost": 0.01},
        {"minute_cost": 0.0001},
    ),
    "no_cover": (
        {"courses": [{}], "sessions": [SOON | {"seats": 9}]},
        {},
        {"staffing": Staffing(present_share=0.0)},
    ),
    "no_mentor": (
        {"courses": [{"mentoring": "business"}]},
        {"mentor_minutes_per_week": 60, "horizon_weeks": 1},
        {"mentor_minutes_per_week": None},
    ),
    "no_time": (
        {"courses": [{"duration_minutes": 721}]},
        {"minute_cost": 0.0},
        {"horizon_weeks": 9},
    ),
    "mix": (
        {"courses": [{"format": "theory", "duration_minutes": 180}]},
        {},
        {"training_mix": TrainingMix(new=None)},
    ),
    "no_seat": (
        {"courses": [{}], "sessions": [SOON | {"seats": 0}]},
        {},
        {"sessions": [SOON | {"seats": 2}], "staffing": Staffing(present_share=0.0)},
    ),
    "prerequisite": (
        {"courses": [{"prerequisites": "C0"}, {"course_id": "C0", "min_tier": "expert"}]},
        {},
        {"courses": [{"prerequisites": "C0"}, {"course_id": "C0"}]},
    ),
    "human_decision": (
        {"courses": [{}], "enrollments": failed("2025-11-01", "2025-12-01", "2026-03-01")},
        {},
        {"maximum_attempts": 4},
    ),
    "excluded": ({"courses": [{}], "overrides": [{}]}, {}, {"overrides": []}),
    "postponed": (
        {
            "courses": [{}],
            "overrides": [{"action": "postpone", "not_before": "2026-09-01"}],
        },
        {},
        {"overrides": [{"action": "postpone", "not_before": "2026-04-20"}]},
    ),
    "wave": ({"courses": [{}], "waves": [{}]}, {}, {"waves": [{"starts_on": "2026-04-01"}]}),
    "red_card": ({"courses": [{"card": "red"}]}, {}, {"courses": [{"card": "yellow"}]}),
    "no_course": ({"courses": [{"min_tier": "expert"}]}, {}, {"courses": [{"min_tier": 1}]}),
}


def case_of(make, code, mended=False):
    """A has a small gap that stays open, where it takes two beside B with a large one."""
    tables, update, mend = OPEN[code]
    case = Case(make, BOTH if code in ("no_cover", "no_mentor") else {"A": BOTH["A"]})
    case.agents["mentor_id"] = "M"
    case.ladder["seniority"] = "new"
    changed = {key: one for key, one in mend.items() if hasattr(case, key)} if mended else {}
    for name, rows in (tables | changed).items():
        getattr(case, f"with_{name}")(*rows)
    rest = {key: one for key, one in mend.items() if key not in changed} if mended else {}
    return case, update | rest


@pytest.mark.parametrize("code", CODES)
def test_every_reason_for_an_open_gap(framework, make, code):
    case, update = case_of(make, code)
    assignments, gaps = case.plan(rules(framework, **update))
    assert "A" not in assignments["agent_id"].tolist()
    mine = gaps[(gaps["agent_id"] == "A") & gaps["dimension"].notna()]
    assert mine[["dimension", "code"]].values.tolist() == [["process", code]]


@pytest.mark.parametrize("code", CODES)
def test_without_what_is_told_the_course_is_taken(framework, make, code):
    case, update = case_of(make, code, mended=True)
    assignments, gaps = case.plan(rules(framework, **update))
    assert "A" in assignments["agent_id"].tolist()
    assert not (gaps["agent_id"] == "A").any()


def test_of_several_courses_the_one_nearest_to_possible_is_told(framework, make):
    case = Case(make).with_courses(
        {"course_id": "C1", "card": "red"},
        {"course_id": "C2", "duration_minutes": 721},
        {"course_id": "C3", "min_tier": "expert"},
    )
    _, gaps = case.plan(framework)
    assert gaps["code"].tolist() == ["no_time"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"duration_minutes": 721}, "no_time", id="too long"),
        pytest.param({"mentoring": "service"}, "no_mentor", id="no mentor"),
    ],
)
def test_a_course_that_must_be_and_is_not_planned_is_told(framework, make, row, code):
    case = Case(make, {"A": {}}).with_courses({"dimensions": None} | row)
    case.with_enrollments({"status": "failed", "completed_at": "2026-03-20"})
    _, gaps = case.plan(framework)
    found = gaps[gaps["course_id"].notna()]
    assert found[["course_id", "code"]].values.tolist() == [["C1", code]]
    assert found["reason"].str.startswith("One has to be taken but is not planned:").all()


def test_nobody_has_to_take_what_nobody_may_take(framework, make):
    case = Case(make, {"A": {}}).with_courses({"card": "red", "mandatory": True})
    assert case.plan(framework)[1]["course_id"].isna().all()


def test_after_the_last_attempt_the_decision_is_asked_for(framework, make):
    case, _ = case_of(make, "human_decision")
    _, gaps = case.plan(framework)
    assert gaps[["course_id", "dimension", "code"]].fillna("").values.tolist() == [
        ["C1", "", "human_decision"],
        ["", "process", "human_decision"],
    ]


def test_what_is_fixed_takes_of_the_room(framework, make):
    case = Case(make, BOTH).with_courses({"mentoring": "business"}, {"course_id": "C2"})
    case.agents["mentor_id"] = "M"
    case.with_sessions(SOON | {"seats": 9})
    case.with_enrollments({"session_id": "S1"}, {"agent_id": "B", "course_id": "C2"})
    problem = case.problem(framework)
    nobody = [problem.offers.course[:0]] * 2
    room = Room(problem, nobody)
    assert room.minutes[0].tolist() == [420.0, 420.0, *[480.0] * 6]
    assert room.mentors[0].tolist() == [120.0, 60.0, *[120.0] * 6]
    assert room.seats.tolist() == [8.0]
    taken = problem.sessions[0].peaks[0]
    assert (room.heads[0, taken], room.heads[0, taken + 1]) == (0.0, 1.0)
    offer = int((problem.offers.session == 0).argmax())
    assert room.lacks(problem.agents[1], offer) == "no_cover"


def test_thin_evidence_names_what_nobody_can_see(framework, make):
    case = Case(make, {"A": {"process": 30.0}, "B": {}}).with_courses({})
    gaps = case.whole(framework).gaps
    assert gaps[["agent_id", "code"]].values.tolist() == [
        ["A", "thin_evidence"],
        ["B", "thin_evidence"],
    ]
    assert "value growth" in gaps["reason"][0]
    assert gaps["reason"][1] == "Too little evidence to see any gap."


def test_small_gaps_need_no_course(framework, make):
    scores = dict.fromkeys(("knowledge", "resolution", "mediation", "relationship", "growth"), 90.0)
    case = Case(make, {"A": scores | {"process": 69.5}}, tier=5).with_courses({})
    assignments, gaps = case.plan(framework)
    assert len(assignments) == 0
    assert gaps["code"].tolist() == ["no_gap"]
