"""The centres in which policies are compared are what they claim to be."""

from dataclasses import replace

import numpy as np
import pytest

from competency.loading import load_framework
from competency.validation.policy_centre import HISTORY, KINDS, WEEKS, draw_centre, scale


@pytest.fixture(scope="module")
def framework():
    return load_framework().resolved()


@pytest.fixture(scope="module")
def centres(framework):
    return {key: draw_centre(framework, kind, 40, 7) for key, kind in KINDS.items()}


def depth(centre, course):
    needs = centre.courses[course].prerequisites
    return 1 + max((depth(centre, one) for one in needs), default=0)


def test_people_and_luck_are_the_same_in_every_kind(centres):
    first, *others = centres.values()
    assert first.ability.shape == (HISTORY + 12, 40, 6)
    for other in others:
        np.testing.assert_array_equal(first.ability, other.ability)


def test_the_same_seed_is_the_same_centre(framework, centres):
    again = draw_centre(framework, KINDS["seats_scarce"], 40, 7)
    one = centres["seats_scarce"]
    np.testing.assert_array_equal(again.evidence, one.evidence)
    assert (again.courses, again.sessions) == (one.courses, one.sessions)
    other = draw_centre(framework, KINDS["seats_scarce"], 40, 8)
    assert other.courses != one.courses


def test_kinds_differ_in_what_they_are_named_after(centres):
    seats = {key: sum(one.seats for one in centre.sessions) for key, centre in centres.items()}
    assert seats["seats_scarce"] < 0.5 * seats["seats_plenty"]
    chained = {key: sum(bool(one.prerequisites) for one in centre.courses)
               for key, centre in centres.items()}  # fmt: skip
    assert chained["long_chains"] > 1.5 * chained["seats_plenty"]
    assert max(depth(centres["long_chains"], one) for one in range(40)) >= 4
    assert len(centres["own_catalogue"].courses) == 16
    one, other = centres["nearing_level"], centres["seats_plenty"]
    course = int(np.argmax(other.effect.max(axis=1)))
    effect, level = other.effect[course], other.level[course]
    high = np.full(6, level)
    np.testing.assert_array_equal(other.uplift(course, high + 2), effect)
    same = replace(one, effect=other.effect, level=other.level)
    assert same.uplift(course, high).tolist() == [0] * 6
    np.testing.assert_allclose(same.uplift(course, high - 0.5), effect / 2)
    np.testing.assert_allclose(same.uplift(course, high - 3), effect)


def test_courses_build_on_earlier_ones_and_nobody_holds_one_without_what_it_needs(centres):
    for centre in centres.values():
        for number, course in enumerate(centre.courses):
            assert all(one < number for one in course.prerequisites)
            for one in course.prerequisites:
                assert not (centre.held[:, number] & ~centre.held[:, one]).any()


def test_sessions_run_through_the_year_and_beyond_its_end(centres):
    for centre in centres.values():
        taught = {one.course for one in centre.sessions}
        for course in taught:
            weeks = [one.first for one in centre.sessions if one.course == course]
            # Without a session in the horizon a course would be taken for self-paced.
            assert max(np.diff(sorted([-1, *weeks, sum(WEEKS) + 8]))) <= 8


def test_the_product_knows_effects_by_estimates_only(framework, centres):
    slope, _ = scale(framework)
    for centre in centres.values():
        known = np.array([one.uplift for one in centre.courses])
        assert np.corrcoef(known.ravel(), slope * centre.effect.ravel())[0, 1] > 0.85
        told = (known != 0) & (centre.effect > 0)
        error = (known - slope * centre.effect)[told]
        assert error.std() > 0.3
