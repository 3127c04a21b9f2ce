"""A made-up run for the pages: four teams and an empty one, forty agents, awkward names, gaps."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from report.made_up_models import make_models
from report.made_up_paths import make_paths

AS_OF = date(2025, 11, 19)
PERIODS = [pd.Timestamp(p) for p in pd.date_range("2024-12-01", "2025-11-01", freq="MS")]
DIMENSIONS = [
    ("process", "base", "Process", "流程掌握度"),
    ("knowledge", "base", "Knowledge", "知识掌握"),
    ("resolution", "core", "Problem solving", "问题解决力"),
    ("mediation", "core", "Mediation", "调解能力"),
    ("relationship", "value", "Customer relationship", "客户关系管理"),
    ("growth", "value", "Growth", "业务拓展"),
]
TIERS = [
    (1, "entry", "Entry", "入门级", 0.0, 3),
    (2, "executing", "Executing", "执行级", 45.0, 6),
    (3, "independent", "Independent", "独立级", 58.0, 9),
    (4, "expert", "Expert", "专家级", 70.0, 12),
    (5, "leader", "Leader", "领导级", 80.0, 18),
]
INDICATORS = [
    ("process_accuracy", "process", "Process accuracy", "流程准确率"),
    ("knowledge_test", "knowledge", "Knowledge test", "知识测验"),
    ("fcr", "resolution", "Solved at first contact", "首次联系解决率"),
    ("mediation_rate", "mediation", "Mediation success", "调解成功率"),
    ("nps", "relationship", "Recommendation rate", "客户推荐率"),
    ("cross_sell", "growth", "Cross-sell rate", "交叉销售率"),
]
COURSES = [
    ("C01", "Returns and refunds, step by step", "process", 90),
    (
        "C02",
        "产品知识进阶：从规格到场景的完整讲解与常见误区分析以及真实案例研讨练习课程",
        "knowledge",
        60,
    ),
    ("C03", "Hard cases <b>workshop</b> & review", "resolution", 120),
    ("C04", "Calming angry customers", "mediation", 45),
    ("C05", "=SUM(A1) spreadsheet course", "growth", 30),
]
AWKWARD_NAMES = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "Zoë 🦄 O'Brien & Söhne",
    "欧阳娜娜慕容雪司徒静怡上官婉儿诸葛明月皇甫嵩山南宫云飞东方朔西门吹雪独孤求",
    "{{ 7 * 7 }} %s {name}",
]
TEAMS = [
    ("T1", "Billing"),
    ("T2", "技术支持二组"),
    ("../../T3", "Returns <i>& more</i>"),
    ("t1", "Night shift"),
    ("T5", "Left behind"),
]


def make_marts(seed: int = 7) -> dict[str, pd.DataFrame]:
    """All marts of DESIGN, plausible and consistent with each other."""
    rng = np.random.default_rng(seed)
    agents = _agents()
    ability = {a: rng.normal(62, 11) for a in agents["agent_id"]}
    scores, indicators, composites, ladder = [], [], [], []
    for row in agents.itertuples():
        _history(row, ability[row.agent_id], rng, into=(scores, indicators, composites, ladder))
    paths = make_paths(agents, rng, courses=COURSES, dimensions=DIMENSIONS, as_of=AS_OF)
    periods = [p for p in PERIODS for _ in DIMENSIONS]
    weights = pd.DataFrame(
        {
            "period": periods,
            "dimension": [d[0] for _ in PERIODS for d in DIMENSIONS],
            "base_weight": [0.2, 0.2, 0.2, 0.15, 0.15, 0.1] * len(PERIODS),
            "importance": 0.5,
            "demand": 0.5,
            "weight": [0.22, 0.17, 0.24, 0.14, 0.14, 0.09] * len(PERIODS),
            "lower_bound": [0.1, 0.1, 0.1, 0.08, 0.08, 0.05] * len(PERIODS),
            "upper_bound": [0.3, 0.3, 0.3, 0.25, 0.25, 0.2] * len(PERIODS),
            "step": 0.02,
            "prior_step": 0.0,
            "importance_step": 0.012,
            "demand_step": 0.01,
            "limit_step": -0.002,
            "step_limit": 0.02,
            "target": 0.2,
            "importance_lower": 0.4,
            "importance_upper": 0.6,
            "evidence": "estimated",
            "reason": "More hard cases came in than usual.",
            "reason_zh": "疑难问题比平时多。",
        }
    )
    return {
        "agents": agents,
        "agent_scores": pd.DataFrame(scores),
        "agent_indicators": pd.DataFrame(indicators),
        "agent_composites": pd.DataFrame(composites),
        "agent_ladder": pd.DataFrame(ladder),
        "dimension_weights": weights,
        "course_effects": _effects(),
        "rejected_rows": _rejected(),
        "framework_dimensions": pd.DataFrame(
            [
                {"dimension": k, "layer": layer, "name_en": en, "name_zh": zh, "position": i}
                for i, (k, layer, en, zh) in enumerate(DIMENSIONS)
            ]
        ),
        "framework_tiers": pd.DataFrame(
            TIERS,
            columns=["tier", "tier_key", "name_en", "name_zh", "composite_cut", "clock_months"],
        ).assign(
            seniority=["new", "in_service", "in_service", "backbone", "backbone"],
            level=[None, "junior", "middle", "senior", "senior"],
            standard_level=["basic", "basic", "professional", "elite", "elite"],
            course_layer=["base", "base", "core", "value", None],
            must_show_en="what is asked",
            must_show_zh="所要求的",
        ),
        "framework_indicators": _framework_indicators(),
        **make_models(INDICATORS),
        **paths,
    }


def _agents() -> pd.DataFrame:
    rows = []
    for i in range(42):
        # T5 has only someone who left.
        team = TEAMS[4] if i == 41 else TEAMS[min(i // 12, 3)]
        name = AWKWARD_NAMES[i] if i < len(AWKWARD_NAMES) else f"Agent {chr(65 + i % 26)}. Nr {i}"
        if 20 <= i < 25:
            name = "王李张刘陈"[i - 20] + "晓明"
        rows.append(
            {
                "agent_id": f"A{i:03d}",
                "name": name,
                "team_id": team[0],
                "team_name": team[1],
                "manager_id": "M1",
                "role": "agent",
                "mentor_id": None,
                "language": "zh",
                "status": "left" if i == 41 else "active",
                "hire_date": pd.Timestamp("2024-01-01") + pd.Timedelta(days=11 * i),
                "tenure_months": 20 - i // 3,
                "left_on": pd.Timestamp("2025-06-01") if i == 41 else pd.NaT,
            }
        )
    return pd.DataFrame(rows)


def _history(row, level, rng, *, into) -> None:
    scores, indicators, composites, ladder = into
    number = int(row.agent_id[1:])
    insufficient = number % 9 == 4
    previous = None
    months = 0
    for at, period in enumerate(PERIODS):
        known = level + 0.6 * at
        for place, (dimension, *_) in enumerate(DIMENSIONS):
            state = "enough"
            if insufficient:
                state = "none" if place % 2 else "thin"
            elif (number + place) % 7 == 0:
                state = "thin"
            elif (number + place) % 23 == 0:
                state = "none"
            n = {"enough": int(rng.integers(25, 400)), "thin": int(rng.integers(1, 8)), "none": 0}
            value = None if state == "none" else float(np.clip(known + rng.normal(0, 9), 2, 99))
            half = {"enough": 5.0, "thin": 15.0, "none": 0.0}[state]
            scores.append(
                {
                    "agent_id": row.agent_id,
                    "period": period,
                    "dimension": dimension,
                    "score": value,
                    "posterior_mean": known if value is None else value,
                    "ability": 0.0,
                    "ability_variance": 0.1,
                    "std_error": 15.0 if value is None else half / 1.645,
                    "lower": None if value is None else max(value - half, 0),
                    "upper": None if value is None else min(value + half, 100),
                    "n_evidence": n[state],
                    "evidence_state": state,
                }
            )
            indicators.append(
                {
                    "agent_id": row.agent_id,
                    "period": period,
                    "dimension": dimension,
                    "indicator": INDICATORS[place][0],
                    "n_evidence": n[state],
                    "raw_value": 0.8,
                    "adjusted_value": 0.8,
                    "shrunk_value": 0.8,
                    "std_error": 0.02,
                    "score": value,
                    "reliability": 0.7,
                }
            )
        half = 14.0 if insufficient else 5.5
        composites.append(
            {
                "agent_id": row.agent_id,
                "period": period,
                "composite": known,
                "std_error": half / 1.645,
                "lower": known - half,
                "upper": known + half,
                "known_weight": 0.5 if insufficient else 1.0,
            }
        )
        tier = None if insufficient else sum(known >= cut for *_, cut, _ in TIERS)
        change = "insufficient"
        if tier is not None:
            change = "first" if previous is None else "held"
            if previous is not None and tier != previous:
                change = "promoted" if tier > previous else "demoted"
        months = months + 1 if change == "held" else 1
        ladder.append(_rung(row, period, tier, previous, how=(change, months)))
        previous = tier


def _rung(row, period, tier, previous, *, how) -> dict[str, Any]:
    number = int(row.agent_id[1:])
    blocked: tuple[Any, Any, Any] = (
        "composite",
        "The overall score is below what the next tier asks for.",
        "综合得分低于下一等级的要求。",
    )
    if tier is None:
        blocked = ("evidence", "Fewer than 20 reviewed contacts.", "受检联络少于20条。")
    elif tier == 5:
        blocked = (None, None, None)
    return {
        "agent_id": row.agent_id,
        "period": period,
        "team_id": row.team_id,
        "tier": tier,
        "tier_key": None if tier is None else TIERS[tier - 1][1],
        **{f"prob_tier_{t}": 0.83 if t == tier else 0.0425 for t in range(1, 6)},
        "previous_tier": previous,
        "change": how[0],
        "months_in_tier": None if tier is None else how[1],
        "blocked_by": blocked[0],
        "blocked_by_text": blocked[1],
        "blocked_by_text_zh": blocked[2],
        "critical_failures": None if number % 5 == 0 else int(number % 7 == 0),
        "seniority": ("new", "in_service", "backbone", None)[number % 4],
        "behind_clock_months": None if tier in (None, 5) else number % 4,
        "asked_probability": None if tier is None else 0.6,
    }


def _effects() -> pd.DataFrame:
    """Measured, doubtful, not checked, assumed; and one the catalogue does not list."""
    rows = [
        # course, dimension, uplift, std_error, trained, compared, check, naive, placebo_z, trend_z
        ("C01", "process", 4.1, 1.0, 64, 60, "clear", 7.9, 0.4, -1.2),
        ("C02", "knowledge", 6.0, 1.2, 40, 33, "doubtful", 9.3, 3.4, 0.8),
        ("C03", "resolution", 1.2, 1.5, 31, 30, "clear", 5.5, -0.7, 0.1),
        ("C04", "mediation", -0.4, 1.9, 22, 12, "not_checked", 3.0, None, None),
        ("C05", "growth", 2.0, 2.0, 3, 2, "not_checked", 11.0, None, None),
        ("C05", "process", 0.1, 1.0, 3, 2, "not_checked", 8.0, None, None),
    ]
    return pd.DataFrame(
        {
            "course_id": course,
            "dimension": dimension,
            "uplift": uplift,
            "std_error": error,
            "lower": uplift - 1.7 * error,
            "upper": uplift + 1.7 * error,
            "n_trained": trained,
            "method": "prior" if course == "C05" else "state_space",
            "listed": (course, dimension) != ("C05", "process"),
            "n_compared": compared,
            "n_checked": 0 if state == "not_checked" else compared,
            "estimate": uplift / 14,
            "estimate_error": error / 14,
            "before_after": naive / 14,
            "difference": naive / 15,
            "placebo": None if placebo is None else placebo * error / 14,
            "placebo_z": placebo,
            "trend_z": trend,
            "keen_z": 4.2 if dimension == "resolution" else 0.3,
            "check_state": state,
            "naive_uplift": naive,
            "naive_difference": naive * 14 / 15,
        }
        for course, dimension, uplift, error, trained, compared, state, naive, placebo, trend in (
            rows
        )
    )


def _rejected() -> pd.DataFrame:
    bad = [
        ("crm/interactions", "not_a_time", "error", 12),
        ("crm/interactions", "unknown_reference", "warning", 5),
        ("crm/surveys", "out_of_range", "error", 7),
        ("qa/reviews", "conflicting_duplicate", "duplicate", 2),
    ]
    return pd.DataFrame(
        [
            {
                "source_table": table,
                "file": "f.csv",
                "row_number": i + 2,
                "column": "x",
                "value": "<img src=x>",
                "rule": rule,
                "severity": severity,
            }
            for table, rule, severity, n in bad
            for i in range(n)
        ]
    )


def _framework_indicators() -> pd.DataFrame:
    rows = [
        {"indicator": k, "dimension": d, "name_en": en, "name_zh": zh, "enabled": True}
        for k, d, en, zh in INDICATORS
    ]
    rows.append(
        {
            "indicator": "voice_emotion",
            "dimension": "relationship",
            "name_en": "Emotion read by a machine",
            "name_zh": "机器识别的情绪",
            "enabled": False,
            "reason_off": "Restricted for rating people in the EU.",
            "reason_off_zh": "欧盟限制将其用于评价员工。",
        }
    )
    rows += [
        {
            "indicator": "handle_minutes",
            "dimension": "resolution",
            "name_en": "Handle time",
            "name_zh": "平均处理时长",
            "enabled": True,
            "unit": "minutes",
            "source": "crm/interactions",
        },
        {
            "indicator": "csat_mean",
            "dimension": "relationship",
            "name_en": "Mean satisfaction answer",
            "name_zh": "平均满意度评分",
            "enabled": True,
            "unit": "points",
            "source": "crm/interactions",
        },
    ]
    frame = pd.DataFrame(rows).assign(
        floor=0.5, target=0.9, direction="higher", weight=1.0, requirement=""
    )
    reviews = frame["indicator"].isin(["process_accuracy", "mediation_rate"])
    source = frame["indicator"].map({"knowledge_test": "lms/assessments"})
    source = source.mask(reviews, "qa/reviews").fillna("crm/interactions")
    return frame.assign(source=source, unit=frame["unit"].fillna("share"))


def make_run(*, degraded: bool = False) -> dict[str, Any]:
    counts = {
        "crm/agents": (44, 43, 0, 1),
        "crm/interactions": (125_000, 124_983, 12, 5),
        "crm/surveys": (8_207, 8_200, 7, 0),
        "qa/reviews": (3_002, 3_000, 0, 2),
        "lms/courses": (5, 5, 0, 0),
    }
    notices = [
        {
            "code": "table_missing",
            "subject": "qa/reviews",
            "text": "Table qa/reviews is missing; switched off: Process accuracy.",
            "text_zh": "缺少表 qa/reviews，已停用：流程准确率。",
            "switched_off": ["process_accuracy"],
        }
    ]
    return {
        "run_id": "20251119-a1b2c3",
        "as_of": AS_OF.isoformat(),
        "code_version": "0.1.0",
        "config": {"name": "shipped", "sha256": "ab" * 32},
        "mapping": None,
        "mode": {
            "state": "degraded" if degraded else "full",
            "notices": notices if degraded else [],
        },
        "sources": [
            {
                "table": table,
                "file": f"{table}.csv",
                "rows_read": read,
                "accepted": accepted,
                "rejected": rejected,
                "duplicates": duplicates,
            }
            for table, (read, accepted, rejected, duplicates) in counts.items()
            if not (degraded and table == "qa/reviews")
        ],
        "tables": [
            {
                "table": table,
                "status": "missing" if degraded and table == "qa/reviews" else "ok",
                "message": "",
                "repairs": {},
            }
            for table in counts
        ],
        "counts": {"agents": 41},
        "timings": {},
        "started_at": "2025-11-19T03:00:00",
        "finished_at": "2025-11-19T03:00:10",
    }
