import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import TABLES
from assets.framework_file import Approval, Edition
from assets.landing.filled import count_part
from assets.landing.parts import part_path
from assets.landing.report import TableReport, write_report
from assets.run_context import (
    NoEvidenceError,
    latest_event,
    read_landed_editions,
    require_events,
    require_evidence,
    unavailable_inputs,
    write_run_context,
)
from competency.framework import Framework
from competency.loading import load_framework

COLUMNS = {table.key: [column.name for column in table.columns] for table in TABLES}


def _land(landing: Path, values: dict[str, list[dict[str, object]]]) -> None:
    """Write every table of the contract, empty unless rows are given."""
    for table in TABLES:
        with duckdb.connect() as connection:
            columns = [f'"{c.name}" {c.sql_type}' for c in table.landed_columns]
            columns += [f"{name} timestamp" for name in table.opened_columns.values()]
            connection.execute(f"create table t ({', '.join(columns)})")
            for row in values.get(table.key, []):
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into t ({names}) values ({marks})", [*row.values()])
            path = part_path(landing, table.name, "one")
            path.parent.mkdir()
            connection.execute(f"copy t to '{path}' (format parquet)")
            _, filled = count_part(connection, table, path)
        write_report(landing, table, TableReport(table=table.key, status="ok", filled=filled))


def _contact(**values: object) -> dict[str, object]:
    return {"interaction_id": "I1", "agent_id": "A1", "opened_at": datetime(2026, 3, 1), **values}


def test_as_of_is_the_latest_thing_that_happened_not_a_planned_session(tmp_path: Path) -> None:
    session = {"session_id": "S1", "course_id": "C1", "seats": 5}
    times = {"starts_at": datetime(2026, 9, 1), "ends_at": datetime(2026, 9, 1)}
    survey = {"survey_id": "Y1", "interaction_id": "I1", "responded_at": datetime(2026, 3, 4, 23)}
    _land(
        tmp_path,
        {
            "crm/interactions": [_contact()],
            "crm/surveys": [survey],
            "lms/sessions": [{**session, **times}],
        },
    )
    assert latest_event(tmp_path) == date(2026, 3, 4)


def test_an_as_of_day_before_everything_is_refused(tmp_path: Path) -> None:
    _land(tmp_path, {"crm/interactions": [_contact()]})
    require_events(tmp_path, date(2026, 3, 1))
    with pytest.raises(NoEvidenceError, match="2026-03-01; is the year right"):
        require_events(tmp_path, date(2026, 2, 28))


def test_no_event_at_all_is_said_plainly(tmp_path: Path) -> None:
    _land(tmp_path, {})
    with pytest.raises(NoEvidenceError, match="rejected_rows"):
        latest_event(tmp_path)


def test_empty_tables_and_columns_are_unavailable(tmp_path: Path) -> None:
    _land(tmp_path, {"crm/interactions": [_contact(handle_seconds=60.0), _contact(reopened=False)]})
    missing = unavailable_inputs(tmp_path, COLUMNS)
    assert "crm/surveys" in missing
    assert "crm/interactions.nonsense" not in missing
    assert "crm/interactions.escalated" in missing
    assert "crm/interactions.handle_seconds" not in missing
    assert "crm/interactions.reopened" not in missing
    assert "crm/surveys.csat" not in missing  # the table says it all


@pytest.mark.parametrize(
    ("available", "stops"),
    [
        pytest.param([], True, id="nothing"),
        pytest.param(["qa/reviews"], False, id="reviews alone"),
        pytest.param(["lms/assessments"], False, id="tests alone"),
        pytest.param(["crm/surveys"], True, id="surveys without contacts"),
    ],
)
def test_a_run_stops_only_without_any_evidence(available: list[str], stops: bool) -> None:
    unavailable = [key for key in COLUMNS if key not in available]
    if stops:
        with pytest.raises(NoEvidenceError, match="nobody can be scored"):
            require_evidence(unavailable)
    else:
        require_evidence(unavailable)


def test_the_context_carries_the_whole_configuration(tmp_path: Path) -> None:
    framework = load_framework()
    write_run_context(
        tmp_path, as_of=date(2026, 3, 31), framework=framework, unavailable=["crm/surveys"]
    )
    row = duckdb.execute(f"from '{tmp_path / 'run_context.parquet'}'").df().iloc[0]
    assert Framework.model_validate_json(row["framework_json"]) == framework
    assert json.loads(row["unavailable"]) == ["crm/surveys"]
    assert row["as_of"].date() == date(2026, 3, 31)


def test_without_editions_the_framework_holds_for_all_months(tmp_path: Path) -> None:
    framework = load_framework()
    write_run_context(tmp_path, as_of=date(2026, 3, 31), framework=framework, unavailable=[])
    (row,) = read_landed_editions(tmp_path)
    assert (row["effective_from"], row["effective_to"], row["record_id"]) == (None, None, None)
    assert Framework.model_validate_json(row["framework_json"]) == framework


def test_editions_land_with_their_months_and_names(tmp_path: Path) -> None:
    framework = load_framework()
    approval = Approval("p1", "Ann", "2026-02-01T00:00:00+00:00", "王芳", "2026-02-02", "f" * 64)
    editions = [
        Edition(framework, "one"),
        Edition(framework, "two # 注", date(2026, 3, 1), approval),
        Edition(framework, "three", date(2026, 5, 1), approval),
    ]
    write_run_context(
        tmp_path,
        as_of=date(2026, 5, 31),
        framework=framework,
        unavailable=[],
        editions=editions,
    )
    rows = read_landed_editions(tmp_path)
    months = [(row["effective_from"], row["effective_to"]) for row in rows]
    assert months == [
        (None, date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 5, 1)),
        (date(2026, 5, 1), None),
    ]
    assert [row["config_text"] for row in rows] == ["one", "two # 注", "three"]
    assert [row["sha256"] for row in rows] == [one.sha256 for one in editions]
    assert [row["approved_by"] for row in rows] == [None, "王芳", "王芳"]
