"""When jobs run. What they run is in pipelines.jobs."""

from collections.abc import Mapping

import dagster as dg

from pipelines.jobs import AssetJob


def build_schedules(jobs: Mapping[str, AssetJob], *, time_zone: str) -> list[dg.ScheduleDefinition]:
    """Every night all of it; on the first of the month, later, the weights.

    Args:
        jobs: The jobs by name.
        time_zone: IANA name of the centre's time zone.
    """
    return [
        dg.ScheduleDefinition(
            name="nightly",
            job=jobs["everything"],
            cron_schedule="0 3 * * *",
            execution_timezone=time_zone,
            description="After the systems have dropped the day's exports.",
        ),
        dg.ScheduleDefinition(
            name="monthly",
            job=jobs["monthly_recalibration"],
            cron_schedule="0 5 1 * *",
            execution_timezone=time_zone,
            description="After the night's run on the first of the month.",
        ),
    ]
