import datetime as dt

import pytest

from competency import path_words
from competency.learners import Wanted
from tests.competency.path_cases import AS_OF, Case, rules

HORIZON = dt.date(2026, 5, 31)
TOMORROW = dt.date(2026, 4, 1)
SOON = {"starts_at": "2026-04-15 09:00", "ends_at": "2026-04-15 10:00"}


def day(month, number):
    return dt.date(2026, month, number)


# ---------- open enrolments


@pytest.mark.parametrize(
    ("enrolled", "sent", "kept"),
    [
        pytest.param({}, [], True, id="enrolled by others"),
        pytest.param({}, [{}], False, id="sent and not begun"),
        pytest.param({"minutes_spent": 5}, [{}], True, id="sent and begun"),
        pytest.param({}, [{"planned_start": "2026-03-31"}], True, id="its day has come"),
        pytest.param({}, [{"state": "started"}], True, id="started says the ledger"),
        pytest.param({}, [{"origin": "lms"}], True, id="never sent"),
        pytest.param({}, [{"state": "withdrawn"}], False, id="withdrawn"),
        pytest.param(
            {},
            [{"state": "withdrawn", "sent_on": "2026-03-10"}, {"planned_start": "2026-03-30"}],
            True,
            id="withdrawn and sent again",
        ),
        pytest.param(
            {"session_id": "S1"}, [{"session_id": "S1"}], False, id="session still to come"
        ),
        pytest.param({"session_id": "S0"}, [{"session_id": "S0"}], True, id="session begun"),
        pytest.param({"session_id": "S0"}, [{"state": "withdrawn"}], True, id="withdrawn too late"),
    ],
)
def test_what_was_sent_and_has_not_begun_may_move(framework, make, enrolled, sent, kept):
    case = Case(make).with_courses({}).with_deliveries(*sent)
    case.with_sessions(
        SOON, {"session_id": "S0", "starts_at": "2026-03-31 09:00", "ends_at": "2026-04-02"}
    )
    case.with_enrollments({"enrolled_at": "2026-03-25"} | enrolled)
    assert (set(case.learner(framework).kept) == {"C1"}) is kept


@pytest.mark.parametrize(
    ("enrolled", "expected"),
    [
        pytest.param(
            {"enrolled_at": "2026-03-20"}, (AS_OF, day(5, 19), "enrolled", 60), id="self-paced"
        ),
        pytest.param(
            {"enrolled_at": "2026-01-30", "minutes_spent": 45.4},
            (AS_OF, day(3, 31), "enrolled", 15),
            id="due today",
        ),
        pytest.param(
            {"enrolled_at": "2026-01-29", "minutes_spent": 70},
            (AS_OF, day(3, 30), "overdue", 0),
            id="due yesterday",
        ),
        pytest.param(
            {"session_id": "S1"}, (day(4, 15), day(4, 15), "enrolled", 60), id="session to come"
        ),
        pytest.param(
            {"session_id": "S0"}, (day(3, 2), day(3, 2), "overdue", 60), id="session missed"
        ),
        pytest.param({}, (AS_OF, day(5, 30), "enrolled", 60), id="no day of enrolment"),
    ],
)
def test_dates_of_what_is_begun(framework, make, enrolled, expected):
    case = Case(make).with_courses({}).with_enrollments(enrolled)
    case.with_sessions(
        SOON, {"session_id": "S0", "starts_at": "2026-03-02 09:00", "ends_at": "2026-03-02 10:00"}
    )
    kept = case.learner(framework).kept["C1"]
    assert (kept.start, kept.due, kept.status, kept.minutes) == expected
    assert kept.words == path_words.enrolled(kept.status == "overdue")


def test_what_we_sent_is_due_as_sent(framework, make):
    case = Case(make).with_courses({}).with_deliveries({"planned_start": "2026-03-30"})
    case.with_enrollments({"enrolled_at": "2026-03-25", "minutes_spent": 10})
    assert case.learner(framework).kept["C1"].due == day(4, 26)


