"""The record of a run, published as run.json: inputs, counts, mode, timings."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets.config_citation import standing
from assets.config_record import read_record
from assets.contracts.catalogue import TABLES
from assets.landing.discovery import unread_files
from assets.landing.mapping import load_mapping
from assets.landing.report import TableReport, read_report
from assets.run_context import latest_event, read_landed_editions
from assets.run_identity import plan_identity, run_id
from assets.run_settings import RunSettings
from assets.timings import read_timings
from assets.warehouse import read_marts
from competency.availability import Notice, notices
from competency.framework import Framework

# Typing errors are rarer than this; more means that the clock is behind the data.
FUTURE_SHARE = 0.01
# A month without any event at the end is not how a centre works.
STALE_DAYS = 31
# Evidence that should come every month; a month without any is a gap worth saying.
MONTHLY = {"qa/reviews": "reviewed_at", "crm/surveys": "responded_at"}


def build_run_record(settings: RunSettings) -> dict[str, Any]:
    """Gather what the published result should say about how it came about."""
    editions = read_landed_editions(settings.landing)
    framework = Framework.model_validate_json(editions[-1]["framework_json"])
    reports = [read_report(settings.landing, table) for table in TABLES]
    with duckdb.connect() as connection:
        context = connection.execute(
            f"select as_of, unavailable from {_parquet(settings, 'run_context')}"
        ).fetchone()
    assert context is not None  # noqa: S101  the landing writes exactly one row
    found = [
        *input_notices(framework, reports, json.loads(context[1])),
        *month_notices(settings),
        *future_notices(settings, sum(report.read for report in reports)),
        *hire_date_notices(settings),
        *stale_notices(settings, context[0]),
    ]
    mapping = load_mapping(settings.mapping) if settings.mapping else None
    sources = [
        {"table": report.table, **file.model_dump(mode="json"), "duplicates": file.duplicates}
        for report in reports
        for file in report.files
    ]
    head = read_record(settings.out).head
    record = {
        "run_id": "",
        "as_of": context[0].isoformat(),
        "code_version": version("ladder"),
        "config": config_cited(framework, editions)
        | standing(settings.out, head, as_of=context[0], last_event=latest_event(settings.landing)),
        "time_zone": framework.time_zone,
        "mapping": {"name": mapping.name, "sha256": mapping.sha256} if mapping else None,
        "mode": {
            "state": "degraded" if found else "full",
            "notices": [notice.model_dump(mode="json") for notice in found],
        },
        "sources": sources,
        "tables": [
            {
                **report.model_dump(mode="json", exclude={"files"}),
                "rows_read": report.read,
                "accepted": report.accepted,
                "rejected": report.rejected,
                "duplicates": report.duplicates,
            }
            for report in reports
        ],
        "unread_files": unread_files(settings.exports, mapping),
        "paths": plan_identity(settings),
        "catalogue_problems": catalogue_problems(settings),
        "counts": counts(settings),
        "timings": read_timings(settings.work),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    record["run_id"] = run_id(record)
    return record


def catalogue_problems(settings: RunSettings) -> list[dict[str, str]]:
    """What is wrong with the course catalogue, such as circles, in both languages."""
    plan = read_marts(settings.staged / "warehouse.duckdb", ["path_plan"])["path_plan"]
    columns = [
        [line for told in plan[name].dropna() for line in str(told).split("\n")]
        for name in ("problems", "problems_zh")
    ]
    return [{"text": en, "text_zh": zh} for en, zh in zip(*columns, strict=True)]


def config_cited(framework: Framework, editions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a result says of its configurations: the one in force, who approved it, those before."""
    latest = editions[-1]
    return {
        "name": framework.name,
        "profile": framework.profile,
        "sha256": latest["sha256"],
        "record": _approval(latest) if latest["record_id"] else None,
        "editions": [
            {
                "effective_from": _month(edition["effective_from"]),
                "sha256": edition["sha256"],
                "id": edition["record_id"],
            }
            for edition in editions
        ],
    }


def _approval(edition: dict[str, Any]) -> dict[str, Any]:
    names = ("proposed_by", "proposed_at", "approved_by", "approved_at", "entry_sha256")
    return {
        "id": edition["record_id"],
        "effective_from": _month(edition["effective_from"]),
        **{name: edition[name] for name in names},
    }


def _month(effective_from: date | None) -> str | None:
    return None if effective_from is None else effective_from.isoformat()


