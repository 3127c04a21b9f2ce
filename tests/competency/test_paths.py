import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency import paths
from competency.calendar_rules import Calendar
from competency.errors import CompetencyError
from competency.frames import FRAMES
from tests.competency.path_cases import AS_OF, KEYS, MONDAY, Case, rules


def violations(framework, case, assignments):
    """Check a plan from the tables alone; share nothing with the planner."""
    found = seats_broken(case, assignments)
    for agent, rows in assignments.groupby("agent_id"):
        if rows["sequence"].tolist() != list(range(1, len(rows) + 1)):
            found.append(f"{agent}: sequence {rows['sequence'].tolist()}")
        if rows["course_id"].duplicated().any():
            found.append(f"{agent}: a course twice")
        found += [f"{agent}: {one}" for one in courses_broken(framework, case, agent, rows)]
        found += [f"{agent}: {one}" for one in minutes_broken(framework, rows)]
    return found


def courses_broken(framework, case, agent, rows):
    courses = case.courses.set_index("course_id")
    mine = case.enrollments[case.enrollments["agent_id"] == agent]
    done = set(mine.loc[mine["status"] == "completed", "course_id"])
    planned = rows.set_index("course_id")
    for row in rows[rows["status"] == "planned"].itertuples():
        course = courses.loc[row.course_id]
        week = (row.planned_start - MONDAY).days // 7
        taught = set(case.sessions.loc[case.sessions["course_id"] == row.course_id, "session_id"])
        if row.course_id in done:
            yield f"{row.course_id} again"
        if not course["active"]:
            yield f"{row.course_id} is not active"
        if not 0 <= week < framework.paths.horizon_weeks:
            yield f"{row.course_id} outside the horizon"
        if pd.notna(row.session_id) != bool(taught) or (taught and row.session_id not in taught):
            yield f"{row.course_id} in session {row.session_id}"
        needs = course["prerequisites"] if isinstance(course["prerequisites"], str) else ""
        for need in {one for one in needs.split("|") if one} - done:
            if need not in planned.index:
                yield f"{row.course_id} without {need}"
                continue
            # The due day of a mandatory course is a deadline, not the end of its plan.
            over = "planned_start" if planned.loc[need, "mandatory"] else "due"
            if not row.mandatory and planned.loc[need, over] >= row.planned_start:
                yield f"{row.course_id} before {need} is over"


def minutes_broken(framework, rows):
    """What is planned to be over by the end of a week fits the weeks up to it."""
    weekly, weeks = framework.paths.minutes_per_week, framework.paths.horizon_weeks
    planned = rows[rows["status"] == "planned"]
    for week in range(weeks):
        sunday = MONDAY + pd.Timedelta(days=7 * week + 6)
        over = planned[(planned["due"] <= sunday) & ~planned["mandatory"]]
        if over["minutes"].sum() > weekly * (week + 1):
            yield f"{over['minutes'].sum()} minutes by {sunday:%d %b}"
    if planned["minutes"].sum() > weekly * weeks:
        yield f"{planned['minutes'].sum()} minutes in all"


def seats_broken(case, assignments):
    seats = case.sessions.set_index("session_id")["seats"]
    held = case.enrollments[case.enrollments["status"] == "enrolled"]
    held = held.drop_duplicates(["agent_id", "session_id"])["session_id"].dropna()
    new = assignments.loc[assignments["status"] == "planned", "session_id"].dropna()
    taken = Counter(new) + Counter(held)
    return [
        f"{one}: {taken[one]} on {seats[one]} seats" for one in set(new) if taken[one] > seats[one]
    ]


def accounted(case, assignments, gaps):
    """Every agent has at least one row somewhere."""
    return set(case.agents["agent_id"]) <= set(assignments["agent_id"]) | set(gaps["agent_id"])