# ---------- new products


@pytest.mark.parametrize(
    ("launched", "due", "status", "words"),
    [
        pytest.param("2026-03-31 08:00", day(4, 1), "planned", "by 2026-04-01", id="today"),
        pytest.param("2026-03-30 20:00", day(4, 1), "planned", "was due 2026-03-31", id="tight"),
        pytest.param("2026-03-20", day(3, 21), "overdue", "was due 2026-03-21", id="missed"),
        pytest.param("2026-04-20 10:00", day(4, 21), "planned", "by 2026-04-21", id="to come"),
    ],
)
def test_a_new_product_is_learnt_on_the_next_working_day(
    framework, make, launched, due, status, words
):
    case = Case(make).with_courses({"launched_at": launched, "product": "Lamp"})
    kept = case.learner(framework).kept["C1"]
    assert (kept.start, kept.due, kept.status, kept.minutes) == (TOMORROW, due, status, 60)
    assert kept.words.en.startswith("New product Lamp:")
    assert words in kept.words.en


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"launched_at": "2026-06-01"}, id="beyond the horizon"),
        pytest.param({"card": "red"}, id="red card"),
        pytest.param({"min_tier": "expert"}, id="not open to the agent"),
    ],
)
def test_no_new_product_for_whom_it_is_not(framework, make, row):
    case = Case(make).with_courses({"launched_at": "2026-03-31"} | row)
    learner = case.learner(framework)
    assert not learner.kept
    assert not learner.wanted


def test_a_new_product_in_sessions_or_after_others_is_wanted_by_its_day(framework, make):
    new = {"launched_at": "2026-03-31 08:00", "title": "Lamp"}
    case = Case(make).with_courses(
        new, new | {"course_id": "C2", "prerequisites": "C3"}, {"course_id": "C3"}
    )
    learner = case.with_sessions(SOON).learner(framework)
    assert {key: (one.due, one.firm) for key, one in learner.wanted.items()} == {
        "C1": (day(4, 1), True),
        "C2": (day(4, 1), True),
    }
    assert not learner.kept


def test_a_new_product_once_passed_is_not_new(framework, make):
    case = Case(make).with_courses({"launched_at": "2024-01-01", "valid_days": 30})
    case.with_enrollments({"completed_at": "2024-01-02", "status": "completed"})
    learner = case.learner(framework)
    assert not learner.kept
    assert not learner.wanted


def test_managers_and_failures_stop_a_new_product(framework, make):
    new = {"launched_at": "2026-03-31 08:00"}
    case = Case(make).with_courses(new).with_overrides({})
    learner = case.learner(framework)
    assert (learner.kept, learner.barred, learner.notes) == ({}, {"C1": "excluded"}, {})
    case = (
        Case(make)
        .with_courses(new)
        .with_enrollments(
            *({"status": "failed", "completed_at": f"2026-03-{day}"} for day in (28, 29, 30))
        )
    )
    learner = case.learner(framework)
    assert (learner.kept, learner.barred) == ({}, {"C1": "human_decision"})
    case.with_overrides({"action": "pin"})
    assert set(case.learner(framework).wanted) == {"C1"}


def test_a_postponed_new_product_waits(framework, make):
    case = Case(make).with_courses({"launched_at": "2026-03-31 08:00"})
    case.with_overrides({"action": "postpone", "not_before": "2026-04-20"})
    learner = case.learner(framework)
    assert (set(learner.wanted), learner.earliest) == ({"C1"}, {"C1": day(4, 20)})
    assert not learner.kept


# ---------- tests that were failed


def failed(*days):
    return [{"status": "failed", "completed_at": one} for one in days]


