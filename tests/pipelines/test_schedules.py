from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from pipelines.jobs import build_jobs
from pipelines.schedules import build_schedules

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "after", "expected"),
    [
        pytest.param(
            "nightly", datetime(2026, 3, 31, 12), datetime(2026, 4, 1, 3), id="nightly at three"
        ),
        pytest.param(
            "monthly", datetime(2026, 3, 31, 12), datetime(2026, 4, 1, 5), id="monthly on the first"
        ),
        pytest.param(
            "monthly", datetime(2026, 4, 1, 6), datetime(2026, 5, 1, 5), id="monthly once a month"
        ),
    ],
)
def test_fire_times_are_in_the_centres_time_zone(
    name: str, after: datetime, expected: datetime
) -> None:
    schedules = {
        schedule.name: schedule
        for schedule in build_schedules(build_jobs(), time_zone="Asia/Shanghai")
    }
    schedule = schedules[name]
    ticks = schedule_execution_time_iterator(
        after.replace(tzinfo=SHANGHAI).timestamp(),
        schedule.cron_schedule,
        schedule.execution_timezone,
    )
    assert next(ticks).astimezone(SHANGHAI) == expected.replace(tzinfo=SHANGHAI)