def test_gap_gets_the_course_that_closes_it(framework, make):
    case = Case(make).with_courses({}, {"course_id": "C2", "dimensions": "growth"})
    assignments, gaps = case.plan(framework)
    (row,) = assignments.to_dict("records")
    assert (row["course_id"], row["dimension"], row["status"]) == ("C1", "process", "planned")
    assert (row["planned_start"], row["due"]) == (MONDAY, pd.Timestamp("2026-04-12"))
    assert row["expected_uplift"] == 2.0
    assert "15.0 points short of Executing" in row["reason"]
    assert "执行级" in row["reason_zh"]
    assert len(gaps) == 0


def test_a_week_of_holidays_is_no_time_to_learn(framework, make):
    days = tuple(dt.date(2026, 4, day) for day in range(6, 12))
    closed = framework.model_copy(update={"calendar": Calendar(holidays=days)})
    assignments, _ = Case(make).with_courses({}).plan(closed)
    (row,) = assignments.to_dict("records")
    assert row["planned_start"] == pd.Timestamp("2026-04-13")
    long = Case(make).with_courses({"duration_minutes": 8 * 90})
    assert long.plan(framework)[0]["course_id"].tolist() == ["C1"]
    assert long.plan(closed)[1]["code"].tolist() == ["no_time"]


def test_most_gap_closed_a_minute_goes_first(framework, make):
    case = Case(make, {"A": {"process": 30.0, "resolution": 30.0}})
    case.with_courses(
        {"course_id": "C1", "dimensions": "process", "duration_minutes": 90},
        {"course_id": "C2", "dimensions": "resolution", "duration_minutes": 90},
        {"course_id": "C3", "dimensions": "process", "duration_minutes": 25},
    )
    assignments, _ = case.plan(framework)
    # points a minute: C3 .2*2/25 = .016, C2 .25*2/90 = .0056, C1 .2*2/90 = .0044
    assert assignments["course_id"].tolist() == ["C3", "C2", "C1"]


def test_a_session_without_an_end_is_as_long_as_its_course(framework, make):
    case = Case(make).with_courses({"mandatory": True}, {"course_id": "C2", "mandatory": True})
    case.with_sessions(
        {"starts_at": "2026-04-15 10:00"},
        {"session_id": "S2", "course_id": "C2", "starts_at": "2026-04-15 09:00",
         "ends_at": "2026-04-15 12:00"},
    )  # fmt: skip
    assignments, gaps = case.plan(framework)
    assert (len(assignments), gaps["code"].tolist()) == (1, ["clash"])


def test_of_two_sessions_in_a_week_the_earlier_is_taken(framework, make):
    case = Case(make).with_courses({"mandatory": True}).with_sessions(
        {"starts_at": "2026-05-01 09:00", "ends_at": "2026-05-01 10:00"},
        {"session_id": "S2", "starts_at": "2026-04-27 09:00", "ends_at": "2026-04-27 10:00"},
    )  # fmt: skip
    assert case.plan(framework)[0]["session_id"].tolist() == ["S2"]


