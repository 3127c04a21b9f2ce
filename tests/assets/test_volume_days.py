from datetime import date
from pathlib import Path

import duckdb

from assets.framework_file import Edition
from assets.landing.parts import part_path
from assets.record_rows import landed_as_of
from assets.run_context import write_run_context
from assets.volume_days import days_off, table_days
from competency.calendar_rules import Calendar
from competency.loading import load_framework

AS_OF = date(2026, 3, 10)


def _land(landing: Path, table: str, *columns: str, rows: str) -> None:
    path = part_path(landing, table, "one")
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ", ".join(columns)
    duckdb.execute(f"copy (select * from (values {rows}) as t({names})) to '{path}'")


def test_days_of_both_times_count_as_fresh_and_rows_by_the_first(tmp_path: Path) -> None:
    _land(
        tmp_path,
        "lms_enrollments",
        "enrolled_at",
        "completed_at",
        rows="(timestamp '2026-03-01 10:00', timestamp '2026-03-08 09:00'), "
        "(timestamp '2026-03-01 11:00', null), "
        "(timestamp '2026-03-04 11:00', timestamp '2026-03-12 09:00')",
    )
    days = table_days(tmp_path, "lms_enrollments", AS_OF)
    assert days is not None
    assert (days.key, days.first, days.newest) == (
        "lms/enrollments", date(2026, 3, 1), date(2026, 3, 8),
    )  # fmt: skip
    assert days.rows.tolist() == [2, 0, 0, 1, 0, 0, 0, 0]
    assert days.days.tolist() == [0, 3, 7]


def test_nothing_after_the_as_of_day_and_nothing_at_all(tmp_path: Path) -> None:
    _land(tmp_path, "qa_reviews", "reviewed_at", rows="(timestamp '2026-03-11 10:00')")
    assert table_days(tmp_path, "qa_reviews", AS_OF) is None


def test_holidays_and_worked_weekends_are_those_of_the_landed_configuration(tmp_path: Path) -> None:
    assert days_off(tmp_path) == set()
    calendar = Calendar(holidays=(date(2026, 3, 2),), extra_days=(date(2026, 3, 7),))
    framework = load_framework().model_copy(update={"calendar": calendar})
    write_run_context(
        tmp_path,
        as_of=AS_OF,
        framework=framework,
        unavailable=[],
        editions=[Edition(framework, framework.to_json())],
    )
    assert days_off(tmp_path) == {date(2026, 3, 2), date(2026, 3, 7)}
    assert landed_as_of(tmp_path) == AS_OF
