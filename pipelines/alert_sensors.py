"""Sensors that send alerts of Dagster's runs; `ladder run` sends its own. Codes: assets.alerts."""

from collections.abc import Mapping, Sequence

import dagster as dg

from assets.alerts import Alert, result_alerts
from assets.alerts_channels import Channel, send_alerts
from assets.run_settings import RunSettings
from pipelines.failure import failure_of
from pipelines.jobs import AssetJob

# Jobs that publish: what a result lacks is told of these.
PUBLISHING = ("everything", "monthly_recalibration")


def build_alert_sensors(
    settings: RunSettings, jobs: Mapping[str, AssetJob], channels: Sequence[Channel]
) -> list[dg.SensorDefinition]:
    """Three sensors: runs that failed, that were stopped, and what published results lack.

    They are on from the start where there is a channel, and idle where there is none.
    """
    status = dg.DefaultSensorStatus.RUNNING if channels else dg.DefaultSensorStatus.STOPPED

    def tell(
        context: dg.SensorEvaluationContext | dg.RunStatusSensorContext, *alerts: Alert
    ) -> None:
        for problem in send_alerts(alerts, channels, about=settings.out.name):
            context.log.warning(problem)

    @dg.run_failure_sensor(
        name="alert_of_failure", default_status=status, description="Sends why a run failed."
    )
    def alert_of_failure(context: dg.RunFailureSensorContext) -> None:
        steps = [
            failure_of(event.step_failure_data.error, (event.step_key or "").replace("__", "/"))
            for event in context.get_step_failure_events()
            if event.step_failure_data.error is not None
        ]
        # A run that ended before its first step, such as one that found another at work; a run
        # whose process was killed has no error at all.
        error = getattr(context.failure_event.event_specific_data, "error", None)
        failures = steps or ([failure_of(error)] if error is not None else [])
        codes = dict.fromkeys(failure.code for failure in failures) or {"run_failed": None}
        tell(
            context,
            *(
                Alert(code=code, details=tuple(one.detail for one in failures if one.code == code))
                for code in codes
            ),
        )

    @dg.run_status_sensor(
        name="alert_of_stop",
        run_status=dg.DagsterRunStatus.CANCELED,
        default_status=status,
        description="Sends that a run was stopped from outside.",
    )
    def alert_of_stop(context: dg.RunStatusSensorContext) -> None:
        tell(context, Alert(code="run_stopped"))

    @dg.run_status_sensor(
        name="alert_of_result",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=[jobs[name] for name in PUBLISHING],
        default_status=status,
        description="Sends what a published result lacks, or what of its tables looks wrong.",
    )
    def alert_of_result(context: dg.RunStatusSensorContext) -> None:
        tell(context, *result_alerts(settings.out))

    return [alert_of_failure, alert_of_stop, alert_of_result]
