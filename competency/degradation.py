"""How much of the weight is without its source, and what that means for people's tiers.

What a missing source switches off is `availability`; the plans' rules are `degradation_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competency.availability import available_framework
from competency.config_types import Text
from competency.framework import Framework

_SLACK = 1e-9  # weights are sums of decimals


@dataclass(frozen=True)
class LostWeight:
    """Shares of weight whose source is missing, 0 to 1.

    dimensions: of each dimension's indicator weight, by key.
    composite: of the composite, by the base weights of the dimensions.
    allowed: `degradation.max_lost_weight`.
    missing: tables and columns that take it, as the exports lack them.
    """

    dimensions: Mapping[str, float]
    composite: float
    allowed: float
    missing: tuple[str, ...]

    @property
    def is_too_much(self) -> bool:
        """Whether nobody may be placed on what is left."""
        return self.composite > self.allowed + _SLACK

    def words(self) -> Text:
        """Say why nobody is placed."""
        subjects = ", ".join(self.missing)
        return Text(
            en=f"No tier: {self.composite:.0%} of the overall score's weight cannot be measured "
            f"in this run without {subjects}; at most {self.allowed:.0%} may be lost.",
            zh=f"暂不评级：本次运行缺少 {subjects}，综合得分中{self.composite:.0%}的权重无法测量，"
            f"上限为{self.allowed:.0%}。",
        )


def lost_weight(framework: Framework, unavailable: Sequence[str]) -> LostWeight:
    """Weigh what cannot be measured, by indicators, dimensions and the composite.

    Args:
        framework: resolved framework, before anything was switched off.
        unavailable: tables ('crm/surveys') and columns ('crm/surveys.nps') the exports lack.

    >>> from competency.loading import load_framework
    >>> lost = lost_weight(load_framework(), ["crm/interactions", "lms/courses"])
    >>> round(lost.composite, 3), lost.is_too_much, lost.missing
    (0.525, True, ('crm/interactions',))
    """
    left = {item.key for item in available_framework(framework, unavailable).enabled_indicators()}
    dimensions: dict[str, float] = {}
    for dimension in framework.dimensions:
        mine = [one for one in framework.enabled_indicators() if one.dimension == dimension.key]
        total = sum(one.weight for one in mine)
        lost = sum(one.weight for one in mine if one.key not in left)
        dimensions[dimension.key] = lost / total if total else 0.0
    needed = {
        need
        for one in framework.enabled_indicators()
        if one.key not in left
        for need in (*one.needs, one.source)
    }
    return LostWeight(
        dimensions,
        sum(one.weight * dimensions[one.key] for one in framework.dimensions),
        framework.degradation.max_lost_weight,
        tuple(
            subject
            for subject in dict.fromkeys(unavailable)
            if any(need == subject or need.split(".", 1)[0] == subject for need in needed)
        ),
    )
