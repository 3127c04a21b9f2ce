"""A small made-up centre whose ids, names and titles are what an attacker would type."""

import json
from pathlib import Path

import pandas as pd

from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings

FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "</script><script>alert(1)</script>"
ATTRIBUTE = '"\' onmouseover="alert(2)" x="'
SQL = "o'; drop table marts.agents; --"
HEADER = "line\r\nBEGIN:VEVENT\r\nSUMMARY:gift"
UP = "../../../escaped"
TURNED = "Ann\u202eeeL\u2066\u0007"
TEMPLATE = "{{ 7*7 }}{0}%s${x}"

#: One for each of the agents; what the landing trims is inside.
AGENTS = (FORMULA, "@SUM(1+1)*cmd|x", "+49 30", "-2+3", SCRIPT, ATTRIBUTE, SQL, UP, TURNED,
          HEADER, "tab\there", "a,b;c", TEMPLATE, "nul\x00byte", "x" * 190)  # fmt: skip
COURSES = (FORMULA, SCRIPT, SQL, UP, "-1+1", HEADER, "a,b", ATTRIBUTE, TEMPLATE, "@x", "c" * 190)
TEAMS = (UP, SCRIPT, FORMULA)
_IDS = {
    "agent_id": AGENTS, "mentor_id": AGENTS, "service_mentor_id": AGENTS, "manager_id": AGENTS,
    "course_id": COURSES, "replacement_id": COURSES, "team_id": TEAMS,
}  # fmt: skip


def hostile_tables() -> dict[str, pd.DataFrame]:
    """Tables of the centre with hostile text wherever exports have free text."""
    settings = SimulationSettings(agents=12, months=3, per_month=10, team_size=6, seed=1)
    centre: Centre = simulate_centre(settings)
    known = {
        name: sorted({*centre.tables[table][column].dropna()})
        for name, table, column in (
            ("agent_id", "crm/agents", "agent_id"),
            ("course_id", "lms/courses", "course_id"),
            ("team_id", "crm/agents", "team_id"),
        )
    }
    for extra in ("mentor_id", "service_mentor_id", "manager_id"):
        known[extra] = known["agent_id"]
    known["replacement_id"] = known["course_id"]
    tables = {}
    for key, given in centre.tables.items():
        frame = given.copy()
        for column, names in _IDS.items():
            if column in frame:
                frame[column] = frame[column].map(dict(zip(known[column], names, strict=False)))
                frame[column] = frame[column].where(frame[column].notna(), given[column])
        tables[key] = frame
    agents, courses = tables["crm/agents"], tables["lms/courses"]
    agents["name"] = _cycled([SCRIPT, FORMULA, TURNED, HEADER, UP], len(agents))
    agents["team_name"] = agents["team_id"].map({UP: SCRIPT, SCRIPT: HEADER, FORMULA: FORMULA})
    courses["title"] = _cycled([FORMULA, HEADER, SCRIPT, ATTRIBUTE, TURNED], len(courses))
    tables["qa/reviews"]["reviewer_id"] = tables["qa/reviews"]["reviewer_id"].map(
        lambda one: f"{SCRIPT}{one}"
    )
    sessions = {one: f"{HEADER},{one}" for one in tables["lms/sessions"]["session_id"]}
    for key in ("lms/sessions", "lms/enrollments", "lms/overrides"):
        tables[key]["session_id"] = tables[key]["session_id"].map(sessions)
    issues = {"billing": SCRIPT, "returns": FORMULA}
    contacts = tables["crm/interactions"]
    contacts["issue_type"] = contacts["issue_type"].replace(issues)
    tables["crm/complaints"]["theme"] = SCRIPT
    tables["lms/overrides"]["reason"] = HEADER
    return tables


def write_hostile(folder: Path) -> Path:
    """Write the tables as JSON lines, which hold every character as it is."""
    for key, frame in hostile_tables().items():
        path = folder / f"{key}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = frame.to_json(orient="records", lines=True, date_format="iso", force_ascii=True)
        path.write_text(text, "utf-8")
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines()[:1])
    return folder


def _cycled(values: list[str], number: int) -> list[str]:
    return [values[place % len(values)] for place in range(number)]
