"""The landing as Dagster assets: one a contract table, then what the run as a whole knows."""

from collections.abc import Iterator
from functools import partial

import dagster as dg

from assets.appeal_landing import build_appeal_asset
from assets.archive import Archive
from assets.contracts.catalogue import TABLES
from assets.contracts.table import TableContract
from assets.erasure_landing import DELETIONS, ERASURES, build_erasure_asset
from assets.framework_file import editions_of_run
from assets.freeze import frozen_because
from assets.landed_parts import build_parts_asset
from assets.landing.landing import collect_rejected_rows
from assets.landing.report import read_report
from assets.previous_result import CARRIED, later_day, passed_over
from assets.run_context import (
    latest_event,
    require_events,
    require_evidence,
    unavailable_inputs,
    write_run_context,
)
from assets.run_mode import land_run_mode
from assets.run_notices import run_notices
from assets.run_settings import RunSettings
from assets.source_plans import Unmended, last_landed, stand_in, write_unmended
from assets.table_landing import land
from assets.timings import timed
from assets.wave_landing import build_wave_assets
from competency.degradation import lost_weight

LANDING = "landing"
SOURCE_PLANS = dg.AssetKey([LANDING, "source_plans"])
# A file that is being copied in, or a share that is briefly away, is worth a second try.
RETRIES = dg.RetryPolicy(max_retries=2, delay=1)


def landing_key(table: TableContract) -> dg.AssetKey:
    """Asset key of a landed table, the same as its dbt source's."""
    return dg.AssetKey([LANDING, table.name])


def build_landing_assets() -> list[dg.AssetsDefinition]:
    """One asset a table, then the rejected rows and the run context."""
    tables = [_table_asset(table) for table in TABLES]
    return [
        *tables,
        build_erasure_asset(),
        _source_plans(),
        _rejected_rows(),
        build_parts_asset([SOURCE_PLANS, *(landing_key(table) for table in TABLES)]),
        _run_context(),
        build_wave_assets(),
        build_appeal_asset(),
    ]


def _table_asset(table: TableContract) -> dg.AssetsDefinition:
    wanted = {column.reference.table for column in table.references if column.reference}
    parents = [landing_key(parent) for parent in TABLES if parent.key in wanted]
    if table.key != DELETIONS:
        parents.append(ERASURES)

    @dg.asset(
        key=landing_key(table),
        group_name=table.key.split("/")[0],
        deps=parents,
        description=table.row.__doc__,
        kinds={"duckdb", "parquet"},
        retry_policy=RETRIES,
    )
    def landed(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        with timed(settings.work, "landing"):
            report = land(settings, table)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": report.accepted,
                "rows_read": report.read,
                "rows_rejected": report.rejected,
                "duplicates": report.duplicates,
                "status": report.status,
                "message": report.message or "",
                "missing_columns": ", ".join(report.missing_columns),
                "unknown_columns": ", ".join(report.unknown_columns),
                "repairs": dg.MetadataValue.json(report.repairs),
                "drift": dg.MetadataValue.json(
                    [one.model_dump(mode="json") for one in report.drift]
                ),
            }
        )

    return landed


def _source_plans() -> dg.AssetsDefinition:
    @dg.asset(
        key=SOURCE_PLANS,
        group_name=LANDING,
        deps=[landing_key(table) for table in TABLES],
        description="Tables that are missing, broken or late, taken from the last good landing.",
        kinds={"parquet"},
    )
    def source_plans(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult:
        archive = Archive(settings.out)
        with timed(settings.work, "landing"):
            failed = stand_in(
                archive,
                settings.landing,
                editions_of_run(settings)[-1].framework.degradation,
                as_of=settings.as_of,
                land_again=partial(land, settings),
            )
            lost = last_landed(archive, settings.landing, settings.as_of)
        write_unmended(settings.landing, Unmended(failed=failed, lost=lost))
        reports = [read_report(settings.landing, table) for table in TABLES]
        taken = {one.table: one.message for one in reports if one.snapshot is not None}
        for told in taken.items():
            context.log.warning("%s %s", *told)
        return dg.MaterializeResult(
            metadata={
                "from_the_archive": dg.MetadataValue.json(taken),
                "not_to_be_had": dg.MetadataValue.json(failed),
            }
        )

    return source_plans


def _rejected_rows() -> dg.AssetsDefinition:
    @dg.asset(
        key=[LANDING, "rejected_rows"],
        group_name=LANDING,
        deps=[SOURCE_PLANS, *(landing_key(table) for table in TABLES)],
        description="Every row or file that broke a rule, with the rule. One row a broken rule.",
        kinds={"duckdb", "parquet"},
    )
    def rejected_rows(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult:
        by_rule = collect_rejected_rows(settings.landing)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(by_rule.values()),
                "by_rule": dg.MetadataValue.json(by_rule),
            }
        )

    return rejected_rows


