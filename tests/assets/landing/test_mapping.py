"""Mapping files end to end on tiny exports: YAML and a file in, rows of a contract table out."""

import textwrap
from pathlib import Path

import duckdb
import openpyxl
import pytest

from assets.landing.formats import open_raw
from assets.landing.mapping import load_mapping, shipped_mappings
from assets.landing.mapping_errors import MappingError

SHANGHAI = "Asia/Shanghai"


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        yield connection


def mapping_of(tmp_path: Path, text: str):
    path = tmp_path / "vendor.yml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return load_mapping(path)


def rows_of(con, mapping, table: str, path: Path, *, zone: str = SHANGHAI):
    """Rows as dicts, in the order of the file."""
    (source,) = [s for s in mapping.sources_for(table) if s.matches(path.name)]
    raw = open_raw(con, path, source.options)
    sql = source.select(table, raw, zone, file=path.name)
    found = con.execute(f"SELECT * FROM ({sql}) ORDER BY ALL")
    names = [column[0] for column in found.description]
    assert {str(column[1]) for column in found.description[1:]} <= {"VARCHAR"}
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def one_column(con, tmp_path, column: str, spec: str, cells: list[str], *, zone: str = SHANGHAI):
    """Values of one contract column of crm/interactions, for a column X of the export."""
    path = tmp_path / "calls.csv"
    lines = [f'{i},"{cell}"' for i, cell in enumerate(cells)]
    path.write_text("\n".join(["id,X", *lines]) + "\n", encoding="utf-8")
    mapping = mapping_of(
        tmp_path,
        f"""
        sources:
          - files: calls.csv
            tables:
              crm/interactions:
                columns:
                  interaction_id: id
                  agent_id: {{constant: a}}
                  {"opened_at: {constant: 2024-01-01}" if column != "opened_at" else ""}
                  {column}: {spec}
        """,
    )
    return [row[column] for row in rows_of(con, mapping, "crm/interactions", path, zone=zone)]


@pytest.mark.parametrize(
    ("spec", "cells", "expected"),
    [
        pytest.param(
            "{from: X, date: excel_serial}",
            ["43617", "43617.5", "60", "59", "1", "43617/", "0", "3e9"],
            [
                "2019-06-01 00:00:00",
                "2019-06-01 12:00:00",
                "1900-02-28 00:00:00",
                "1900-02-28 00:00:00",
                "1900-01-01 00:00:00",
                "43617/",
                "0",
                "3e9",
            ],
            id="excel_serial",
        ),
        pytest.param(
            "{from: X, date: yyyymmdd}",
            ["20181231", "20190231", "2018123", "20181231.0"],
            ["2018-12-31 00:00:00", "20190231", "2018123", "2018-12-31 00:00:00"],
            id="yyyymmdd",
        ),
        pytest.param(
            "{from: X, date: dd/mm/yyyy}",
            ["24/01/2019", "1/2/2019", "31/02/2019", "24/01/19"],
            ["2019-01-24 00:00:00", "2019-02-01 00:00:00", "31/02/2019", "24/01/19"],
            id="dd/mm/yyyy",
        ),
        pytest.param(
            "{from: X, date: 'mm/dd/yyyy hh:mm am/pm'}",
            ["01/24/2019 01:05 PM"],
            ["2019-01-24 13:05:00"],
            id="minutes after hours, pm",
        ),
        pytest.param(
            "{from: X, date: '%d/%m/%y, %H:%M'}",
            ["05/01/24, 09:06"],
            ["2024-01-05 09:06:00"],
            id="strptime",
        ),
        pytest.param(
            "{from: X, date: yyyy年m月d日}",
            ["2024年1月5日", "２０２４年１月５日"],
            ["2024-01-05 00:00:00"] * 2,
            id="Chinese",
        ),
        pytest.param(
            "{from: X, date: epoch_seconds}",
            ["0", "1704445800.5", "soon"],
            ["1970-01-01 08:00:00", "2024-01-05 17:10:00.5", "soon"],
            id="epoch_seconds",
        ),
        pytest.param(
            "{from: X, date: epoch_millis}",
            ["1704445800000"],
            ["2024-01-05 17:10:00"],
            id="epoch_millis",
        ),
        pytest.param(
            "{from: X, date: {days_since: 2018-10-01}}",
            ["0", "-88.0", "1.5", "?"],
            ["2018-10-01 00:00:00", "2018-07-05 00:00:00", "2018-10-02 12:00:00", "?"],
            id="days_since",
        ),
        pytest.param(
            "{from: X, date: [yyyymmdd, dd/mm/yyyy, iso]}",
            ["20240105", "05/01/2024", "2024-01-05"],
            ["2024-01-05 00:00:00", "2024-01-05 00:00:00", "2024-01-05"],
            id="several formats",
        ),
        pytest.param(
            "{from: X, zone: UTC}",
            [
                "2024-01-05 09:00:00",
                "2024-01-05T09:00:00Z",
                "2024-01-05T09:00:00.25+01:00",
                "2024-01-05 09:00:00 +0100",
                "2024-01-05 09:00 -05",
                "2024-01-05",
                "later",
            ],
            [
                "2024-01-05 17:00:00",
                "2024-01-05 17:00:00",
                "2024-01-05 16:00:00.25",
                "2024-01-05 16:00:00",
                "2024-01-05 22:00:00",
                "2024-01-05",
                "later",
            ],
            id="zone",
        ),
        pytest.param(
            "{from: X, zone: America/New_York, date: mm/dd/yyyy hh:mm}",
            ["07/04/2024 12:00"],
            ["2024-07-05 00:00:00"],
            id="zone of a pattern, summer time",
        ),
        pytest.param("{from: X, date: iso}", [""], [None], id="empty stays empty"),
    ],
)
def test_dates(con, tmp_path, spec, cells, expected):
    assert one_column(con, tmp_path, "opened_at", spec, cells) == expected


