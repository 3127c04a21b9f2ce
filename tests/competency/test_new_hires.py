import datetime as dt

import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.frames import FRAMES
from competency.new_hires import check_new_hires
from competency.on_duty_rules import ContactsMilestone

HIRED = dt.date(2026, 3, 2)
#: Both onboarding tests are taken by somebody, unless a case says otherwise.
KNOWN = [("ONBOARD-WRITTEN", None), ("ONBOARD-SIM", None)]


def frame(rows, *columns):
    return pd.DataFrame(rows, columns=list(columns))


def attempt(test, share, day="2026-03-05", dimension=None):
    return ("N1", test, dimension, day, share)


PASSED = [attempt("ONBOARD-WRITTEN", 0.8, "2026-03-05"), attempt("ONBOARD-SIM", 0.6, "2026-03-06")]


def check(
    framework,
    as_of=HIRED,
    attempts=(),
    courses=(),
    contacts=(),
    reviews=0,
    tests=KNOWN,
    unavailable=(),
    agents=(("N1", "T1", HIRED, HIRED),),
):
    return check_new_hires(
        framework,
        as_of,
        agents=frame(agents, "agent_id", "team_id", "hire_date", "starts_on"),
        attempts=frame(
            attempts, "agent_id", "assessment_id", "dimension", "taken_on", "share"
        ).astype({"taken_on": "datetime64[us]"}),
        tests=frame(tests, "assessment_id", "dimension"),
        completions=frame([("N1", one) for one in courses], "agent_id", "dimensions"),
        contacts=frame(
            [("N1", *one) for one in contacts], "agent_id", "day", "n_contacts", "n_routine"
        ).astype({"day": "datetime64[us]"}),
        reviews=frame(["N1"] * reviews, "agent_id"),
        unavailable=unavailable,
    )


def one(framework, **case):
    """The only row as a plain dict, None for null."""
    found = check(framework, **case)
    assert len(found) == 1
    return {
        key: None if pd.isna(value) else value for key, value in found.to_dict("records")[0].items()
    }


@pytest.mark.parametrize(
    ("attempts", "written", "simulation", "on_duty", "exhausted"),
    [
        pytest.param([], ("open", 0), ("open", 0), False, False, id="nothing tried"),
        pytest.param(PASSED, ("passed", 1), ("passed", 1), True, False, id="both passed"),
        pytest.param(PASSED[:1], ("passed", 1), ("open", 0), False, False, id="one passed"),
        pytest.param(
            [*PASSED[:1], attempt("ONBOARD-SIM", 0.599)],
            ("passed", 1),
            ("failed", 1),
            False,
            False,
            id="just below the bar",
        ),
        pytest.param(
            [*PASSED[:1], *[attempt("ONBOARD-SIM", 0.1)] * 3],
            ("passed", 1),
            ("failed", 3),
            False,
            True,
            id="attempts used up",
        ),
        pytest.param(
            [*[attempt("ONBOARD-WRITTEN", 0.1)] * 3, *PASSED],
            ("passed", 4),
            ("passed", 1),
            True,
            False,
            id="passed after all",
        ),
        pytest.param(
            [*PASSED, attempt("ONBOARD-SIM", 0.0, "2026-03-20")],
            ("passed", 1),
            ("passed", 2),
            True,
            False,
            id="once passed stays passed",
        ),
        pytest.param(
            [attempt("ONBOARD-WRITTEN", None)],
            ("open", 0),
            ("open", 0),
            False,
            False,
            id="not marked yet",
        ),
        pytest.param(
            [attempt("入职笔试-1", 0.7), attempt("T7", 0.7, dimension="模拟演练")],
            ("passed", 1),
            ("passed", 1),
            True,
            False,
            id="by Chinese name and by dimension",
        ),
        pytest.param(
            [attempt("onboard-sim-2", 0.7, dimension="written")],
            ("open", 0),
            ("passed", 1),
            False,
            False,
            id="the id speaks before the dimension",
        ),
        pytest.param(
            [attempt("QUIZ", 0.9, dimension="process"), ("N9", "ONBOARD-SIM", None, HIRED, 0.9)],
            ("open", 0),
            ("open", 0),
            False,
            False,
            id="other tests and other people",
        ),
    ],
)
def test_the_gate(framework, attempts, written, simulation, on_duty, exhausted):
    row = one(framework, attempts=attempts)
    assert (row["written_state"], row["written_attempts"]) == written
    assert (row["simulation_state"], row["simulation_attempts"]) == simulation
    assert row["on_duty"] is on_duty
    assert row["attempts_exhausted"] is exhausted


@pytest.mark.parametrize(
    ("tests", "attempts", "states", "on_duty", "exhausted", "words"),
    [
        pytest.param([], [], (None, None), None, None, "the written test and the simulation were",
                     id="no assessments"),
        pytest.param([("QUIZ", "process")], [], (None, None), None, None, "on_duty.written and",
                     id="none that is the gate's"),
        pytest.param(KNOWN[:1], PASSED[:1], ("passed", None), None, None, "on_duty.simulation of",
                     id="one part unknown"),
        pytest.param(KNOWN[:1], [attempt("ONBOARD-WRITTEN", 0.1)] * 3, ("failed", None), False,
                     True, "Decide on retraining", id="a known failure is known"),
    ],
)  # fmt: skip
def test_an_unknown_gate_is_never_failed(
    framework, tests, attempts, states, on_duty, exhausted, words
):
    row = one(framework, tests=tests, attempts=attempts, contacts=[("2026-03-04", 5, 5)])
    assert (row["written_state"], row["simulation_state"]) == states
    assert row["on_duty"] is on_duty
    assert row["attempts_exhausted"] is exhausted
    assert row["contacts_before_clearance"] == (None if on_duty is None else 5)
    assert words in row["next_step"]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param(PASSED, 7, id="cleared: days before the later pass"),
        pytest.param(PASSED[:1], 15, id="not cleared: all"),
    ],
)
def test_contacts_before_clearance(framework, attempts, expected):
    contacts = [("2026-03-03", 3, 3), ("2026-03-05", 4, 1), ("2026-03-06", 8, 8)]
    row = one(framework, attempts=attempts, contacts=contacts)
    assert row["contacts_before_clearance"] == expected


