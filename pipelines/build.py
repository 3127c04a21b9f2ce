"""Assembles the Dagster definitions of a run. The entry point is pipelines.definitions."""

from collections.abc import Mapping, Sequence

import dagster as dg

from assets.alerts_channels import Channel
from assets.dbt_models import build_dbt_assets
from assets.framework_file import editions_of_run
from assets.landed_parts import NAME
from assets.landing_assets import LANDING, build_landing_assets
from assets.landing_checks import build_landing_checks
from assets.month_partitions import build_rebuilt_month_asset, changed_months_spec
from assets.result_assets import build_result_assets
from assets.run_settings import RunSettings
from assets.schema_drift_checks import build_drift_checks
from assets.warehouse import MARTS
from pipelines.alert_sensors import build_alert_sensors
from pipelines.jobs import build_jobs
from pipelines.run_log import RunLog
from pipelines.run_resource import build_settings_resource
from pipelines.schedules import build_schedules
from pipelines.sensors import build_exports_sensor


def build_definitions(
    settings: RunSettings,
    *,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
    log: RunLog | None = None,
    channels: Sequence[Channel] = (),
) -> dg.Definitions:
    """All assets, checks, jobs, schedules and sensors for one centre.

    Args:
        settings: inputs and folders.
        loggers: that show a run's progress.
        log: of a caller who holds the output folder; None: each run holds it by itself.
        channels: where the sensors send alerts.
    """
    jobs = build_jobs()
    dbt_models = build_dbt_assets(settings)
    marts = sorted(key for key in dbt_models.keys if key.path[0] == MARTS)
    time_zone = editions_of_run(settings)[-1].framework.time_zone
    return dg.Definitions(
        assets=[
            *build_landing_assets(),
            dbt_models,
            *build_result_assets(marts),
            changed_months_spec([dg.AssetKey([LANDING, NAME])]),
            build_rebuilt_month_asset(),
        ],
        asset_checks=[*build_landing_checks(), *build_drift_checks()],
        jobs=list(jobs.values()),
        schedules=build_schedules(jobs, time_zone=time_zone),
        sensors=[
            build_exports_sensor(settings, jobs["everything"]),
            *build_alert_sensors(settings, jobs, channels),
        ],
        resources={"settings": build_settings_resource(settings, log)},
        loggers=loggers,
        # dbt is the only writer of the warehouse; in one process nobody else can hold its file.
        executor=dg.in_process_executor,
    )