def test_a_date_column_keeps_the_day_only(con, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("who,hired\nann,43617.75\nbo,2024-01-05T23:00:00Z\n")
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - files: staff.csv
            tables:
              crm/agents:
                columns: {agent_id: who, hire_date: {from: hired, date: [excel_serial, iso]}}
        """,
    )
    rows = rows_of(con, mapping, "crm/agents", path)
    assert [row["hire_date"] for row in rows] == ["2019-06-01", "2024-01-06"]


@pytest.mark.parametrize(
    ("unit", "cells", "expected"),
    [
        pytest.param(
            "minutes", ["114.71666666666667", "", "n/a"], ["6883", None, "n/a"], id="minutes"
        ),
        pytest.param("hours", ["1.5"], ["5400"], id="hours"),
        pytest.param("days", ["0.0016550925925925926"], ["143"], id="days, a time of Excel's"),
        pytest.param("milliseconds", ["1500"], ["1.5"], id="milliseconds"),
        pytest.param(
            "hh:mm:ss", ["0:02:23", "27:00:01.5", "2:23"], ["143", "97201.5", "2:23"], id="clock"
        ),
        pytest.param("hh:mm:ss", ["143"], ["143 (not hh:mm:ss)"], id="a number is no clock"),
        pytest.param("['hh:mm:ss', seconds]", ["0:02:23", "143"], ["143", "143"], id="two units"),
        pytest.param("mm:ss", ["02:23"], ["143"], id="mm:ss"),
        pytest.param(
            "iso_duration",
            ["PT5M", "P0Y0M0DT2H0M00S", "P1W", "P1M", "PT", "P1DT0.5S"],
            ["300", "7200", "604800", "P1M", "PT", "86400.5"],
            id="ISO 8601",
        ),
        pytest.param(
            "minutes", ["1\ue000"], ["1\ue000 (not minutes)"], id="no number after repair"
        ),
    ],
)
def test_units(con, tmp_path, unit, cells, expected):
    assert (
        one_column(con, tmp_path, "handle_seconds", f"{{from: X, unit: {unit}}}", cells) == expected
    )


@pytest.mark.parametrize(
    ("spec", "cells", "expected"),
    [
        pytest.param(
            "{from: X, values: {Yes: 'true'}}", [" YES ", "no", ""], ["true", "no", None], id="map"
        ),
        pytest.param(
            "{from: X, values: {Y: 'true', '*': 'false'}}",
            ["y", "?", ""],
            ["true", "false", None],
            id="others",
        ),
        pytest.param(
            "{from: X, values: {'-': null, '': 'false'}}",
            ["-", "", "true"],
            [None, "false", "true"],
            id="empty",
        ),
        pytest.param('{constant: "it\'s"}', ["1"], ["it's"], id="constant"),
        pytest.param(
            "{expr: 'col(\"X\") == \"Y\"', values: {'true': 'false', 'false': 'true'}}",
            ["Y"],
            ["false"],
            id="expr, then values",
        ),
        pytest.param(
            "{expr: 'col(\"X\") > 2'}",
            ["3", "x"],
            ["true", "x"],
            id="a failing expr shows the cell",
        ),
    ],
)
def test_values(con, tmp_path, spec, cells, expected):
    assert one_column(con, tmp_path, "reopened", spec, cells) == expected


def test_headers_fit_exactly_else_without_case_and_blanks(con, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("case id, Case  ID ,AGENT,At\n1,2,a,2024-01-01\n")
    text = """
        sources:
          - files: x.csv
            tables:
              crm/interactions:
                columns: {{interaction_id: {header}, agent_id: agent, opened_at: "#4"}}
        """
    for header, expected in [("case id", "1"), ("CASE ID", "1"), ("[nope, Case  ID]", "2")]:
        rows = rows_of(
            con, mapping_of(tmp_path, text.format(header=header)), "crm/interactions", path
        )
        assert rows[0]["interaction_id"] == expected
        assert rows[0]["opened_at"] == "2024-01-01"
        assert rows[0]["__row"] == 2


def test_a_missing_header_leaves_the_column_out_and_is_named(con, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Case,Agent\n1,a\n")
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - files: x.csv
            tables:
              crm/interactions:
                columns:
                  interaction_id: Case
                  agent_id: Agents
                  opened_at: {expr: 'concat(col("Day"), " ", col("Time"))'}
        """,
    )
    (row,) = rows_of(con, mapping, "crm/interactions", path)
    assert row == {"__row": 2, "interaction_id": "1"}
    (source,) = mapping.sources_for("crm/interactions")
    told = source.missing_headers("crm/interactions", open_raw(con, path, source.options))
    assert told[0] == "no column 'Agents'; did you mean 'Agent'?"
    assert len(told) == 3


