import pytest

from competency.config_rules import broken_rules
from competency.learning_rules import Staffing, TrainingMix
from tests.competency.path_cases import rules


@pytest.mark.parametrize(
    ("update", "place", "words"),
    [
        pytest.param(
            {"training_mix": TrainingMix(new={"theory": 0.3, "simulation": 0.4})},
            ("training_mix", "new"),
            "add up to 0.7",
            id="mix too small",
        ),
        pytest.param(
            {"training_mix": TrainingMix(backbone={"theory": 0.5, "role_play": 0.6})},
            ("training_mix", "backbone"),
            "add up to 1.1",
            id="mix too large",
        ),
        pytest.param(
            {"training_mix": TrainingMix(in_service={"role_plays": 1.0})},
            ("training_mix", "in_service", "role_plays"),
            "role_play",
            id="unknown kind",
        ),
        pytest.param(
            {"staffing": Staffing(peak_hours=("09:00-10:00", "23:00-01:00"))},
            ("staffing", "peak_hours", 1),
            "over midnight takes two",
            id="backward hours",
        ),
        pytest.param(
            {"staffing": Staffing(peak_hours=("10:00-10:00",))},
            ("staffing", "peak_hours", 0),
            "ends before it starts",
            id="no time at all",
        ),
        pytest.param(
            {"most_minutes_in_week": 60},
            ("most_minutes_in_week",),
            "less than the 90",
            id="week too short",
        ),
    ],
)
def test_what_contradicts_itself_is_named(framework, update, place, words):
    (one,) = broken_rules(rules(framework, **update))
    assert one.path == ("paths", *place)
    assert words in one.message


def test_a_mix_of_several_unknown_kinds_names_each(framework):
    mix = TrainingMix(new={"talk": 0.5, "walk": 0.5})
    found = broken_rules(rules(framework, training_mix=mix))
    assert [one.path[-1] for one in found] == ["talk", "walk"]


def test_any_group_may_go_without_a_mix_and_a_week_of_what_comes_in(framework):
    none = TrainingMix(new=None, in_service=None)
    assert broken_rules(rules(framework, training_mix=none, most_minutes_in_week=90)) == []


def test_mixes_are_those_of_the_documents(framework):
    mixes = framework.paths.training_mix
    assert mixes.new == {"theory": 0.3, "simulation": 0.4, "shadowing": 0.3}
    assert mixes.in_service == {"case_study": 0.5, "role_play": 0.3, "micro_lesson": 0.2}