def input_notices(
    framework: Framework, reports: Sequence[TableReport], unavailable: Sequence[str]
) -> list[Notice]:
    """What is missing and what that switches off; a table that failed says which file and why."""
    failed = {report.table: report.message for report in reports if report.status == "failed"}
    found = []
    for notice in notices(framework, unavailable):
        why = failed.pop(notice.subject, None)
        told = {
            "code": "failed_table",
            "text": f"{why} {notice.text}",
            "text_zh": f"{why} {notice.text_zh}",
        }
        found.append(notice.model_copy(update=told) if why is not None else notice)
    found.extend(
        _plain(
            "failed_table",
            subject,
            f"{subject} could not be used: {why}",
            f"{subject} 无法使用：{why}",
        )
        for subject, why in failed.items()
    )
    found.extend(
        _plain(
            "failed_file",
            file.file,
            f"{file.file} was refused: {file.message}",
            f"文件 {file.file} 未被采用：{file.message}",
        )
        for report in reports
        if report.status != "failed"
        for file in report.files
        # Rows of a file that lacks a required column are refused together.
        if file.message and file.rows_read and not file.accepted
    )
    return found


def _plain(code: str, subject: str, text: str, text_zh: str) -> Notice:
    return Notice(code=code, subject=subject, text=text, text_zh=text_zh, switched_off=())


def month_notices(settings: RunSettings) -> list[Notice]:
    """One notice a table that has gaps of whole months between its first and last row."""
    found = []
    for key, column in MONTHLY.items():
        with duckdb.connect() as connection:
            rows = connection.execute(
                f"""
                with seen as (
                    select distinct date_trunc('month', {column}) as period
                    from {_parquet(settings, key.replace("/", "_"))}
                    where {column} is not null
                )
                select strftime(period, '%Y-%m') from (
                    select unnest(generate_series(min(period), max(period), interval 1 month))
                        as period
                    from seen
                )
                where period not in (select period from seen) order by 1
                """
            ).fetchall()
        if rows:
            months = ", ".join(row[0] for row in rows)
            found.append(
                _plain(
                    "months_without_rows",
                    key,
                    f"{key} has no rows in {months}: counted as no evidence, not as zero.",
                    f"{key} 在 {months} 没有数据：视为无证据，不计为零分。",
                )
            )
    return found


def future_notices(settings: RunSettings, rows_read: int) -> list[Notice]:
    """A notice when so many rows lie in the future that the clock may be wrong, not the rows."""
    rejected = read_marts(settings.staged / "warehouse.duckdb", ["rejected_rows"])["rejected_rows"]
    rows = int((rejected["rule"] == "future_time").sum())
    if rows <= FUTURE_SHARE * rows_read:
        return []
    return [
        _plain(
            "future_rows",
            "clock",
            f"{rows} rows were refused because they lie in the future. If this machine's clock "
            "is wrong, name the last day with --as-of.",
            f"{rows} 行数据晚于当前时间，未被采用。若本机时钟有误，请用 --as-of 指定截止日。",
        )
    ]


def stale_notices(settings: RunSettings, as_of: date) -> list[Notice]:
    """A notice when the exports end long before the as-of day."""
    latest = latest_event(settings.landing)
    if (as_of - latest).days <= STALE_DAYS:
        return []
    return [
        _plain(
            "stale",
            "exports",
            f"The exports end on {latest}, long before the as-of day {as_of}.",
            f"导出数据截至 {latest}，远早于截止日 {as_of}。",
        )
    ]


def hire_date_notices(settings: RunSettings) -> list[Notice]:
    """One notice when hire dates lie after the first contact and so cannot be right."""
    agents = read_marts(settings.staged / "warehouse.duckdb", ["agents"])["agents"]
    late = int(agents["is_hire_date_late"].sum())
    if not late:
        return []
    return [
        _plain(
            "late_hire_dates",
            "crm/agents.hire_date",
            f"{late} agents have a hire date after their first evidence; their tenure is "
            "counted from that evidence.",
            f"{late} 名客服的入职日期晚于其首条记录，工龄自首条记录起算。",
        )
    ]


def counts(settings: RunSettings) -> dict[str, Any]:
    """People by tier in the latest month, and what was planned for them."""
    marts = read_marts(
        settings.staged / "warehouse.duckdb",
        ["agents", "agent_ladder", "path_assignments", "path_gaps", "framework_tiers"],
    )
    ladder = marts["agent_ladder"]
    latest = ladder[ladder["period"] == ladder["period"].max()]
    keys = [*marts["framework_tiers"].sort_values("tier")["tier_key"]]
    placed = latest["tier_key"].value_counts()
    return {
        "agents": len(latest),
        "left": int((marts["agents"]["status"] == "left").sum()),
        "tiers": {
            **{key: int(placed.get(key, 0)) for key in keys},
            "insufficient": int(latest["tier"].isna().sum()),
        },
        "assignments": len(marts["path_assignments"]),
        "gaps_without_item": len(marts["path_gaps"]),
    }


def _parquet(settings: RunSettings, table: str) -> str:
    path: Path = settings.landing / f"{table}.parquet"
    return "read_parquet('" + str(path).replace("'", "''") + "')"
