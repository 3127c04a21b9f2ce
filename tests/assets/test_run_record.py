from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.landing.report import FileReport, TableReport
from assets.run_record import (
    config_cited,
    future_notices,
    hire_date_notices,
    input_notices,
    month_notices,
    stale_notices,
)
from assets.run_settings import RunSettings
from competency.loading import load_framework


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    settings.landing.mkdir(parents=True)
    settings.staged.mkdir(parents=True)
    return settings


def _land(settings: RunSettings, table: str, column: str, days: list[str]) -> None:
    rows = ", ".join(f"(timestamp '{day}')" for day in days)
    duckdb.execute(
        f"copy (from (values {rows}) as t({column})) to '{settings.landing / table}.parquet'"
    )


def _mart(settings: RunSettings, name: str, sql: str) -> None:
    with duckdb.connect(str(settings.staged / "warehouse.duckdb")) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute(f"create table marts.{name} as {sql}")


def test_months_between_the_first_and_the_last_without_rows_are_named(
    settings: RunSettings,
) -> None:
    _land(settings, "qa_reviews", "reviewed_at", ["2026-01-31 23:00", "2026-04-01 00:00"])
    _land(settings, "crm_surveys", "responded_at", ["2026-01-05", "2026-02-05"])
    (notice,) = month_notices(settings)
    assert notice.subject == "qa/reviews"
    assert "2026-02, 2026-03" in notice.text


def test_late_hire_dates_are_counted(settings: RunSettings) -> None:
    _mart(settings, "agents", "from (values (true), (false), (true)) as t(is_hire_date_late)")
    (notice,) = hire_date_notices(settings)
    assert notice.text.startswith("2 agents")


def test_sound_hire_dates_need_no_notice(settings: RunSettings) -> None:
    _mart(settings, "agents", "select false as is_hire_date_late")
    assert hire_date_notices(settings) == []


@pytest.mark.parametrize(
    ("rows_read", "told"),
    [
        pytest.param(1000, False, id="a few are typing errors"),
        pytest.param(100, True, id="many mean that the clock is wrong"),
    ],
)
def test_rows_in_the_future(settings: RunSettings, rows_read: int, told: bool) -> None:
    _mart(settings, "rejected_rows", "select 'future_time' as rule from range(5)")
    assert bool(future_notices(settings, rows_read)) is told


def test_exports_that_end_long_before_the_as_of_day_are_told(
    settings: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.run_record.latest_event", lambda landing: date(2026, 3, 1))
    assert stale_notices(settings, date(2026, 4, 1)) == []
    (notice,) = stale_notices(settings, date(2026, 4, 2))
    assert "end on 2026-03-01" in notice.text


def test_a_failed_table_names_the_file_and_what_it_switched_off() -> None:
    reports = [
        TableReport(table="crm/surveys", status="failed", message="surveys.csv.gz breaks off."),
        TableReport(table="lms/sessions", status="failed", message="sessions.xlsx is no workbook."),
        TableReport(
            table="crm/agents",
            status="ok",
            files=[
                FileReport(file="crm/agents_1.csv", rows_read=3, accepted=3, message="a note"),
                FileReport(file="crm/agents_2.csv", rows_read=3, rejected=3, message="no agent_id"),
            ],
        ),
    ]
    found = {
        notice.subject: notice
        for notice in input_notices(load_framework(), reports, ["crm/surveys"])
    }
    assert found["crm/surveys"].code == "failed_table"
    assert found["crm/surveys"].text.startswith("surveys.csv.gz breaks off. ")
    assert "Satisfied customers" in found["crm/surveys"].text
    assert found["crm/surveys"].switched_off == ("satisfied", "promoter")
    assert "sessions.xlsx" in found["lms/sessions"].text
    assert "crm/agents_1.csv" not in found
    assert "no agent_id" in found["crm/agents_2.csv"].text
    assert all(notice.text_zh for notice in found.values())


def _edition(since: date | None, text_hash: str, name: str | None = None) -> dict[str, object]:
    names = ("record_id", "proposed_by", "proposed_at", "approved_by", "approved_at")
    return {
        "effective_from": since,
        "sha256": text_hash,
        "entry_sha256": name and "e" * 64,
        **dict.fromkeys(names, name),
    }


def test_a_configuration_nobody_had_to_approve_cites_nobody() -> None:
    cited = config_cited(load_framework(), [_edition(None, "a")])
    assert (cited["sha256"], cited["record"]) == ("a", None)
    assert cited["editions"] == [{"effective_from": None, "sha256": "a", "id": None}]