def _run_context() -> dg.AssetsDefinition:
    once, known = (dg.AssetKey([LANDING, name]) for name in ("run_context", "framework_editions"))
    carried = [dg.AssetKey([LANDING, f"previous_{mart}"]) for mart in CARRIED]
    mode = dg.AssetKey([LANDING, "run_mode"])
    deps = [SOURCE_PLANS, dg.AssetKey([LANDING, "rejected_rows"])]
    deps += [landing_key(table) for table in TABLES]

    @dg.multi_asset(
        name="run_context",
        specs=[
            dg.AssetSpec(
                once,
                group_name=LANDING,
                deps=deps,
                description="As-of date, configuration and missing inputs of the run. One row.",
                kinds={"duckdb", "parquet"},
            ),
            dg.AssetSpec(
                known,
                group_name=LANDING,
                deps=deps,
                description="Configurations by the months they hold, and who approved them. "
                "One row an edition.",
                kinds={"duckdb", "parquet"},
            ),
            dg.AssetSpec(
                mode,
                group_name=LANDING,
                deps=deps,
                description="What the run had to do without, and what else it says of itself. "
                "One row a notice.",
                kinds={"duckdb", "parquet"},
            ),
            *(
                dg.AssetSpec(
                    key,
                    group_name=LANDING,
                    deps=deps,
                    description=f"{mart} of the published result, or nothing. Rows as there.",
                    kinds={"parquet"},
                )
                for key, mart in zip(carried, CARRIED, strict=True)
            ),
        ],
    )
    def run_context(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> Iterator[dg.MaterializeResult]:
        unavailable = unavailable_inputs(
            settings.landing,
            {table.key: [column.name for column in table.landed_columns] for table in TABLES},
        )
        require_evidence(unavailable)
        as_of = settings.as_of or latest_event(settings.landing)
        require_events(settings.landing, as_of)
        editions = editions_of_run(settings, as_of)
        framework = editions[-1].framework
        lost = lost_weight(framework, unavailable)
        frozen = frozen_because(settings, as_of, lost, framework.degradation)
        left_out = write_run_context(
            settings.landing,
            as_of=as_of,
            framework=framework,
            unavailable=unavailable,
            editions=editions,
            current=settings.current,
            frozen=frozen,
            too_much_lost=lost.is_too_much and frozen is None,
        )
        told = run_notices(
            settings.landing,
            framework,
            as_of,
            unavailable,
            frozen,
            later_day(settings.current, as_of),
        )
        land_run_mode(settings.landing, told)
        later = passed_over(settings.current, as_of)
        if later:
            context.log.warning(later)
        yield dg.MaterializeResult(
            asset_key=once,
            metadata={
                "as_of": as_of.isoformat(),
                "goes_on": later or "from the newest result",
                "framework": framework.name,
                "unavailable": dg.MetadataValue.json(unavailable),
                "tables": dg.MetadataValue.json(
                    {table.key: read_report(settings.landing, table).status for table in TABLES}
                ),
            },
        )
        yield dg.MaterializeResult(
            asset_key=known,
            metadata={
                "dagster/row_count": len(editions),
                "in_force": editions[-1].sha256,
                "approved_by": editions[-1].approval.approved_by if editions[-1].approval else "",
            },
        )
        yield dg.MaterializeResult(
            asset_key=mode,
            metadata={
                "dagster/row_count": len(told),
                "notices": dg.MetadataValue.md("\n".join(f"- {one.text}" for one in told)),
            },
        )
        for key, mart in zip(carried, CARRIED, strict=True):
            yield dg.MaterializeResult(
                asset_key=key, metadata={"taken_over": left_out.get(mart, "as published")}
            )

    return run_context