def test_scarce_seats_go_where_they_close_most(framework, make):
    case = Case(make, {"A": {"process": 44.0}, "B": {"process": 20.0}})
    case.with_courses({}).with_sessions(
        {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:00"}
    )
    assignments, gaps = case.plan(framework)
    assert assignments["agent_id"].tolist() == ["B"]
    assert gaps[["agent_id", "code"]].values.tolist() == [["A", "no_seat"]]


@pytest.mark.parametrize(
    ("status", "left_on", "free"),
    [
        pytest.param("left", None, True, id="left"),
        pytest.param("active", "2026-03-30", True, id="past the last day"),
        pytest.param("active", "2026-03-31", False, id="on the last day"),
        pytest.param("leave", None, False, id="on leave"),
    ],
)
def test_who_has_left_holds_no_seat(framework, make, status, left_on, free):
    case = Case(make, {"A": {"process": 30.0}, "B": {"process": 44.0}}).with_courses({})
    case.agents = case.agents.assign(
        status=["active", status], left_on=pd.to_datetime([None, left_on])
    )
    case.with_sessions({"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:00"})
    case.with_enrollments({"agent_id": "B", "session_id": "S1", "enrolled_at": "2026-03-20"})
    assignments, _ = case.plan(framework)
    assert (assignments["agent_id"] == "A").any() == free


def test_mandatory_comes_before_useful_and_enrolled_before_both(framework, make):
    case = Case(make).with_courses(
        {"course_id": "C1"},
        {"course_id": "M1", "dimensions": None, "mandatory": True, "title": "Privacy"},
        {"course_id": "E1", "dimensions": "growth"},
    )
    case.with_enrollments({"course_id": "E1", "enrolled_at": "2026-03-20"})
    assignments, _ = case.plan(framework)
    assert assignments["course_id"].tolist() == ["E1", "M1", "C1"]
    assert assignments["status"].tolist() == ["enrolled", "planned", "planned"]
    assert assignments["mandatory"].tolist() == [False, True, False]
    assert assignments["due"].tolist()[:2] == [
        pd.Timestamp("2026-05-19"),
        pd.Timestamp("2026-04-30"),
    ]


def test_open_enrolment_past_its_day_is_overdue(framework, make):
    case = Case(make).with_courses({}).with_enrollments({"enrolled_at": "2026-01-02"})
    assignments, _ = case.plan(framework)
    assert assignments["status"].tolist() == ["overdue"]
    assert assignments["due"].tolist() == [pd.Timestamp("2026-03-03")]


@pytest.mark.parametrize(
    ("completed", "planned"),
    [
        pytest.param("2025-12-01", True, id="expired"),
        pytest.param("2026-02-15", True, id="expires within the horizon"),
        pytest.param("2026-03-30", False, id="still valid"),
    ],
)
def test_mandatory_is_repeated_when_it_expires(framework, make, completed, planned):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True, "valid_days": 90})
    case.with_enrollments(
        {"enrolled_at": completed, "completed_at": completed, "status": "completed"}
    )
    assignments, _ = case.plan(framework)
    assert (len(assignments) == 1) is planned


def test_mandatory_whose_due_day_comes_too_soon_is_planned_and_says_so(framework, make):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True, "valid_days": 90})
    # Valid until the Saturday before the plan's first Monday.
    case.with_enrollments(
        {"enrolled_at": "2026-01-03", "completed_at": "2026-01-03", "status": "completed"}
    )
    assignments, _ = case.plan(framework)
    assert (assignments["planned_start"] <= assignments["due"]).all()
    assert "first time it fits" in assignments["reason"][0]


@pytest.mark.parametrize(
    ("starts", "ends", "late"),
    [
        pytest.param("2026-04-16 09:00", "2026-04-16 10:00", False, id="on the due day"),
        pytest.param("2026-04-17 09:00", "2026-04-17 10:00", True, id="the day after, same week"),
        pytest.param("2026-04-15 09:00", "2026-04-17 10:00", True, id="runs past the due day"),
    ],
)
def test_a_session_that_ends_after_the_due_day_is_late(framework, make, starts, ends, late):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True, "valid_days": 90})
    case.with_sessions({"starts_at": starts, "ends_at": ends})
    # Valid until Thursday 16 April.
    case.with_enrollments(
        {"enrolled_at": "2026-01-16", "completed_at": "2026-01-16", "status": "completed"}
    )
    planned = case.whole(framework)
    assert planned.plan["mandatory_missed"].tolist() == [int(late)]
    (reason,) = planned.assignments["reason"]
    assert ("Due 2026-04-16, and this is the first time it fits." in reason) is late


def test_what_a_manager_postponed_past_its_due_day_says_so(framework, make):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True, "valid_days": 90})
    case.with_enrollments(
        {"enrolled_at": "2026-01-16", "completed_at": "2026-01-16", "status": "completed"}
    )
    case.with_overrides({"action": "postpone", "not_before": "2026-05-04"})
    planned = case.whole(framework)
    (reason,), (reason_zh,) = planned.assignments[["reason", "reason_zh"]].T.values.tolist()
    assert reason.endswith("Due 2026-04-16, and postponed to 2026-05-04.")
    assert "已推迟至2026-05-04" in reason_zh


