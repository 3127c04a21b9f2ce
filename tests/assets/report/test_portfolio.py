"""Certificates by their last day; tiers as milestones when first held."""

from datetime import date

from assets.report.agent_history import Month
from assets.report.names import read_names
from assets.report.portfolio import _certificates, _of_months


def test_certificates_that_end_first_stand_on_top_and_those_without_an_end_last():
    rows = [
        {"course_id": "E", "expires_on": None, "state": "valid"},
        {"course_id": "C", "expires_on": date(2027, 1, 1), "state": "valid"},
        {"course_id": "D", "expires_on": date(2025, 11, 1), "state": "expired"},
    ]
    found = _certificates(rows, {"C": "Calm"})
    assert [one.title for one in found] == ["D", "Calm", "E"]
    assert [one.words.en for one in found] == ["to be renewed", "valid", "valid"]
    assert found[1].until.zh == "有效期至2027年1月1日（周五）"
    assert found[2].until.en == "no end"


def test_a_tier_counts_when_first_held_and_a_lower_one_never(marts):
    def month(number, tier, change="held"):
        return Month(
            period=date(2025, number, 1), score=60.0, lower=55.0, upper=65.0, tier=tier,
            change=change,
        )  # fmt: skip

    months = [month(1, 3, "first"), month(2, 4, "promoted"), month(3, 3, "demoted"), month(4, 4)]
    told = [one.what.en for one in _of_months(months, read_names(marts))]
    assert told == ["First score", "First month with a tier: 3 Independent", "4 Expert reached"]
