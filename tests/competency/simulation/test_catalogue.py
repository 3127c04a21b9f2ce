import numpy as np
import pytest

from competency.simulation.catalogue import COURSE_INDEX, COURSES, FUTURE_WEEKS, effect_matrix
from competency.simulation.settings import DIMENSIONS


def test_prerequisites_lead_back_to_the_start():
    def depth(name, above=()):
        assert name not in above, f"{name} needs itself"
        needed = COURSES[COURSE_INDEX[name]].prerequisites
        return 1 + max((depth(one, (*above, name)) for one in needed), default=0)

    assert max(depth(course.course_id) for course in COURSES) >= 3


def test_the_catalogue_covers_what_paths_have_to_handle():
    assert len(COURSES) == len(COURSE_INDEX) == 19
    assert {name for course in COURSES for name in course.dimensions} == set(DIMENSIONS)
    assert sum(course.mandatory for course in COURSES) == 2
    assert sum(15 <= course.minutes <= 20 for course in COURSES) >= 3
    assert max(course.min_tier for course in COURSES) >= 4


def test_some_courses_do_nothing_and_no_effect_is_negative():
    total = effect_matrix().sum(axis=1)
    idle = [course.course_id for course, effect in zip(COURSES, total, strict=True) if effect == 0]
    assert idle == ["L00", "L01", "L02", "L13", "L14", "L16"]
    assert (effect_matrix() >= 0).all()


def test_sessions_have_seats_and_go_on_after_the_last_month(sample):
    sessions = sample.tables["lms/sessions"]
    ahead = (sessions["starts_at"] - np.datetime64("2026-01-01")).dt.days
    taught = [course.course_id for course in COURSES if course.every_weeks]
    assert set(sessions.loc[ahead >= 0, "course_id"]) == set(taught)
    assert 7 * (FUTURE_WEEKS - 2) < ahead.max() <= 7 * FUTURE_WEEKS
    assert sessions["starts_at"].min() >= np.datetime64("2025-01-01")
    assert (sessions["starts_at"].dt.day_of_week < 5).all()
    used = sample.tables["lms/enrollments"]["session_id"].value_counts()
    seats = sessions.set_index("session_id")["seats"]
    assert (used <= seats.reindex(used.index)).all()
    assert used.sum() > 20


def test_course_effects_say_which_claims_are_true(sample):
    effects = sample.truth["course_effects"].set_index(["course_id", "dimension"])
    assert len(effects) == 19 * 6
    assert effects.loc[("L11", "mediation"), "effect"] == pytest.approx(0.34)
    claimed_in_vain = effects[effects["listed"] & (effects["effect"] == 0)]
    assert {"L13", "L14", "L16"} <= {course for course, _ in claimed_in_vain.index}
