from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets import landing_checks
from assets.archive import Archive
from assets.contracts.catalogue import table
from assets.expectations import Finding
from assets.landing.filled import add_up, count_part
from assets.landing.parts import part_path
from assets.landing.report import FileReport, Part, Status, TableReport, write_report
from assets.landing_checks import (
    check_result,
    checked_parts,
    column_profile,
    file_profile,
    status_findings,
)
from assets.run_settings import RunSettings
from competency.availability import Notice

SESSIONS = table("lms/sessions")
SESSION = "('S1', 'C1', now(), now(), 'six')"
CRITICAL = Finding("rows_add_up", True, "10, 9")
MINOR = Finding("few_rejected", False, "0.3")


def _land_sessions(landing: Path, parts: dict[str, list[str]]) -> None:
    """Write parts of sessions, seats as text, and the report that names them."""
    made = []
    with duckdb.connect() as con:
        for name, rows in parts.items():
            path = part_path(landing, SESSIONS.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            con.execute(
                "copy (select * replace (starts_at::timestamp as starts_at, ends_at::timestamp as "
                f"ends_at) from (values {', '.join(rows)}) as "
                "one (session_id, course_id, starts_at, ends_at, seats)) "
                f"to '{path}' (format parquet)"
            )
            months, filled = count_part(con, SESSIONS, path)
            made.append(Part(rows=name, keys=name, months=months, filled=filled))
    report = TableReport(
        table=SESSIONS.key,
        status="ok",
        parts=tuple(made),
        filled=add_up(part.filled for part in made),
    )
    write_report(landing, SESSIONS, report)


@pytest.mark.parametrize(
    ("findings", "passed", "severity"),
    [
        pytest.param([], True, "WARN", id="nothing found"),
        pytest.param([MINOR], False, "WARN", id="a warning lets the run go on"),
        pytest.param([MINOR, CRITICAL], False, "ERROR", id="an error blocks it"),
    ],
)
def test_severity_of_a_check(findings: list[Finding], passed: bool, severity: str) -> None:
    result = check_result(findings)
    assert result.passed is passed
    assert result.severity == dg.AssetCheckSeverity[severity]
    assert len(result.metadata) == len(findings)


def test_only_a_table_in_order_has_no_status_finding() -> None:
    assert status_findings(TableReport(table="crm/surveys", status="ok")) == []
    failed = TableReport(table="crm/surveys", status="failed", message="surveys.csv breaks off")
    assert status_findings(failed) == [Finding("table_is_failed", False, "surveys.csv breaks off")]


@pytest.mark.parametrize(
    ("status", "optional", "found"),
    [
        ("missing", False, ["table_is_missing"]),
        ("missing", True, []),
        ("empty", True, []),
        ("failed", True, ["table_is_failed"]),
    ],
)
def test_nothing_is_amiss_without_an_optional_table(
    status: Status, optional: bool, found: list[str]
) -> None:
    report = TableReport(table="lms/overrides", status=status)
    assert [one.expectation for one in status_findings(report, optional)] == found


def test_file_profile_sums_what_became_of_the_rows() -> None:
    file = FileReport(
        file="a.csv",
        rows_read=10,
        accepted=6,
        rejected=2,
        duplicates_exact=1,
        duplicates_conflicting=1,
    )
    profile = file_profile(TableReport(table="crm/surveys", status="ok", files=[file]))
    assert profile.to_dict("records") == [{"rows_read": 10, "accounted": 10, "rejected_share": 0.2}]


def test_column_profile_shows_wrong_types_empty_required_values_and_repeated_keys(
    tmp_path: Path,
) -> None:
    _land_sessions(tmp_path, {"one": ["('S1', null, now(), now(), 'five')", SESSION]})
    profile = column_profile(tmp_path, SESSIONS)
    wrong = profile[profile["landed_type"] != profile["contract_type"]]
    assert wrong["landed_type"].tolist() == ["VARCHAR"]
    assert wrong["contract_type"].tolist() == ["INTEGER"]
    assert profile["required_empty"].tolist() == [0, 1, 0, 0, 0]
    assert set(profile["key_repeats"]) == {1}


@pytest.mark.parametrize(
    ("keys", "checked", "repeats"),
    [
        pytest.param({"a": ["S1", "S2"], "b": ["S3"]}, set(), 0, id="none"),
        pytest.param({"a": ["S1", "S2"], "b": ["S2"]}, set(), 1, id="two new parts"),
        pytest.param({"a": ["S1", "S2"], "b": ["S2"]}, {"a"}, 1, id="a new one and a checked one"),
        pytest.param({"a": ["S1"], "b": ["S2", "S2"]}, {"a"}, 1, id="within a new one"),
        pytest.param({"a": ["S1"], "b": ["S2"]}, {"a"}, 0, id="none in the new one"),
        pytest.param({"a": ["S1"], "b": ["S2"]}, {"a", "b"}, 0, id="nothing new"),
    ],
)
def test_keys_are_compared_between_new_parts_and_all_others(
    tmp_path: Path, keys: dict[str, list[str]], checked: set[str], repeats: int
) -> None:
    _land_sessions(
        tmp_path, {part: [SESSION.replace("S1", key) for key in own] for part, own in keys.items()}
    )
    assert set(column_profile(tmp_path, SESSIONS, checked)["key_repeats"]) == {repeats}


def test_parts_that_were_published_are_checked(tmp_path: Path) -> None:
    settings = RunSettings(exports=tmp_path, out=tmp_path / "out")
    assert checked_parts(settings, SESSIONS) == frozenset()
    _land_sessions(settings.landing, {"one": [SESSION]})
    assert checked_parts(settings, SESSIONS) == frozenset(), "landed, and never published"
    record = {"run_id": "r", "as_of": "2026-03-28", "finished_at": "", "code_version": "1"}
    Archive(settings.out).keep(settings.landing, record, "v1")
    assert checked_parts(settings, SESSIONS) == {"one"}


def test_late_and_unusual_tables_warn_and_never_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = [
        Notice(code="late_rows", subject="qa/reviews", text="late", text_zh=""),
        Notice(code="unusual_rows", subject="crm/surveys", text="few", text_zh=""),
    ]
    monkeypatch.setattr(landing_checks, "anomaly_notices", lambda landing, as_of: notices)
    monkeypatch.setattr(landing_checks, "landed_as_of", lambda landing: date(2026, 3, 31))
    checks = landing_checks.build_landing_checks()[-1]
    settings = RunSettings(exports=tmp_path, out=tmp_path)
    results = list(checks(settings=settings))
    assert len(results) == 14
    failed = {(one.asset_key.path[-1], one.check_name) for one in results if not one.passed}
    assert failed == {("qa_reviews", "fresh_as_usual"), ("crm_surveys", "rows_as_usual")}
    assert {one.severity for one in results} == {dg.AssetCheckSeverity.WARN}
    assert not any(spec.blocking for spec in checks.check_specs)
