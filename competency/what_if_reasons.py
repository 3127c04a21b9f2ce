"""Why somebody stands on another tier under another configuration: one sentence, both languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.framework import Framework
from competency.ladder_rules import Tier
from competency.path_words import Words
from competency.tier_evidence import TierEvidence

#: Chances that differ by less explain nothing.
_SAME = 0.005


@dataclass(frozen=True)
class Stand:
    """How some agent-months stand under one configuration; arrays by row.

    tier: 0 for none. known: share of the weight with enough evidence, 0 to 1. obstacle: what most
    stands in the way of the next tier, None at the top. on_record: stands on a tier the rule would
    not give.
    """

    framework: Framework
    shown: TierEvidence
    tier: list[int]
    known: list[float]
    obstacle: list[Words | None]
    on_record: list[bool]


def reason(before: Stand, after: Stand, row: int) -> Words:
    """Say what makes the difference in one row.

    In this order: a tier on record that another configuration does not keep; too little or now
    enough evidence; the bar of the tier in question whose chance changed most; what else stood or
    now stands in the way; the rules of moving.

    Args:
        before: under the published configuration.
        after: under the changed one; the same rows.
        row: whose tiers differ.
    """
    old, new = before.tier[row], after.tier[row]
    if before.on_record[row]:
        return Words(
            en="The month is placed anew, by all that came in since it was published: its tier is "
            "on record under another configuration.",
            zh="该月按公布后到达的全部数据重新定级：其等级是按另一配置记录的。",
        )
    if not (old and new):
        return _evidence(before, after, row)
    place = max(old, new) - 1
    # What all bars together ask is near the product of their chances: hence logarithms.
    gain = np.log(after.shown.chance[row, place] + _SAME) - np.log(
        before.shown.chance[row, place] + _SAME
    )
    toward = gain if new > old else -gain
    bar = int(np.argmax(toward))
    if toward[bar] > _SAME:
        return _bar(before, after, row, place, bar)
    barred = before.obstacle[row] if new > old else after.obstacle[row]
    other = after.obstacle[row] if new > old else before.obstacle[row]
    if barred is not None and barred != other:
        if new < old:
            return barred
        return Words(en=f"No longer: {barred.en}", zh=f"不再受限：{barred.zh}")
    return Words(
        en="The rules of moving differ: how sure, how long in a tier, for how many months.",
        zh="升降级规则不同：所需把握、在级时长或连续月数。",
    )


def _evidence(before: Stand, after: Stand, row: int) -> Words:
    need = after.framework.ladder.minimum_known_weight
    known, share = after.known[row], f"{need:.0%}"
    if after.tier[row]:
        return Words(
            en=f"Enough evidence now: {known:.0%} of the weight is known well, {share} is asked.",
            zh=f"证据已充分：{known:.0%}的权重已充分了解，要求{share}。",
        )
    return Words(
        en=f"Too little evidence: {known:.0%} of the weight is known well instead of "
        f"{before.known[row]:.0%}, {share} is asked.",
        zh=f"证据不足：已充分了解的权重由{before.known[row]:.0%}变为{known:.0%}，要求{share}。",
    )


def _bar(before: Stand, after: Stand, row: int, place: int, bar: int) -> Words:
    tier, name = after.framework.ladder.tiers[place], _name(after.framework, bar)
    level = [f"{each.shown.level[row, bar]:.1f}" for each in (before, after)]
    cut = [float(each.shown.cuts[row, place, bar]) for each in (before, after)]
    sure = " → ".join(f"{each.shown.chance[row, place, bar]:.0%}" for each in (before, after))
    moved = level[1] if level[0] == level[1] else " → ".join(level)
    asks = _asks(tier, cut[1], None if cut[0] == cut[1] else cut[0])
    return Words(
        en=f"{name.en} {moved} ({sure} sure); {asks.en}.",
        zh=f"{name.zh}{moved}（把握{sure}）；{asks.zh}。",
    )


def _asks(tier: Tier, now: float, then: float | None) -> Words:
    words = [
        "none" if cut == -np.inf else f"{cut:g}" for cut in (now, now if then is None else then)
    ]
    words_zh = ["无要求" if word == "none" else word for word in words]
    if then is None:
        return Words(
            en=f"{tier.name.en} asks for {words[0]}", zh=f"{tier.name.zh}要求{words_zh[0]}"
        )
    return Words(
        en=f"{tier.name.en} asks for {words[0]} instead of {words[1]}",
        zh=f"{tier.name.zh}的要求由{words_zh[1]}改为{words_zh[0]}",
    )


def _name(framework: Framework, bar: int) -> Words:
    if not bar:
        return Words(en="Composite", zh="综合得分")
    layer = framework.layers[bar - 1].name
    return Words(en=f"{layer.en} layer", zh=layer.zh)
