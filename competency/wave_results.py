"""What came of the waves on record: the frame `wave_effects`, one row per wave and dimension.

Groups are compared as they were drawn (intention to treat), once, when the wave is over: looking
earlier and stopping at a good moment would find effects that are not there. How many came is said
of the groups as a whole; no figure is of a person, and none of who taught.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from competency.catalogue import read_catalogue
from competency.columns import Floats, Ints, days, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.grid import Grid, grid_of
from competency.monthly_evidence import MonthlyEvidence, read_evidence
from competency.training_waves import redraw_groups
from competency.wave_effects import NEVER, WaveEffect, estimate_wave, team_evidence
from competency.wave_precision import TEAMS

WAITING, TOO_EARLY, ESTIMATED = "waiting", "too_early", "estimated"
NOT_COMPARABLE = "not_comparable"
#: Months before the first start that are looked at, and draws of the randomisation test.
HISTORY, DRAWS = 12, 999


@dataclass(frozen=True)
class _Drawn:
    """A wave with what its people did, in the order of `people`."""

    wave: Mapping[Any, Any]
    starts: list[dt.date | None]
    ends: dt.date
    people: Ints
    unit: Ints
    group: Ints
    block: Ints
    coming: dict[str, int]


def estimate_waves(
    framework: Framework,
    waves: pd.DataFrame,
    drawn: pd.DataFrame,
    evidence: pd.DataFrame,
    agent_months: pd.DataFrame,
    trainings: pd.DataFrame,
    courses: pd.DataFrame,
    as_of: dt.date,
    points_per_sd: float | None,
) -> pd.DataFrame:
    """Return `wave_effects`.

    Args:
        framework: resolved.
        waves: wave_id, course_id, design, units, seed, ends_on, drawn_as_of; one row a wave that
            was not cancelled.
        drawn: wave_id, agent_id, unit_id, block, arm (from 1), starts_on (null: never); one row a
            wave and agent.
        evidence: frame `ability_evidence`.
        agent_months: agent_id, period, is_active.
        trainings: agent_id, course_id, completed_on.
        courses: table lms/courses; says which dimensions a course is listed for.
        as_of: last day seen.
        points_per_sd: points a standard deviation between people is worth; None: not known.

    Raises:
        MissingColumnsError: a column is not there.
    """
    require(
        waves,
        "waves",
        ("wave_id", "course_id", "design", "units", "seed", "ends_on", "drawn_as_of"),
    )
    require(drawn, "drawn", ("wave_id", "agent_id", "unit_id", "block", "arm", "starts_on"))
    if not len(waves):
        return empty("wave_effects")
    grid = grid_of(agent_months)
    found = read_evidence(framework, evidence, grid)
    catalogue = read_catalogue(framework, courses).courses
    rows: list[dict[str, object]] = []
    for wave in waves.sort_values("wave_id").to_dict("records"):
        one = _read(wave, drawn[drawn["wave_id"] == wave["wave_id"]], trainings, grid, as_of)
        state = _state(one, as_of)
        effects = _effects(one, found, grid) if state == ESTIMATED else {}
        course = catalogue.get(str(wave["course_id"]))
        for place, dimension in enumerate(framework.dimension_keys):
            rows.append(
                {
                    "wave_id": wave["wave_id"],
                    "course_id": wave["course_id"],
                    "dimension": dimension,
                    "listed": course is not None and dimension in course.dimensions,
                    "design": wave["design"],
                    "units": wave["units"],
                    "n_units": int(one.unit.max(initial=-1)) + 1,
                    "n_people": len(one.people),
                    **one.coming,
                    "compliance": one.coming["n_taken"] / max(one.coming["n_due"], 1)
                    if one.coming["n_due"]
                    else np.nan,
                    **_figures(effects.get(place), points_per_sd),
                    "state": NOT_COMPARABLE
                    if state == ESTIMATED and effects.get(place) is None
                    else state,
                }
            )
    return rounded(conform(pd.DataFrame(rows), "wave_effects"), "wave_effects", DIGITS)


def _read(
    wave: Mapping[Any, Any],
    drawn: pd.DataFrame,
    trainings: pd.DataFrame,
    grid: Grid,
    as_of: dt.date,
) -> _Drawn:
    drawn = drawn.sort_values("agent_id", kind="stable")
    agents = drawn["agent_id"].astype("string")
    group = numbers(drawn, "arm").astype(np.int64) - 1
    begins = days(drawn, "starts_on")
    starts: list[dt.date | None] = [None] * (int(group.max(initial=-1)) + 1)
    for number, day in zip(group.tolist(), begins, strict=True):
        starts[number] = day
    ends = pd.Timestamp(wave["ends_on"]).date()
    coming = _coming(wave, agents.tolist(), begins, ends, trainings, as_of)
    unit = pd.factorize(drawn["unit_id"].astype("string"), sort=True)[0].astype(np.int64)
    return _Drawn(
        wave,
        starts,
        ends,
        grid.agents.get_indexer(pd.Index(agents)).astype(np.int64),
        unit,
        group,
        numbers(drawn, "block").astype(np.int64),
        coming,
    )


def _coming(
    wave: Mapping[Any, Any],
    agents: list[str],
    begins: list[dt.date | None],
    ends: dt.date,
    trainings: pd.DataFrame,
    as_of: dt.date,
) -> dict[str, int]:
    """Count who should have come by now, who did, and who came before their turn."""
    mine = [name == wave["course_id"] for name in texts(trainings, "course_id")]
    some = trainings[np.array(mine, bool)]
    since = pd.Timestamp(wave["drawn_as_of"]).date()
    done: dict[str, dt.date] = {}
    for agent, day in zip(texts(some, "agent_id"), days(some, "completed_on"), strict=True):
        if agent is not None and day is not None and since < day < ends and day <= as_of:
            done[agent] = min(day, done.get(agent, day))
    due = [begin is not None and begin <= as_of for begin in begins]
    taken = [
        agent in done and begin is not None and done[agent] >= begin
        for agent, begin in zip(agents, begins, strict=True)
    ]
    early = [
        agent in done and (begin is None or done[agent] < begin)
        for agent, begin in zip(agents, begins, strict=True)
    ]
    return {"n_due": sum(due), "n_taken": sum(taken), "n_early": sum(early)}


def _state(drawn: _Drawn, as_of: dt.date) -> str:
    first = min((day for day in drawn.starts if day is not None), default=drawn.ends)
    if as_of < first:
        return WAITING
    return ESTIMATED if as_of >= drawn.ends - dt.timedelta(days=1) else TOO_EARLY


def _effects(drawn: _Drawn, found: MonthlyEvidence, grid: Grid) -> dict[int, WaveEffect | None]:
    """Return the effect by place of the dimension, on months before the end only."""
    first = min(day for day in drawn.starts if day is not None)
    shown = (_number(first) - HISTORY <= grid.months) & (grid.months < _number(drawn.ends))
    if not shown.any():
        return {}
    begin = int(grid.months[shown][0])
    starts = np.array([NEVER if day is None else _number(day) - begin for day in drawn.starts])
    kept = drawn.people >= 0
    people = drawn.people[kept]
    units, unit = np.unique(drawn.unit[kept], return_inverse=True)
    # Units are in the order of their ids, as they were when they were drawn.
    head = np.searchsorted(np.sort(drawn.unit), units)
    order = np.argsort(drawn.unit, kind="stable")
    group, block = drawn.group[order][head], drawn.block[order][head]
    redrawn = redraw_groups(block, len(starts), int(drawn.wave["seed"]), DRAWS)
    effects: dict[int, WaveEffect | None] = {}
    for place in range(found.value.shape[2]):
        value, variance = (
            _series(found.value, people, shown, place),
            _series(found.variance, people, shown, place),
        )
        if drawn.wave["units"] == TEAMS:
            value, variance = team_evidence(value, variance, unit.astype(np.int64))
        effects[place] = estimate_wave(value, variance, group, starts, redrawn)
    return effects


def _series(values: Floats, people: Ints, shown: np.ndarray, place: int) -> Floats:
    return np.asarray(values[people][:, shown, place].T)


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _figures(effect: WaveEffect | None, points_per_sd: float | None) -> dict[str, float]:
    """Return the columns of an estimate; in points too, where a deviation's worth is known."""
    worth = np.nan if points_per_sd is None else points_per_sd
    if effect is None:
        effect = WaveEffect(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    return {
        "n_compared": effect.units,
        "estimate": effect.effect,
        "estimate_error": effect.std_error,
        "uplift": effect.effect * worth,
        "std_error": effect.std_error * worth,
        "lower": effect.lower * worth,
        "upper": effect.upper * worth,
        "randomisation_p": effect.chance,
    }