@pytest.mark.parametrize(
    ("days", "due"),
    [
        pytest.param(["2026-03-25"], day(4, 8), id="once"),
        pytest.param(["2026-03-01", "2026-03-20"], day(4, 3), id="from the last"),
        pytest.param(["2025-12-31"], day(1, 14), id="90 days ago"),
    ],
)
def test_a_failed_test_is_taken_again(framework, make, days, due):
    case = Case(make).with_courses({"dimensions": None}).with_enrollments(*failed(*days))
    learner = case.learner(framework)
    assert learner.wanted == {"C1": Wanted(due, path_words.retake(len(days), 3), firm=True)}


def test_a_failure_long_ago_is_forgotten(framework, make):
    case = Case(make).with_courses({}).with_enrollments(*failed("2025-12-30"))
    learner = case.learner(framework)
    assert not learner.wanted
    assert not learner.barred


def test_after_the_last_attempt_a_human_decides_even_of_what_is_mandatory(framework, make):
    days = ("2025-06-01", "2026-01-01", "2026-03-01")
    case = Case(make).with_courses({"mandatory": True}).with_enrollments(*failed(*days))
    learner = case.learner(framework)
    assert (learner.barred, learner.wanted) == ({"C1": "human_decision"}, {})
    assert case.learner(rules(framework, maximum_attempts=4)).barred == {}


@pytest.mark.parametrize(
    ("decision", "barred", "wanted"),
    [
        pytest.param({"action": "pin"}, {}, {"C1"}, id="once more"),
        pytest.param({"action": "exclude"}, {"C1": "excluded"}, set(), id="no more"),
    ],
)
def test_a_manager_may_be_that_human(framework, make, decision, barred, wanted):
    case = Case(make).with_courses({}).with_overrides(decision)
    learner = case.with_enrollments(*failed("2026-01-01", "2026-02-01", "2026-03-01")).learner(
        framework
    )
    assert (learner.barred, set(learner.wanted)) == (barred, wanted)


def test_whoever_is_enrolled_again_needs_no_decision(framework, make):
    case = (
        Case(make)
        .with_courses({})
        .with_enrollments(
            *failed("2026-01-01", "2026-02-01", "2026-03-01"), {"enrolled_at": "2026-03-20"}
        )
    )
    learner = case.learner(framework)
    assert (set(learner.kept), learner.barred) == ({"C1"}, {})


# ---------- mandatory courses and certificates


@pytest.mark.parametrize(
    ("completed", "due", "again"),
    [
        pytest.param(None, day(4, 30), False, id="new"),
        pytest.param("2026-02-15", day(5, 16), True, id="expires in the horizon"),
        pytest.param("2025-12-31", AS_OF, True, id="expires today"),
        pytest.param("2025-12-01", day(4, 30), True, id="expired"),
        pytest.param("2026-03-30", None, None, id="valid beyond it"),
    ],
)
def test_mandatory_courses_are_due_in_a_month_or_when_they_expire(
    framework, make, completed, due, again
):
    case = Case(make).with_courses({"dimensions": None, "mandatory": True, "valid_days": 90})
    if completed:
        case.with_enrollments({"completed_at": completed, "status": "completed"})
    wanted = case.learner(framework).wanted
    expected = {} if due is None else {"C1": Wanted(due, path_words.mandatory(again), firm=True)}
    assert wanted == expected


def test_a_mandatory_course_stays_due_when_it_was_first_said_to_be(framework, make):
    case = Case(make).with_courses({"mandatory": True})
    case.with_deliveries({"planned_start": "2026-04-13", "due": "2026-04-23"})
    assert case.learner(framework).wanted["C1"].due == day(4, 23)