@pytest.mark.parametrize(
    ("course", "agent", "code"),
    [
        pytest.param({"active": False}, {}, "no_course", id="inactive"),
        pytest.param({"min_tier": "expert"}, {}, "no_course", id="above the tier"),
        pytest.param({"language": "en"}, {"language": "zh-CN"}, "no_course", id="other language"),
        pytest.param({"dimensions": "growth"}, {}, "no_course", id="other dimension"),
        pytest.param({"card": "red"}, {}, "red_card", id="red card"),
        pytest.param({"mentoring": "business"}, {}, "no_mentor", id="no mentor"),
        pytest.param({"prerequisites": "C9"}, {}, "prerequisite", id="prerequisite unknown"),
    ],
)
def test_gap_without_a_fitting_course_says_so(framework, make, course, agent, code):
    case = Case(make).with_courses(course)
    case.agents = case.agents.assign(**agent)
    assignments, gaps = case.plan(framework)
    assert len(assignments) == 0
    assert gaps[["dimension", "code"]].values.tolist() == [["process", code]]
    assert gaps["gap"].tolist() == [15.0]
    assert "流程掌握" in gaps["reason_zh"][0]


def test_long_course_that_does_not_fit_says_so(framework, make):
    case = Case(make).with_courses({"duration_minutes": 721})
    _, gaps = case.plan(framework)
    assert gaps["code"].tolist() == ["no_time"]


def test_mandatory_that_does_not_fit_says_so(framework, make):
    case = Case(make).with_courses({"duration_minutes": 721, "mandatory": True})
    assignments, gaps = case.plan(framework)
    assert len(assignments) == 0
    assert gaps["dimension"].isna().tolist() == [True, False]
    assert gaps["reason"][0].startswith("One has to be taken but is not planned")


def test_agents_without_evidence_gap_or_presence(framework, make):
    case = Case(make, {"A": {}, "B": dict.fromkeys(KEYS, 90.0), "C": {}, "D": {}}, tier=5)
    case.agents["status"] = ["active", "active", "leave", "left"]
    assignments, gaps = case.with_courses({}).plan(framework)
    assert len(assignments) == 0
    assert gaps[["agent_id", "code"]].values.tolist() == [
        ["A", "thin_evidence"],
        ["B", "no_gap"],
        ["C", "on_leave"],
    ]


def test_course_shown_not_to_help_is_not_assigned(framework, make):
    case = Case(make).with_courses({})
    case.effects = pd.DataFrame({"course_id": ["C1"], "dimension": ["process"], "uplift": [-0.4]})
    assignments, gaps = case.plan(framework)
    assert len(assignments) == 0
    assert gaps["code"].tolist() == ["no_course"]


def test_no_agents_and_no_catalogue_give_typed_frames(framework, make):
    case = Case(make, {})
    for frame, name in zip(case.plan(framework), ("path_assignments", "path_gaps"), strict=True):
        assert len(frame) == 0
        assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())


def random_case(make, seed):
    rng = np.random.default_rng(seed)
    scores = {
        f"A{number:02d}": {key: float(rng.uniform(10, 70)) for key in KEYS if rng.random() < 0.9}
        for number in range(int(rng.integers(1, 12)))
    }
    case = Case(make, scores, tier=int(rng.integers(1, 6)))
    ids = [f"C{number:02d}" for number in range(int(rng.integers(1, 14)))]
    case.with_courses(
        *(
            {
                "course_id": one,
                "title": one,
                "dimensions": "|".join(rng.choice(KEYS, rng.integers(1, 3), replace=False)),
                "duration_minutes": int(rng.choice([15, 20, 45, 60, 90, 150, 300])),
                "prerequisites": "|".join(
                    rng.choice(ids[:place], min(place, int(rng.integers(0, 3))), replace=False)
                )
                or None,
                "mandatory": bool(rng.random() < 0.1),
                "active": bool(rng.random() < 0.9),
            }
            for place, one in enumerate(ids)
        )
    )
    sessions, enrollments = [], []
    for one in ids:
        for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.4 else 0):
            start = MONDAY + pd.Timedelta(hours=int(rng.integers(-200, 24 * 60)))
            end = start + pd.Timedelta(hours=2)
            key = f"S{len(sessions):02d}"
            seats = int(rng.integers(0, 4))
            sessions.append(
                {"session_id": key, "course_id": one, "starts_at": start, "ends_at": end}
                | {"seats": seats}
            )
            if seats and rng.random() < 0.3:
                agent = str(rng.choice(list(scores)))
                enrollments.append({"agent_id": agent, "course_id": one, "session_id": key})
    for agent in scores:
        for one in rng.choice(ids, rng.integers(0, 3)):
            status = str(rng.choice(["completed", "enrolled", "dropped"]))
            day = AS_OF - dt.timedelta(days=int(rng.integers(1, 200)))
            enrollments.append(
                {"agent_id": agent, "course_id": str(one), "enrolled_at": day, "status": status}
                | {"completed_at": day if status == "completed" else None}
            )
    return case.with_sessions(*sessions).with_enrollments(*enrollments)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_no_plan_breaks_a_rule_and_nobody_is_forgotten(framework, make, seed):
    case = random_case(make, seed)
    assignments, gaps = case.plan(framework)
    assert violations(framework, case, assignments) == []
    assert accounted(case, assignments, gaps)


