"""Certificates by their last day; tiers as milestones when first held."""

from datetime import date

import pytest

from assets.report.agent_history import Month
from assets.report.names import read_names
from assets.report.portfolio import _certificates, _of_months

NOW = date(2025, 11, 19)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (date(2025, 11, 18), "ended"),
        (date(2025, 11, 19), "soon"),
        (date(2026, 1, 17), "soon"),
        (date(2026, 1, 18), "valid"),
    ],
)
def test_a_certificate_ends_the_day_after_its_last(until, state):
    (one,) = _certificates([{"course_id": "C", "valid_until": until}], {}, NOW)
    assert one.state == state


def test_the_newest_completion_of_a_course_counts_and_those_without_a_term_do_not():
    rows = [
        {"course_id": "C", "valid_until": date(2025, 1, 1)},
        {"course_id": "C", "valid_until": date(2027, 1, 1)},
        {"course_id": "D", "valid_until": None},
    ]
    (one,) = _certificates(rows, {"C": "Calm"}, NOW)
    assert (one.title, one.until) == ("Calm", date(2027, 1, 1))


def test_a_tier_counts_when_first_held_and_a_lower_one_never(marts):
    def month(number, tier, change="held"):
        return Month(
            period=date(2025, number, 1), score=60.0, lower=55.0, upper=65.0, tier=tier,
            change=change,
        )  # fmt: skip

    months = [month(1, 3, "first"), month(2, 4, "promoted"), month(3, 3, "demoted"), month(4, 4)]
    told = [one.what.en for one in _of_months(months, read_names(marts))]
    assert told == ["First score", "First month with a tier: 3 Independent", "4 Expert reached"]
