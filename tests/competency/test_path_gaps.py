import pytest

from competency.learning_rules import Staffing, TrainingMix
from competency.path_gaps import CODES
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
    "full_week": (
        {"courses": [{}], "sessions": [SOON | {"seats": 9}]},
        {"most_minutes_in_week": 30},
        {"most_minutes_in_week": 60, "staffing": Staffing(present_share=0.0)},
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


@pytest.mark.parametrize("code", OPEN)
def test_every_reason_for_an_open_gap(framework, make, code):
    case, update = case_of(make, code)
    assignments, gaps = case.plan(rules(framework, **update))
    assert "A" not in assignments["agent_id"].tolist()
    mine = gaps[(gaps["agent_id"] == "A") & gaps["dimension"].notna()]
    assert mine[["dimension", "code"]].values.tolist() == [["process", code]]


@pytest.mark.parametrize("code", OPEN)
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


MANDATORY = {"dimensions": None, "mandatory": True}
LAUNCH = {"dimensions": None, "product": "P1", "launched_at": "2026-03-30 09:00"}
LATER = {"action": "postpone", "not_before": "2026-09-01"}
DONE = {"enrolled_at": "2026-03-01", "completed_at": "2026-03-01", "status": "completed"}


@pytest.mark.parametrize(
    ("course", "override", "past", "codes"),
    [
        pytest.param(MANDATORY, {}, [], ["excluded"], id="mandatory, ruled out"),
        pytest.param(MANDATORY, LATER, [], ["postponed"], id="mandatory, postponed"),
        pytest.param(LAUNCH, {}, [], ["excluded"], id="new product, ruled out"),
        pytest.param(LAUNCH, LATER, [], ["postponed"], id="new product, postponed"),
        pytest.param(
            MANDATORY | {"course_id": "C0"}, {"course_id": "C0", "action": "replace",
            "replacement_id": "C2"}, [], ["excluded"], id="mandatory, replaced"),
        pytest.param({}, {}, failed("2026-03-20"), ["excluded"], id="to be taken again"),
        pytest.param({"dimensions": None}, {}, [], [], id="nobody has to take it"),
        pytest.param(MANDATORY, {}, [DONE], [], id="done"),
        pytest.param(
            LAUNCH | {"launched_at": "2025-03-30 09:00"}, {}, [], [], id="launched long ago"),
        pytest.param(
            MANDATORY, LATER | {"not_before": "2026-04-20"}, [], [], id="postponed, in time"),
    ],
)  # fmt: skip
def test_a_duty_that_a_manager_ruled_out_or_put_off_is_told(
    framework, make, course, override, past, codes
):
    case = Case(make, {"A": {}}).with_courses(course, {"course_id": "C2", "dimensions": None})
    case.with_overrides(override).with_enrollments(*past)
    planned = case.whole(framework)
    told = planned.gaps[planned.gaps["course_id"].notna()]
    assert told["code"].tolist() == codes
    assert told["reason"].str.contains("One has to be taken but is not planned: a manager").all()
    assert told["reason_zh"].str.contains("《One》须学习但未能安排：经理").all()


def test_after_the_last_attempt_the_decision_is_asked_for(framework, make):
    case, _ = case_of(make, "human_decision")
    _, gaps = case.plan(framework)
    assert gaps[["course_id", "dimension", "code"]].fillna("").values.tolist() == [
        ["C1", "", "human_decision"],
        ["", "process", "human_decision"],
    ]


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


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"min_tier": "expert"}, "no_course", id="closed anyway"),
        pytest.param({"language": "en"}, "no_course", id="another language"),
        pytest.param({}, "red_card", id="open but for the card"),
    ],
)
def test_a_red_card_is_blamed_only_where_it_is_the_obstacle(framework, make, row, code):
    case = Case(make).with_courses({"card": "red"} | row)
    case.agents["language"] = "zh"
    assert case.plan(framework)[1]["code"].tolist() == [code]


def test_one_course_is_named_and_several_are_not(framework, make):
    one, two = {"card": "red"}, {"course_id": "C2", "title": "Two", "card": "red"}
    _, gaps = Case(make).with_courses(one, two | {"min_tier": "expert"}).plan(framework)
    assert gaps["reason"].tolist() == ["No course for process mastery: One has a red card."]
    assert "《One》已被红牌停用" in gaps["reason_zh"][0]
    _, gaps = Case(make).with_courses(one, two).plan(framework)
    assert gaps["reason"].tolist() == ["No course for process mastery: the course has a red card."]