def test_the_verifier_sees_what_is_wrong(framework, make):
    case = Case(make).with_courses({}, {"course_id": "C2", "prerequisites": "C1"})
    assignments, _ = case.plan(framework)
    assert violations(framework, case, assignments) == []
    late = assignments.assign(planned_start=MONDAY + pd.Timedelta(weeks=9))
    assert any("horizon" in one for one in violations(framework, case, late))
    alone = assignments[assignments["course_id"] == "C2"].assign(sequence=1)
    assert any("without C1" in one for one in violations(framework, case, alone))
    much = assignments.assign(minutes=400)
    assert any("minutes" in one for one in violations(framework, case, much))


def test_same_input_same_plan_whatever_the_order(framework, make):
    case = random_case(make, 7)
    once = case.plan(framework)
    case.courses = case.courses.iloc[::-1]
    case.sessions = case.sessions.iloc[::-1]
    case.agents = case.agents.iloc[::-1]
    for left, right in zip(once, case.plan(framework), strict=True):
        pd.testing.assert_frame_equal(left, right)


# ---------- the plan before


def sent(assignments, **changes):
    """The ledger after a plan was sent a week ago."""
    frame = assignments[["agent_id", "course_id", "session_id", "planned_start", "due"]]
    return frame.assign(state="sent", sent_on=pd.Timestamp("2026-03-24"), origin="path").assign(
        **changes
    )


def test_a_rerun_on_equal_inputs_is_the_plan_before(framework, make, monkeypatch):
    case = random_case(make, 3)
    case.previous = case.whole(framework)
    case.courses = case.courses.iloc[::-1].assign(
        duration_minutes=lambda frame: frame["duration_minutes"].astype("float64")
    )
    case.deliveries = sent(case.previous.assignments)
    monkeypatch.setattr(paths, "solve", lambda *_: pytest.fail("solved again"))
    assert case.whole(framework) is case.previous


def test_a_changed_cell_is_planned_anew(framework, make):
    case = Case(make).with_courses({}, {"course_id": "C2", "dimensions": "growth"})
    case.previous = case.whole(framework)
    assert case.whole(framework) is case.previous
    case.courses.loc[0, "active"] = False
    found = case.whole(framework)
    assert found.assignments["course_id"].tolist() == []
    assert found.plan["inputs_sha256"][0] != case.previous.plan["inputs_sha256"][0]
    assert case.whole(framework, effort="quick") is not case.previous


