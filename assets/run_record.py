"""The record of a run, published as run.json: inputs, counts, mode, timings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

import duckdb

from assets.contracts.catalogue import TABLES
from assets.landing.report import read_report
from assets.landing.sql_text import literal
from assets.run_context import read_landed_editions
from assets.run_identity import plan_identity, run_id
from assets.run_inputs import ledger_entry, read_run_inputs
from assets.run_mode import mode_of
from assets.run_settings import RunSettings
from assets.timings import read_timings
from assets.warehouse import read_marts
from competency.framework import Framework

# Told file by file, or how the rows were cut and kept, which is no part of what was found.
_NOT_SAID = {"files", "filled", "parts", "context", "parents"}


def build_run_record(settings: RunSettings) -> dict[str, Any]:
    """Gather what the published result should say about how it came about.

    It needs the landing, the staged marts and the timings, and nothing else: `rebuild` has no more.
    """
    editions = read_landed_editions(settings.landing)
    framework = Framework.model_validate_json(editions[-1]["framework_json"])
    reports = [read_report(settings.landing, table) for table in TABLES]
    with duckdb.connect() as connection:
        context = connection.execute(
            f"select as_of from {_parquet(settings, 'run_context')}"
        ).fetchone()
    assert context is not None  # noqa: S101  the landing writes exactly one row
    inputs = read_run_inputs(settings.landing)
    sources = [
        {
            "table": report.table,
            **file.model_dump(mode="json", exclude={"columns", "unknown"}),
            "duplicates": file.duplicates,
        }
        for report in reports
        for file in report.files
    ]
    record = {
        "run_id": "",
        "as_of": context[0].isoformat(),
        "first_month": first_month(settings),
        "code_version": version("ladder"),
        "config": config_cited(framework, editions) | inputs.standing,
        "time_zone": framework.time_zone,
        "mapping": inputs.mapping,
        "mode": mode_of(settings.staged / "warehouse.duckdb"),
        "sources": sources,
        "tables": [
            {
                **report.model_dump(mode="json", exclude=_NOT_SAID),
                "rows_read": report.read,
                "accepted": report.accepted,
                "rejected": report.rejected,
                "duplicates": report.duplicates,
            }
            for report in reports
        ],
        "ledger": ledger_entry(inputs),
        "unread_files": inputs.unread_files,
        "paths": plan_identity(settings),
        "catalogue_problems": catalogue_problems(settings),
        "counts": counts(settings),
        "restatements": restatement_counts(settings),
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


def restatement_counts(settings: RunSettings) -> dict[str, dict[str, int]]:
    """How many tiers and scores of published months would come out otherwise now, by reason."""
    warehouse = settings.staged / "warehouse.duckdb"
    rows = read_marts(warehouse, ["restatements"])["restatements"]
    tiers = rows["measure"] == "tier"
    return {
        str(reason): {
            "tiers": int((tiers & (rows["reason"] == reason)).sum()),
            "scores": int((~tiers & (rows["reason"] == reason)).sum()),
        }
        for reason in sorted(rows["reason"].unique())
    }


def first_month(settings: RunSettings) -> str | None:
    """First month that people are placed in, YYYY-MM; None where nobody is."""
    with duckdb.connect(str(settings.staged / "warehouse.duckdb"), read_only=True) as connection:
        row = connection.execute(
            "select strftime(min(period), '%Y-%m') from marts.agent_ladder"
        ).fetchone()
    return row[0] if row else None


def _parquet(settings: RunSettings, table: str) -> str:
    return f"read_parquet({literal(settings.landing / f'{table}.parquet')})"
