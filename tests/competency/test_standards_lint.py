"""The lint of service standards: each fault is caught, and sound ones are left alone."""

import datetime as dt

import pytest

from competency.config_types import Text
from competency.framework import Framework
from competency.loading import load_framework
from competency.standards_lint import TODO, lint_standards, standard_faults
from competency.standards_rules import ServiceStandard, StandardsRules

DAY = dt.date(2026, 6, 1)
WORDS = Text(en="smile", zh="微笑")


def standard(**changes) -> ServiceStandard:
    given = {
        "key": "smile", "level": "basic", "scenario": WORDS, "standard": WORDS,
        "indicator": "satisfied", "owner": WORDS, "review_by": dt.date(2027, 1, 1),
    }  # fmt: skip
    return ServiceStandard(**{**given, **changes})


def with_standards(*table: ServiceStandard, most: int = 50) -> Framework:
    rules = StandardsRules(table=table, most_scenarios=most)
    return load_framework().resolved().model_copy(update={"standards": rules})


def faults(*table: ServiceStandard, day: dt.date = DAY, most: int = 50, without=()):
    found = standard_faults(with_standards(*table, most=most), day, without)
    return [(one.subject, one.fault) for one in found if one.place[0] == "standards"]


def test_a_sound_standard_has_no_fault():
    assert faults(standard()) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"indicator": None}, "unmeasured"),  # S4-022: a smile of 120 degrees
        ({"indicator": "machine_read_emotion"}, "switched_off"),
        ({"owner": None}, "no_owner"),
        ({"review_by": None}, "no_review"),
        ({"review_by": dt.date(2026, 5, 31)}, "overdue"),
    ],
)
def test_each_fault_of_one_standard_is_caught(changes, fault):
    assert faults(standard(**changes)) == [("smile", fault)]


def test_a_review_due_today_is_not_overdue():
    assert faults(standard(review_by=DAY)) == []


def test_a_standard_without_evidence_of_late_is_caught_unless_nothing_measures_it_anyway():
    assert faults(standard(), without={"smile"}) == [("smile", "no_data")]
    assert faults(standard(indicator=None), without={"smile"}) == [("smile", "unmeasured")]


def test_what_holds_no_longer_has_no_faults():
    ended = standard(owner=None, valid_to=DAY)
    assert faults(ended) == []
    assert faults(ended, day=DAY - dt.timedelta(days=1)) == [("smile", "no_owner")]


def test_two_editions_may_follow_but_not_overlap():
    first = standard(valid_to=dt.date(2026, 1, 1))
    assert faults(first, standard(valid_from=dt.date(2026, 1, 1))) == []
    assert faults(first, standard(valid_from=dt.date(2025, 12, 31))) == [("smile", "overlap")]


def test_two_targets_for_the_same_contacts_contradict():
    one, other = standard(target=0.8), standard(key="grin", target=0.9)
    assert faults(one, other) == [("grin", "contradiction")]
    assert faults(one, standard(key="grin", target=0.8)) == []
    assert faults(one, standard(key="grin", target=0.9, level="elite")) == []
    assert faults(one, standard(key="grin", target=0.9, channels=("chat",))) == []


def test_more_standards_than_people_take_in_are_told_once():
    table = [standard(key=f"smile_{number}") for number in range(3)]
    assert faults(*table, most=3) == []
    assert faults(*table, most=2) == [("*", "too_many")]


def test_an_overdue_indicator_is_told_beside_the_standards():
    found = lint_standards(with_standards(standard()), dt.date(2031, 1, 1))
    assert set(found["fault"]) == {"overdue"}
    assert {"smile", "satisfied"} <= set(found["subject"])
    assert set(found["message_zh"]) == {TODO["overdue"].zh}


def test_the_shipped_table_is_sound_in_every_profile():
    framework = load_framework()
    assert framework.standards.table
    for profile in framework.profiles:
        chosen = framework.model_copy(update={"profile": profile}).resolved()
        assert standard_faults(chosen, dt.date(2026, 11, 1)) == []
