"""Draws a wave from the published result and puts it on record; cancels one.

Who can be drawn is `competency.wave_units`, the lot `competency.training_waves`, what it can tell
`competency.wave_precision`; the record `wave_record`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.person_names import PersonNameError, person_name
from assets.publication import single_writer
from assets.published_result import open_result
from assets.wave_plan import Plan, group_starts, month_number
from assets.wave_reading import Result, read_result
from assets.wave_record import (
    Cancelled,
    Drawn,
    WaveError,
    append,
    find_wave,
    read_waves,
)
from competency.catalogue import Course
from competency.columns import distinct
from competency.errors import hint
from competency.person_paths import Variances
from competency.training_waves import draw_wave
from competency.wave_effects import NEVER
from competency.wave_precision import detectable, expected_error, power
from competency.wave_results import HISTORY
from competency.wave_units import Candidates, candidates, covariates_of, lot_units

#: Fewer units a group leave nothing to judge chance by.
LEAST = 2


def draw(out: Path, plan: Plan, *, by: str, reason: str, record: bool = True) -> Drawn:
    """Draw a wave and put it on record.

    Args:
        out: folder of the published result.
        plan: what is wanted.
        by: who draws.
        reason: why.
        record: False: nothing is written; to see who would take part and what it could tell.

    Raises:
        WaveError: the plan makes no sense, nobody is left, or the record was tampered with.
        ResultError: nothing is published, or by an earlier version.
    """
    by = _by(by)
    if not reason.strip():
        raise WaveError("say why with --reason: it stays on record")
    if not record:
        return _drawn(out, read_result(out), plan, by, reason)
    with single_writer(out):
        drawn = _drawn(out, read_result(out), plan, by, reason)
        append(out, drawn)
    return drawn


def cancel(out: Path, wave_id: str, *, by: str, reason: str) -> Cancelled:
    """Call a wave off: from the next run on it holds nobody back and is not estimated.

    Raises:
        WaveError: there is none of that id, or it is cancelled already.
    """
    by = _by(by)
    if not reason.strip():
        raise WaveError("say why with --reason: it stays on record")
    with single_writer(out):
        wave = find_wave(out, wave_id)
        if wave.cancelled is not None:
            raise WaveError(f"{wave_id} was cancelled by {wave.cancelled.by} already")
        with open_result(out, ["agents"]) as (_, _, run):
            as_of = date.fromisoformat(run["as_of"])
        event = Cancelled(
            id=wave_id, by=by, reason=reason.strip(), as_of=max(as_of, wave.drawn.as_of)
        )
        append(out, event)
    return event


def _by(name: str) -> str:
    """Return who draws or cancels; WaveError when it is no name."""
    try:
        return person_name(name)
    except PersonNameError as error:
        raise WaveError(str(error)) from error


def _drawn(out: Path, result: Result, plan: Plan, by: str, reason: str) -> Drawn:
    course = _course(result, plan.course_id)
    starts = group_starts(plan, result.as_of)
    who = _who(out, result, plan, course)
    units = lot_units(who.people, plan.units, plan.strata)
    groups = len(starts)
    if len(units) < LEAST * groups:
        raise WaveError(
            f"{len(units)} {plan.units} can be drawn, and {groups} groups need at least "
            f"{LEAST * groups}; left out: {_counted(who.left_out)}"
        )
    covariates = covariates_of(plan.units)
    wave = draw_wave(units, groups, plan.seed, covariates)
    of_unit = {
        str(row.unit_id): (str(row.unit_id), str(row.stratum), int(row.block), int(row.group))
        for row in wave.assignment.itertuples()
    }
    key = "team_id" if plan.units == "teams" else "agent_id"
    people = [
        (str(agent), *of_unit[str(unit)])
        for agent, unit in zip(who.people["agent_id"], who.people[key], strict=True)
    ]
    sizes = np.bincount(wave.assignment["group"], minlength=groups)
    inputs = units.sort_values("unit_id").to_csv(index=False, float_format="%.6f")
    made_of = json.dumps([result.run_id, str(plan), by, reason, len(read_waves(out))])
    return Drawn(
        id=_sha(made_of)[:8],
        by=by,
        reason=reason.strip(),
        course_id=course.course_id,
        design=plan.design,
        units=plan.units,
        starts=starts,
        ends=plan.ends,
        seed=plan.seed,
        strata=list(plan.strata),
        covariates=covariates,
        run_id=result.run_id,
        as_of=result.as_of,
        code_version=version("ladder"),
        inputs_sha256=_sha(inputs),
        people=people,
        balance=[_plain(row) for row in wave.balance.to_dict("records")],
        precision=_precision(result, plan, course, starts, sizes),
        left_out=who.left_out,
    )


def _course(result: Result, course_id: str) -> Course:
    course = result.catalogue.courses.get(course_id)
    if course is None:
        known = result.catalogue.courses
        raise WaveError(f"the catalogue has no course {course_id!r}.{hint(course_id, known)}")
    if not course.active:
        raise WaveError(f"{course_id} is not given any more")
    if course.mandatory:
        raise WaveError(f"{course_id} is mandatory: nobody may be made to wait for it")
    row = result.frames["courses"].set_index("course_id").loc[course_id]
    if row.get("card") == "red":
        raise WaveError(f"{course_id} has a red card: nobody is sent to it")
    return course


def _who(out: Path, result: Result, plan: Plan, course: Course) -> Candidates:
    agents = result.frames["agents"]
    for column, named in (("agent_id", plan.agents), ("team_id", plan.teams)):
        if named is None:
            continue
        known = distinct(agents, column)
        for one in named:
            if one not in known:
                what = "agent" if column == "agent_id" else "team"
                raise WaveError(f"the result has no {what} {one!r}.{hint(one, known)}")
        agents = agents[agents[column].isin(list(named))]
    busy = {
        person[0]
        for wave in read_waves(out)
        if wave.cancelled is None
        and wave.drawn.course_id == course.course_id
        and wave.drawn.ends > result.as_of
        for person in wave.drawn.people
    }
    return candidates(
        course,
        agents,
        result.frames["standing"],
        result.frames["scores"],
        result.frames["trainings"],
        result.frames["enrollments"],
        untested=set(result.frames["untested"]["agent_id"]),
        busy=busy,
        need_team=plan.units == "teams",
    )


def _precision(
    result: Result,
    plan: Plan,
    course: Course,
    starts: list[date | None],
    sizes: npt.NDArray[np.int64],
) -> list[dict[str, Any]]:
    """Return what the design is expected to tell of each dimension the course is listed for."""
    moves = result.frames["evidence_variances"]
    thought = result.frames["course_effects"].set_index(["course_id", "dimension"])
    begin = max(month_number(result.first_month), month_number(plan.starts[0]) - HISTORY)
    places = np.array([NEVER if day is None else month_number(day) - begin for day in starts])
    spare = int(sizes.sum()) - len(starts)
    rows = []
    for row in moves[moves["units"] == plan.units].itertuples():
        if row.dimension not in course.dimensions:
            continue
        variances = Variances(row.level_variance, row.slope_variance, row.walk_variance, 1.0)
        error = expected_error(
            places, sizes, month_number(plan.ends) - begin, row.noise_variance, variances
        )
        if not np.isfinite(error):
            continue
        worth = 1.0 if pd.isna(row.points_per_sd) else float(row.points_per_sd)
        key = (course.course_id, row.dimension)
        uplift = float(thought.loc[key, "uplift"]) if key in thought.index else None
        rows.append(
            {
                "dimension": row.dimension,
                "std_error": round(error * worth, 4),
                "std_error_sd": round(error, 4),
                "detectable": round(detectable(error, spare) * worth, 4),
                "thought": None if uplift is None else round(uplift, 4),
                "chance": None if uplift is None else round(power(uplift / worth, error, spare), 4),
            }
        )
    return rows


def _counted(left_out: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in left_out.items()) or "nobody"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row as JSON can hold it, numbers as they are published."""
    return {
        str(key): round(float(value), 6)
        if isinstance(value, float)
        else int(value)
        if isinstance(value, np.integer)
        else value
        for key, value in row.items()
    }
