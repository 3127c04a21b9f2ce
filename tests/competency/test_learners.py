from dataclasses import replace

import pytest

from competency.gaps import Standing
from competency.learners import Learner, Person
from tests.competency.path_cases import Case


@pytest.mark.parametrize(
    ("row", "closed"),
    [
        ({}, False),
        ({"active": False}, True),
        ({"card": "red"}, True),
        ({"card": "yellow"}, False),
        ({"min_tier": 2}, False),
        ({"min_tier": 3}, True),
        ({"language": "zh-CN"}, False),
        ({"language": "en"}, True),
    ],
)
def test_what_closes_a_course(framework, make, row, closed):
    (course,) = Case(make).with_courses(row).setting(framework).courses
    person = Person("A", "T1", "zh", standing=Standing(2, 3, {}, {}))
    assert Learner(person).closed_to(course) is closed


def test_whoever_has_no_tier_takes_what_the_lowest_may():
    person = Person("A", "T1")
    assert person.tier == 1
    assert replace(person, standing=Standing(None, None, {}, {})).tier == 1
    assert replace(person, standing=Standing(4, 5, {}, {})).tier == 4
