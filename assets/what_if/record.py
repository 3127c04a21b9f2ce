"""The whole what-if as plain figures: what `--json` prints."""

from typing import Any

import pandas as pd

from assets.what_if.build import WhatIf, latest_month, tidy, tier_of
from competency.columns import month_starts, months
from competency.ladder_rules import SENIORITIES


def record_of(what_if: WhatIf) -> dict[str, Any]:
    """Everything: changes, weights, people, teams, paths, fairness, sensitivity."""
    framework, run = what_if.framework, what_if.held.run
    tiers = framework.ladder.tiers
    return {
        "run": {key: run.get(key) for key in ("run_id", "as_of", "code_version", "config", "mode")},
        "month": f"{latest_month(what_if):%Y-%m-%d}",
        "changes": [
            {"key": one.key, "before": one.before, "after": one.after, "effect": one.effect}
            for one in what_if.differences
        ],
        "in_force": what_if.in_force,
        "takes_effect_with_a_run": what_if.keys("run"),
        "without_effect": what_if.keys("none"),
        "warnings": list(what_if.warnings),
        "people": {"agents": len(what_if.people), **what_if.moves},
        "tiers": [
            {
                "tier": tier_of(place),
                "name_en": tiers[place - 1].name.en if place else "none",
                "name_zh": tiers[place - 1].name.zh if place else "无",
                "before": before,
                "after": after,
            }
            for place, (before, after) in enumerate(
                zip(what_if.tiers["before"], what_if.tiers["after"], strict=True)
            )
        ],
        "dimensions": _dimensions(what_if),
        "weights": _weights(what_if),
        "moved": _moved(what_if),
        "teams": _teams(what_if),
        "agents": _agents(what_if),
        "paths": {
            "minutes_before": what_if.minutes["before"],
            "minutes_after": what_if.minutes["after"],
            "items_before": len(what_if.held.before["path_assignments"]),
            "items_after": len(what_if.after["path_assignments"]),
            "people_with_another_path": what_if.other_paths,
        },
        "fairness": fairness_rows(what_if),
        "groups_too_small": list(what_if.small_groups),
        "sensitivity": sensitivity_of(what_if),
    }


def _dimensions(what_if: WhatIf) -> list[dict[str, Any]]:
    result = []
    for place, item in enumerate(what_if.framework.dimensions):
        result.append(
            {
                "dimension": item.key,
                "name_en": item.name.en,
                "name_zh": item.name.zh,
                "weight_before": tidy(what_if.weights[place, 0]),
                "weight_after": tidy(what_if.weights[place, 1]),
                "lower_bound": item.lower_bound,
                "upper_bound": item.upper_bound,
                "mean_score_before": tidy(what_if.people[f"{item.key}_before"].mean()),
                "mean_score_after": tidy(what_if.people[f"{item.key}_after"].mean()),
            }
        )
    return result


def _weights(what_if: WhatIf) -> list[dict[str, Any]]:
    """Weights of every month, before and after, with the reason after."""
    old, new = (
        frame.assign(period=month_starts(months(frame)))
        for frame in (
            what_if.held.before["dimension_weights"],
            what_if.after["dimension_weights"],
        )
    )
    both = new.merge(
        old[["period", "dimension", "weight"]],
        on=["period", "dimension"],
        how="left",
        suffixes=("", "_before"),
    )
    return [
        {
            "period": f"{row['period']:%Y-%m-%d}",
            "dimension": row["dimension"],
            "before": tidy(row["weight_before"]),
            "after": tidy(row["weight"]),
            "reason": row["reason"],
            "reason_zh": row["reason_zh"],
        }
        for row in both.to_dict("records")
    ]


def _moved(what_if: WhatIf) -> list[dict[str, Any]]:
    return [
        {
            "agent_id": row["agent_id"],
            "name": _text(row["name"]),
            "team_id": _text(row["team_id"]),
            "tier_before": tier_of(row["tier_before"]),
            "tier_after": tier_of(row["tier_after"]),
            "composite_before": tidy(row["composite_before"]),
            "composite_after": tidy(row["composite_after"]),
            "since": f"{row['since']:%Y-%m-%d}",
            "reason": row["reason"],
            "reason_zh": row["reason_zh"],
        }
        for row in what_if.moved.to_dict("records")
    ]


def _teams(what_if: WhatIf) -> list[dict[str, Any]]:
    return [
        {
            "team_id": _text(row["team_id"]),
            "team_name": _text(row["team_name"]),
            "agents": int(row["agents"]),
            "moved": int(row["moved"]),
            "up": int(row["up"]),
            "down": int(row["down"]),
            "composite_change": tidy(row["composite_change"]),
        }
        for row in what_if.teams.to_dict("records")
    ]


def _agents(what_if: WhatIf) -> list[dict[str, Any]]:
    """Everybody of the month; scores by dimension as pairs of before and after."""
    people = what_if.people
    keys = what_if.framework.dimension_keys
    scores = {
        key: people[[f"{key}_before", f"{key}_after"]].round(6).to_numpy().tolist() for key in keys
    }
    survives = dict(
        zip(
            what_if.sensitivity.row.tolist(),
            what_if.sensitivity.survives.round(6).tolist(),
            strict=True,
        )
    )
    columns = (
        "agent_id", "team_id", "tier_before", "tier_after", "composite_before", "composite_after",
        "minutes_before", "minutes_after", "other_path",
    )  # fmt: skip
    rows = zip(*(people[name].tolist() for name in columns), strict=True)
    return [
        {
            "agent_id": row[0],
            "team_id": _text(row[1]),
            "tier": [tier_of(row[2]), tier_of(row[3])],
            "composite": [tidy(row[4]), tidy(row[5])],
            "scores": {key: [_known(one) for one in scores[key][place]] for key in keys},
            "minutes": [row[6], row[7]],
            "other_path": row[8],
            "survives_random_weights": survives.get(place),
        }
        for place, row in enumerate(rows)
    ]


def fairness_rows(what_if: WhatIf) -> list[dict[str, Any]]:
    """Rows of the fairness table with the groups' names in both languages."""
    seniorities = {str(key): name for key, name in SENIORITIES.items()}
    result = []
    for row in what_if.fairness.to_dict("records"):
        named = seniorities.get(str(row["group"])) if row["attribute"] == "seniority" else None
        figures = {
            str(key): int(value) if key == "agents" else tidy(value)
            for key, value in row.items()
            if key not in ("attribute", "group")
        }
        result.append(
            {
                "attribute": row["attribute"],
                "group": row["group"],
                "group_en": named.en if named else row["group"],
                "group_zh": named.zh if named else row["group"],
                **figures,
            }
        )
    return result


def sensitivity_of(what_if: WhatIf) -> dict[str, Any]:
    """Share of people and draws whose decision survives random weights; also by tier."""
    found = what_if.sensitivity
    tier = what_if.people["tier_after"].to_numpy()[found.row]
    return {
        "draws": found.draws,
        "always": tidy(found.always),
        "mean": tidy(found.mean),
        "tiers": [
            {
                "tier": number,
                "agents": int((tier == number).sum()),
                "always": tidy((found.survives[tier == number] >= 1).mean()),
                "mean": tidy(found.survives[tier == number].mean()),
            }
            for number in sorted(set(tier.tolist()))
        ],
    }


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _known(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  NaN