@pytest.mark.parametrize(
    ("gain", "kept"),
    [pytest.param(0.3, True, id="too little"), pytest.param(0.1, False, id="enough")],
)
def test_an_item_that_was_sent_changes_only_for_a_stated_gain(framework, make, gain, kept):
    """C2 is 0.2 weighted points better, and time is for one of them."""
    case = Case(make).with_courses(
        {"duration_minutes": 90}, {"course_id": "C2", "duration_minutes": 90}
    )
    case.with_effects(C1=2.0, C2=3.0)
    short = rules(framework, horizon_weeks=1, change_gain=gain)
    assert case.plan(short)[0]["course_id"].tolist() == ["C2"]
    case.with_deliveries({"planned_start": "2026-04-06", "due": "2026-04-12"})
    assert case.plan(short)[0]["course_id"].tolist() == ["C1" if kept else "C2"]
    # What has begun stays whatever it costs.
    case.with_enrollments({"enrolled_at": "2026-03-25", "minutes_spent": 5})
    assert "C1" in case.plan(short)[0]["course_id"].tolist()


def test_an_item_that_was_sent_keeps_its_week(framework, make):
    case = Case(make).with_courses({"duration_minutes": 90}).with_deliveries({})
    assignments, _ = case.plan(framework)
    assert assignments["planned_start"].tolist() == [pd.Timestamp("2026-04-20")]
    case.deliveries = None
    assert case.plan(framework)[0]["planned_start"].tolist() == [MONDAY]


def crowded_case(make, seed):
    """A random case with mentors, kinds, new products, decisions, waves and a plan sent before."""
    case, rng = random_case(make, seed), np.random.default_rng(seed)
    people, courses = list(case.scores), case.courses["course_id"].tolist()
    sessions = case.sessions["session_id"].tolist() or ["none"]

    def day(first, last):
        return AS_OF + dt.timedelta(days=int(rng.integers(first, last)))

    def some(most, **columns):
        count = int(rng.integers(0, most))
        return [{name: make_one() for name, make_one in columns.items()} for _ in range(count)]

    def one_of(*values):
        return lambda: values[int(rng.integers(len(values)))]

    def column(frame, *values):
        return [one_of(*values)() for _ in range(len(frame))]

    case.courses = case.courses.assign(
        card=column(case.courses, None, None, "green", "red"),
        mentoring=column(case.courses, None, None, "business", "service"),
        format=column(case.courses, None, "theory", "case", "micro"),
        valid_days=column(case.courses, np.nan, 30, 90),
        launched_at=pd.to_datetime(column(case.courses, *[None] * 8, "2026-03-30", "2026-04-20")),
    )
    case.agents = case.agents.assign(
        team_id=column(case.agents, "T1", "T2"),
        mentor_id=column(case.agents, None, "M1", "M2"),
        service_mentor_id=column(case.agents, None, "M1"),
    )
    case.ladder["seniority"] = column(case.ladder, "new", "in_service", "backbone")
    whom = {"agent_id": one_of(*people), "course_id": one_of(*courses)}
    decisions = some(
        9,
        **whom,
        action=one_of("pin", "exclude", "replace", "postpone"),
        replacement_id=one_of(None, *courses),
        session_id=one_of(None, None, *sessions),
        not_before=lambda: day(-10, 80),
        valid_until=one_of(None, None, day(-10, 80)),
        decided_at=lambda: day(-20, 3),
    )
    case.with_overrides(*({"override_id": f"O{at}"} | one for at, one in enumerate(decisions)))
    case.with_waves(
        *some(6, **whom, starts_on=one_of(None, day(-30, 90)), ends_on=lambda: day(-30, 200))
    )
    states = ("sent", "enrolled", "withdrawn", "started", "finished")
    return case.with_deliveries(
        *some(
            12,
            **whom,
            session_id=one_of(None, *sessions),
            planned_start=lambda: day(-10, 60),
            due=lambda: day(-5, 70),
            state=one_of(*states),
            sent_on=lambda: day(-30, 0),
        )
    )


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_with_everything_at_once_decisions_are_followed_and_all_is_told(framework, make, seed):
    case = crowded_case(make, seed)
    planned = case.whole(framework)
    rows = planned.assignments
    assert accounted(case, rows, planned.gaps)
    assert (rows["status"].eq("overdue") | rows["planned_start"].le(rows["due"])).all()
    for frame in (rows, planned.gaps):
        assert frame[["reason", "reason_zh"]].notna().all(axis=None)
    starts = rows.set_index(["agent_id", "course_id"])["planned_start"]
    for one in planned.overrides[planned.overrides["state"] == "applied"].itertuples():
        start = starts.get((one.agent_id, one.course_id))
        match one.action:
            case "exclude":
                assert start is None
            case "pin":
                assert start is not None
            case "replace":
                assert start is None
                assert (one.agent_id, one.replacement_id) in starts
            case "postpone":
                assert start is None or start >= one.not_before


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_a_plan_sent_and_planned_again_stays(framework, make, seed):
    case = crowded_case(make, seed).with_deliveries()
    first, _ = case.plan(framework)
    case.deliveries = sent(first[first["status"] == "planned"])
    again, _ = case.plan(framework)
    columns = ["agent_id", "course_id", "session_id", "planned_start"]
    pd.testing.assert_frame_equal(again[columns], first[columns])


