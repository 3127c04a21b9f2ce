"""The framework as frames, so that SQL and reports need not parse the configuration."""

from __future__ import annotations

import pandas as pd

from competency.frames import conform
from competency.framework import Framework


def framework_tables(framework: Framework) -> dict[str, pd.DataFrame]:
    """Return the frames framework_dimensions, framework_tiers and framework_indicators.

    >>> from competency.loading import load_framework
    >>> framework_tables(load_framework())["framework_tiers"]["tier_key"].tolist()
    ['entry', 'executing', 'independent', 'expert', 'leader']
    """
    dimensions = [
        {
            "dimension": item.key,
            "layer": item.layer,
            "name_en": item.name.en,
            "name_zh": item.name.zh,
            "position": position,
        }
        for position, item in enumerate(framework.dimensions, start=1)
    ]
    tiers = [
        {
            "tier": number,
            "tier_key": item.key,
            "name_en": item.name.en,
            "name_zh": item.name.zh,
            "composite_cut": item.composite_cut,
            "clock_months": item.clock_months,
        }
        for number, item in enumerate(framework.ladder.tiers, start=1)
    ]
    indicators = [
        {
            "indicator": item.key,
            "dimension": item.dimension,
            "name_en": item.name.en,
            "name_zh": item.name.zh,
            "floor": item.floor,
            "target": item.target,
            "direction": item.direction,
            "weight": item.weight,
            "enabled": item.enabled,
            "reason_off": item.reason_off.en if item.reason_off else None,
            "reason_off_zh": item.reason_off.zh if item.reason_off else None,
            "requirement": item.requirement,
            "unit": item.unit,
            "source": item.source,
        }
        for item in framework.indicators
    ]
    return {
        "framework_dimensions": conform(pd.DataFrame(dimensions), "framework_dimensions"),
        "framework_tiers": conform(pd.DataFrame(tiers), "framework_tiers"),
        "framework_indicators": conform(pd.DataFrame(indicators), "framework_indicators"),
    }
