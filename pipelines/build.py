"""Assembles the Dagster definitions of a run. The entry point is pipelines.definitions."""

from collections.abc import Mapping

import dagster as dg

from assets.dbt_models import build_dbt_assets
from assets.framework_file import editions_of_run
from assets.landing_assets import build_landing_assets
from assets.landing_checks import build_landing_checks
from assets.result_assets import build_result_assets
from assets.run_settings import RunSettings
from assets.warehouse import MARTS
from pipelines.jobs import build_jobs
from pipelines.schedules import build_schedules
from pipelines.sensors import build_exports_sensor


def build_definitions(
    settings: RunSettings, *, loggers: Mapping[str, dg.LoggerDefinition] | None = None
) -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors for one centre."""
    jobs = build_jobs()
    dbt_models = build_dbt_assets(settings)
    marts = sorted(key for key in dbt_models.keys if key.path[0] == MARTS)
    time_zone = editions_of_run(settings)[-1].framework.time_zone
    return dg.Definitions(
        assets=[
            *build_landing_assets(),
            dbt_models,
            *build_result_assets(marts),
        ],
        asset_checks=build_landing_checks(),
        jobs=list(jobs.values()),
        schedules=build_schedules(jobs, time_zone=time_zone),
        sensors=[build_exports_sensor(settings, jobs["everything"])],
        resources={"settings": settings},
        loggers=loggers,
        # dbt is the only writer of the warehouse; in one process nobody else can hold its file.
        executor=dg.in_process_executor,
    )
