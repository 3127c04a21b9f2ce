"""Reads from a published result what computing it anew takes; pivoted in SQL, for speed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from assets.landing.sql_text import literal
from assets.published_result import named, open_result
from competency.abilities import Abilities
from competency.columns import months
from competency.degradation_ladder import frozen_records
from competency.editions import Editions, editions_of, read_editions
from competency.frames import conform
from competency.framework import Framework
from competency.path_tables import Planned
from competency.posterior import Posterior
from competency.what_if import Published

#: Marts that go into `competency.what_if.Published` as they are.
_WHOLE = (
    "agent_feedback",
    "agent_months",
    "agent_reviews",
    "agents",
    "courses",
    "enrollments",
    "indicator_models",
    "sessions",
    "path_deliveries",
    "wave_assignments",
    "trainings",
    "weight_demand",
    "weight_importance",
)
#: Marts to compare with, and their columns that are.
_BEFORE = {
    "agent_composites": "agent_id, period, composite",
    "agent_ladder": "agent_id, period, team_id, tier, seniority, blocked_by, "
    "blocked_by_text, blocked_by_text_zh",
    "dimension_weights": "*",
    "path_assignments": "agent_id, sequence, course_id, minutes",
}
#: The plan of the paths, whole.
_PLANNED = ("path_assignments", "path_gaps", "path_plan", "path_overrides")
_OTHERS = (
    "agent_scores",
    "config_editions",
    "course_effects",
    "framework",
    "month_records",
    "score_covariances",
)
_ON_RECORD = "select * from marts.month_records where measure = 'tier' and not is_provisional"

_BELIEVED = ("ability", "ability_variance", "posterior_mean", "std_error", "n_evidence",
             "evidence_state")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Held:
    """A published result: what it was computed from, its configuration, and what came of it.

    framework: in force in the latest month. editions: by month. posterior: beliefs as published.
    """

    run: dict[str, Any]
    framework: Framework
    editions: Editions
    posterior: Posterior
    published: Published
    before: dict[str, pd.DataFrame]

    def in_force(self, since: date | None) -> dict[str, Any]:
        """Return from which month a configuration shall hold, if any, and how that can be shown.

        `shown`: `from` that month on, or, without one and for months to come, as if `always` in
        force; `others`: whether some published months were under another configuration.
        """
        return {
            "from": None if since is None else f"{since:%Y-%m-%d}",
            "shown": "always" if since is None or since > self.published.as_of else "from",
            "others": len(self.editions.frameworks) > 1,
        }

    def with_(self, framework: Framework, since: date | None) -> Editions:
        """Return the configurations by month with one more, in force as `in_force` says."""
        if since is None or self.in_force(since)["shown"] == "always":
            return editions_of(framework)
        return self.editions.followed_by(framework, since.year * 12 + since.month - 1)


def read_result(out: Path) -> Held:
    """Read the result in OUT/current.

    Raises:
        ResultError: nothing is published there, or not all that this takes.
    """
    wanted = (*_WHOLE, *_PLANNED, *_BEFORE, *_OTHERS, "agent_scores.ability")
    with open_result(out, wanted) as opened:
        _, connection, run = opened
        text = connection.execute("select framework_json from marts.framework").fetchall()[0][0]
        framework = Framework.model_validate_json(text)
        frames = {name: _frame(connection, name) for name in _WHOLE}
        frames["agents"] = named(frames["agents"], opened, out, command="whatif", only=None)
        abilities, posterior = _beliefs(connection, framework.dimension_keys)
        before = {name: _frame(connection, name, columns) for name, columns in _BEFORE.items()}
        editions = read_editions(_frame(connection, "config_editions"))
        on_record = connection.execute(_ON_RECORD).df()
        if "frozen" in (run.get("mode") or {}).get("plans", []):
            # What the freeze kept stands under the configuration it was published with.
            ladder = before["agent_ladder"]
            on_record = frozen_records(on_record, ladder, ladder, editions)
        published = Published(
            as_of=date.fromisoformat(run["as_of"]),
            abilities=abilities,
            effects=_frame(connection, "course_effects"),
            month_records=on_record,
            planned=Planned(
                **{
                    name.removeprefix("path_"): conform(_frame(connection, name), name)
                    for name in _PLANNED
                }
            ),
            **frames,
        )
    return Held(
        run=run,
        framework=framework,
        editions=editions,
        posterior=posterior,
        published=published,
        before=before,
    )


def _frame(connection: duckdb.DuckDBPyConnection, name: str, columns: str = "*") -> pd.DataFrame:
    return connection.execute(f"select {columns} from marts.{name}").df()


def _beliefs(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str]
) -> tuple[Abilities, Posterior]:
    """Read what is believed of everybody, before and in points; rows by month, then agent."""
    ids = connection.execute(
        "select distinct agent_id from marts.agent_scores order by agent_id"
    ).df()["agent_id"]
    agents: pd.Index[str] = pd.Index(ids, dtype="string")
    names = ", ".join(literal(key) for key in keys)
    value = ", ".join(
        f"max({column}) filter (where dimension = {literal(key)}) as {column}_{place}"
        for place, key in enumerate(keys)
        for column in _BELIEVED
    )
    pairs = list(combinations(range(len(keys)), 2))
    together = ", ".join(
        f"max(ability_covariance) filter (where dimension = {literal(keys[one])}"
        f" and other_dimension = {literal(keys[other])}) as covariance_{one}_{other}"
        for one, other in pairs
    )
    table = connection.execute(
        f"""
        with scores as (
            select agent_id, period, {value}
            from marts.agent_scores where dimension in ({names}) group by agent_id, period
        ),

        covariances as (
            select agent_id, period{", " if together else ""}{together}
            from marts.score_covariances group by agent_id, period
        )

        select * from scores left join covariances using (agent_id, period)
        order by period, agent_id
        """
    ).df()

    def spread(column: str) -> Any:
        return np.column_stack(
            [table[f"{column}_{place}"].to_numpy() for place in range(len(keys))]
        )

    covariance = np.zeros((len(table), len(keys), len(keys)))
    for one, other in pairs:
        found = np.nan_to_num(table[f"covariance_{one}_{other}"].to_numpy(dtype=float))
        covariance[:, one, other] = covariance[:, other, one] = found
    abilities = Abilities(
        agents,
        agents.get_indexer(pd.Index(table["agent_id"], dtype="string")).astype(np.int64),
        months(table),
        spread("ability").astype(float),
        spread("ability_variance").astype(float),
        covariance,
        np.nan_to_num(spread("n_evidence").astype(float)),
        spread("evidence_state") == "enough",
    )
    # A point is worth the same on all dimensions of a month, whatever the targets were then.
    error, deviation = spread("std_error").astype(float), np.sqrt(abilities.variance)
    slope = np.nan_to_num(error / np.where(deviation > 0, deviation, np.nan))
    points = covariance * slope[:, :, None] * slope[:, None, :]
    diagonal = np.arange(len(keys))
    points[:, diagonal, diagonal] = np.nan_to_num(error) ** 2
    mean = spread("posterior_mean").astype(float)
    return abilities, Posterior(
        agents,
        abilities.agent,
        abilities.month,
        mean,
        points,
        abilities.n,
        abilities.enough,
        np.asarray((~np.isnan(mean)).any(axis=0)),
    )