@pytest.mark.parametrize(
    ("tier", "course", "asked_by"),
    [
        pytest.param(3, "advanced_complaint_mediation", "Expert", id="of the next tier"),
        pytest.param(4, "advanced_complaint_mediation", "Expert", id="of the tier held"),
        pytest.param(2, "advanced_complaint_mediation", None, id="of a later tier"),
        pytest.param(4, "cooking", None, id="of none"),
    ],
)
def test_a_tier_asks_for_its_certificate(framework, make, tier, course, asked_by):
    case = Case(make, tier=tier).with_courses({"course_id": course})
    tiers = list(framework.ladder.tiers)
    tiers[3] = tiers[3].model_copy(update={"certificates": ("advanced_complaint_mediation",)})
    ladder = framework.ladder.model_copy(update={"tiers": tuple(tiers)})
    wanted = case.learner(framework.model_copy(update={"ladder": ladder})).wanted
    name = tiers[3].name.en
    if asked_by is None:
        assert wanted == {}
    else:
        (one,) = wanted.values()
        assert (one.due, one.firm) == (HORIZON, False)
        assert one.words.en == f"{name} needs its certificate."


def test_a_certificate_that_expires_is_firm(framework, make):
    tiers = list(framework.ladder.tiers)
    tiers[0] = tiers[0].model_copy(update={"certificates": ("C1",)})
    ladder = framework.ladder.model_copy(update={"tiers": tuple(tiers)})
    case = Case(make).with_courses({"valid_days": 90})
    case.with_enrollments({"completed_at": "2026-01-20", "status": "completed"})
    (one,) = case.learner(framework.model_copy(update={"ladder": ladder})).wanted.values()
    assert (one.due, one.firm) == (day(4, 20), True)
    assert "expires" in one.words.en


# ---------- managers' decisions


def decided(framework, make, *decisions, **kwargs):
    case = Case(make).with_courses({}, {"course_id": "C2"}, *kwargs.pop("courses", ()))
    for name, rows in kwargs.items():
        getattr(case, f"with_{name}")(*rows)
    return case.with_overrides(*decisions).learner(framework)


def test_exclude_keeps_off_even_what_is_mandatory(framework, make):
    must = {"course_id": "M1", "mandatory": True}
    learner = decided(framework, make, {"course_id": "M1"}, courses=[must])
    assert (learner.barred, learner.wanted) == ({"M1": "excluded"}, {})


def test_pin_has_it_taken_and_says_who_wants_it(framework, make):
    pin = {"action": "pin", "reason": "new desk", "session_id": "S1", "valid_until": "2026-05-08"}
    learner = decided(framework, make, pin, sessions=[SOON])
    assert learner.wanted == {"C1": Wanted(day(5, 8), path_words.pinned("Li", "new desk"))}
    assert learner.pinned == {"C1": "S1"}
    free = decided(framework, make, {"action": "pin"})
    assert (free.wanted["C1"].due, free.pinned) == (HORIZON, {})


def test_replace_bars_one_and_pins_the_other(framework, make):
    learner = decided(framework, make, {"action": "replace", "replacement_id": "C2"})
    assert (learner.barred, set(learner.wanted)) == ({"C1": "excluded"}, {"C2"})


def test_replace_by_what_is_begun_bars_the_other(framework, make):
    learner = decided(
        framework,
        make,
        {"action": "replace", "replacement_id": "C2"},
        enrollments=[{"course_id": "C2", "enrolled_at": "2026-03-20"}],
    )
    assert (learner.barred, learner.notes, set(learner.kept)) == ({"C1": "excluded"}, {}, {"C2"})


@pytest.mark.parametrize(
    ("not_before", "barred", "earliest"),
    [
        ("2026-04-22", {}, {"C1": day(4, 22)}),
        ("2026-05-25", {}, {"C1": day(5, 25)}),
        # Within the horizon, but its week has begun: nothing can begin then.
        ("2026-05-26", {"C1": "postponed"}, {}),
        ("2026-09-01", {"C1": "postponed"}, {}),
    ],
)
def test_postpone_waits_or_leaves_it_to_a_later_plan(framework, make, not_before, barred, earliest):
    learner = decided(framework, make, {"action": "postpone", "not_before": not_before})
    assert (learner.barred, learner.earliest) == (barred, earliest)


