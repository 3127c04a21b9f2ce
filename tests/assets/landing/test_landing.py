"""What land_table decides: rules, duplicates, references; and that everything adds up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.contracts.catalogue import TABLES, table
from assets.keys import throwaway_keys
from assets.landing.duplicates import REFUSED
from assets.landing.report import read_report
from assets.restricted import read_people

Centre = Any  # the class of that name in conftest.py

RULES = [
    ("crm/agents", ",2020-01-01,,agent,", "agent_id", "missing_value"),
    ("crm/agents", "A2,soon,,agent,", "hire_date", "not_a_date"),
    ("crm/agents", "A2,2020-02-30,,agent,", "hire_date", "not_a_date"),
    ("crm/agents", "A2,2020-01-01,2019-01-01,agent,", "left_on", "time_order"),
    ("crm/agents", "A2,2020-01-01,,boss,", "role", "not_allowed"),
    ("crm/agents", "A2,1899-12-30,,agent,", "hire_date", "out_of_range"),
    ("crm/interactions", "I2,A1,09:00,,,60,no,routine", "opened_at", "not_a_time"),
    ("crm/interactions", "I2,A1,31/12/2024,,,60,no,routine", "opened_at", "not_a_time"),
    ("crm/interactions", "I2,A1,2024-03-01T24:00,,,60,no,routine", "opened_at", "not_a_time"),
    ("crm/interactions", "I2,A1,2026-03-01,,,60,no,routine", "opened_at", "future_time"),
    ("crm/interactions", "I2,A1,2126-03-01,,,60,no,routine", "opened_at", "out_of_range"),
    ("crm/interactions", "I2,A1,,,,60,no,routine", "opened_at", "missing_value"),
    ("crm/interactions", "I2,A9,2024-03-01,,,60,no,routine", "agent_id", "unknown_reference"),
    (
        "crm/interactions",
        "I2,A1,2024-03-01T09:00:00,2024-03-01T08:59:59,,60,no,routine",
        "first_response_at",
        "time_order",
    ),
    (
        "crm/interactions",
        "I2,A1,2024-03-01T09:00:00,,2024-02-29,60,no,routine",
        "resolved_at",
        "time_order",
    ),
    ("crm/interactions", "I2,A1,2024-03-01,,,-1,no,routine", "handle_seconds", "out_of_range"),
    ("crm/interactions", "I2,A1,2024-03-01,,,604801,no,routine", "handle_seconds", "out_of_range"),
    ("crm/interactions", "I2,A1,2024-03-01,,,one,no,routine", "handle_seconds", "not_a_number"),
    ("crm/interactions", "I2,A1,2024-03-01,,,nan,no,routine", "handle_seconds", "not_a_number"),
    ("crm/interactions", "I2,A1,2024-03-01,,,1e999,no,routine", "handle_seconds", "not_a_number"),
    ("crm/interactions", "I2,A1,2024-03-01,,,1_0,no,routine", "handle_seconds", "not_a_number"),
    ("crm/interactions", "I2,A1,2024-03-01,,,60,perhaps,routine", "reopened", "not_a_flag"),
    ("crm/interactions", "I2,A1,2024-03-01,,,60,no,easy", "complexity", "not_allowed"),
    ("crm/surveys", "S2,I1,A1,2024-03-02,5.5,10", "csat", "not_an_integer"),
    ("crm/surveys", "S2,I1,A1,2024-03-02,6,10", "csat", "out_of_range"),
    ("crm/surveys", "S2,I1,A1,2024-03-02,1e30,10", "csat", "out_of_range"),
    ("crm/surveys", "S2,I1,A1,2024-03-02,good,10", "csat", "not_a_number"),
    ("crm/surveys", "S2,I1,A1,2024-03-02,5,11", "nps", "out_of_range"),
    ("crm/surveys", "S2,I1,A1,2024-02-29,5,10", "responded_at", "time_order"),
    ("crm/surveys", "S2,I9,A1,2024-03-02,5,10", "interaction_id", "unknown_reference"),
    ("crm/complaints", "K2,I1,A1,2024-02-29,low", "raised_at", "time_order"),
    ("qa/reviews", "R2,A1,,2024-03-05,I1,human", "reviewer_id", "missing_value"),
    ("qa/review_scores", "R1,closing,6,5,no", "score", "out_of_range"),
    ("qa/review_scores", "R1,closing,0,0,no", "max_score", "out_of_range"),
    ("qa/review_scores", "R9,closing,1,5,no", "review_id", "unknown_reference"),
    ("qa/feedback_360", "F2,A1,friend,process,4,2024-03-05", "rater_role", "not_allowed"),
    ("qa/feedback_360", "F2,A1,peer,process,0.5,2024-03-05", "rating", "out_of_range"),
    ("lms/courses", "C2,Speaking,0,1,2024-01-01,2024-01-02", "duration_minutes", "out_of_range"),
    ("lms/courses", "C2,Speaking,9,1,2024-01-03,2024-01-02", "updated_at", "time_order"),
    ("lms/sessions", "X2,C1,2030-01-01T09:00,2030-01-01T08:00,1", "ends_at", "time_order"),
    ("lms/sessions", "X2,C1,2030-01-01T09:00,2030-01-01T10:00,-1", "seats", "out_of_range"),
    ("lms/enrollments", "E2,A1,C1,X1,2024-01-03,2024-01-02,failed,3", "completed_at", "time_order"),
    ("lms/enrollments", "E2,A1,C9,X1,2024-01-03,,enrolled,3", "course_id", "unknown_reference"),
    ("lms/assessments", "T2,A1,exam,2024-01-05,6,5", "score", "out_of_range"),
    ("lms/overrides", "O2,A1,C1,drop,Li,why,2024-01-05,,,", "action", "not_allowed"),
    ("lms/overrides", "O2,A1,C1,pin,,why,2024-01-05,,,", "decided_by", "missing_value"),
    (
        "lms/overrides",
        "O2,A1,C1,replace,Li,why,2024-01-05,C9,,",
        "replacement_id",
        "unknown_reference",
    ),
]


@pytest.mark.parametrize(
    ("key", "row", "column", "rule"),
    [pytest.param(*case, id=f"{case[0]}.{case[2]}-{case[3]}-{i}") for i, case in enumerate(RULES)],
)
def test_a_bad_row_goes_to_quarantine_under_its_rule(
    centre: Centre, key: str, row: str, column: str, rule: str
) -> None:
    wanted = {key}
    while parents := {c.reference.table for k in wanted for c in table(k).references} - wanted:
        wanted |= parents
    centre.write_good(key)
    centre.write_rows(key, centre.good[key], row)
    reports = centre.land(*wanted)
    assert [(c, r, s) for c, _, r, s in centre.rejected(key)] == [(column, rule, "error")]
    assert (reports[key].accepted, reports[key].rejected) == (1, 1)


def test_good_rows_of_every_table_land(centre: Centre) -> None:
    centre.write_good()
    reports = centre.land()
    found = {key: (r.status, r.read, r.accepted) for key, r in reports.items()}
    assert found == dict.fromkeys(centre.good, ("ok", 1, 1)) | {"crm/deletions": ("missing", 0, 0)}
    assert centre.query("SELECT * FROM $T", "rejected_rows") == []
    assert read_report(centre.landing, table("crm/agents")) == reports["crm/agents"]


KEPT = [
    ("crm/agents", "A2,2020-01-01 08:30:00,,AGENT,", ("role", "agent")),
    ("crm/interactions", "I2,A1,2024-03-01T09:00:00,,2024-03-01,60,是,HARD", ("reopened", True)),
    (
        "crm/interactions",
        "I2,A1,2024-03-01T01:00:00Z,,,60,F,",
        ("opened_at", datetime(2024, 3, 1, 9)),
    ),
    (
        "crm/interactions",
        "I2,A1,2024-03-01 09:00+0800,,,60,0,",
        ("opened_at", datetime(2024, 3, 1, 9)),
    ),
    ("crm/interactions", "I2,A1,2024-03-01 09:00:00.25,,,.5,N,", ("handle_seconds", 0.5)),
    ("crm/interactions", "I2,A1,２０２４－０３－０１,,,６０．５,否,", ("handle_seconds", 60.5)),
    ("crm/interactions", "　I2 ,A1,2024-03-01,, , 60,no,", ("interaction_id", "I2")),
    ("crm/surveys", "S2,I1,,2024-03-01,5.0,", ("csat", 5)),
    ("crm/surveys", "S2,I1,A9,2024-03-02,5,10", ("agent_id", None)),
    ("qa/reviews", "R2,A1,Q1,2024-03-05,I9,auto", ("interaction_id", None)),
    ("lms/enrollments", "E2,A1,C1,X9,2024-01-03,,enrolled,3", ("session_id", None)),
    ("lms/overrides", "O2,A1,C1,PIN,李,原因,2024-01-05,,X9,", ("session_id", None)),
]


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [pytest.param(*case, id=f"{case[0]}-{i}") for i, case in enumerate(KEPT)],
)
def test_a_row_written_otherwise_is_kept(
    centre: Centre, key: str, row: str, expected: tuple[str, object]
) -> None:
    centre.write_good(key)
    centre.write_rows(key, centre.good[key], row)
    report = centre.land()[key]
    assert (report.accepted, report.rejected) == (2, 0)
    column, value = expected
    id_column = table(key).key_columns[0]
    name = table(key).name
    assert centre.query(f"SELECT {column} FROM $T WHERE {id_column} LIKE '%2'", name) == [(value,)]


def test_a_time_in_the_future_is_one_fault_and_measures_nothing_else(centre: Centre) -> None:
    centre.write_good()
    wrong = "I1,A1,2099-03-01T09:00:00,2024-03-01T09:01:00,2024-03-01T09:30:00,60,no,routine"
    centre.write_rows("crm/interactions", wrong)
    reports = centre.land()
    found = centre.rejected("crm/interactions")
    assert [(column, rule) for column, _, rule, _ in found] == [("opened_at", "future_time")]
    # Survey and complaint came after the contact, whatever the typing error says.
    assert (reports["crm/surveys"].accepted, reports["crm/complaints"].accepted) == (1, 1)


def test_an_unknown_optional_reference_is_a_warning(centre: Centre) -> None:
    centre.write_good("crm/surveys")
    centre.write_rows("crm/surveys", "S1,I1,A9,2024-03-02,5,10")
    report = centre.land()["crm/surveys"]
    assert (report.accepted, report.rejected) == (1, 0)
    assert centre.rejected("crm/surveys") == [("agent_id", "A9", "unknown_reference", "warning")]


def test_a_quarantined_parent_keeps_its_children(centre: Centre) -> None:
    centre.write_good("crm/agents")
    centre.write_rows("crm/agents", "A1,soon,,agent,")
    reports = centre.land()
    assert reports["crm/agents"].rejected == 1
    assert reports["crm/interactions"].accepted == 1


@pytest.mark.parametrize("parent", ["missing", "empty", "failed", "keyless"])
def test_without_a_usable_parent_the_reference_rule_is_off(centre: Centre, parent: str) -> None:
    centre.write_good("crm/agents")
    match parent:
        case "empty":
            centre.write_rows("crm/agents")
        case "failed":
            centre.write("crm/agents.xlsx", b"PK no workbook")
        case "keyless":
            centre.write("crm/agents.csv", "name\nAnn\n")
    reports = centre.land()
    assert reports["crm/agents"].status == ("ok" if parent == "keyless" else parent)
    assert reports["crm/interactions"].accepted == 1


def test_duplicates_later_file_then_later_row_wins(centre: Centre) -> None:
    head = "agent_id,team_id"
    centre.write("crm/agents-10.csv", f"{head}\nA1,last\nA2,same\n")
    centre.write("crm/agents-9.csv", f"{head}\nA1,first\nA1,second\nA2,same\nA3,once\nA3,twice\n")
    report = centre.land("crm/agents")["crm/agents"]
    assert [file.file for file in report.files] == ["crm/agents-9.csv", "crm/agents-10.csv"]
    first, last = report.files
    assert (first.accepted, first.duplicates_exact, first.duplicates_conflicting) == (1, 1, 3)
    assert (last.accepted, last.duplicates) == (2, 0)
    assert centre.query("SELECT agent_id, team_id FROM $T ORDER BY 1", "crm_agents") == [
        ("A1", "last"),
        ("A2", "same"),
        ("A3", "twice"),
    ]
    assert centre.query("SELECT file, row_number, value, severity FROM $T", "rejected_rows") == [
        ("crm/agents-9.csv", 2, "A1", "duplicate"),
        ("crm/agents-9.csv", 3, "A1", "duplicate"),
        ("crm/agents-9.csv", 5, "A3", "duplicate"),
    ]


def test_a_refused_row_does_not_win_over_a_good_one(centre: Centre) -> None:
    centre.write_rows("crm/agents", "A1,2020-01-01,,agent,", "A1,soon,,agent,")
    report = centre.land("crm/agents")["crm/agents"]
    assert (report.accepted, report.rejected, report.duplicates) == (1, 1, 0)


def test_agents_are_keyed_by_valid_from_as_well(centre: Centre) -> None:
    centre.write_rows(
        "crm/agents", "A1,,,agent,2024-01-01", "A1,,,mentor,2024-06-01", "A1,,,agent,"
    )
    assert centre.land("crm/agents")["crm/agents"].accepted == 3


def test_a_missing_required_column_rejects_the_file_with_one_line(centre: Centre) -> None:
    centre.write_good("crm/interactions")
    centre.write("crm/interactions-1.csv", "interaction_id,agnt_id,opened_at\nI5,A1,bad\nI6,A1,\n")
    centre.write_rows("crm/interactions", centre.good["crm/interactions"])
    report = centre.land()["crm/interactions"]
    broken = next(file for file in report.files if file.file.endswith("-1.csv"))
    assert (broken.rows_read, broken.rejected) == (2, 2)
    assert "agent_id" in broken.message
    assert report.unknown_columns == ["agnt_id (did you mean agent_id?)"]
    assert report.accepted == 1
    assert centre.query("SELECT * FROM $T", "rejected_rows") == [
        (
            "crm/interactions",
            "crm/interactions-1.csv",
            None,
            "agent_id",
            None,
            "missing_column",
            "error",
        )
    ]


def test_missing_columns_are_those_of_no_file(centre: Centre) -> None:
    centre.write("crm/agents-1.csv", "agent_id,name\nA1,Ann\n")
    centre.write("crm/agents-2.csv", "agent_id,role\nA2,agent\n")
    missing = centre.land("crm/agents")["crm/agents"].missing_columns
    assert not {"agent_id", "name", "role"} & set(missing)
    assert "hire_date" in missing


def test_an_unreadable_file_fails_its_table_and_names_itself(centre: Centre) -> None:
    centre.write_good()
    centre.write("crm/surveys-2.csv.gz", b"\x1f\x8b\x08 cut")
    report = centre.land()["crm/surveys"]
    assert report.status == "failed"
    assert "surveys-2.csv.gz" in report.message
    assert centre.query("SELECT count(*) FROM $T", "crm_surveys") == [(0,)]
    ((column, value, rule, severity),) = centre.rejected("crm/surveys")
    assert (column, rule, severity) == (None, "unreadable_file", "error")
    assert "surveys-2.csv.gz" in value


@pytest.mark.parametrize("content", ["", "agent_id,name", "agent_id,name\n"])
def test_an_empty_file_is_empty_not_failed(centre: Centre, content: str) -> None:
    centre.write("crm/agents.csv", content)
    report = centre.land("crm/agents")["crm/agents"]
    assert (report.status, report.read) == ("empty", 0)
    assert "agents.csv" in report.message
    assert centre.query("SELECT * FROM $T", "rejected_rows") == []


def test_all_tables_are_written_even_when_nothing_is_there(centre: Centre) -> None:
    reports = centre.land()
    for contract in TABLES:
        assert reports[contract.key].status == "missing"
        described = centre.query("DESCRIBE SELECT * FROM $T", contract.name)
        assert [(name, kind) for name, kind, *_ in described] == [
            *((column.name, column.sql_type) for column in contract.landed_columns),
            *((name, "TIMESTAMP") for name in contract.opened_columns.values()),
        ]


def test_repairs_are_made_and_counted(centre: Centre) -> None:
    centre.write(
        "crm/agents.csv",
        "agent_id,name,team_name,hire_date\n"
        "Ａ１,张三（zhāng sān）,投诉(tou2 su4)组,２０２４－０１－０５\n"
        "A2,李\ue123四,VIP(2),2024-01-06\n"
        "A3,Ann (lead),客户(VIP),2024-01-07\n",
    )
    keys = throwaway_keys()
    report = centre.land("crm/agents", keys=keys)["crm/agents"]
    assert report.repairs == {
        "pinyin_removed": 2,
        "private_use_removed": 1,
        "full_width_folded": 2,
    }
    assert centre.query("SELECT agent_id, team_name FROM $T ORDER BY 1", "crm_agents") == [
        ("A1", "投诉组"),
        ("A2", "VIP(2)"),
        ("A3", "客户(VIP)"),
    ]
    names = {"A1": "张三", "A2": "李四", "A3": "Ann (lead)"}
    assert read_people(centre.landing, keys) == names


def test_keys_hold_refused_rows_too(centre: Centre) -> None:
    centre.write_rows("crm/interactions", "I1,,2024-03-01,,,60,no,easy")
    assert centre.land("crm/interactions")["crm/interactions"].rejected == 1
    keys = "SELECT * EXCLUDE (__file, __at) FROM $T"
    assert centre.query(keys, "keys/crm_interactions") == [
        ("I1", datetime(2024, 3, 1), None, REFUSED)
    ]


def test_the_same_exports_give_the_same_bytes(centre: Centre) -> None:
    centre.write_good("crm/agents")
    centre.write_rows("crm/agents", *(f"A{i % 900},2020-01-01,,agent," for i in range(2000)))
    one, other = (centre.land("crm/agents")["crm/agents"] for _ in range(2))
    assert one.parts == other.parts, "named by their content"


CELLS = st.sampled_from(
    ["", "A1", "A9", "I1", "I2", "2024-03-01", "2024-03-01T09:00:00", "soon", "-1", "5", "5.5"]
)
ODD_CELLS = st.sampled_from(
    ["no", "hard", "a,b", 'say "hi"', '"open', "two\nlines", "张三（zhāng）", "\ue000", "９", " "]
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(CELLS | ODD_CELLS, min_size=6, max_size=9).map(",".join), max_size=12))
def test_read_is_accepted_and_rejected_and_duplicates(
    new_centre: Callable[[], Centre], rows: list[str]
) -> None:
    centre = new_centre()
    centre.write_rows("crm/interactions", centre.good["crm/interactions"], *rows)
    report = centre.land("crm/interactions")["crm/interactions"]
    landed = centre.query("SELECT count(*) FROM $T", "crm_interactions")[0][0]
    assert report.accepted == landed
    lines = centre.query(
        "SELECT count(DISTINCT row_number) FROM $T WHERE severity <> 'warning'", "rejected_rows"
    )[0][0]
    assert lines == report.rejected + sum(f.duplicates_conflicting for f in report.files)


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet", "jsonl", "xlsx"])
def test_every_form_lands_the_same_rows(centre: Centre, form: str) -> None:
    frame = pd.DataFrame(
        {
            "survey_id": ["S1", "S2", "S3"],
            "interaction_id": ["I1", "I2", "I3"],
            "responded_at": pd.to_datetime(["2024-03-02 10:00", None, "2024-03-03 00:00"]),
            "csat": [5, None, 7],
            "nps": [10, 0, 3],
        }
    )
    path = centre.exports / f"crm/surveys.{form}"
    path.parent.mkdir()
    match form:
        case "parquet":
            with duckdb.connect() as con:
                con.register("frame", frame)
                con.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT parquet)")
        case "jsonl":
            frame.to_json(path, orient="records", lines=True, date_format="iso")
        case "xlsx":
            frame.to_excel(path, index=False)
        case _:
            frame.to_csv(path, index=False)
    report = centre.land("crm/surveys")["crm/surveys"]
    assert report.files[0].format == form
    assert centre.query("SELECT survey_id, responded_at, csat, nps FROM $T", "crm_surveys") == [
        ("S1", datetime(2024, 3, 2, 10), 5, 10),
        ("S2", None, None, 0),
    ]
    first = 1 if form == "jsonl" else 2
    assert centre.query('SELECT row_number, "column", rule FROM $T', "rejected_rows") == [
        (first + 2, "csat", "out_of_range")
    ]


def test_a_mapping_feeds_two_tables_from_one_file(centre: Centre) -> None:
    class Source:
        options = None
        sha256 = ""

        def matches(self, name: str) -> bool:
            return name == "vendor/calls.txt"

        def select(self, key: str, raw: Any, time_zone: str, *, file: str) -> str:
            column = "interaction_id" if key == "crm/interactions" else "agent_id"
            when = ", \"Opened\" AS opened_at, 'A' || who AS agent_id" if column[0] == "i" else ""
            name = "who" if column[0] == "a" else '"No."'
            return (
                f"SELECT __row, 'A' || {name} AS {column}{when} FROM {raw.relation}"
                " WHERE kind <> 'test'"
            )

        def missing_headers(self, key: str, raw: Any) -> list[str]:
            return []

        def sources_for(self, key: str) -> list[Any]:
            return [self] if key in ("crm/interactions", "crm/agents") else []

        claims = matches

    centre.write(
        "vendor/calls.txt",
        "No.;who;kind;Opened\n1;7;call;2024-03-01\n2;8;test;2024-03-01\nbroken\n3;7;call;soon\n",
    )
    reports = centre.land("crm/interactions", "crm/agents", mapping=Source())
    calls, agents = reports["crm/interactions"].files[0], reports["crm/agents"].files[0]
    assert (calls.rows_read, calls.accepted, calls.rejected, calls.left_out) == (3, 1, 2, 1)
    assert (agents.rows_read, agents.accepted, agents.duplicates_exact) == (3, 1, 1)
    assert calls.mapped
    assert centre.query(
        'SELECT row_number, "column", rule FROM $T', "rejected/crm_interactions"
    ) == [
        (4, None, "broken_row"),
        (5, "opened_at", "not_a_time"),
    ]
