"""What the form for changing a path needs to know: its file's columns, and courses to choose."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.contracts.catalogue import table
from assets.delivery.csv_text import FORMULA_STARTS
from assets.report.records import records
from assets.report.teams import Team

TABLE = "lms/overrides"


@dataclass(frozen=True, kw_only=True)
class OverrideForm:
    """Settings of the script, as JSON; and the courses that can be taken instead, by title."""

    settings: str
    courses: list[tuple[str, str]]


def override_form(marts: Mapping[str, pd.DataFrame], team: Team) -> OverrideForm:
    """The form of a team's page.

    Its file is named for the team, and the script adds the time: what two managers hand in lies
    side by side, and `overrides*` is what landing reads.
    """
    offered = [
        (str(row["course_id"]), str(row.get("title") or row["course_id"]))
        for row in records(marts, "courses")
        if row.get("active") is not False and row.get("card") != "red"
    ]
    settings = {
        "columns": [column.name for column in table(TABLE).columns],
        "starts": FORMULA_STARTS,
        "file": f"{TABLE.split('/')[1]}-{team.file}",
    }
    return OverrideForm(
        settings=json.dumps(settings),
        courses=sorted(offered, key=lambda course: (course[1], course[0])),
    )
