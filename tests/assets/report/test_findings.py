"""Findings on the pages: whose are shown, words for effects, counts for everybody."""

from datetime import date

import pandas as pd

from assets.report.findings import chance_words, finding_counts, finding_lines
from assets.report.names import Names
from report.made_up_findings import make_findings


def names() -> Names:
    return Names(tiers={}, dimensions={}, indicators={})


def test_a_team_sees_its_own_and_the_centres_with_what_is_overdue_first() -> None:
    lines = finding_lines(make_findings(), "T1", names(), date(2025, 11, 19))
    assert [line.key for line in lines] == ["F3", "F1", "F2"]
    assert "F4" in [one.key for one in finding_lines(make_findings(), "T2", names(), date.max)]
    assert [line.of_team for line in lines] == [False, True, False]


def test_an_effect_is_told_with_interval_rates_and_a_warning_where_it_was_high_before() -> None:
    lines = {one.key: one for one in finding_lines(make_findings(), "T1", names(), date.max)}
    assert lines["F2"].effect.en == "fell"
    assert lines["F2"].change == "−40 % (−60 … −10)"
    assert lines["F2"].rates == "3.0 % → 1.8 %"
    assert lines["F2"].was_high
    assert (lines["F1"].change, lines["F1"].rates, lines["F1"].was_high) == (None, None, False)
    assert lines["F3"].effect.zh == "尚未行动"


def test_counts_by_kind_and_state_and_the_share_acted_upon() -> None:
    found = finding_counts(make_findings())
    assert found is not None
    assert [(kind.en, counts) for kind, counts in found["kinds"]] == [
        ("Theme of complaints", [0, 0, 2, 1]),
        ("Review criterion", [1, 0, 0, 0]),
    ]
    assert (found["share"], found["target"], found["days"]) == ("67 %", "70 %", 30)
    assert [row["share"] for row in found["months"]] == ["67 %", None]
    assert chance_words(found).en == "1 judged: 1 fell, 0 rose, of 0 it cannot be told"


def test_without_findings_there_is_nothing_to_count() -> None:
    assert finding_counts({}) is None
    assert finding_counts({"findings": pd.DataFrame()}) is None
    assert finding_lines({}, "T1", names(), date.max) == []
