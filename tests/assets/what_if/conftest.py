"""The record of a made-up what-if, with text that would steer a page or a terminal."""

from copy import deepcopy
from typing import Any

import pytest

NASTY = "<script>alert(1)</script>\x1b[31m"


def _person(number: int, before: int | None, after: int | None, name: str | None) -> dict[str, Any]:
    return {
        "agent_id": f"A{number:03d}",
        "name": name,
        "team_id": "T1",
        "tier_before": before,
        "tier_after": after,
        "composite_before": None if before is None else 50.0 + number,
        "composite_after": 52.0 + number,
        "since": "2026-03-01" if number % 2 else "2026-01-01",
        "reason": "Composite 56.0 → 59.0 (40% → 70% sure); Independent asks for 57.",
        "reason_zh": "综合得分56.0 → 59.0（把握40% → 70%）；独立级要求57。",
    }


@pytest.fixture
def record() -> dict[str, Any]:
    names = [("Entry", "入门级"), ("Executing", "执行级"), ("Independent", "独立级")]
    tiers = [{"tier": None, "name_en": "none", "name_zh": "无", "before": 1, "after": 0}]
    tiers += [
        {"tier": place, "name_en": en, "name_zh": zh, "before": 10, "after": 10 + place - 2}
        for place, (en, zh) in enumerate(names, start=1)
    ]
    figures = {
        key: value
        for name in ("before", "after", "change")
        for key, value in ((name, 0.4), (f"{name}_lower", 0.1), (f"{name}_upper", 0.7))
    }
    return deepcopy(
        {
            "run": {"run_id": "20260331-abc", "as_of": "2026-03-31", "code_version": "1",
                    "config": {"name": "shipped"}},
            "month": "2026-03-01",
            "changes": [
                {"key": "dimensions.process.weight", "before": 0.2, "after": 0.25,
                 "effect": "shown"},
                {"key": "satisfied_from", "before": 4, "after": 5, "effect": "run"},
                {"key": "guards.indicator_share", "before": 0.6, "after": 0.7, "effect": "none"},
            ],
            "in_force": {"from": None, "shown": "always", "others": False},
            "without_effect": ["guards.indicator_share"],
            "warnings": [],
            "takes_effect_with_a_run": ["satisfied_from"],
            "people": {"agents": 31, "moved": 3, "up": 1, "down": 1, "placed": 1, "unplaced": 0},
            "tiers": tiers,
            "dimensions": [
                {"dimension": "process", "name_en": "Process mastery", "name_zh": "流程掌握",
                 "weight_before": 0.2, "weight_after": 0.25, "lower_bound": 0.1,
                 "upper_bound": 0.35, "mean_score_before": 58.0, "mean_score_after": 57.5},
                {"dimension": "growth", "name_en": "Value growth", "name_zh": "价值成长",
                 "weight_before": 0.8, "weight_after": 0.75, "lower_bound": 0.05,
                 "upper_bound": 0.9, "mean_score_before": None, "mean_score_after": None},
            ],
            "weights": [],
            "moved": [_person(1, 2, 3, NASTY), _person(2, 3, 2, None), _person(3, None, 2, "王")],
            "teams": [
                {"team_id": "T1", "team_name": NASTY, "agents": 8, "moved": 3, "up": 1, "down": 1,
                 "composite_change": -0.25},
                {"team_id": "T2", "team_name": None, "agents": 8, "moved": 0, "up": 0, "down": 0,
                 "composite_change": 0.0},
            ],
            "agents": [],
            "paths": {"minutes_before": 1200, "minutes_after": 1500, "items_before": 20,
                      "items_after": 24, "people_with_another_path": 4},
            "fairness": [
                {"attribute": "seniority", "group": "new", "group_en": "New hire",
                 "group_zh": "新员工", "agents": 9, **figures, "promoted": 0.1, "demoted": 0.0},
                {"attribute": "site", "group": NASTY, "group_en": NASTY, "group_zh": NASTY,
                 "agents": 9, **figures, "promoted": 0.1, "demoted": 0.0},
            ],
            "groups_too_small": ["shift"],
            "sensitivity": {
                "draws": 200, "always": 0.6, "mean": 0.9,
                "tiers": [{"tier": 1, "agents": 10, "always": 0.9, "mean": 0.95},
                          {"tier": 2, "agents": 10, "always": 0.3, "mean": 0.85}],
            },
        }
    )  # fmt: skip