def test_contacts_are_unknown_without_their_export(framework):
    assert one(framework, unavailable=["crm/interactions"])["contacts_before_clearance"] is None
    assert one(framework)["contacts_before_clearance"] == 0


def weeks(row):
    return tuple(row[f"week_{number}_state"] for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(0, ("open", "open", "open"), id="first day"),
        pytest.param(6, ("open", "open", "open"), id="last day of week 1"),
        pytest.param(7, ("late", "open", "open"), id="week 1 is over"),
        pytest.param(14, ("late", "late", "open"), id="week 2 is over"),
        pytest.param(21, ("late", "late", "late"), id="week 3 is over"),
    ],
)
def test_what_is_not_shown_is_late_once_its_week_is_over(framework, day, expected):
    row = one(framework, as_of=HIRED + dt.timedelta(days=day))
    assert weeks(row) == expected
    assert row["days_since_hire"] == day


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param({"courses": ["growth|process"]}, ("done", "late", "late"), id="base course"),
        pytest.param({"courses": ["growth", None]}, ("late", "late", "late"), id="other course"),
        pytest.param(
            {"attempts": [attempt("QUIZ", 0.6, dimension="知识")]},
            ("done", "late", "late"),
            id="passed test of the base layer",
        ),
        pytest.param(
            {"attempts": [attempt("QUIZ", 0.5, dimension="知识"), attempt("X", 1.0)]},
            ("late", "late", "late"),
            id="failed test, and one that names no dimension",
        ),
        pytest.param(
            {"contacts": [("2026-03-10", 30, 12), ("2026-03-30", 9, 8)]},
            ("late", "done", "late"),
            id="20 routine contacts",
        ),
        pytest.param(
            {"contacts": [("2026-03-10", 90, 19)]}, ("late", "late", "late"), id="19 routine"
        ),
        pytest.param({"reviews": 1}, ("late", "late", "done"), id="review of a complex contact"),
    ],
)
def test_what_shows_a_milestone(framework, shown, expected):
    assert weeks(one(framework, as_of=dt.date(2026, 4, 30), **shown)) == expected


@pytest.mark.parametrize(
    ("unavailable", "expected"),
    [
        pytest.param(["lms/courses"], ("late", "late", "late"), id="tests still show week 1"),
        pytest.param(["lms/enrollments", "lms/assessments"], (None, "late", "late"), id="no LMS"),
        pytest.param(["crm/interactions.complexity"], ("late", None, None), id="no complexity"),
        pytest.param(["qa/reviews"], ("late", "late", None), id="no reviews"),
    ],
)
def test_what_the_exports_cannot_show_is_unknown(framework, unavailable, expected):
    row = one(framework, as_of=dt.date(2026, 4, 30), unavailable=unavailable)
    assert weeks(row) == expected


def test_a_milestone_shown_in_spite_of_a_missing_export_is_done(framework):
    row = one(framework, courses=["process"], unavailable=["lms/enrollments", "lms/assessments"])
    assert row["week_1_state"] == "done"


def test_milestones_may_be_configured(framework):
    rules = framework.on_duty
    contacts = ContactsMilestone(kind="contacts", week=1, name=rules.milestones[1].name, contacts=2)
    changed = framework.model_copy(
        update={
            "on_duty": rules.model_copy(update={"milestones": (contacts, *rules.milestones[1:])})
        }
    )
    assert weeks(one(changed, contacts=[("2026-03-02", 2, 2)])) == ("done", "open", "open")


def test_rows_come_by_agent_with_declared_columns_and_odd_rows_left_out(framework):
    agents = [
        ("N2", None, None, dt.date(2026, 3, 1)),
        ("N1", "T1", HIRED, dt.date(2026, 2, 27)),
        (None, "T1", HIRED, HIRED),
        ("N3", "T1", None, None),
    ]
    found = check(framework, agents=agents)
    assert found["agent_id"].tolist() == ["N1", "N2"]
    assert found["days_since_hire"].tolist() == [3, 1]
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == FRAMES["new_hires"]


def test_nobody_new_gives_no_rows(framework):
    found = check(framework, agents=())
    assert len(found) == 0
    assert list(found.columns) == list(FRAMES["new_hires"])


def test_a_missing_column_is_named(framework):
    with pytest.raises(MissingColumnsError, match=r"attempts: missing column\(s\) 'share'"):
        check_new_hires(
            framework,
            HIRED,
            agents=frame([], "agent_id", "team_id", "hire_date", "starts_on"),
            attempts=frame([], "agent_id", "assessment_id", "taken_on"),
            tests=frame([], "assessment_id"),
            completions=frame([], "agent_id", "dimensions"),
            contacts=frame([], "agent_id", "day", "n_contacts", "n_routine"),
            reviews=frame([], "agent_id"),
        )