def test_a_plan_that_breaks_a_rule_is_not_published(framework, make, monkeypatch):
    case = Case(make).with_courses({}, {"course_id": "C2", "mandatory": True})
    real = paths.solve

    def twice(problem, *args):
        found = real(problem, *args)
        return replace(found, plans=tuple(np.concatenate([one, one[:1]]) for one in found.plans))

    monkeypatch.setattr(paths, "solve", twice)
    with pytest.raises(CompetencyError, match=r"breaks \d rules?, first .* nothing was published"):
        case.whole(framework)


# ---------- frames


def test_the_plan_as_a_whole_is_told(framework, make):
    case = Case(make, {"A": {"process": 30.0}, "B": {"process": 30.0}})
    case.with_courses({}, {"course_id": "M1", "mandatory": True, "duration_minutes": 721})
    (row,) = case.whole(framework).plan.to_dict("records")
    assert (row["agents"], row["items"], row["mandatory_missed"]) == (2, 2, 2)
    assert row["closed"] == pytest.approx(2 * 2.0 * framework.dimensions[0].weight)
    assert (row["effort"], row["stopped"]) == ("standard", False)
    assert 0 <= row["gap"] < 0.01
    quick = case.whole(framework, effort="quick").plan.loc[0]
    assert quick["effort"] == "quick"
    assert np.isnan(quick["bound"])
    assert np.isnan(quick["gap"])


def test_each_chosen_item_has_its_runner_up_and_nothing_else_has(framework, make):
    case = Case(make).with_courses(
        {"duration_minutes": 90},
        {"course_id": "C2", "title": "Two", "duration_minutes": 90},
        {"course_id": "M1", "dimensions": None, "mandatory": True, "duration_minutes": 10},
    )
    case.with_effects(C1=3.0, C2=2.0)
    assignments, _ = case.plan(rules(framework, horizon_weeks=1, minutes_per_week=100))
    rows = assignments.set_index("course_id")
    assert list(rows.index) == ["M1", "C1"]
    assert rows.loc["C1", "runner_up_id"] == "C2"
    assert rows.loc["C1", "runner_up"] == "Next best is Two: 0.20 weighted points less."
    assert "0.20" in rows.loc["C1", "runner_up_zh"]
    assert pd.isna(rows.loc["M1", "runner_up"])


def test_a_course_without_a_rival_says_so(framework, make):
    assignments, _ = Case(make).with_courses({}).plan(framework)
    assert assignments["runner_up"].tolist() == [
        "No other course open to this person, and not already on the path, works on "
        "process mastery."
    ]
    assert assignments["runner_up_id"].isna().all()


def test_items_carry_their_evidence(framework, make):
    case = Case(make).with_courses({})
    case.effects = pd.DataFrame(
        {"course_id": ["C1"], "dimension": ["process"], "uplift": [3.0], "lower": [1.0]}
        | {"upper": [5.0], "n_trained": [40]}
    )
    (row,) = case.plan(framework)[0].to_dict("records")
    assert (row["expected_uplift"], row["uplift_lower"], row["uplift_upper"]) == (3.0, 1.0, 5.0)
    assert row["n_trained"] == 40
    assert "from 40 people" in row["reason"]
