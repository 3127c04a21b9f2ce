"""Who is ready for a next role or a rotation, and what each lacks (S0-094, S0-098, S2-042).

The chance is that the joint belief about the abilities asked for clears all their bars at once
(`tier_chances`); tier, months, certificate and critical failures are met or not. Nobody is moved by
it: it says what to look at, and a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from competency.columns import Floats, codes, numbers, require, texts
from competency.config_types import Text
from competency.frames import conform, empty
from competency.framework import Framework
from competency.posterior import Posterior
from competency.role_rules import TargetRole
from competency.tier_chances import chance_above, chance_of_all

_NUMBERS = ("tenure_months", "tier", "critical_failures")
_TEXTS = ("agent_id", "role", "team_id", "team_name")
Person = Mapping[str, Any]
Lack = tuple[str, Text]


def role_readiness(
    framework: Framework,
    posterior: Posterior,
    people: pd.DataFrame,
    certified: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the frame `role_readiness`, one row a person and target open to them, sorted.

    Args:
        framework: resolved framework.
        posterior: joint belief about the dimensions in the newest month, one row a person.
        people: those at work: agent_id, role (null counts as agent), team_id, team_name,
            tenure_months, tier, critical_failures. Months that nobody has are not asked for.
        certified: people whose mentor's certificate holds; None: no course certifies mentors, and
            none is asked for.
    """
    require(people, "people", (*_TEXTS, *_NUMBERS))
    columns = {name: texts(people, name) for name in _TEXTS}
    columns |= {name: numbers(people, name).tolist() for name in _NUMBERS}
    everybody = [
        dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    ]
    dated = bool(people["tenure_months"].notna().any())
    rows = []
    for target in framework.roles.targets:
        here = [person for person in everybody if _is_open(target, person)]
        chance, each = _chances(framework, target, posterior, here)
        for number, person in enumerate(here):
            lacks = list(_gates(framework, target, person, certified, dated=dated))
            is_barred = bool(lacks)
            lacks += _abilities(framework, target, each[number])
            rows.append(_line(framework, target, person, float(chance[number]), lacks, is_barred))
    if not rows:
        return empty("role_readiness")
    found = pd.DataFrame(rows).sort_values(["agent_id", "role_key"], ignore_index=True)
    return conform(found, "role_readiness")


def _is_open(target: TargetRole, person: Person) -> bool:
    """Whether the target is open to the person's role, and they are not there already."""
    names = [(person[name] or "").casefold() for name in ("team_id", "team_name")]
    is_there = any(fnmatchcase(name, one.casefold()) for one in target.teams for name in names)
    return (person["role"] or "agent") in target.open_to and not is_there


def _chances(
    framework: Framework, target: TargetRole, posterior: Posterior, here: Sequence[Person]
) -> tuple[Floats, Floats]:
    """Chance of all bars at once, and of each by itself; NaN where there is too little evidence."""
    place = [framework.dimension_keys.index(key) for key in target.dimensions]
    bars = np.array(list(target.dimensions.values()), dtype=np.float64)
    each = np.full((len(here), len(place)), np.nan)
    chance = np.full(len(here), np.nan if place else 1.0)
    if not place or not len(posterior.agent) or not here:
        return chance, each
    agent, _ = codes(pd.DataFrame({"agent_id": [p["agent_id"] for p in here]}), "agent_id",
                     posterior.agents)  # fmt: skip
    of_agent = np.full(len(posterior.agents) + 1, -1)
    of_agent[posterior.agent] = np.arange(len(posterior.agent))
    row = of_agent[agent]
    mean = posterior.mean[row][:, place]
    covariance = posterior.covariance[row][:, place][:, :, place]
    told = posterior.enough[row][:, place] & ~np.isnan(mean) & (row >= 0)[:, None]
    for number, bar in enumerate(bars):
        error = np.sqrt(np.maximum(covariance[:, number, number], 0.0))
        each[:, number] = np.where(
            told[:, number], chance_above(mean[:, number], error, bar), np.nan
        )
    known = told.all(axis=1)
    if known.any():
        chance[known] = chance_of_all(mean[known], covariance[known], bars[None, :])[:, 0]
    return chance, each


def _gates(
    framework: Framework,
    target: TargetRole,
    person: Person,
    certified: Collection[str] | None,
    *,
    dated: bool,
) -> Iterator[Lack]:
    """What is met or not, and is not met."""
    tier, months, failed = (person[name] for name in ("tier", "tenure_months", "critical_failures"))
    if target.minimum_tier > 1 and not tier >= target.minimum_tier:
        name = framework.ladder.tiers[target.minimum_tier - 1].name
        now, now_zh = ("none", "暂无") if np.isnan(tier) else (f"{tier:.0f}", f"{tier:.0f}")
        yield (
            "tier",
            Text(
                en=f"tier {target.minimum_tier} {name.en} (now {now})",
                zh=f"等级{target.minimum_tier} {name.zh}（现为{now_zh}）",
            ),
        )
    if dated and target.minimum_months and not months >= target.minimum_months:
        now, now_zh = ("unknown", "未知") if np.isnan(months) else (f"{months:.0f}",) * 2
        yield (
            "months",
            Text(
                en=f"{target.minimum_months} months since hiring (now {now})",
                zh=f"入职满{target.minimum_months}个月（现为{now_zh}）",
            ),
        )
    if target.mentor_certificate and certified is not None and person["agent_id"] not in certified:
        yield "certificate", Text(en="a valid mentor's certificate", zh="有效的导师认证")
    if failed > target.critical_failures:
        yield (
            "critical_failures",
            Text(
                en=f"at most {target.critical_failures} critical failures (now {failed:.0f})",
                zh=f"关键项不合格不超过{target.critical_failures}次（现为{failed:.0f}次）",
            ),
        )


def _abilities(framework: Framework, target: TargetRole, each: Floats) -> Iterator[Lack]:
    """Abilities whose own bar is not cleared surely enough."""
    names = {one.key: one.name for one in framework.dimensions}
    for (key, bar), chance in zip(target.dimensions.items(), each.tolist(), strict=True):
        if np.isnan(chance):
            en, zh = "too little evidence", "证据不足"
        elif chance < framework.roles.probability:
            sure = "<1" if chance < 0.005 else f"{100 * chance:.0f}"
            en, zh = f"{sure} % sure", f"把握{sure}%"
        else:
            continue
        yield (
            f"dimension:{key}",
            Text(en=f"{names[key].en} {bar:g} ({en})", zh=f"{names[key].zh} {bar:g}分（{zh}）"),
        )


def _line(
    framework: Framework,
    target: TargetRole,
    person: Person,
    chance: float,
    lacks: list[Lack],
    is_barred: bool,
) -> dict[str, object]:
    if not lacks and chance < framework.roles.probability:
        lacks = [
            ("all_at_once", Text(en="each bar, but not all at once", zh="单项达标但未同时达标"))
        ]
    state = "not_ready" if lacks else "ready"
    if np.isnan(chance) and not is_barred:
        state = "unknown"
    return {
        "agent_id": person["agent_id"],
        "role_key": target.key,
        "kind": target.kind,
        "name_en": target.name.en,
        "name_zh": target.name.zh,
        "state": state,
        "chance": chance,
        "n_lacking": len(lacks),
        "lacking": "|".join(key for key, _ in lacks) or None,
        "lacking_text": "; ".join(told.en for _, told in lacks) or None,
        "lacking_text_zh": "；".join(told.zh for _, told in lacks) or None,
    }
