"""What people and the LMS receive, as Dagster assets: marts copy, report, delivery, the switch."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from assets.delivery.build import write_delivery
from assets.previous_result import previous_version
from assets.publication import publish
from assets.report.build import build_report
from assets.run_context import read_landed_editions
from assets.run_record import build_run_record
from assets.run_settings import RunSettings
from assets.timings import read_timings, timed
from assets.warehouse import Marts, export_marts, read_marts

PUBLISHED = "published"


def build_result_assets(mart_keys: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """Assets downstream of the marts.

    Args:
        mart_keys: Keys of all dbt models that are marts.
    """

    @dg.asset(
        key=[PUBLISHED, "marts"],
        group_name=PUBLISHED,
        deps=mart_keys,
        description="The marts alone, as DuckDB file and Parquet, and the record of the run.",
        kinds={"duckdb", "parquet"},
    )
    def marts(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        shutil.rmtree(settings.staged, ignore_errors=True)
        settings.staged.mkdir(parents=True)
        with timed(settings.work, "marts"):
            names = export_marts(settings.warehouse, settings.staged)
            record = build_run_record(settings)
        (settings.staged / "run.json").write_text(
            json.dumps(record, ensure_ascii=False, indent=2), encoding="utf-8"
        )
        # As written, comments and all: a proposal is held against it, and people read it.
        text = read_landed_editions(settings.landing)[-1]["config_text"]
        (settings.staged / "config.yml").write_text(text, encoding="utf-8", newline="\n")
        return dg.MaterializeResult(
            metadata={
                "marts": len(names),
                "mode": record["mode"]["state"],
                "tiers": dg.MetadataValue.json(record["counts"]["tiers"]),
                "weights": dg.MetadataValue.md(_weights_table(settings)),
            }
        )

    @dg.asset(
        key=[PUBLISHED, "delivery"],
        group_name=PUBLISHED,
        deps=[marts],
        description="What is sent and withdrawn, for the LMS, other systems and managers.",
        kinds={"csv", "excel"},
    )
    def delivery(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        with timed(settings.work, "delivery"):
            record = _staged_record(settings)
            before = previous_version(settings.current, date.fromisoformat(record["as_of"]))
            files = write_delivery(
                _staged_marts(settings),
                record,
                settings.staged / "delivery",
                before=before.folder / "delivery" if before else None,
            )
        return dg.MaterializeResult(metadata={"files": len(files)})

    @dg.asset(
        key=[PUBLISHED, "report"],
        group_name=PUBLISHED,
        deps=[marts, delivery],
        description="The pages: of the organisation, of each team and of each agent.",
        kinds={"html"},
    )
    def report(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        with timed(settings.work, "report"):
            folder = settings.staged / "report"
            build_report(
                _staged_marts(settings),
                _staged_record(settings),
                folder,
                workbooks=settings.staged / "delivery" / "managers",
                config_text=(settings.staged / "config.yml").read_text(encoding="utf-8"),
            )
        pages = sum(1 for _ in folder.rglob("*.html"))
        return dg.MaterializeResult(metadata={"pages": pages})

    @dg.asset(
        key=[PUBLISHED, "current"],
        group_name=PUBLISHED,
        deps=[report],
        description="The switch of `current` to the finished result.",
    )
    def current(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        record = finish_record(settings)
        version = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{record['run_id']}"
        folder = publish(
            settings.staged, settings.out, version=version, keep=settings.keep_versions
        )
        return dg.MaterializeResult(
            metadata={"run_id": record["run_id"], "folder": dg.MetadataValue.path(str(folder))}
        )

    return [marts, report, delivery, current]


def finish_record(settings: RunSettings) -> dict[str, Any]:
    """Add the timings of report and delivery to the staged run.json, and the time of finishing."""
    record = _staged_record(settings)
    record["timings"] = read_timings(settings.work)
    record["finished_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    (settings.staged / "run.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    return record


def _staged_record(settings: RunSettings) -> dict[str, Any]:
    text = (settings.staged / "run.json").read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


def _staged_marts(settings: RunSettings) -> Marts:
    return Marts(settings.staged / "warehouse.duckdb")


def _weights_table(settings: RunSettings) -> str:
    weights = read_marts(settings.staged / "warehouse.duckdb")["dimension_weights"]
    latest = weights[weights["period"] == weights["period"].max()]
    rows = [f"| {row.dimension} | {row.weight:.3f} | {row.reason} |" for row in latest.itertuples()]
    return "\n".join(["| dimension | weight | reason |", "| --- | --- | --- |", *rows])
