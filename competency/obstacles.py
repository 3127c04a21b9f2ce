"""The one thing that most stands between an agent and the next tier, in English and Chinese."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from competency.config_types import Text
from competency.framework import Framework
from competency.ladder_rules import MenteeRule
from competency.tier_evidence import TierEvidence
from competency.tier_gates import GATES, Gates, passed
from competency.tier_walk import Places

#: Key of a tier that stands though the rule would give another.
ON_RECORD = "on_record"


class Obstacle(NamedTuple):
    """A short key and a sentence for people; all null at the top of the ladder."""

    key: str | None
    en: str | None
    zh: str | None


def obstacle(
    framework: Framework, shown: TierEvidence, gates: Gates, places: Places, row: int
) -> Obstacle:
    """Name the obstacle of one agent-month.

    Order: a tier on record that the rule would not give today; too little evidence to judge at
    all; a critical failure; a floor of the tier held that is missed; pieces of evidence; the least
    likely bar, or all bars together; the gate farthest from passed; time in the tier.

    Args:
        framework: resolved framework of the row's month.
        shown: chances of the bars.
        gates: what the words of the gates need.
        places: where everybody stands.
        row: row of the three before.
    """
    rules = framework.ladder
    tier, by_rule = int(places.tier[row]), int(places.by_rule[row])
    if tier != by_rule:
        return _on_record(framework, tier, by_rule)
    if tier == 0:
        need = rules.minimum_known_weight
        return Obstacle(
            "evidence",
            f"Too little evidence: less than {need:.0%} of the weight is known well enough.",
            f"证据不足：已充分了解的维度权重低于{need:.0%}。",
        )
    if tier == len(rules.tiers):
        return Obstacle(None, None, None)
    return _way_up(framework, shown, gates, places, row, tier)


def _on_record(framework: Framework, tier: int, by_rule: int) -> Obstacle:
    names = [Text(en="no tier", zh="无等级"), *(one.name for one in framework.ladder.tiers)]
    stands, would = names[tier], names[by_rule]
    return Obstacle(
        ON_RECORD,
        f"{stands.en[:1].upper()}{stands.en[1:]} was published for this month and stays on record. "
        f"By what came in later it would be {would.en}.",
        f"本月公布的是{stands.zh}，记录不变；按之后到达的数据应为{would.zh}。",
    )


def _way_up(
    framework: Framework, shown: TierEvidence, gates: Gates, places: Places, row: int, tier: int
) -> Obstacle:
    rules = framework.ladder
    progress = places.progress[row, tier]
    shut = ~passed(progress)
    if shut[GATES.index("critical_failure")]:
        return _critical(framework, gates, row)
    missed = shown.chance[row, tier - 1, 1:]
    if missed.min() <= 1 - rules.demotion.probability:
        return _breach(framework, shown, row, tier - 1, 1 + int(np.argmin(missed)))
    if shut[GATES.index("evidence")]:
        wanted = rules.tiers[tier]
        return Obstacle(
            "evidence",
            f"{wanted.name.en} needs {wanted.minimum_evidence} pieces of evidence, "
            f"there are {gates.evidence[row]:.0f}.",
            f"{wanted.name.zh}需要{wanted.minimum_evidence}条证据，"
            f"目前{gates.evidence[row]:.0f}条。",
        )
    if shown.at_least[row, tier] < places.asked[row] - 1e-9:  # as the walk has it
        return _bar(framework, shown, row, tier, float(places.asked[row]))
    if shut.any():
        # The first of the farthest: ties go by the order of the gates.
        return _gate(framework, gates, places, row, tier, GATES[int(np.argmin(progress))])
    return _time(framework, places, row, tier)


def _critical(framework: Framework, gates: Gates, row: int) -> Obstacle:
    count, over = round(gates.critical[row]), framework.ladder.critical_months
    return Obstacle(
        "critical_failure",
        f"A critical failure holds the tier: {count} in the last {over} months.",
        f"近{over}个月有{count}次关键项不合格，暂停晋级。",
    )


def _breach(
    framework: Framework, shown: TierEvidence, row: int, tier: int, column: int
) -> Obstacle:
    held, level, cut = (
        framework.ladder.tiers[tier],
        shown.level[row, column],
        shown.cuts[row, tier, column],
    )
    layer = framework.layers[column - 1].name
    sure = f"{1 - shown.chance[row, tier, column]:.0%}"
    return Obstacle(
        shown.bars[column],
        f"A floor of {held.name.en}, the tier held, is missed: {layer.en.lower()} layer "
        f"{level:.1f} instead of {cut:g}, {sure} sure. The tier is held, promotion waits.",
        f"未达到现等级{held.name.zh}的底线：{layer.zh}{level:.1f}分，要求{cut:g}分"
        f"（把握{sure}）。等级保留，暂停晋级。",
    )


def _bar(
    framework: Framework, shown: TierEvidence, row: int, tier: int, probability: float
) -> Obstacle:
    rules = framework.ladder
    wanted = rules.tiers[tier]
    alone = shown.chance[row, tier]
    weakest = int(np.argmin(alone))
    cut, level = shown.cuts[row, tier, weakest], shown.level[row, weakest]
    name_en, name_zh = "an overall score", "综合得分"
    if weakest:
        layer = framework.layers[weakest - 1].name
        name_en, name_zh = f"a {layer.en.lower()}-layer score", f"{layer.zh}得分"
    asked = f"{probability:.0%}"
    one, both = f"{alone[weakest]:.0%}", f"{shown.at_least[row, tier]:.0%}"
    # A bar may be likely enough by itself and the whole tier not.
    sure_en, sure_zh = f"{one} sure", f"达标把握{one}"
    if alone[weakest] >= probability:
        sure_en, sure_zh = f"{both} sure with its other bars", f"连同其他要求达标把握{both}"
    return Obstacle(
        shown.bars[weakest],
        f"{wanted.name.en} needs {name_en} of {cut:g}. Now {level:.1f}: "
        f"{sure_en}, {asked} is asked.",
        f"{wanted.name.zh}要求{name_zh}{cut:g}分，目前{level:.1f}分：{sure_zh}，要求{asked}。",
    )


def _gate(
    framework: Framework, gates: Gates, places: Places, row: int, tier: int, gate: str
) -> Obstacle:
    wanted = framework.ladder.tiers[tier]
    if gate == "certificate":
        course = gates.courses[gates.lacking[row, tier]]
        return Obstacle(
            f"certificate:{course}",
            f"{wanted.name.en} needs a valid certificate of course {course}.",
            f"{wanted.name.zh}需要课程{course}的有效证书。",
        )
    if gate == "role":
        roles = ", ".join(wanted.roles)
        return Obstacle(
            gate,
            f"{wanted.name.en} is for the roles {roles}.",
            f"{wanted.name.zh}仅限以下角色：{roles}。",
        )
    if gate == "mentees" and wanted.mentees is not None:
        return _mentees(framework, places.mentees[row].tolist(), wanted.name, wanted.mentees)
    if gate == "feedback_360" and wanted.feedback_360 is not None:
        asked = wanted.feedback_360
        count, mean = gates.ratings[row], gates.rating[row]
        mean_en, mean_zh = (f", mean {mean:.0%}", f"，均分{mean:.0%}") if count else ("", "")
        return Obstacle(
            gate,
            f"{wanted.name.en} needs {asked.minimum_ratings} ratings by others in 12 months, "
            f"{asked.share:.0%} of the scale on average. Now {count:.0f}{mean_en}.",
            f"{wanted.name.zh}要求12个月内360度他评至少{asked.minimum_ratings}条、"
            f"均分{asked.share:.0%}。目前{count:.0f}条{mean_zh}。",
        )
    since_hire = framework.ladder.clock == "since_hire"
    return Obstacle(
        gate,
        f"{wanted.name.en} opens {wanted.min_months} months "
        f"{'since hiring' if since_hire else 'on the ladder'}.",
        f"{wanted.name.zh}需满{wanted.min_months}个月"
        f"（{'自入职起' if since_hire else '按阶梯累计'}）。",
    )


def _mentees(framework: Framework, reached: list[int], wanted: Text, asked: MenteeRule) -> Obstacle:
    tiers = framework.ladder.tiers
    place = next(number for number, one in enumerate(tiers) if one.key == asked.tier)
    name = tiers[place].name
    return Obstacle(
        "mentees",
        f"{wanted.en} needs {asked.minimum} people guided in 12 months, {asked.share:.0%} of "
        f"them {name.en} or higher. Now {reached[0]}, of whom {reached[place]}.",
        f"{wanted.zh}要求12个月内带教至少{asked.minimum}人，其中{asked.share:.0%}达到"
        f"{name.zh}及以上。目前{reached[0]}人，达到{reached[place]}人。",
    )


def _time(framework: Framework, places: Places, row: int, tier: int) -> Obstacle:
    wanted, rule = framework.ladder.tiers[tier].name, framework.ladder.promotion
    if places.dwells[row]:
        return Obstacle(
            "dwell",
            f"All of {wanted.en} is shown; moves take {rule.dwell_months} months in a tier, "
            f"now {places.months_in_tier[row]}.",
            f"已达到{wanted.zh}全部要求；须在本级满{rule.dwell_months}个月，"
            f"目前{places.months_in_tier[row]}个月。",
        )
    return Obstacle(
        "grace",
        f"All of {wanted.en} is shown; it must stay so for {1 + rule.grace_months} months.",
        f"已达到{wanted.zh}全部要求；须连续保持{1 + rule.grace_months}个月。",
    )
