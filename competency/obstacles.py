"""The one thing that most stands between an agent and the next tier, in English and Chinese."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from competency.columns import Flags
from competency.framework import Framework
from competency.tier_evidence import GATES, TierEvidence


class Obstacle(NamedTuple):
    """A short key and a sentence for people; all null at the top of the ladder."""

    key: str | None
    en: str | None
    zh: str | None


def obstacle(
    framework: Framework, shown: TierEvidence, row: int, tier: int, gates: Flags
) -> Obstacle:
    """Name the obstacle of one agent-month.

    Args:
        framework: resolved framework.
        shown: what the agents show for each tier.
        row: row of `shown`.
        tier: tier placed on, from 1; 0 when evidence is insufficient.
        gates: gates met, shape (tiers, gates), with the tenure clock that applied.

    Order: too little evidence to judge at all; evidence gate; the least likely bar; certificate,
    role, tenure.
    """
    if tier == 0:
        need = framework.ladder.minimum_known_weight
        return Obstacle(
            "evidence",
            f"Too little evidence: less than {need:.0%} of the weight is known well enough.",
            f"证据不足：已充分了解的维度权重低于{need:.0%}。",
        )
    if tier == len(framework.ladder.tiers):
        return Obstacle(None, None, None)
    wanted = framework.ladder.tiers[tier]
    if not gates[tier, GATES.index("evidence")]:
        return Obstacle(
            "evidence",
            f"{wanted.name.en} needs {wanted.minimum_evidence} pieces of evidence, "
            f"there are {shown.evidence[row]:.0f}.",
            f"{wanted.name.zh}需要{wanted.minimum_evidence}条证据，目前{shown.evidence[row]:.0f}条。",
        )
    chance = shown.chance[row, tier]
    weakest = int(np.argmin(chance))
    if chance[weakest] < framework.ladder.promote_probability:
        return _bar(framework, shown, row, tier, weakest)
    return _gate(framework, shown, row, tier, gates)


def _bar(framework: Framework, shown: TierEvidence, row: int, tier: int, weakest: int) -> Obstacle:
    rules = framework.ladder
    wanted = rules.tiers[tier]
    key, level = shown.bars[weakest], shown.levels[row, weakest]
    chance = f"{shown.chance[row, tier, weakest]:.0%}"
    asked = f"{rules.promote_probability:.0%}"
    if key == "composite":
        cut, name_en, name_zh = wanted.composite_cut, "an overall score", "综合得分"
    else:
        layer = next(one for one in framework.layers if f"floor:{one.key}" == key)
        cut = wanted.layer_floors[layer.key]
        name_en, name_zh = f"a {layer.name.en.lower()}-layer score", f"{layer.name.zh}得分"
    return Obstacle(
        key,
        f"{wanted.name.en} needs {name_en} of {cut:g}. Now {level:.1f}: "
        f"{chance} sure, {asked} is asked.",
        f"{wanted.name.zh}要求{name_zh}{cut:g}分，目前{level:.1f}分：达标把握{chance}，要求{asked}。",
    )


def _gate(framework: Framework, shown: TierEvidence, row: int, tier: int, gates: Flags) -> Obstacle:
    wanted = framework.ladder.tiers[tier]
    if not gates[tier, GATES.index("certificate")]:
        course = shown.lacking_certificate[row][tier]
        return Obstacle(
            f"certificate:{course}",
            f"{wanted.name.en} needs a valid certificate of course {course}.",
            f"{wanted.name.zh}需要课程{course}的有效证书。",
        )
    if not gates[tier, GATES.index("role")]:
        roles = ", ".join(wanted.roles)
        return Obstacle(
            "role",
            f"{wanted.name.en} is for the roles {roles}.",
            f"{wanted.name.zh}仅限以下角色：{roles}。",
        )
    if not gates[tier, GATES.index("tenure")]:
        clock = framework.ladder.clock
        since = "since hiring" if clock == "since_hire" else "on the ladder"
        return Obstacle(
            "tenure",
            f"{wanted.name.en} opens {wanted.min_months} months {since}.",
            f"{wanted.name.zh}需满{wanted.min_months}个月"
            f"（{'自入职起' if clock == 'since_hire' else '按阶梯累计'}）。",
        )
    return Obstacle(
        "composite",
        f"{wanted.name.en} is within reach; the next run may promote.",
        f"已接近{wanted.name.zh}，下次评定可能晋级。",
    )