BEGUN = [{"enrolled_at": "2026-03-20", "minutes_spent": 5}]
BY_OTHERS = [{"enrolled_at": "2026-03-20"}]
DONE = [{"completed_at": "2026-03-20", "status": "completed"}]


@pytest.mark.parametrize(
    ("decision", "also", "note"),
    [
        pytest.param({}, {"enrollments": BEGUN}, path_words.STARTED, id="exclude begun"),
        pytest.param(
            {"action": "replace", "replacement_id": "C2"},
            {"enrollments": BEGUN},
            path_words.STARTED,
            id="replace begun",
        ),
        pytest.param({}, {"enrollments": BY_OTHERS}, path_words.BY_OTHERS, id="others enrolled"),
        pytest.param(
            {"action": "pin", "session_id": "S1"},
            {"enrollments": BEGUN, "sessions": [SOON]},
            path_words.STARTED,
            id="pin begun to a session",
        ),
        pytest.param({"action": "pin"}, {"enrollments": DONE}, path_words.TAKEN, id="pin done"),
        pytest.param({"action": "postpone"}, {}, path_words.lacks("not_before"), id="no day"),
        pytest.param(
            {"action": "replace"}, {}, path_words.lacks("replacement_id"), id="no replacement"
        ),
        pytest.param(
            {"action": "praise"}, {}, path_words.unknown_action("praise"), id="no such action"
        ),
        pytest.param(
            {"action": "pin", "course_id": "C9"}, {}, path_words.closed(None), id="unknown course"
        ),
        pytest.param(
            {"action": "replace", "replacement_id": "C9"},
            {},
            path_words.closed(None),
            id="unknown replacement",
        ),
        pytest.param(
            {"action": "pin", "session_id": "S9"}, {}, path_words.NO_SESSION, id="unknown session"
        ),
        pytest.param(
            {"action": "pin", "session_id": "S1"},
            {"sessions": [SOON | {"course_id": "C2"}]},
            path_words.NO_SESSION,
            id="session of another course",
        ),
        pytest.param(
            {"action": "pin", "session_id": "S1"},
            {"sessions": [{"starts_at": "2026-03-02", "ends_at": "2026-03-02"}]},
            path_words.NO_SESSION,
            id="session over",
        ),
    ],
)
def test_what_cannot_be_followed_changes_nothing_and_says_why(
    framework, make, decision, also, note
):
    learner = decided(framework, make, decision, **also)
    assert learner.notes == {"O1": note}
    assert (learner.barred, learner.wanted, learner.earliest) == ({}, {}, {})


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"card": "red"}, "red card"),
        ({"active": False}, "no longer offered"),
        ({"min_tier": "expert"}, "tier or language"),
    ],
)
def test_no_decision_opens_a_closed_course(framework, make, row, words):
    learner = decided(
        framework, make, {"action": "pin", "course_id": "X"}, courses=[{"course_id": "X"} | row]
    )
    assert words in learner.notes["O1"].en
    assert learner.wanted == {}


@pytest.mark.parametrize("later", ["2026-03-29", "2026-03-31"])
def test_of_decisions_that_contradict_each_other_the_later_holds(framework, make, later):
    learner = decided(
        framework,
        make,
        {"action": "replace", "replacement_id": "C2"},
        {"override_id": "O2", "course_id": "C2", "decided_at": later},
    )
    assert (learner.barred.get("C2") == "excluded") is (later > "2026-03-30")
    assert ("C2" in learner.wanted) is (later < "2026-03-30")


# ---------- waves


