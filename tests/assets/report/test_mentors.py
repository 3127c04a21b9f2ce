"""Mentors on the team's page: figures with their range, or why there is none."""

import pandas as pd
import pytest

from assets.report.mentors import mentor_lines
from assets.report.people import load_people
from assets.report.records import last_period
from report.made_up_run import AS_OF
from report.test_certificates import certificate


def scorecard() -> pd.DataFrame:
    few = {f"{m}_n": n for m, n in (("retention", 2), ("pass", 0), ("growth", 1))}
    rows = [
        {"mentor_id": "A001", "mentor_role": "service", "n_mentees": 2, **few},
        {
            "mentor_id": "A000", "mentor_role": "business", "n_mentees": 5,
            "retention_n": 5, "retention": 0.87, "retention_lower": 0.64, "retention_upper": 0.99,
            "pass_n": 0, "growth_n": 5, "growth": -1.2, "growth_lower": -3.0, "growth_upper": 0.6,
        },
        {"mentor_id": "elsewhere", "mentor_role": "business", "n_mentees": 9, **few},
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def lines(marts):
    people = load_people(marts, last_period(marts, AS_OF))
    held = pd.DataFrame([certificate("A000", state="expired", days=-1, mentor=True)])
    return mentor_lines({"mentor_scorecard": scorecard(), "certificates": held}, people)


def test_only_the_teams_own_mentors_are_named(lines):
    assert [line.person.agent_id for line in lines] == ["A000", "A001"]


def test_figures_have_their_range_and_their_number(lines):
    assert lines[0].stayed.en == "87 % (64 % to 99 %), of 5"
    assert lines[0].growth.zh == "−1.2 分（−3.0 至 +0.6），共 5 人"


def test_too_few_mentees_are_not_rated_and_it_says_why(lines):
    assert lines[1].stayed.en == "not rated: only 2 to tell of"
    assert lines[1].passed.zh == "尚无可统计的学员"


def test_certificates_are_told_where_anybody_has_one(lines, marts):
    assert [line.certificate_name.zh for line in lines] == ["认证需更新", "未认证"]
    people = load_people(marts, last_period(marts, AS_OF))
    lines = mentor_lines({"mentor_scorecard": scorecard()}, people)
    assert lines[0].certificate is None


def test_ratings_are_those_the_portrait_shows_of_who_stands_below(marts):
    people = load_people(marts, last_period(marts, AS_OF))
    shown = [
        ("A000", "report", "shown", 4, 4.0), ("A000", "report", "shown", 6, 3.0),
        ("A000", "peer", "shown", 9, 1.0), ("A000", "report", "too_few", None, None),
        ("A001", "report", "hidden_with_others", None, None), ("A001", "self", "shown", 1, 5.0),
    ]  # fmt: skip
    columns = ["agent_id", "rater_group", "state", "n_ratings", "rating"]
    told = {"mentor_scorecard": scorecard(), "portraits_360": pd.DataFrame(shown, columns=columns)}
    lines = mentor_lines(told, people)
    assert lines[0].rated.en == "3.4 of 5, 10 answers"
    assert lines[1].rated.zh == "评价人过少或没有"


def test_a_result_without_scorecards_has_no_mentors(marts):
    assert mentor_lines({}, load_people(marts, last_period(marts, AS_OF))) == []
