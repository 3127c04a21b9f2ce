"""How the five tiers match staff groups, levels, standards and course layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.framework_words import layer_names
from assets.report.names import Names
from assets.report.records import records, whole
from assets.report.text import Text, both, pair
from competency.config_types import Text as ConfigText
from competency.ladder_rules import LEVELS, SENIORITIES, STANDARD_LEVELS

# Courses that belong to no layer.
_BESIDE = Text("leadership", "领导力")


@dataclass(frozen=True, kw_only=True)
class TierLine:
    """One tier; None where the configuration names nothing."""

    number: int
    name: Text
    within: Text | None
    seniority: Text | None
    level: Text | None
    standard: Text | None
    layer: Text
    must_show: Text | None


def crosswalk(marts: Mapping[str, pd.DataFrame], names: Names) -> list[TierLine]:
    """Tiers upwards."""
    layers = layer_names(marts)
    lines = []
    for row in sorted(records(marts, "framework_tiers"), key=lambda r: r["tier"]):
        months, layer = whole(row.get("clock_months")), row.get("course_layer")
        lines.append(
            TierLine(
                number=int(row["tier"]),
                name=names.tier(int(row["tier"])),
                within=None if months is None else both("{n} months", "{n} 个月", n=months),
                seniority=seniority_name(row.get("seniority")),
                level=_term(LEVELS, row.get("level")),
                standard=_term(STANDARD_LEVELS, row.get("standard_level")),
                layer=layers.get(layer, Text(layer, layer)) if layer else _BESIDE,
                must_show=pair(row.get("must_show_en"), row.get("must_show_zh")),
            )
        )
    return lines


def seniority_name(key: str | None) -> Text | None:
    """A staff group's name.

    >>> seniority_name("backbone")
    Text(en='Backbone', zh='骨干员工')
    """
    return _term(SENIORITIES, key)


def _term(terms: Mapping[Any, ConfigText], key: str | None) -> Text | None:
    """A term of the documents, or the key itself."""
    if key is None:
        return None
    found = terms.get(key)
    return Text(found.en, found.zh) if found else Text(key, key)
