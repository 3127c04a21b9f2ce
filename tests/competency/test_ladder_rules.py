import pytest
from pydantic import ValidationError

from competency.ladder_rules import LEVELS, SENIORITIES, STANDARD_LEVELS, FeedbackRule, MenteeRule


def test_crosswalk_of_the_shipped_tiers(framework):
    rows = [
        (
            tier.name.zh,
            SENIORITIES[tier.seniority].zh,
            LEVELS[tier.level].zh if tier.level else None,
            STANDARD_LEVELS[tier.standard_level].zh,
            tier.course_layer,
        )
        for tier in framework.ladder.tiers
    ]
    assert rows == [
        ("入门级", "新员工", None, "基础级", "base"),
        ("执行级", "在职员工", "初级", "基础级", "base"),
        ("独立级", "在职员工", "中级", "专业级", "core"),
        ("专家级", "骨干员工", "高级", "精英级", "value"),
        ("领导级", "骨干员工", "高级", "精英级", None),
    ]
    assert "360" in framework.ladder.tiers[4].must_show.zh


def test_shipped_moves_and_the_gates_of_leaders(framework):
    rules = framework.ladder
    up, down = rules.promotion, rules.demotion
    assert (up.probability, up.dwell_months, up.grace_months) == (0.6, 3, 0)
    assert (down.probability, down.dwell_months, down.grace_months) == (0.7, 3, 1)
    assert (rules.reversal.probability, rules.reversal.months) == (0.9, 12)
    assert rules.tiers[4].mentees == MenteeRule(minimum=2, tier="executing", share=0.6)
    assert rules.tiers[4].feedback_360 == FeedbackRule(minimum_ratings=4, share=0.65)
    assert all(tier.mentees is None and tier.feedback_360 is None for tier in rules.tiers[:4])


def test_nobody_is_judged_by_no_mentees():
    with pytest.raises(ValidationError):
        MenteeRule(minimum=0, tier="executing")
