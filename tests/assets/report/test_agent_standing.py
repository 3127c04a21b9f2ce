"""The place on the ladder in sentences a person can repeat."""

from datetime import date

import pytest

from assets.report.agent_standing import agent_standing
from assets.report.histories import load_histories
from assets.report.names import read_names
from assets.report.people import Person

NOW = date(2025, 11, 1)


def _person(*, chances=(0, 0, 0.1, 0.5, 0.4), **ladder):
    row = {
        "tier": 4, "change": "held", "previous_tier": 4, "months_in_tier": 5,
        "asked_probability": 0.6, "blocked_by": "composite", "blocked_by_text": "Needs 80.",
        **{f"prob_tier_{t}": p for t, p in enumerate(chances, start=1)}, **ladder,
    }  # fmt: skip
    return Person(
        agent_id="A", name="Ann", team_id="T", team_name="Team", ladder=row,
        composite={"composite": 74.8, "lower": 71.1, "upper": 78.5}, scores={}, indicators=[],
        items=[], gaps=[], deliveries=[], decisions=[],
    )  # fmt: skip


@pytest.fixture
def told(marts):
    names, histories = read_names(marts), load_histories(marts, NOW)

    def tell(**changes):
        return agent_standing(_person(**changes), names, histories)

    return tell


def _words(standing):
    return " ".join(one.en for one in standing.words)


def test_chances_are_people_out_of_a_hundred(told):
    assert "about 50 would stand on Expert and 40 on Leader" in _words(told())
    assert "nearly all would stand on Expert" in _words(told(chances=(0, 0, 0, 0.995, 0.005)))
    assert "100名" in told().words[1].zh


def test_a_tier_kept_against_the_chances_is_explained(told):
    words = _words(told(chances=(0, 0, 0.1, 0.3, 0.6)))
    assert "Expert is kept" in words
    assert "is kept" not in _words(told())


def test_a_move_is_told_without_alarm(told):
    assert "Up this month from Independent to Expert." in _words(
        told(change="promoted", previous_tier=3)
    )
    assert "This month from Leader to Expert." in _words(told(change="demoted", previous_tier=5))


def test_what_is_asked_is_added_where_the_obstacle_says_nothing_of_chances(told):
    assert told().asked is None
    assert "60 % sure" in told(blocked_by="mentees").asked.en
    assert told(blocked_by=None).asked is None


def test_without_a_tier_no_chances_are_shown(told):
    standing = told(tier=None)
    assert standing.chances == []
    assert "That is no bad mark" in _words(standing)


def test_being_late_takes_nothing_away(told):
    assert "3 months sooner" in _words(told(behind_clock_months=3))
    assert "nothing is taken away" in _words(told(behind_clock_months=3))
