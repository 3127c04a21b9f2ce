from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import table
from assets.input_notices import future_notices, input_notices, month_notices, stale_notices
from assets.landing.filled import ROWS
from assets.landing.report import FileReport, TableReport, write_report
from competency.loading import load_framework


def _land(landing: Path, key: str, months: list[str]) -> None:
    filled = {month: {ROWS: 1} for month in months}
    write_report(landing, table(key), TableReport(table=key, status="ok", filled=filled))


def test_months_between_the_first_and_the_last_without_rows_are_named(tmp_path: Path) -> None:
    _land(tmp_path, "qa/reviews", ["", "2026-01", "2026-04"])
    _land(tmp_path, "crm/surveys", ["2026-01", "2026-02"])
    (notice,) = month_notices(tmp_path)
    assert notice.subject == "qa/reviews"
    assert "2026-02, 2026-03" in notice.text


@pytest.mark.parametrize(
    ("rows_read", "told"),
    [
        pytest.param(1000, False, id="a few are typing errors"),
        pytest.param(100, True, id="many mean that the clock is wrong"),
    ],
)
def test_rows_in_the_future(tmp_path: Path, rows_read: int, told: bool) -> None:
    landed = tmp_path / "rejected_rows.parquet"
    duckdb.execute(f"copy (select 'future_time' as rule from range(5)) to '{landed}'")
    assert bool(future_notices(tmp_path, rows_read)) is told


def test_exports_that_end_long_before_the_as_of_day_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.input_notices.latest_event", lambda landing: date(2026, 3, 1))
    assert stale_notices(tmp_path, date(2026, 4, 1)) == []
    (notice,) = stale_notices(tmp_path, date(2026, 4, 2))
    assert "end on 2026-03-01" in notice.text


def test_a_failed_table_names_the_file_and_what_it_switched_off() -> None:
    reports = [
        TableReport(table="crm/surveys", status="failed", message="surveys.csv.gz breaks off"),
        TableReport(table="lms/sessions", status="failed", message="sessions.xlsx is no workbook"),
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
    assert found["crm/surveys"].text_zh.startswith("surveys.csv.gz breaks off。")
    assert "Satisfied customers" in found["crm/surveys"].text
    assert found["crm/surveys"].switched_off == ("satisfied", "promoter")
    assert "sessions.xlsx" in found["lms/sessions"].text
    assert "crm/agents_1.csv" not in found
    assert "no agent_id" in found["crm/agents_2.csv"].text
    for notice in found.values():
        assert notice.text.endswith(".")
        assert notice.text_zh.endswith("。")
