"""A small published site, and everybody who may sign in to it."""

import json
from pathlib import Path

import duckdb
import yaml
from argon2 import PasswordHasher

from assets.keys import key_file, open_keys
from assets.restricted import write_people

PASSWORD = "correct horse battery"  # noqa: S105  nobody's
# Weak on purpose: what is tested is not how long guessing takes.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SECRET = "s" * 64
AGENTS = [  # agent, name, team, team's name, manager, status
    ("A1", "Ann Lee", "T1", "Billing", "M1", "active"),
    ("A2", "<script>alert(1)</script>", "T1", "Billing", "M1", "active"),
    ("A3", "李梅", "../../T3", "Returns <i>&</i>", "M2", "leave"),
    ("A4", "Bo", "T4", "Night", "M1", "active"),
    ("a4", "Other Bo", "T5", "Day", "M1", "active"),
    ("A5", "Without a team", None, None, "M1", "active"),
    ("A6", "Gone", "T1", "Billing", "M1", "left"),
    ("A7", "Of another manager", "T4", "Night", "M2", "active"),
]
SUBJECTS = {  # columns and rows, by mart
    "courses": ("course_id, title", "('C1', 'Refunds <i>now</i>'), ('C2', 'Calm voices')"),
    "sessions": ("session_id, course_id", "('S1', 'C1'), ('S2', 'C2')"),
    "framework_dimensions": (
        "dimension, name_en, name_zh",
        "('process', 'Process mastery', '流程掌握')",
    ),
    "framework_indicators": ("indicator, name_en, name_zh", "('csat', 'Satisfaction', '满意度')"),
    "framework_tiers": ("tier_key, name_en, name_zh", "('entry', 'Entry', '入门')"),
}
T3 = "T3-a17df2d5"
A4, OTHER_A4 = "A4-4e808094", "a4-4539e4b4"
COMMON = {
    "complaints.html",
    "content.html",
    "courses.html",
    "foresight.html",
    "people.html",
    "index.html",
    "library.html",
    "quality.html",
    "standards.html",
    "return.html",
}
ANALYSIS = {
    "analysis/tuning.html",
    "analysis/tuning-data.js",
    "analysis/measures.html",
    "analysis/sampling.html",
}
SHARED = {"shared/ladder.css", "shared/ladder.js", "shared/vendor/d3.min.js"}


def files(version: Path) -> set[str]:
    """Every file of a version's site, by its path there, and its run.json."""
    site = version / "report"
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return found | {"run.json"}


def write_version(out: Path, name: str, *, as_of: str = "2026-03-31") -> Path:
    """Write a version of the site and publish it; each file tells its path and version."""
    from pipelines.serve.site_map import read_site_map

    folder = out / "versions" / name
    (folder / "marts").mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            "create table agents (agent_id varchar, team_id varchar, team_name varchar,"
            " manager_id varchar, status varchar)"
        )
        rows = [[agent, *rest] for agent, _, *rest in AGENTS]
        connection.executemany("insert into agents values (?, ?, ?, ?, ?)", rows)
        connection.execute(f"copy agents to '{folder}/marts/agents.parquet' (format parquet)")
        for mart, (columns, rows) in SUBJECTS.items():
            connection.execute(
                f"copy (select * from (values {rows}) as t({columns}))"
                f" to '{folder}/marts/{mart}.parquet' (format parquet)"
            )
    write_people(folder, {agent: name for agent, name, *_ in AGENTS}, open_keys(key_file(out)))
    site = read_site_map(folder)
    pages = {member.page for member in site.people.values()}
    teams = {
        f"teams/{team}/{file}"
        for team in (*site.folders.values(), "_no-team")
        for file in ("index.html", f"{team}.xlsx")
    }
    for path in COMMON | ANALYSIS | SHARED | pages | teams:
        target = folder / "report" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{name} {path}", encoding="utf-8")
    run = {"run_id": name, "as_of": as_of}
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    switch_to(out, name)
    return folder


def switch_to(out: Path, name: str) -> None:
    """Point `current` at a version, as publishing does."""
    link = out / ".current.next"
    link.symlink_to(Path("versions") / name)
    link.replace(out / "current")


PEOPLE = {
    "mei": {"name": "Mei Li", "role": "manager", "team_ids": ["T1"]},
    "three": {"name": "Tom Three", "role": "manager", "team_ids": ["../../T3", "T4", "T9"]},
    "crm": {"name": "Carla Crm", "role": "manager", "manager_id": "M1"},
    "ann": {"name": "Ann Lee", "role": "agent", "agent_id": "A1"},
    "bo": {"name": "Bo", "role": "agent", "agent_id": "A4"},
    "gone": {"name": "Gone", "role": "agent", "agent_id": "A6"},
    "ana": {"name": "Ana Lyst", "role": "analyst"},
    "anna": {"name": "Anna Names", "role": "analyst", "names": True, "may_approve": True},
    "data": {"name": "Dan Data", "role": "data_team"},
}


def write_access(path: Path) -> Path:
    """Write the access file of all `PEOPLE`."""
    users = [{"user": user, **fields, "password_hash": HASH} for user, fields in PEOPLE.items()]
    path.write_text(yaml.safe_dump({"users": users}, allow_unicode=True, sort_keys=False))
    path.chmod(0o600)
    return path