#: What stands against the session a manager decided on: tables, rules, code, words.
PINNED = {
    "full": ([{"seats": 0}], {}, {}, "no_seat", "the session decided on is full"),
    "too long": (
        [{}],
        {},
        {"most_minutes_in_week": 30},
        "full_week",
        "more than the 30 minutes that one week allows",
    ),
    "saved up by then": (
        [{}],
        {"duration_minutes": 200},
        {"most_minutes_in_week": 480},
        "full_week",
        "the week of the session decided",
    ),
    "cover": (
        [{"starts_at": "2026-04-08 08:00", "ends_at": "2026-04-08 09:00"}],
        {},
        {"staffing": Staffing(training_share=0.0)},
        "no_cover",
        "at the time of the session decided on",
    ),
    "total": (
        [{}],
        {"duration_minutes": 721},
        {"most_minutes_in_week": 900},
        "no_time",
        "too little is left",
    ),
}


@pytest.mark.parametrize("name", PINNED)
def test_a_session_decided_on_says_what_stands_against_it(framework, make, name):
    (session,), course, update, code, words = PINNED[name]
    soon = {"starts_at": "2026-04-08 08:00", "ends_at": "2026-04-08 09:00", "seats": 5}
    later = {"session_id": "S2", "starts_at": "2026-05-20 08:00", "ends_at": "2026-05-20 09:00"}
    case = Case(make).with_courses({"dimensions": None} | course)
    case.with_sessions(soon | session, later | {"seats": 5})
    case.with_overrides({"action": "pin", "session_id": "S1"})
    assignments, gaps = case.plan(rules(framework, **update))
    assert len(assignments) == 0
    mine = gaps[gaps["course_id"].eq("C1")]
    assert mine["code"].tolist() == [code]
    assert words in mine["reason"].iloc[0]


def test_a_full_path_is_not_called_a_lack_of_minutes(framework, make):
    case = Case(make, {"A": {"process": 30.0, "growth": 30.0}})
    case.with_courses({}, {"course_id": "C2", "dimensions": "growth"})
    _, gaps = case.plan(rules(framework, maximum_items=1))
    assert gaps["code"].tolist() == ["full_path"]
    assert "the path already has its 1 courses" in gaps["reason"][0]


def test_codes_are_those_that_have_a_case():
    # A full path and a clash need something on the path, so that they have tests of their own.
    assert {*OPEN, "full_path", "clash"} == set(CODES)


#: What stands against the session with seats, where the other one has none: course, S1, code.
SEATED = {
    "clash with another booking": (
        {"duration_minutes": 25},
        {"starts_at": "2026-04-08 09:30"},
        {},
        "clash",
    ),
    "too long for any week": (
        {"duration_minutes": 200},
        {"ends_at": "2026-04-17 12:00"},
        {"most_minutes_in_week": 150},
        "full_week",
    ),
}


@pytest.mark.parametrize("name", SEATED)
def test_no_seat_is_not_said_of_a_session_that_has_seats(framework, make, name):
    course, session, update, code = SEATED[name]
    case = Case(make, {"A": {"process": 44.0}, "B": {"process": 20.0}})
    case.with_courses({"duration_minutes": 100} | course, {"course_id": "C2", "dimensions": None})
    free = {"starts_at": "2026-04-08 09:00", "ends_at": "2026-04-08 10:40", "seats": 9}
    # Two weeks long, so that half of it is in each.
    taken = {"session_id": "S2", "starts_at": "2026-04-24 09:00", "ends_at": "2026-04-27 10:40"}
    booked = {"session_id": "S3", "course_id": "C2"}
    case.with_sessions(
        free | session,
        taken,
        booked | {"starts_at": "2026-04-08 08:30", "ends_at": "2026-04-08 12:00"},
    )
    case.with_enrollments(
        *(
            {"agent_id": one, "course_id": "C2", "session_id": "S3", "enrolled_at": "2026-03-20"}
            for one in "AB"
        )
    )
    assignments, gaps = case.plan(rules(framework, **update))
    others = assignments[assignments["course_id"] == "C1"]
    assert others[["agent_id", "session_id"]].values.tolist() == [["B", "S2"]]
    assert gaps[gaps["agent_id"] == "A"]["code"].tolist() == [code]
