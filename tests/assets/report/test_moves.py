"""Who moved lately and why: from rows of the ladder, with the figures of the month before."""

from datetime import date

import pandas as pd
import pytest

from assets.report.moves import load_moved, team_moves
from assets.report.names import read_names
from assets.report.people import load_people
from report.made_up_run import PERIODS


def _frames(change, chances, scores):
    months = [pd.Timestamp("2025-10-01"), pd.Timestamp("2025-11-01")]
    tiers = {"promoted": (2, 3), "demoted": (3, 2), "held": (2, 2)}[change]
    composites = sorted([57.0, 60.4], reverse=change == "demoted")
    ladder = pd.DataFrame(
        {
            "agent_id": "A1",
            "period": months,
            "tier": tiers,
            "previous_tier": [None, tiers[0]],
            "change": ["held", change],
            **{f"prob_tier_{n + 1}": [row[n] for row in chances] for n in range(5)},
        }
    )
    return {
        "agents": pd.DataFrame({"agent_id": ["A1"], "name": ["Ada"], "status": ["active"],
                                "team_id": ["T1"], "team_name": ["One"]}),
        "agent_ladder": ladder,
        "agent_composites": pd.DataFrame(
            {"agent_id": "A1", "period": months, "composite": composites}
        ),
        "agent_scores": pd.DataFrame(
            [("A1", m, d, s) for m, row in zip(months, scores, strict=True)
             for d, s in zip(("process", "fcr"), row, strict=True)],
            columns=["agent_id", "period", "dimension", "score"],
        ),
        "dimension_weights": pd.DataFrame(
            [(m, d, w) for m in months for d, w in (("process", 0.25), ("fcr", 0.75))],
            columns=["period", "dimension", "weight"],
        ),
        "framework_dimensions": pd.DataFrame(
            {"dimension": ["process", "fcr"], "position": [1, 2],
             "name_en": ["Process", "Solving"], "name_zh": ["流程", "解决"]}
        ),
    }  # fmt: skip


def _moves(marts):
    period = date(2025, 11, 1)
    people = load_people(marts, period)
    return team_moves(people, load_moved(marts, period), read_names(marts))


BEFORE, AFTER = (0.1, 0.5, 0.4, 0.0, 0.0), (0.05, 0.25, 0.5, 0.2, 0.0)


def test_a_rise_says_how_likely_the_scores_and_what_did_most_of_it():
    (move,) = _moves(_frames("promoted", [BEFORE, AFTER], [(50.0, 60.0), (70.0, 60.0)]))
    assert (move.before, move.after, move.up) == (2, 3, True)
    assert move.reason.en == (
        "Chance of tier 3 or above 40 % → 70 %. Overall score 57 → 60. "
        "Most of it (points of the overall score): Process +5.0."
    )
    assert "达到 3 级及以上的概率 40 % → 70 %" in move.reason.zh
    assert "流程 +5.0" in move.reason.zh


def test_a_fall_is_told_by_what_fell():
    chances = [AFTER, (0.3, 0.5, 0.2, 0.0, 0.0)]
    (move,) = _moves(_frames("demoted", chances, [(70.0, 60.0), (72.0, 50.0)]))
    assert not move.up
    assert "below tier 3 30 % → 80 %" in move.reason.en
    assert "Solving −7.5" in move.reason.en
    assert "Process" not in move.reason.en


def test_a_gate_that_opened_is_the_reason_not_the_scores():
    marts = _frames("promoted", [BEFORE, AFTER], [(50.0, 60.0), (70.0, 60.0)])
    marts["agent_ladder"] = marts["agent_ladder"].assign(
        blocked_by=["critical_failure", None],
        blocked_by_text=["A critical failure holds the tier.", None],
        blocked_by_text_zh=["有关键项不合格，暂停晋级。", None],
    )
    (move,) = _moves(marts)
    assert move.reason.en.startswith("The month before: A critical failure holds the tier. Overall")
    assert move.reason.zh.startswith("上月：有关键项不合格")
    assert "Chance" not in move.reason.en


def test_a_score_that_went_the_other_way_did_not_do_it():
    marts = _frames("promoted", [BEFORE, AFTER], [(50.0, 60.0), (70.0, 60.0)])
    marts["agent_composites"]["composite"] = [57.0, 56.0]
    (move,) = _moves(marts)
    assert "57 → 56" in move.reason.en
    assert "Most of it" not in move.reason.en


def test_who_held_a_tier_did_not_move():
    assert not _moves(_frames("held", [BEFORE, AFTER], [(50.0, 60.0), (70.0, 60.0)]))


def test_only_months_that_are_recent_count():
    marts = _frames("promoted", [BEFORE, AFTER], [(50.0, 60.0), (70.0, 60.0)])
    late = date(2026, 2, 1)
    people = load_people(marts, late)
    assert team_moves(people, load_moved(marts, date(2026, 1, 1)), read_names(marts))
    assert not team_moves(people, load_moved(marts, late), read_names(marts))


def test_a_result_without_a_ladder_has_no_moves():
    assert not load_moved({}, date(2025, 11, 1)).moves


@pytest.fixture(scope="module")
def listed(teams):
    return [
        row.get("data-agent")
        for page in teams.values()
        for section in page.find("section", id="moves")
        for row in section.find("tr", data_agent="*")
    ]


def test_the_pages_list_exactly_who_moved(listed, marts):
    ladder = marts["agent_ladder"]
    moved = ladder[
        ladder["change"].isin(["promoted", "demoted"]) & ladder["period"].isin(PERIODS[-3:])
    ]
    there = marts["agents"].loc[marts["agents"]["status"] != "left", "agent_id"]
    moved = moved[moved["agent_id"].isin(there) & moved["previous_tier"].notna()]
    assert len(moved)
    assert sorted(listed) == sorted(moved["agent_id"])
