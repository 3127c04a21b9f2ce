"""Broken mapping files: each is refused with its file and line, the fault and a hint."""

import duckdb
import pytest

from assets.landing.formats import NO_BROKEN, RawTable
from assets.landing.mapping import load_mapping
from assets.landing.mapping_errors import MappingError

GOOD = """\
name: vendor
sources:
  - files: calls.csv
    delimiter: ","
    tables:
      crm/interactions:
        where: not is_empty(col("Agent"))
        columns:
          interaction_id: Id
          agent_id: Agent
          opened_at: {from: At, date: iso, zone: UTC}
          handle_seconds: {from: Talk, unit: minutes}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        pytest.param(
            "name: vendor",
            "nam: vendor",
            1,
            "unknown key 'nam' in the file; did you mean 'name'?",
            id="key at the top",
        ),
        pytest.param(
            "    delimiter", "    delimeter", 4, "did you mean 'delimiter'?", id="key of a source"
        ),
        pytest.param(
            "        where", "        were", 7, "did you mean 'where'?", id="key of a table"
        ),
        pytest.param(
            "unit: minutes", "units: minutes", 12, "did you mean 'unit'?", id="key of a column"
        ),
        pytest.param(
            "crm/interactions",
            "crm/interaction",
            6,
            "unknown table 'crm/interaction'; did you mean 'crm/interactions'?",
            id="table",
        ),
        pytest.param(
            "handle_seconds",
            "handle_second",
            12,
            "no column 'handle_second'; did you mean 'handle_seconds'?",
            id="contract column",
        ),
        pytest.param(
            "          agent_id: Agent\n",
            "",
            6,
            "needs the column(s) agent_id",
            id="required column",
        ),
        pytest.param(
            "is_empty",
            "isempty",
            7,
            "unknown function 'isempty'; did you mean 'is_empty'?",
            id="function",
        ),
        pytest.param(
            'not is_empty(col("Agent"))',
            'col("Agent")',
            7,
            "a condition is needed",
            id="where is no condition",
        ),
        pytest.param(
            'not is_empty(col("Agent"))', 'col("Agent"', 7, "not an expression", id="syntax"
        ),
        pytest.param(
            "date: iso",
            "date: isoo",
            11,
            "unknown date format 'isoo'; did you mean 'iso'?",
            id="date format",
        ),
        pytest.param(
            "date: iso", "date: dd-mm", 11, "lacks a day, month or year", id="incomplete date"
        ),
        pytest.param(
            "date: iso", "date: '%d/%m/%Q'", 11, "unknown date part '%Q'", id="strptime letter"
        ),
        pytest.param(
            "date: iso",
            "date: {days_since: 2018-13-01}",
            11,
            "needs a day such as 2018-10-01",
            id="day 0",
        ),
        pytest.param(
            "date: iso",
            "date: {day_since: 2018-10-01}",
            11,
            "did you mean 'days_since'?",
            id="days_since",
        ),
        pytest.param(
            "zone: UTC", "zone: Asia/Shangai", 11, "did you mean 'Asia/Shanghai'?", id="zone"
        ),
        pytest.param(
            "unit: minutes",
            "unit: minute",
            12,
            "unknown unit 'minute'; did you mean 'minutes'?",
            id="unit",
        ),
        pytest.param(
            "agent_id: Agent",
            "agent_id: {from: Agent, unit: hours}",
            10,
            "agent_id is no duration",
            id="unit of a text",
        ),
        pytest.param(
            "agent_id: Agent",
            "agent_id: {from: Agent, date: iso}",
            10,
            "agent_id is no date or time",
            id="date of a text",
        ),
        pytest.param(
            "agent_id: Agent",
            "agent_id: {from: Agent, constant: a}",
            10,
            "exactly one of from, constant, expr; found from and constant",
            id="two origins",
        ),
        pytest.param(
            "agent_id: Agent",
            "agent_id: {values: {a: b}}",
            10,
            "exactly one of from, constant, expr; found none",
            id="no origin",
        ),
        pytest.param("agent_id: Agent", "agent_id: $.a b.", 10, "not a JSON path", id="JSON path"),
        pytest.param(
            'delimiter: ","', "delimiter: ';;'", 4, "a delimiter is one character", id="delimiter"
        ),
        pytest.param(
            'delimiter: ","', "encoding: utf8x", 4, "unknown encoding 'utf8x'", id="encoding"
        ),
        pytest.param(
            'delimiter: ","',
            "header_row: first",
            4,
            "header_row: the value should be a valid integer",
            id="header row",
        ),
        pytest.param(
            'delimiter: ","', "format: xls", 4, "format: the value should be 'csv'", id="format"
        ),
        pytest.param(
            "  - files: calls.csv\n    d", "  - d", 3, "needs the key 'files'", id="files"
        ),
        pytest.param(
            "          interaction_id: Id",
            "          agent_id: Id",
            10,
            "the key 'agent_id' stands here twice",
            id="twice",
        ),
        pytest.param("interaction_id: Id", 'interaction_id: "I', 9, "not valid YAML", id="YAML"),
        pytest.param("interaction_id: Id", 'interaction_id: "I\\0"', 9, "NUL", id="NUL"),
    ],
)
def test_refused_with_its_line(tmp_path, old, new, line, says):
    path = tmp_path / "vendor.yml"
    path.write_text(GOOD, encoding="utf-8")
    load_mapping(path)
    assert GOOD.count(old) >= 1
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MappingError) as error:
        load_mapping(path)
    message = str(error.value)
    assert message.startswith(f"vendor.yml, line {line}: ") or "not valid YAML" in message
    assert says in message


def test_all_problems_are_told_at_once(tmp_path):
    path = tmp_path / "vendor.yml"
    path.write_text(GOOD.replace("delimiter", "delimeter").replace("unit:", "units:"))
    with pytest.raises(MappingError) as error:
        load_mapping(path)
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        "vendor.yml, line 4", "vendor.yml, line 12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "has the keys name, sources", id="empty"),
        pytest.param(b"- a\n", "has the keys name, sources", id="list"),
        pytest.param(b"name: x\n", "needs the key 'sources'", id="no sources"),
        pytest.param(b"name: \xff\n", "not UTF-8", id="bytes"),
        pytest.param(b"a: " + b"[" * 3000, "not valid YAML|too deeply|too large", id="deep"),
        pytest.param(
            b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
            b"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
            b"e: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
            "too large",
            id="billion laughs",
        ),
        pytest.param(b"a: &a [*a]\n", "stands within what it names", id="endless"),
    ],
)
def test_files_that_are_no_mapping(tmp_path, content, says):
    path = tmp_path / "vendor.yml"
    path.write_bytes(content)
    with pytest.raises(MappingError, match=says):
        load_mapping(path)


def test_a_shipped_name_is_hinted():
    with pytest.raises(MappingError, match="did you mean 'spliced_centre'"):
        load_mapping("spliced_center")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("encoding: zlib", "unknown encoding", id="unpacks"),
        pytest.param("encoding: unicode_escape", "unknown encoding", id="escapes"),
        pytest.param("encoding: undefined", "unknown encoding", id="raises"),
        pytest.param('delimiter: "\\n"', "line end", id="line end"),
        pytest.param("delimiter: '\"'", "must differ", id="quote"),
        pytest.param("quote: ';'\n    delimiter: ';'", "must differ", id="same"),
    ],
)
def test_what_no_file_can_be_read_with(tmp_path, line, says):
    path = tmp_path / "vendor.yml"
    path.write_text(
        f"sources:\n  - files: a.csv\n    {line}\n"
        "    tables: {crm/agents: {columns: {agent_id: a}}}\n"
    )
    with pytest.raises(MappingError, match=says):
        load_mapping(path)


def test_rows_without_any_column_of_the_key_stay(tmp_path):
    path = tmp_path / "vendor.yml"
    path.write_text(
        "sources:\n  - files: a.csv\n    tables:\n"
        "      crm/surveys:\n        distinct: true\n"
        "        columns: {survey_id: gone, interaction_id: a}\n"
    )
    source = load_mapping(path).sources_for("crm/surveys")[0]
    raw = RawTable("(SELECT 2 AS __row, 'I1' AS a)", {"a": "VARCHAR"}, NO_BROKEN, "csv")
    with duckdb.connect() as con:
        assert con.execute(source.select("crm/surveys", raw, "UTC")).fetchall() == [(2, "I1")]
