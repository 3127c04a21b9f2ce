"""Reads whom to plan for: standing, past, what was sent to them, waves they are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import pandas as pd

from competency.columns import days, texts
from competency.gaps import standings
from competency.history import History, read_histories
from competency.learners import ArmOf, Person, Sent
from competency.path_setting import Setting
from competency.path_tables import PathTables, latest

#: States of `path_deliveries` whose items may still move.
_MOVABLE = ("sent", "enrolled")


def read_people(
    setting: Setting, tables: PathTables, dimension_scores: pd.DataFrame, ladder: pd.DataFrame
) -> tuple[list[Person], list[str]]:
    """Return those to plan for, in order of their ids, and those on leave."""
    standing = standings(setting.framework, dimension_scores, ladder)
    histories = read_histories(setting.catalogue, tables.enrollments, setting.as_of)
    placed = latest(ladder)
    groups = dict(zip(texts(placed, "agent_id"), texts(placed, "seniority"), strict=True))
    sent, withdrawn = _sent(tables.deliveries)
    arms = _arms(tables.waves)
    agents = tables.agents
    left = leavers(agents, setting.as_of)
    gone = left | {
        key
        for key, status in zip(texts(agents, "agent_id"), texts(agents, "status"), strict=True)
        if status == "leave"
    }
    people: list[Person] = []
    away: list[str] = []
    for agent, team, language, status, business, service in zip(
        texts(agents, "agent_id"),
        texts(agents, "team_id"),
        texts(agents, "language"),
        texts(agents, "status"),
        texts(agents, "mentor_id"),
        texts(agents, "service_mentor_id"),
        strict=True,
    ):
        if agent is None or agent in left:
            continue
        if status == "leave":
            away.append(agent)
            continue
        history = histories.get(agent, History())
        people.append(
            Person(
                agent,
                team or "",
                language,
                groups.get(agent),
                _mentors(business, service, {*gone, agent}),
                standing.get(agent),
                history,
                _not_taken(sent.get(agent, []), history),
                frozenset(withdrawn.get(agent, ())),
                arms.get(agent, []),
            )
        )
    return sorted(people, key=lambda one: one.agent_id), sorted(away)


def leavers(agents: pd.DataFrame, as_of: dt.date) -> frozenset[str]:
    """Return who has left by a day: as the roster says, or since the last day is past."""
    return frozenset(
        key
        for key, status, last in zip(
            texts(agents, "agent_id"),
            texts(agents, "status"),
            days(agents, "left_on"),
            strict=True,
        )
        if key is not None and (status == "left" or (last is not None and last < as_of))
    )


def _mentors(
    business: str | None, service: str | None, none_of: Collection[str | None]
) -> tuple[str | None, str | None]:
    """Return the mentors who are at work; nobody is one's own."""
    return (
        None if business in none_of else business,
        None if service in none_of else service,
    )


def _sent(
    deliveries: pd.DataFrame | None,
) -> tuple[dict[str, list[tuple[Sent, dt.date]]], dict[str, set[str]]]:
    """Return by agent what was sent and has not begun, with the day, and what was withdrawn."""
    found: dict[str, list[tuple[Sent, dt.date]]] = {}
    withdrawn: dict[str, set[str]] = {}
    if deliveries is None:
        return found, withdrawn
    rows = zip(
        texts(deliveries, "agent_id"),
        texts(deliveries, "course_id"),
        texts(deliveries, "session_id"),
        days(deliveries, "planned_start"),
        days(deliveries, "due"),
        texts(deliveries, "state"),
        days(deliveries, "sent_on"),
        texts(deliveries, "origin"),
        strict=True,
    )
    for agent, course, session, start, due, state, sent_on, origin in sorted(
        rows, key=lambda row: row[6] or dt.date.min
    ):
        if agent is None or course is None or sent_on is None or origin != "path":
            continue
        taken_back = withdrawn.setdefault(agent, set())
        if state == "withdrawn":
            taken_back.add(course)
            continue
        taken_back.discard(course)
        if state in _MOVABLE and start is not None and due is not None:
            found.setdefault(agent, []).append((Sent(course, session, start, due), sent_on))
    return found, withdrawn


def _not_taken(sent: Sequence[tuple[Sent, dt.date]], history: History) -> dict[str, Sent]:
    """Return what was sent, by course, without what was completed or failed since."""
    ended = history.completed | {key: found[-1] for key, found in history.failed.items()}
    return {
        one.course_id: one
        for one, day in sent
        if one.course_id not in ended or ended[one.course_id] < day
    }


def _arms(waves: pd.DataFrame | None) -> dict[str, list[ArmOf]]:
    found: dict[str, list[ArmOf]] = {}
    if waves is None:
        return found
    for agent, course, wave, starts, ends in zip(
        texts(waves, "agent_id"),
        texts(waves, "course_id"),
        texts(waves, "wave_id"),
        days(waves, "starts_on"),
        days(waves, "ends_on"),
        strict=True,
    ):
        if agent is not None and course is not None:
            found.setdefault(agent, []).append(ArmOf(course, wave or "", starts, ends))
    return found
