"""Writes the delivery folder: what the LMS and managers receive after a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from assets.delivery.assignments import assignments_csv
from assets.delivery.items import load_items
from assets.delivery.managers import manager_workbook
from assets.delivery.moodle import moodle_enrolments, not_delivered_csv
from assets.delivery.xapi import xapi_statements
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.records import as_day, last_period
from assets.report.teams import load_teams


def write_delivery(
    marts: Mapping[str, pd.DataFrame], run: Mapping[str, Any], out: Path
) -> list[Path]:
    """Write every file of the delivery; the same input gives the same bytes.

    Args:
        marts: frames by mart name, as published; a missing or empty one leaves files empty.
        run: the content of run.json. `time_zone` (an IANA name) says when a day begins for
            Moodle; without it days begin in UTC.
        out: the delivery folder; made if it is not there.

    Returns:
        The paths written: the CSV files, the xAPI statements, then a workbook a team.

    Raises:
        OSError: a file cannot be written.
        zoneinfo.ZoneInfoNotFoundError: `time_zone` names no time zone.
    """
    as_of = as_day(run["as_of"])
    items = load_items(marts)
    enrolments, refusals = moodle_enrolments(items, ZoneInfo(run.get("time_zone") or "UTC"))
    files = {
        "assignments.csv": assignments_csv(items),
        "moodle_enrolments.csv": enrolments,
        "not_delivered.csv": not_delivered_csv(refusals),
        "xapi_statements.jsonl": xapi_statements(items, as_of),
    }
    names = read_names(marts)
    people = load_people(marts, last_period(marts, as_of))
    for team in load_teams(marts, people):
        files[f"managers/{team.file}.xlsx"] = manager_workbook(team.people, names, as_of)
    (out / "managers").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    return [out / name for name in files]
