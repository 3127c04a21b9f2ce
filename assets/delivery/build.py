"""Writes the delivery folder: what the LMS, other systems and managers receive after a run."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from assets.delivery.assignments import assignments_csv
from assets.delivery.calendars import Sent, agent_calendar, load_sessions, team_calendar
from assets.delivery.case_library import case_library_csv
from assets.delivery.digests import team_digest
from assets.delivery.items import Item, load_items
from assets.delivery.learning_plans import learning_plans_csv
from assets.delivery.managers import manager_workbook
from assets.delivery.mode import mode_json
from assets.delivery.moodle import moodle_enrolments, not_delivered_csv
from assets.delivery.moodle_framework import moodle_framework
from assets.delivery.open_badges import open_badges
from assets.delivery.sampling_plan import sampling_plan_csv
from assets.delivery.xapi import xapi_statements
from assets.report.file_names import safe_file_names
from assets.report.mode import Mode, read_mode
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.records import as_day, grouped, last_period, records
from assets.report.teams import Team, load_teams


def write_delivery(
    marts: Mapping[str, pd.DataFrame],
    run: Mapping[str, Any],
    out: Path,
    *,
    before: Mapping[str, Mapping[str, Sent]] = MappingProxyType({}),
) -> list[Path]:
    """Write every file of the delivery; the same input gives the same bytes.

    Args:
        marts: frames by mart name, as published; a missing or empty one leaves files empty.
        run: the content of run.json. `time_zone` (an IANA name) says when a day begins for
            Moodle and where sessions are; without it both are in UTC.
        out: the delivery folder; made if it is not there.
        before: what the teams' calendars of the result before said, by team's file name and event;
            empty: nothing was delivered before.

    Returns:
        The paths written: files of all agents, then those of each team.

    Raises:
        OSError: a file cannot be written.
        zoneinfo.ZoneInfoNotFoundError: `time_zone` names no time zone.
    """
    as_of = as_day(run["as_of"])
    zone = ZoneInfo(run.get("time_zone") or "UTC")
    items = load_items(marts, as_of)
    enrolments, refusals = moodle_enrolments(items, as_of, zone)
    files = {
        "assignments.csv": assignments_csv(items),
        "moodle_enrolments.csv": enrolments,
        "moodle_competency_framework.csv": moodle_framework(marts),
        "learning_plans.csv": learning_plans_csv(items),
        "not_delivered.csv": not_delivered_csv(refusals),
        "xapi_statements.jsonl": xapi_statements(items),
        "sampling_plan.csv": sampling_plan_csv(marts),
        "case_library.csv": case_library_csv(marts),
        "open_badges.jsonl": open_badges(marts),
        "mode.json": mode_json(run),
        **_team_files(marts, items, as_of, zone, before, read_mode(run)),
    }
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    return [out / name for name in files]


def _team_files(
    marts: Mapping[str, pd.DataFrame],
    items: Sequence[Item],
    as_of: date,
    zone: ZoneInfo,
    before: Mapping[str, Mapping[str, Sent]],
    mode: Mode,
) -> dict[str, bytes]:
    """Workbook, digest and calendars of every team; no digest or calendar that would be empty."""
    names = read_names(marts)
    sessions = load_sessions(marts, as_of, zone)
    states = grouped(records(marts, "path_reconciliation"), "team_id")
    people = load_people(marts, last_period(marts, as_of))
    files: dict[str, bytes] = {}
    by_team: defaultdict[str, list[Item]] = defaultdict(list)
    by_agent: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_team[item.team_id].append(item)
        by_agent[item.agent_id].append(item)
    for team in load_teams(marts, people):
        own = by_team[team.team_id]
        called = {p.agent_id: p.name for p in team.people}
        files[f"managers/{team.file}.xlsx"] = manager_workbook(
            team.people, names, as_of, sent=own, states=states[team.team_id], mode=mode
        )
        said = {
            f"digests/{team.file}.txt": team_digest(
                own, as_of, team=team.name.en, names=called, mode=mode
            ),
            f"calendars/{team.file}.ics": team_calendar(
                own,
                sessions,
                as_of,
                team_id=team.team_id,
                names=called,
                before=before.get(team.file, {}),
            ),
            **{
                f"calendars/{team.file}/{file}.ics": agent_calendar(
                    by_agent[agent], sessions, as_of
                )
                for agent, file in _agent_files(team).items()
            },
        }
        files |= {name: content for name, content in said.items() if content}
    return files


def _agent_files(team: Team) -> dict[str, str]:
    """A file name for each agent of a team: the id, where it can be one."""
    return safe_file_names(person.agent_id for person in team.people)
