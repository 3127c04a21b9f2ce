import pytest
from pandas.testing import assert_frame_equal

from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings

SMALL = {
    "agents": 30, "months": 6, "per_month": 20, "seed": 9,
    "jump_share": 0.2, "difficulty_drift": 0.1, "severity_drift": 0.05,
}  # fmt: skip
DRAWN = {
    "crm/interactions", "crm/surveys", "crm/complaints", "qa/reviews", "qa/review_scores",
    "qa/feedback_360", "lms/assessments", "lms/enrollments", "lms/content_reviews",
}  # fmt: skip


def drawn_twice(**settings):
    return (
        simulate_centre(SimulationSettings(**SMALL, **settings, draw_seed=seed)) for seed in (1, 2)
    )


def test_the_same_people_can_be_drawn_twice():
    first, second = drawn_twice(training_rate=0)
    for name in first.truth.keys() - {"case_hardness", "world"}:
        assert_frame_equal(first.truth[name], second.truth[name])
    differing = {
        name for name in first.tables if not first.tables[name].equals(second.tables[name])
    }
    assert differing == DRAWN
    # A busy agent is busy twice, but not with the same contacts.
    busy = [centre.truth["case_hardness"]["contacts"] for centre in (first, second)]
    assert busy[0].corr(busy[1]) > 0.8
    opened = [set(centre.tables["crm/interactions"]["opened_at"]) for centre in (first, second)]
    assert len(opened[0] & opened[1]) < 0.02 * len(opened[0])


@pytest.mark.parametrize("settings", [{"static": True}, {"selection": 0}], ids=str)
def test_training_that_follows_nothing_seen_leaves_abilities_equal(settings):
    first, second = drawn_twice(**settings)
    assert (first.truth["trainings"]["reason"] == "need").any()
    for name in ("abilities", "tiers", "jumps", "course_effects"):
        assert_frame_equal(first.truth[name], second.truth[name])


def test_training_that_follows_what_was_seen_does_not():
    first, second = drawn_twice()
    assert not first.truth["abilities"].equals(second.truth["abilities"])


def test_draws_follow_the_seed_unless_told_otherwise():
    follows = simulate_centre(SimulationSettings(**SMALL))
    told = simulate_centre(SimulationSettings(**SMALL, draw_seed=SMALL["seed"]))
    for name, frame in follows.tables.items():
        assert_frame_equal(frame, told.tables[name])
    world = follows.truth["world"].set_index("key")["value"]
    assert world["draw_seed"] == ""


def test_what_is_drawn_of_one_kind_does_not_move_another():
    few, many = (
        simulate_centre(SimulationSettings(**SMALL, training_rate=0, reviews_per_month=number))
        for number in (3, 9)
    )
    assert len(many.tables["qa/reviews"]) > 2 * len(few.tables["qa/reviews"])
    for name in DRAWN - {"qa/reviews", "qa/review_scores"}:
        assert_frame_equal(few.tables[name], many.tables[name])
