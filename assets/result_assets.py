"""What people and the LMS receive, as Dagster assets: marts copy, report, delivery, the switch."""

from collections.abc import Sequence

import dagster as dg

from assets.archive import Archive, ArchiveError, Retention
from assets.contracts.catalogue import TABLES
from assets.publication import moment_of_publication, publish
from assets.run_inputs import LANDING, build_inputs_asset
from assets.run_settings import RunSettings
from assets.staging import finish_record, stage_delivery, stage_marts, stage_report
from assets.timings import timed
from assets.warehouse import read_marts

PUBLISHED = "published"


def build_result_assets(mart_keys: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """Assets downstream of the marts, and the inputs that are landed for them.

    Args:
        mart_keys: Keys of all dbt models that are marts.
    """
    landed = [*(table.name for table in TABLES), "run_context"]
    inputs = build_inputs_asset([dg.AssetKey([LANDING, name]) for name in landed])

    @dg.asset(
        key=[PUBLISHED, "marts"],
        group_name=PUBLISHED,
        deps=[*mart_keys, inputs],
        description="The marts alone, as DuckDB file and Parquet, and the record of the run.",
        kinds={"duckdb", "parquet"},
    )
    def marts(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult[None]:
        record = stage_marts(settings)
        return dg.MaterializeResult(
            metadata={
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
    def delivery(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"files": stage_delivery(settings)})

    @dg.asset(
        key=[PUBLISHED, "report"],
        group_name=PUBLISHED,
        deps=[marts, delivery],
        description="The pages: of the organisation, of each team and of each agent.",
        kinds={"html"},
    )
    def report(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"pages": stage_report(settings)})

    @dg.asset(
        key=[PUBLISHED, "current"],
        group_name=PUBLISHED,
        deps=[report],
        description="The switch of `current` to the finished result; its landing is kept.",
    )
    def current(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult[None]:
        archive = Archive(settings.out)
        with timed(settings.work, "publish"):
            archive.heal()
            landing, moment = archive.hold(settings.landing), moment_of_publication(settings.out)
        record = finish_record(settings, landing, moment)
        version = f"{moment:%Y%m%dT%H%M%S.%f}-{record['run_id']}"
        folder = publish(
            settings.staged, settings.out, version=version, keep=settings.keep_versions
        )
        try:
            archive.enter(landing, record, version)
            archive.prune(Retention())
        except (ArchiveError, OSError) as error:
            # The result is out, and its files are held: the next run writes the line (`heal`).
            context.log.warning(f"the landing is not on the archive's ledger yet: {error}")
        return dg.MaterializeResult(
            metadata={"run_id": record["run_id"], "folder": dg.MetadataValue.path(str(folder))}
        )

    return [inputs, marts, report, delivery, current]


def _weights_table(settings: RunSettings) -> str:
    weights = read_marts(settings.staged / "warehouse.duckdb", ["dimension_weights"])[
        "dimension_weights"
    ]
    latest = weights[weights["period"] == weights["period"].max()]
    rows = [f"| {row.dimension} | {row.weight:.3f} | {row.reason} |" for row in latest.itertuples()]
    return "\n".join(["| dimension | weight | reason |", "| --- | --- | --- |", *rows])