def test_one_file_feeds_two_tables_with_where_and_distinct(con, tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text("id,who,team,day\n1,ann,T1,2024-01-01\n2,,T1,2024-01-02\n3,ann,T2,2024-01-03\n")
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - files: [tick*.csv, other.csv]
            tables:
              crm/agents:
                where: not is_empty(col("who"))
                distinct: true
                columns: {agent_id: who, team_id: team}
              crm/interactions:
                where: not is_empty(col("who"))
                columns: {interaction_id: id, agent_id: who, opened_at: day}
        """,
    )
    assert rows_of(con, mapping, "crm/agents", path) == [
        {"__row": 4, "agent_id": "ann", "team_id": "T2"}
    ]
    rows = rows_of(con, mapping, "crm/interactions", path)
    assert [row["interaction_id"] for row in rows] == ["1", "3"]
    assert mapping.tables == ("crm/agents", "crm/interactions")
    assert mapping.claims("crm/old/Tickets-1.CSV")
    assert not mapping.claims("tickets.xlsx")


def test_where_needs_its_headers(con, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("who,role\nann,agent\n")
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - files: staff.csv
            tables:
              crm/agents: {where: 'col("Roles") == "agent"', columns: {agent_id: who}}
        """,
    )
    with pytest.raises(MappingError, match="no column 'Roles'; did you mean 'role'"):
        rows_of(con, mapping, "crm/agents", path)


UNPIVOT = """
    sources:
      - files: grades.csv
        tables:
          lms/assessments:
            unpivot:
              {choice}
              name: Item
              value: Grade
              companions: {companions}
            where: col("Grade") != "-"
            columns:
              attempt_id: {{expr: 'concat(col("Who"), "/", col("Item"))'}}
              agent_id: Who
              assessment_id: Item
              taken_at: On
              score: Grade
              max_score: {{constant: "100"}}
    """


@pytest.mark.parametrize(
    ("choice", "companions", "header"),
    [
        pytest.param(
            "columns: 'Quiz: *'",
            "{On: '{name} - Date'}",
            "Who,Quiz: 1,Quiz: 1 - Date,Quiz: 2,Quiz: 2 - Date",
            id="glob, by header",
        ),
        pytest.param(
            "columns: ['quiz: 1', 'Quiz: 2']",
            "{On: {offset: 1}}",
            "Who,Quiz: 1,,Quiz: 2,",
            id="list, by place",
        ),
        pytest.param("except: Who", "{On: {offset: 1}}", "Who,Quiz: 1,x,Quiz: 2,x", id="all but"),
    ],
)
def test_unpivot(con, tmp_path, choice, companions, header):
    path = tmp_path / "grades.csv"
    path.write_text(f"{header}\nann,70,2024-01-01,-,\nbo,,,80,2024-01-02\n")
    mapping = mapping_of(tmp_path, UNPIVOT.format(choice=choice, companions=companions))
    rows = rows_of(con, mapping, "lms/assessments", path)
    assert [(r["__row"], r["attempt_id"], r["taken_at"], r["score"]) for r in rows] == [
        (2, "ann/Quiz: 1", "2024-01-01", "70"),
        (3, "bo/Quiz: 2", "2024-01-02", "80"),
    ]


