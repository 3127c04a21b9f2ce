"""New hires: who is cleared for duty, and how far each is with the first three weeks.

The gate itself is `on_duty`, the weeks `milestones`, the sentence `new_hire_words`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

import pandas as pd

from competency.catalogue import named_dimensions
from competency.columns import days, numbers, require, texts
from competency.criteria import dimension_of
from competency.frames import conform, empty
from competency.framework import Framework
from competency.milestones import Shown, progress
from competency.new_hire_words import next_step
from competency.on_duty import Gate, read_gates


def check_new_hires(
    framework: Framework,
    as_of: dt.date,
    agents: pd.DataFrame,
    attempts: pd.DataFrame,
    tests: pd.DataFrame,
    completions: pd.DataFrame,
    contacts: pd.DataFrame,
    reviews: pd.DataFrame,
    unavailable: Collection[str] = (),
) -> pd.DataFrame:
    """Return the frame `new_hires`, one row an agent of `agents`, sorted by agent.

    Nothing after `as_of` may be in the frames; rows of other people are ignored.

    Args:
        framework: resolved framework.
        as_of: last day seen.
        agents: agent_id, team_id, hire_date, starts_on (first day of the first week) of the active
            people hired at most `on_duty.months` ago.
        attempts: agent_id, assessment_id, dimension, taken_on, share (of the points).
        tests: assessment_id, dimension of every test anybody at the centre has taken.
        completions: agent_id, dimensions (as the catalogue writes them) of courses completed.
        contacts: agent_id, day, n_contacts, n_routine.
        reviews: agent_id of each human review of a complex or hard contact.
        unavailable: tables ('qa/reviews') and columns the exports lack.
    """
    require(agents, "agents", ("agent_id", "team_id", "hire_date", "starts_on"))
    people = texts(agents, "agent_id")
    gates = read_gates(framework, [one for one in people if one is not None], attempts, tests)
    shown = _shown(framework, attempts, completions, contacts, reviews)
    per_day = _contacts_by_day(contacts)
    columns = zip(
        people,
        texts(agents, "team_id"),
        days(agents, "hire_date"),
        days(agents, "starts_on"),
        strict=True,
    )
    rows = []
    for agent, team, hired, starts_on in columns:
        if agent is None or starts_on is None:
            continue
        gate = gates[agent]
        before = _before_clearance(gate, per_day.get(agent, {}))
        if "crm/interactions" in unavailable:
            before = None
        weeks = [
            progress(one, shown.get(agent, Shown()), starts_on, as_of, unavailable)
            for one in framework.on_duty.milestones
        ]
        words = next_step(framework, gate, before, weeks)
        rows.append(
            {
                "agent_id": agent,
                "team_id": team,
                "hire_date": hired,
                "days_since_hire": (as_of - starts_on).days,
                "written_state": gate.written.state,
                "simulation_state": gate.simulation.state,
                "written_attempts": gate.written.attempts,
                "simulation_attempts": gate.simulation.attempts,
                "on_duty": gate.cleared,
                "attempts_exhausted": gate.exhausted,
                "contacts_before_clearance": before,
                **{f"week_{one.milestone.week}_state": one.state for one in weeks},
                "next_step": words.en,
                "next_step_zh": words.zh,
            }
        )
    rows.sort(key=lambda row: str(row["agent_id"]))
    return conform(pd.DataFrame(rows), "new_hires") if rows else empty("new_hires")


def _shown(
    framework: Framework,
    attempts: pd.DataFrame,
    completions: pd.DataFrame,
    contacts: pd.DataFrame,
    reviews: pd.DataFrame,
) -> dict[str, Shown]:
    layer_of = {item.key: item.layer for item in framework.dimensions}
    layers: dict[str | None, set[str]] = defaultdict(set)
    courses = zip(texts(completions, "agent_id"), texts(completions, "dimensions"), strict=True)
    for agent, listed in courses:
        layers[agent] |= {layer_of[one] for one in named_dimensions(framework, listed)}
    passed = numbers(attempts, "share") >= framework.on_duty.pass_share
    names = texts(attempts, "dimension")
    for row, agent in enumerate(texts(attempts, "agent_id")):
        name = names[row]
        dimension = None if name is None else dimension_of(framework, name)
        if passed[row] and dimension is not None:
            layers[agent].add(layer_of[dimension])
    routine: dict[str | None, int] = defaultdict(int)
    handled = zip(texts(contacts, "agent_id"), numbers(contacts, "n_routine"), strict=True)
    for agent, count in handled:
        routine[agent] += int(count)
    held: dict[str | None, int] = defaultdict(int)
    for agent in texts(reviews, "agent_id"):
        held[agent] += 1
    return {
        agent: Shown(frozenset(layers[agent]), routine[agent], held[agent])
        for agent in {*layers, *routine, *held}
        if agent is not None
    }


def _contacts_by_day(contacts: pd.DataFrame) -> dict[str, dict[dt.date, int]]:
    require(contacts, "contacts", ("agent_id", "day", "n_contacts", "n_routine"))
    result: dict[str, dict[dt.date, int]] = defaultdict(dict)
    rows = zip(
        texts(contacts, "agent_id"),
        days(contacts, "day"),
        numbers(contacts, "n_contacts"),
        strict=True,
    )
    for agent, day, count in rows:
        if agent is not None and day is not None:
            result[agent][day] = int(count)
    return result


def _before_clearance(gate: Gate, per_day: dict[dt.date, int]) -> int | None:
    """Return contacts on days before the day of clearance; all of them for the not cleared."""
    if gate.cleared is None:
        return None
    until = gate.cleared_on
    return sum(count for day, count in per_day.items() if until is None or day < until)
