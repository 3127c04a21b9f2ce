"""What a changed configuration would do to a published result: everything the reader is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assets.published_result import ResultError
from assets.report.records import whole
from assets.what_if.reading import Held, read_result
from competency.columns import month_starts, months, numbers, texts
from competency.editions import editions_of
from competency.fairness import fairness, left_out
from competency.framework import Framework
from competency.path_words import Words
from competency.sensitivity import Sensitivity, sensitivity
from competency.tier_gates import rows_of
from competency.what_if import Recomputed, latest_scores, recompute
from competency.what_if_keys import Difference, differences, shown_by
from competency.what_if_moves import (
    Side,
    people_moved,
    standing,
    teams_touched,
    tier_counts,
    weights_beside,
)

#: Columns of `agents` a group may be told by; what the exports lack is not there.
_ATTRIBUTES = ("role", "language", "site", "shift")


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """A published result beside what a changed configuration makes of it, in its latest month.

    framework: what was applied: the published configuration with all changes that can be shown.
    differences: all changes. after: frames as the marts of these names, of all months, but without
    words for what stands in people's way.
    people: `what_if_moves.standing` with scores and minutes. moved: `people_moved`.
    weights: shape (dimensions, 2), before and after. tiers: people by tier, 0 for none.
    fairness, small_groups: see `competency.fairness`; sensitivity: of the weights after.
    in_force: see `Held.in_force`. warnings: of the file the framework came from.
    """

    held: Held
    framework: Framework
    differences: tuple[Difference, ...]
    after: dict[str, pd.DataFrame]
    people: pd.DataFrame
    moved: pd.DataFrame
    teams: pd.DataFrame
    weights: np.ndarray[Any, np.dtype[np.float64]]
    tiers: dict[str, list[int]]
    fairness: pd.DataFrame
    small_groups: tuple[str, ...]
    sensitivity: Sensitivity
    in_force: dict[str, Any]
    warnings: tuple[str, ...] = ()

    def keys(self, effect: str) -> list[str]:
        """Changed keys that are `shown`, take effect only with a `run`, or have `none`."""
        return [one.key for one in self.differences if one.effect == effect]

    @cached_property
    def moves(self) -> dict[str, int]:
        """People who move: in all, up, down, to a tier from none, to none."""
        old, new = self.people["tier_before"], self.people["tier_after"]
        both = (old > 0) & (new > 0)
        return {
            "moved": int((old != new).sum()),
            "up": int((both & (new > old)).sum()),
            "down": int((both & (new < old)).sum()),
            "placed": int(((old == 0) & (new > 0)).sum()),
            "unplaced": int(((old > 0) & (new == 0)).sum()),
        }

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes of training on all paths."""
        return {name: int(self.people[f"minutes_{name}"].sum()) for name in ("before", "after")}

    @property
    def other_paths(self) -> int:
        """People whose path has other courses, or the same in another order."""
        return int(self.people["other_path"].sum())

    def summary(self) -> dict[str, Any]:
        """The few figures a change is decided by: what an approval is put on record with."""
        tiers = [tier.key for tier in self.framework.ladder.tiers]
        return {
            "run_id": self.held.run["run_id"],
            "in_force": self.in_force,
            "changes": [
                {"key": one.key, "before": one.before, "after": one.after}
                for one in self.differences
            ],
            "people": len(self.people),
            **self.moves,
            "tiers": {
                key: [self.tiers["before"][place], self.tiers["after"][place]]
                for place, key in enumerate(["none", *tiers])
            },
            "weights": {
                key: [tidy(value) for value in self.weights[place]]
                for place, key in enumerate(self.framework.dimension_keys)
            },
            "training_minutes": [self.minutes["before"], self.minutes["after"]],
            "other_paths": self.other_paths,
            "takes_effect_with_a_run": self.keys("run"),
            "without_effect": self.keys("none"),
            "warnings": list(self.warnings),
        }


def build_what_if(
    out: Path, framework: Framework, since: date | None = None, warnings: Sequence[str] = ()
) -> WhatIf:
    """Apply a framework to the result in OUT/current.

    Args:
        out: folder of the published result; it is only read.
        framework: the changed configuration.
        since: first day of the month from which it shall hold; months before keep theirs. None, or
            a month after the newest published one: as if it had always been in force.
        warnings: what should be seen in the file it came from.

    Raises:
        ResultError: there is no result to apply it to.
    """
    return compare(read_result(out), framework, since, warnings)