def test_unpivot_that_fits_nothing_is_told(con, tmp_path):
    path = tmp_path / "grades.csv"
    path.write_text("Who,Quiz\nann,1\n")
    mapping = mapping_of(tmp_path, UNPIVOT.format(choice="columns: 'Test: *'", companions="{}"))
    with pytest.raises(MappingError, match=r"no column fits Test: \*; the file has Who, Quiz"):
        rows_of(con, mapping, "lms/assessments", path)


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_json_paths(con, tmp_path, form):
    records = ['{"id":"1","who":{"mail box":"a@x"},"tags":["p","q"]}', '{"id":"2","who":{}}']
    path = tmp_path / f"s.{form}"
    text = "\n".join(records) if form == "jsonl" else f"[{','.join(records)}]"
    path.write_text(text, encoding="utf-8")
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - files: s.json*
            tables:
              crm/agents:
                columns:
                  agent_id: '$.who."mail box"'
                  name: id
                  team_id: {expr: 'col("$.tags[1]")'}
        """,
    )
    rows = rows_of(con, mapping, "crm/agents", path)
    assert [(r["agent_id"], r["name"], r["team_id"]) for r in rows] == [
        ("a@x", "1", "q"),
        (None, "2", None),
    ]


def test_reading_options_reach_the_reader(con, tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("Data").append(["a report"])
    book["Data"].append(["Who", "Team"])
    book["Data"].append(["ann", "T1"])
    book.save(tmp_path / "staff.xlsx")
    (tmp_path / "staff.txt").write_bytes("Who;Team\n'张;三';T1\n".encode("gb18030"))
    for options in (
        "{files: staff.xlsx, sheet: Data, header_row: 2,",
        "{files: staff.txt, format: csv, encoding: gb18030, delimiter: ';', quote: \"'\",",
    ):
        mapping = mapping_of(
            tmp_path,
            f"sources: [{options} tables: {{crm/agents: {{columns: {{agent_id: Who}}}}}}}}]",
        )
        path = tmp_path / mapping.sources[0].files[0]
        (row,) = rows_of(con, mapping, "crm/agents", path)
        assert row["agent_id"] in ("ann", "张;三")


def test_native_types_are_cast_to_text(con, tmp_path):
    path = tmp_path / "calls.parquet"
    con.execute(
        f"COPY (SELECT 7 AS id, 'a' AS who, TIMESTAMP '2024-01-05 09:00:00' AS at, 1.5 AS m)"
        f" TO '{path}' (FORMAT parquet)"
    )
    mapping = mapping_of(
        tmp_path,
        """
        zone: UTC
        sources:
          - files: calls.parquet
            tables:
              crm/interactions:
                columns:
                  interaction_id: id
                  agent_id: who
                  opened_at: at
                  handle_seconds: {from: m, unit: minutes}
        """,
    )
    (row,) = rows_of(con, mapping, "crm/interactions", path)
    assert (row["interaction_id"], row["opened_at"], row["handle_seconds"]) == (
        "7",
        "2024-01-05 17:00:00",
        "90",
    )


def test_a_file_goes_to_the_first_source_of_a_table(tmp_path):
    mapping = mapping_of(
        tmp_path,
        """
        sources:
          - {files: staff-new.csv, tables: {crm/agents: {columns: {agent_id: Login}}}}
          - {files: "staff*.csv", tables: {crm/agents: {columns: {agent_id: Who}}}}
        """,
    )
    new, old = mapping.sources_for("crm/agents")
    assert [new.matches("hr/staff-new.csv"), old.matches("hr/staff-new.csv")] == [True, False]
    assert [new.matches("staff-1.csv"), old.matches("staff-1.csv")] == [False, True]


@pytest.mark.parametrize("name", sorted(shipped_mappings()))
def test_shipped_mappings_load(name):
    mapping = load_mapping(name)
    assert mapping.name == name
    assert len(mapping.sha256) == 64
    assert mapping.tables