@pytest.mark.parametrize(
    ("starts", "ends", "wanted", "earliest", "barred"),
    [
        pytest.param("2026-03-01", "2026-12-01", day(4, 30), day(3, 1), None, id="begun"),
        pytest.param("2026-05-01", "2026-12-01", day(5, 31), day(5, 1), None, id="in the horizon"),
        pytest.param("2026-07-01", "2026-12-01", None, None, "wave", id="later"),
        pytest.param("2026-05-30", "2026-12-01", None, None, "wave", id="too late to begin"),
        pytest.param(None, "2026-12-01", None, None, "wave", id="control"),
        pytest.param(None, None, None, None, "wave", id="control for ever"),
        pytest.param(None, "2026-05-01", None, day(5, 1), None, id="control that ends"),
        pytest.param(None, "2026-03-31", None, None, None, id="control that ended"),
        pytest.param("2026-01-01", "2026-03-31", None, None, None, id="over"),
    ],
)
def test_a_wave_gives_a_course_when_its_turn_comes(
    framework, make, starts, ends, wanted, earliest, barred
):
    case = Case(make).with_courses({}).with_waves({"starts_on": starts, "ends_on": ends})
    learner = case.learner(framework)
    assert learner.wanted == (
        {} if wanted is None else {"C1": Wanted(wanted, path_words.wave("W1"))}
    )
    assert learner.earliest == ({} if earliest is None else {"C1": earliest})
    assert learner.barred == ({} if barred is None else {"C1": barred})


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(BEGUN, id="begun"),
        pytest.param(DONE, id="completed"),
        pytest.param(failed("2026-01-01", "2026-02-01", "2026-03-01"), id="out of attempts"),
    ],
)
def test_a_wave_asks_nothing_of_whom_has_it(framework, make, rows):
    case = Case(make).with_courses({}).with_enrollments(*rows)
    learner = case.with_waves({"starts_on": "2026-03-01"}).learner(framework)
    assert learner.wanted == {}
    assert learner.earliest == {}


def test_a_manager_decides_over_a_wave(framework, make):
    learner = decided(framework, make, {"action": "pin"}, waves=[{}])
    assert (set(learner.wanted), learner.barred) == ({"C1"}, {})
    learner = decided(framework, make, {}, waves=[{"starts_on": "2026-03-01"}])
    assert (learner.wanted, learner.barred) == ({}, {"C1": "excluded"})


SENT = {"planned_start": "2026-03-30", "due": "2026-04-05"}
LATER = {"action": "postpone", "not_before": "2026-05-01"}


@pytest.mark.parametrize(
    ("decision", "kept"),
    [
        pytest.param(None, True, id="its day has come: it stays"),
        pytest.param({}, False, id="excluded"),
        pytest.param(LATER, False, id="postponed"),
    ],
)
def test_what_we_sent_and_is_not_begun_follows_a_decision(framework, make, decision, kept):
    case = Case(make).with_courses({}).with_enrollments({"enrolled_at": "2026-03-25"})
    case.with_deliveries(SENT)
    if decision is not None:
        case.with_overrides(decision)
    learner = case.learner(framework)
    assert ("C1" in learner.kept) is kept
    assert learner.notes == {}


def test_what_we_sent_is_taken_back_from_a_course_with_a_red_card(framework, make):
    case = Case(make).with_courses({"card": "red"}).with_enrollments({"enrolled_at": "2026-03-25"})
    assert "red card" in case.learner(framework).kept["C1"].words.en
    assert case.with_deliveries(SENT).learner(framework).kept == {}


def test_reasons_are_not_lost_when_the_lms_has_enrolled(framework, make):
    new = {"launched_at": "2026-03-30 08:00", "product": "Lamp"}
    enrolled = {"enrolled_at": "2026-03-30"}
    case = Case(make).with_courses(new).with_enrollments(enrolled)
    assert "New product Lamp" in case.learner(framework).kept["C1"].words.en
    case = Case(make).with_courses({"mandatory": True}).with_enrollments(enrolled)
    assert "Mandatory" in case.learner(framework).kept["C1"].words.en
    case = Case(make).with_courses({}).with_enrollments(enrolled)
    assert "15.0 points short" in case.plan(framework)[0]["reason"][0]
