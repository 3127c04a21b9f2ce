"""A made-up published result for the tuning bench: as marts, and as `what_if.Published`."""

import dataclasses
import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd

from assets.report.tuning_page import tuning_content
from competency.abilities import Abilities
from competency.columns import month_starts, months
from competency.decided import configurations
from competency.editions import Editions, editions_of
from competency.frames import empty
from competency.loading import load_text, parse_framework
from competency.path_tables import Planned
from competency.what_if import Published, recompute

FIRST = 2025 * 12
AS_OF = dt.date(2025, 10, 31)


def world(framework, seed=1, agents=60, months=10, dead=(), mentors=True):
    """Everything that can be odd: thin and no evidence, leavers, no team, no tenure, no role.

    dead: dimensions nobody has evidence on.
    """
    rng = np.random.default_rng(seed)
    names = np.array([f"A{number:05d}" for number in range(agents)])
    here = rng.random((months, agents)) > 0.06
    month, agent = np.nonzero(here)
    rows, dims = len(month), len(framework.dimensions)
    walk = np.cumsum(rng.normal(0, 0.35, (months, agents, dims)), axis=0)
    level = rng.normal(0.3, 1.1, (1, agents, 1)) + rng.normal(0, 0.5, (1, agents, dims)) + walk
    ability = level[month, agent].round(6)
    root = rng.normal(0, 0.25, (rows, dims, dims)) + 0.25
    covariance = (root @ root.transpose(0, 2, 1) / dims + 0.02 * np.eye(dims)).round(6)
    n = rng.integers(0, 60, (rows, dims)) * (rng.random((rows, dims)) > 0.08)
    n[rng.random(rows) < 0.04] = 0
    n[:, list(dead)] = 0
    ability[:, list(dead)] = np.nan
    enough = n > 12
    made = SimpleNamespace(
        names=names, month=month + FIRST, agent=agent, ability=ability, covariance=covariance,
        n=n, enough=enough, rng=rng, framework=framework,
    )  # fmt: skip
    period = month_starts(made.month)
    roster = pd.DataFrame(
        {
            "agent_id": names[agent],
            "period": period,
            "team_id": np.where(agent % 7 == 3, None, np.char.add("T", (agent % 5).astype(str))),
            "role": np.where(agent % 11 == 5, None, np.where(agent % 3 == 0, "mentor", "agent")),
            "mentor_id": np.where(
                mentors & (agent % 3 > 0), names[(agent // 9 * 3) % agents], None
            ),
            "tenure_months": np.where(agent % 13 == 4, np.nan, month + agent % 15),
            "is_active": True,
        }
    )
    keyed = pd.DataFrame({"agent_id": names[agent], "period": period})
    marts = {
        "agent_months": roster,
        "agent_scores": _scores(framework, keyed, made),
        "score_covariances": _covariances(framework, keyed, made),
        "indicator_models": _models(framework, rng),
        "weight_importance": _importance(framework, rng, months),
        "weight_demand": _demand(framework, rng, months),
        "agent_reviews": keyed.assign(n_reviews=3, n_critical=(rng.random(rows) < 0.05) * 1),
        "agent_feedback": keyed[rng.random(rows) < 0.4].assign(
            n=lambda part: rng.integers(1, 4, len(part)),
            total=lambda part: part["n"] * rng.uniform(0.4, 1, len(part)),
        ),
        "trainings": keyed[rng.random(rows) < 0.3][["agent_id"]].assign(
            course_id=lambda part: rng.choice(["C1", "C2", "C3"], len(part)),
            completed_on=pd.Timestamp("2025-02-10"),
            valid_until=lambda part: rng.choice([None, "2025-06-30"], len(part)),
        ),
    }
    marts["trainings"]["valid_until"] = pd.to_datetime(marts["trainings"]["valid_until"])
    return SimpleNamespace(marts=marts, published=_published(marts, made), made=made)


def _scores(framework, keyed, made):
    parts = [
        keyed.assign(
            dimension=key,
            ability=made.ability[:, place],
            ability_variance=made.covariance[:, place, place],
            n_evidence=made.n[:, place],
            evidence_state=np.where(made.enough[:, place], "enough", "thin"),
        )
        for place, key in enumerate(framework.dimension_keys)
    ]
    return pd.concat(parts, ignore_index=True).sample(frac=1, random_state=1)


def _covariances(framework, keyed, made):
    keys = framework.dimension_keys
    parts = [
        keyed.assign(
            dimension=keys[one], other_dimension=keys[other],
            ability_covariance=made.covariance[:, one, other],
        )
        for one in range(len(keys))
        for other in range(one)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _models(framework, rng):
    items = framework.measured_indicators()
    between = rng.uniform(0.3, 0.7, len(items))
    spread = rng.uniform(0.15, 0.25, len(items))
    return pd.DataFrame(
        {
            "indicator": [item.key for item in items],
            "average_value": [
                round(item.floor + part * (item.target - item.floor), 6)
                for item, part in zip(items, between, strict=True)
            ],
            "value_per_sd": [
                round(abs(item.target - item.floor) * part, 6)
                for item, part in zip(items, spread, strict=True)
            ],
        }
    )


def _importance(framework, rng, months):
    rows = []
    for month in range(2, months):
        for outcome in framework.recalibration.outcomes:
            state = "enough" if rng.random() < 0.6 else "thin"
            share = rng.dirichlet(np.ones(len(framework.dimensions))).round(6)
            rows += [
                (FIRST + month, outcome.key, key, share[place], state,
                 None if place == 5 and rng.random() < 0.5 else 0.1)
                for place, key in enumerate(framework.dimension_keys)
            ]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["month", "outcome", "dimension", "importance", "state", "coefficient"]
    )
    frame["period"] = month_starts(frame["month"].to_numpy())
    return frame.drop(columns="month")


def _demand(framework, rng, months):
    rows = [
        (FIRST + month, key, rng.uniform(0.7, 1.4), rng.uniform(0.6, 1.6))
        for month in range(months)
        for key in framework.dimension_keys[:-1]
    ]
    frame = pd.DataFrame(rows, columns=["month", "dimension", "calls_ratio", "complaints_ratio"])
    frame["period"] = month_starts(frame["month"].to_numpy())
    frame.loc[rng.random(len(frame)) < 0.1, "complaints_ratio"] = np.nan
    frame.loc[frame["dimension"] == framework.dimension_keys[0], "calls_ratio"] = np.nan
    frame = frame.assign(n_contacts=9, n_complaints=9, capacity_ratio=1.0, pressure=1.0)
    ratios = ["calls_ratio", "complaints_ratio"]
    return frame.drop(columns="month").assign(**frame[ratios].round(6))


def _published(marts, made):
    dims = made.covariance.shape[1]
    diagonal = np.arange(dims)
    abilities = Abilities(
        pd.Index(made.names, dtype="string"),
        made.agent,
        made.month,
        made.ability,
        made.covariance[:, diagonal, diagonal],
        made.covariance.copy(),
        made.n.astype(float),
        made.enough,
    )
    nothing = pd.DataFrame({"agent_id": []})
    planned = Planned(
        **{name: empty(f"path_{name}") for name in ("assignments", "gaps", "plan", "overrides")}
    )
    return Published(
        as_of=AS_OF,
        abilities=abilities,
        **{
            name: marts[name]
            for name in ("indicator_models", "weight_importance", "weight_demand", "agent_months",
                         "agent_reviews", "agent_feedback", "trainings")
        },
        agents=nothing,
        courses=nothing,
        sessions=nothing,
        enrollments=nothing,
        effects=empty("course_effects"),
        wave_assignments=nothing,
        path_deliveries=nothing,
        planned=planned,
    )  # fmt: skip


CERTIFICATES = ("minimum_evidence: 40", "minimum_evidence: 40\n      certificates: [C1, C2]")
#: By name: changes of the shipped file, then of the made-up centre.
CENTRES = {
    "shipped": ([CERTIFICATES], {}),
    "in the tier": ([("clock: since_hire", "clock: per_tier")], {"seed": 2}),
    "finance": ([("profile: general", "profile: finance")], {"seed": 3, "dead": (5,)}),
    "no mentors": ([("  step_limit: 0.02\n", ""), ("prior: 0.5", "prior: 0.50 # 😀")],
                   {"seed": 4, "mentors": False}),
    "editions": ([], {"seed": 5}),
}  # fmt: skip


def centre_of(name, agents=45, months=9):
    """A centre with its file, what is published of it, and the bench made from it."""
    replaced, odd = CENTRES[name]
    text = load_text()
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    framework = parse_framework(text, "config.yml")
    made = world(framework, agents=agents, months=months, **odd)
    editions = editions_of(framework)
    if name == "editions":
        editions = Editions((older(framework), framework), (0, FIRST + 5))
    before = recompute(editions, made.published, paths=False)
    if name == "editions":
        # Months that are over are on record.
        made.marts["month_records"] = records_of(before.ladder, editions)
        records = {"month_records": made.marts["month_records"]}
        made.published = dataclasses.replace(made.published, **records)
        before = recompute(editions, made.published, paths=False)
    composites, weights = before.composites, before.weights
    marts = {
        **made.marts,
        "agent_ladder": before.ladder,
        # What is published is rounded.
        "agent_composites": composites.assign(composite=composites["composite"].round(6)),
        "dimension_weights": weights.assign(weight=weights["weight"].round(6)),
        "framework": pd.DataFrame({"framework_json": [framework.to_json()]}),
        "config_editions": pd.DataFrame(
            {
                "effective_from": [pd.NaT, *month_starts(np.array(editions.since[1:]))],
                "framework_json": [one.to_json() for one in editions.frameworks],
            }
        ),
    }
    run = {"run_id": "R", "as_of": "2025-10-31"}
    bench = tuning_content(marts, run, text)
    return SimpleNamespace(
        text=text,
        framework=framework,
        editions=editions,
        made=made,
        before=before,
        bench=bench,
        marts=marts,
    )


def records_of(ladder, editions):
    """Tiers on record of all but the last month: many another than the rule gives now.

    Also of months before the first, and under the configuration that is not the month's.
    """
    rng = np.random.default_rng(3)
    over = ladder[months(ladder) < months(ladder).max()]
    early = over.head(60).assign(period=lambda part: part["period"] - pd.DateOffset(years=1))
    rows = pd.concat([early, over])[["agent_id", "period", "tier"]]
    by = [configurations(one, months(rows)) for one in (editions, editions.latest)]
    records = pd.concat([rows.assign(config_sha256=one) for one in by]).drop_duplicates(
        ["agent_id", "period", "config_sha256"]
    )
    tier = records["tier"].astype(float).to_numpy()
    other = rng.random(len(records)) < 0.25
    value = np.where(other, rng.integers(0, 6, len(records)), tier)
    return records.assign(
        measure="tier", value=np.where(value > 0, value, np.nan), is_provisional=False
    )


def older(framework):
    """Another configuration for the first months: bars, weights, targets and rules."""
    rules = framework.ladder
    tiers = tuple(
        one.model_copy(update={"composite_cut": max(one.composite_cut - 4, 0)})
        for one in rules.tiers
    )
    dimensions = list(framework.dimensions)
    for place, weight in ((0, 0.25), (1, 0.10)):
        dimensions[place] = dimensions[place].model_copy(update={"weight": weight})
    indicators = tuple(
        one.model_copy(update={"target": one.target * 0.9}) if one.source == "qa/reviews" else one
        for one in framework.indicators
    )
    ladder = rules.model_copy(update={"tiers": tiers, "critical_months": 1})
    return framework.model_copy(
        update={"ladder": ladder, "dimensions": tuple(dimensions), "indicators": indicators}
    )
