"""The ladder's part of a receipt: tier, chances, bars, what decided, the ways up and down."""

import math
from typing import Any

from assets.receipt.gates import next_gates
from assets.receipt.moves import Asked, asked_in, month_after
from assets.receipt.reading import Held
from assets.report.records import Record, whole
from competency.framework import Framework
from competency.posterior import Posterior
from competency.receipt import Makeup
from competency.receipt_rises import composite_at, rises
from competency.tier_evidence import TierEvidence, tier_evidence

_AS_PUBLISHED = (
    "tier",
    "tier_key",
    "previous_tier",
    "change",
    "months_in_tier",
    "blocked_by",
    "blocked_by_text",
    "blocked_by_text_zh",
    "critical_failures",
    "seniority",
    "behind_clock_months",
)


def ladder_part(held: Held, framework: Framework, posterior: Posterior) -> Record:
    """Where the agent stands, every tier's bars, and the figures of the rule that decided."""
    placed = held.row("agent_ladder")
    shown = tier_evidence(framework, posterior, held.frames["dimension_weights"])
    tiers = framework.ladder.tiers
    tier = whole(placed["tier"])
    chance = 0.0 if tier in (None, len(tiers)) else float(shown.at_least[0, tier])
    return {
        **{key: placed[key] for key in _AS_PUBLISHED},
        "probabilities": {
            one.key: placed[f"prob_tier_{number}"] for number, one in enumerate(tiers, start=1)
        },
        "tiers": [
            {
                "tier": number + 1,
                "tier_key": one.key,
                "name_en": one.name.en,
                "name_zh": one.name.zh,
                "bars": _bars(framework, shown, number),
                "chance_of_all_bars": round(float(shown.at_least[0, number]), 6),
            }
            for number, one in enumerate(tiers)
        ],
        "rule": _rule(framework),
        "decided": _decided(held, framework, shown, placed),
        "gates": next_gates(held, framework, chance),
    }


def _bars(framework: Framework, shown: TierEvidence, number: int) -> list[Record]:
    """Composite cut and layer floors of one tier with the value now and the chance of each."""
    names = [None, *(layer.name for layer in framework.layers)]
    return [
        {
            "bar": key,
            "layer_en": name.en if name else None,
            "layer_zh": name.zh if name else None,
            "asked": float(shown.cuts[0, number, column]),
            "now": round(float(shown.level[0, column]), 6),
            "chance": round(float(shown.chance[0, number, column]), 6),
        }
        for column, (key, name) in enumerate(zip(shown.bars, names, strict=True))
        if math.isfinite(shown.cuts[0, number, column])
    ]


def _rule(framework: Framework) -> Record:
    rules = framework.ladder
    return {
        "first_probability": rules.first_probability,
        "promotion": rules.promotion.model_dump(),
        "demotion": rules.demotion.model_dump(),
        "reversal": rules.reversal.model_dump(),
        "critical_months": rules.critical_months,
        "minimum_known_weight": rules.minimum_known_weight,
        "clock": rules.clock,
    }


def _decided(held: Held, framework: Framework, shown: TierEvidence, placed: Record) -> Record:
    """The chances that the rule of this change looked at, beside what it asks of them."""
    rules, change = framework.ladder, placed["change"]
    tier, previous = whole(placed["tier"]), whole(placed["previous_tier"])
    up: float | None = None
    down: float | None = None
    asked = asked_in(framework, held.changes, placed["period"])
    if change in ("first", "promoted") and tier:
        up = float(shown.at_least[0, tier - 1])
    elif change == "held" and tier and tier < len(rules.tiers):
        up = float(shown.at_least[0, tier])
    asked_up = rules.first_probability if change == "first" else asked.up
    lost = previous if change == "demoted" else tier if change == "held" else None
    if lost and lost > 1:
        down = 1 - float(shown.chance[0, lost - 1, 0])
    return {
        "chance_up": up if up is None else round(up, 6),
        "asked_up": asked_up if up is not None else None,
        "chance_below": down if down is None else round(down, 6),
        "asked_below": asked.down if down is not None else None,
    }


def way_up(held: Held, framework: Framework, posterior: Posterior, parts: Makeup) -> Record | None:
    """What the scores lack for the next tier; None without a tier or on top."""
    tier = whole(held.row("agent_ladder")["tier"])
    tiers = framework.ladder.tiers
    if tier is None or tier == len(tiers):
        return None
    wanted, asked = tiers[tier], _asked_next(held, framework).up
    found = rises(framework, posterior, held.frames["dimension_weights"], 0, tier + 1, asked)
    now, error = float(parts.composite[0]), float(parts.error[0])
    at = composite_at(wanted.composite_cut, error, asked)
    return {
        "tier": tier + 1,
        "probability": asked,
        "composite_cut": wanted.composite_cut,
        "composite_for_its_bar": round(at, 6),
        "composite_for_all_bars": _or_none(now + found.alike),
        "rise_for_all_bars": _or_none(found.alike),
        "alone": [_or_none(gain) for gain in found.alone.tolist()],
    }


def way_down(held: Held, framework: Framework) -> Record | None:
    """The composite at which the tier held would be lost; None where it cannot be."""
    tier = whole(held.row("agent_ladder")["tier"])
    error: Any = held.row("agent_composites").get("std_error")
    if tier is None or tier == 1 or error is None:
        return None
    rule, cut = framework.ladder.demotion, framework.ladder.tiers[tier - 1].composite_cut
    asked = _asked_next(held, framework).down
    return {
        "tier": tier,
        "probability": asked,
        "composite_cut": cut,
        "composite_at_most": round(composite_at(cut, error, 1 - asked), 6),
        "months_in_a_row": 1 + rule.grace_months,
        "dwell_months": rule.dwell_months,
    }


def _asked_next(held: Held, framework: Framework) -> Asked:
    """What the next month's moves take, this month's move counted."""
    assert held.period is not None  # noqa: S101  only asked for an agent who has a month
    return asked_in(framework, held.changes, month_after(held.period))


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