def compare(
    held: Held, framework: Framework, since: date | None = None, warnings: Sequence[str] = ()
) -> WhatIf:
    """Apply a framework to a result that has been read; see `build_what_if`."""
    if not len(held.published.indicator_models):
        raise ResultError("the published result has no evidence: nothing would change")
    changes = tuple(differences(held.framework, framework))
    applied = shown_by(held.framework, framework)
    editions = held.with_(applied, since)
    after = recompute(editions, held.published, words=False)
    before_side = Side(
        framework=held.editions,
        posterior=held.posterior,
        weights=held.before["dimension_weights"],
        composites=held.before["agent_composites"],
        ladder=held.before["agent_ladder"],
        obstacles=lambda rows: _published_words(held.before["agent_ladder"], rows),
    )
    after_side = Side(
        framework=editions,
        posterior=after.posterior,
        weights=after.weights,
        composites=after.composites,
        ladder=after.ladder,
        obstacles=lambda rows: _words(
            after.placement.obstacles(rows_of(after.posterior, rows))[:, 1:].tolist()
        ),
    )
    people = standing(before_side, after_side)
    agents = held.published.agents.set_index("agent_id").reindex(people["agent_id"])
    groups = _groups(people, agents)
    people = people.assign(
        name=agents["name"].to_numpy(),
        team_name=agents["team_name"].to_numpy(),
        **_scores(people, before_side, after_side),
        **_paths(people, held.before["path_assignments"], after.planned.assignments),
    )
    weights = weights_beside(held.before["dimension_weights"], after.weights, applied)
    names = people.drop_duplicates("team_id").set_index("team_id")["team_name"]
    teams = teams_touched(people)
    return WhatIf(
        held=held,
        framework=applied,
        differences=changes,
        after=_marts(after),
        people=people,
        moved=people_moved(before_side, after_side).merge(people, on="agent_id"),
        teams=teams.assign(team_name=names.reindex(teams["team_id"]).to_numpy()),
        weights=weights,
        tiers=tier_counts(people, len(applied.ladder.tiers)),
        fairness=fairness(people, groups),
        small_groups=tuple(left_out(people, groups)),
        sensitivity=_sensitivity(applied, after, people, weights[:, 1]),
        in_force=held.in_force(since),
        warnings=tuple(warnings),
    )


def _published_words(ladder: pd.DataFrame, rows: pd.DataFrame) -> list[Words | None]:
    """What stood in the way of some agents in some months, as published."""
    mine = ladder[ladder["agent_id"].isin(set(rows["agent_id"]))]
    keys = pd.MultiIndex.from_arrays([mine["agent_id"], month_starts(months(mine))])
    told = mine[["blocked_by_text", "blocked_by_text_zh"]].set_axis(keys, axis=0)
    wanted = pd.MultiIndex.from_frame(rows[["agent_id", "period"]])
    found = told.reindex(wanted).astype(object)
    return _words(found.where(found.notna(), None).to_numpy().tolist())


def _words(told: Sequence[Sequence[str | None]]) -> list[Words | None]:
    return [None if en is None else Words(en, zh or en) for en, zh in told]


def _marts(after: Recomputed) -> dict[str, pd.DataFrame]:
    return {
        "dimension_weights": after.weights,
        "agent_composites": after.composites,
        "agent_ladder": after.ladder,
        "course_effects": after.effects,
        "path_assignments": after.planned.assignments,
        "path_gaps": after.planned.gaps,
    }


def _groups(people: pd.DataFrame, agents: pd.DataFrame) -> dict[str, Sequence[str | None]]:
    """Groups of everybody by attribute; what nobody has is left out."""
    found: dict[str, Sequence[str | None]] = {"seniority": texts(people, "seniority")}
    for name in _ATTRIBUTES:
        found[name] = texts(agents, name)
    return {name: group for name, group in found.items() if any(group)}


def _scores(people: pd.DataFrame, before: Side, after: Side) -> dict[str, Any]:
    """Score of everybody on every dimension, before and after; null without evidence."""
    columns: dict[str, Any] = {}
    for name, side in (("before", before), ("after", after)):
        scores = latest_scores(editions_of(side.framework).latest, side.posterior)
        table = scores.pivot(index="agent_id", columns="dimension", values="score")
        table = table.reindex(people["agent_id"])
        columns |= {f"{key}_{name}": table[key].to_numpy(dtype=float) for key in table.columns}
    return columns


def _paths(people: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> dict[str, Any]:
    """Minutes of everybody's path, before and after, and whether its courses differ."""
    ids = people["agent_id"]
    columns: dict[str, Any] = {}
    courses: list[Mapping[str | None, tuple[str | None, ...]]] = []
    for name, frame in (("before", before), ("after", after)):
        minutes = np.nan_to_num(numbers(frame, "minutes"))
        total = pd.Series(minutes).groupby(np.array(texts(frame, "agent_id"), dtype=object)).sum()
        columns[f"minutes_{name}"] = total.reindex(ids).fillna(0).to_numpy().astype(np.int64)
        taken: dict[str | None, tuple[str | None, ...]] = {}
        ordered = frame.sort_values(["agent_id", "sequence"], kind="stable")
        for agent, course in zip(
            texts(ordered, "agent_id"), texts(ordered, "course_id"), strict=True
        ):
            taken[agent] = (*taken.get(agent, ()), course)
        courses.append(taken)
    columns["other_path"] = [courses[0].get(one, ()) != courses[1].get(one, ()) for one in ids]
    return columns


def _sensitivity(
    framework: Framework, after: Recomputed, people: pd.DataFrame, weight: Any
) -> Sensitivity:
    """Rows of it are rows of `people`."""
    posterior = after.posterior
    latest = np.flatnonzero(posterior.month == posterior.month.max(initial=0))
    place = pd.Index(posterior.agents[posterior.agent[latest]]).get_indexer(
        pd.Index(people["agent_id"])
    )
    return sensitivity(
        framework, posterior.take(latest[place]), people["tier_after"].to_numpy(), weight
    )


def tidy(value: Any) -> Any:
    """A figure to the digits of the marts; None where there is none."""
    number = float(value)
    return None if np.isnan(number) else round(number, 6) + 0.0


def latest_month(what_if: WhatIf) -> pd.Timestamp:
    """First day of the month that is shown."""
    ladder = what_if.after["agent_ladder"]
    return pd.Timestamp(ladder["period"].max())


def tier_of(number: Any) -> int | None:
    """A tier as people count it; None for none."""
    return whole(number) or None
