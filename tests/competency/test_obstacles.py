import dataclasses

import numpy as np
import pytest

from competency.obstacles import obstacle
from competency.tier_evidence import TierEvidence
from competency.tier_gates import GATES, Gates
from competency.tier_walk import Places

BARS = ("composite", "floor:base", "floor:core", "floor:value")
LEVELS = [55.0, 48.0, 50.0, 50.0]


def case(
    tier=2,
    composite=0.95,
    base=0.95,
    held_base=1.0,
    both=None,
    dwells=False,
    by_rule=None,
    **progress,
):
    """One agent-month on a tier; chances of the next tier's bars and progress of its gates."""
    chance = np.ones((1, 5, 4))
    chance[0, tier:, 0], chance[0, tier:, 1] = composite, base
    chance[0, tier - 1, 1] = held_base
    cuts = np.tile(np.array([57.0, 50.0, 45.0, 40.0]), (1, 5, 1))
    at_least = np.full((1, 5), min(composite, base) if both is None else both)
    shown = TierEvidence(BARS, np.array([LEVELS]), cuts, chance, at_least, np.ones(1, bool))
    there = np.ones((1, 5, len(GATES)))
    for name, share in progress.items():
        there[0, tier:, GATES.index(name)] = share
    number = np.array([3])
    gates = Gates(
        there,
        ["T1"],
        np.array([2.0]),
        np.array([12.0]),
        np.array([3.0]),
        np.array([0.58]),
        np.array([9.0]),
        np.array([2.0]),
        ("C1", "C7"),
        np.ones((1, 5), int),
    )
    places = Places(
        np.array([tier]),
        np.array([by_rule if by_rule is not None else tier]),
        number,
        number,
        np.array([1]),
        np.array([dwells]),
        np.array([0.6]),
        at_least,
        there,
        np.array([[3, 1, 0, 0, 0]]),
    )
    return shown, gates, places


@pytest.mark.parametrize(
    ("given", "key", "words", "words_zh"),
    [
        pytest.param(case(composite=0.3, base=0.5), "composite", "Now 55.0: 30 % sure", "55.0分"),
        pytest.param(case(composite=0.5, base=0.3), "floor:base", "base-layer score of 50", "基础"),
        pytest.param(
            case(composite=0.7, base=0.8, both=0.55),
            "composite",
            "55 % sure with its other bars",
            "连同其他要求达标把握55",
        ),
        pytest.param(
            case(composite=0.1, held_base=0.25),
            "floor:base",
            "A floor of Executing, the tier held, is missed: base layer 48.0 instead of 50, 75 %",
            "现等级执行级",
        ),
        pytest.param(case(composite=0.1, held_base=0.4), "composite", "Now 55.0", "综合得分"),
        pytest.param(
            case(composite=0.1, held_base=0.1, critical_failure=0, evidence=0.1),
            "critical_failure",
            "2 in the last 3 months",
            "关键项不合格",
        ),
        pytest.param(
            case(composite=0.1, evidence=0.3, tenure=0.1), "evidence", "there are 12", "目前12条"
        ),
        pytest.param(case(composite=0.1, tenure=0.1), "composite", "score of 57", "57分"),
        pytest.param(case(tenure=0.7), "tenure", "3 months since hiring", "自入职起"),
        pytest.param(case(tenure=0.7, certificate=0.5), "certificate:C7", "course C7", "C7"),
        pytest.param(case(tenure=0.2, certificate=0.5), "tenure", "3 months", "3个月"),
        pytest.param(
            case(tier=4, role=0, mentees=0), "role", "for the roles mentor, leader", "mentor"
        ),
        pytest.param(
            case(tier=4, mentees=0.5, feedback_360=0.7),
            "mentees",
            "2 people guided in 12 months, 60 % of them Executing or higher. Now 3, of whom 1.",
            "目前3人，达到1人",
        ),
        pytest.param(
            case(tier=4, mentees=0.9, feedback_360=0.7),
            "feedback_360",
            "4 ratings by others in 12 months, 65 % of the scale on average. Now 3, mean 58 %",
            "目前3条，均分58",
        ),
        pytest.param(
            case(by_rule=3, critical_failure=0),
            "on_record",
            "Executing was published for this month and stays on record. By what came in later it "
            "would be Independent.",
            "本月公布的是执行级，记录不变；按之后到达的数据应为独立级",
        ),
        pytest.param(case(tier=5, by_rule=0), "on_record", "it would be no tier.", "无等级"),
        pytest.param(case(dwells=True), "dwell", "moves take 3 months in a tier, now 1", "满3个月"),
        pytest.param(case(), "grace", "stay so for 1 months", "连续保持1个月"),
    ],
)
def test_the_one_thing_in_the_way(framework, given, key, words, words_zh):
    found = obstacle(framework, *given, 0)
    assert found.key == key
    assert words.replace(" %", "%") in found.en
    assert words_zh in found.zh


def test_top_and_bottom(framework):
    assert obstacle(framework, *case(tier=5), 0) == (None, None, None)
    shown, gates, places = case()
    nowhere = dataclasses.replace(places, tier=np.array([0]), by_rule=np.array([0]))
    found = obstacle(framework, shown, gates, nowhere, 0)
    assert found.key == "evidence"
    assert "60%" in found.en
