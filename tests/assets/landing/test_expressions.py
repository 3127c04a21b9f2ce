"""The expression language of mapping files: what it computes and what it refuses."""

import ast
import math

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.landing.expression_functions import FUNCTIONS
from assets.landing.expression_values import Cell
from assets.landing.expressions import parse_expression, shown_text
from assets.landing.mapping_errors import MappingError
from assets.landing.mapping_sql import parsed_number, trimmed

HEADERS = {"A": "a", "B": "b", 'Q"uote': "q", "Names' List": "n"}
CONNECTION = duckdb.connect()


def resolve(names: tuple[str, ...]) -> Cell | None:
    found = next((name for name in names if name in HEADERS), None)
    if found is None:
        return None
    text = trimmed(f"cells.{HEADERS[found]}")
    return Cell(text, parsed_number(text))


def evaluate(
    text: str, *, numeric: bool = False, file: str = "", **cells: str | None
) -> str | None:
    value = parse_expression(text).value(resolve, file=file)
    row = {name: cells.get(name) for name in HEADERS.values()}
    columns = ", ".join(f"CAST(${name} AS VARCHAR) AS {name}" for name in row)
    sql = f"SELECT {shown_text(value, numeric=numeric)} FROM (SELECT {columns}) AS cells"
    return CONNECTION.execute(sql, row).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        pytest.param('col("A") + col("B") * 2', {"a": "1", "b": " 2.5 "}, "6", id="arithmetic"),
        pytest.param('-(col("A") - 1) / 4', {"a": "3"}, "-0.5", id="sign and division"),
        pytest.param('col("A") * 60', {"a": "１２．５"}, "750", id="full-width digits"),
        pytest.param('number(col("A")) + 1', {"a": ""}, None, id="empty in, empty out"),
        pytest.param('concat(col("A"), "-", col("B"))', {"a": "x", "b": "y"}, "x-y", id="concat"),
        pytest.param('concat(col("A"), "-", col("B"))', {"a": "x"}, None, id="no id from a part"),
        pytest.param('coalesce(col("A"), col("B"), "z")', {"b": "y"}, "y", id="coalesce"),
        pytest.param('col("missing", "A")', {"a": "x"}, "x", id="header alternatives"),
        pytest.param('col("Names\' List")', {"n": "it's"}, "it's", id="quote in a header"),
        pytest.param('col("Q\\"uote")', {"q": 'a"b'}, 'a"b', id="double quote in a header"),
        pytest.param('"yes" if col("A") == "Y" else "no"', {"a": "Y"}, "yes", id="if else"),
        pytest.param('if_else(col("A") != "Y", 1, 0)', {}, "1", id="empty differs from a text"),
        pytest.param('col("A") == ""', {"a": "  "}, "true", id="blank equals empty"),
        pytest.param('col("A") == 3', {"a": "3.0"}, "true", id="number equality"),
        pytest.param('col("A") > col("B")', {"a": "10", "b": "9"}, "true", id="cells by number"),
        pytest.param('1 < col("A") <= 3', {"a": "3"}, "true", id="chained comparison"),
        pytest.param('col("A") in ("x", "y")', {"a": "y"}, "true", id="in"),
        pytest.param('col("A") not in ["x"]', {}, "true", id="not in, empty"),
        pytest.param('not is_empty(col("A")) and col("A") > 2', {"a": "3"}, "true", id="and"),
        pytest.param('is_empty(col("A")) or col("A") > 2', {}, "true", id="or"),
        pytest.param('None if is_empty(col("A")) else col("A") * 2', {"a": "4"}, "8", id="None"),
        pytest.param('lower(col("A"))', {"a": "ÄB"}, "äb", id="lower"),
        pytest.param('upper(trim(" b "))', {}, "B", id="upper, trim"),
        pytest.param('replace(col("A"), "%", "") / 100', {"a": "85%"}, "0.85", id="replace"),
        pytest.param('substring(col("A"), 2, 3)', {"a": "hello"}, "ell", id="substring"),
        pytest.param('split_part(col("A"), "/", -1)', {"a": "x/y/z"}, "z", id="split_part"),
        pytest.param(
            'regex_extract(col("A"), "Agent (\\d+)") + 1', {"a": "Agent 7"}, "8", id="regex"
        ),
        pytest.param('json_value(col("A"), "$.s.t")', {"a": '{"s":{"t":4}}'}, "4", id="json"),
        pytest.param('contains(col("A"), "b")', {"a": "abc"}, "true", id="contains"),
        pytest.param('starts_with(col("A"), "b")', {"a": "abc"}, "false", id="starts_with"),
        pytest.param('ends_with(col("A"), "c")', {"a": "abc"}, "true", id="ends_with"),
        pytest.param('count(col("A"), col("B"))', {"b": "0"}, "1", id="count"),
        pytest.param('length(col("A"))', {"a": "中文"}, "2", id="length"),
        pytest.param('round(abs(col("A")), 1)', {"a": "-2.25"}, "2.3", id="round, abs"),
        pytest.param('min(col("A"), col("B"))', {"a": "3"}, "3", id="min passes over empty"),
        pytest.param('max(col("A"), 7)', {"a": "3"}, "7", id="max"),
        pytest.param('seconds(col("A"), "hh:mm:ss") / 60', {"a": "1:30:00"}, "90", id="seconds"),
        pytest.param(
            'date(col("A"), "dd/mm/yyyy hh:mm")',
            {"a": "05/01/2024 9:30"},
            "2024-01-05 09:30:00",
            id="date",
        ),
        pytest.param(
            'date(col("A"), "epoch_seconds")', {"a": "0"}, "1970-01-01 00:00:00Z", id="epoch"
        ),
        pytest.param(
            'add_seconds(col("A"), 90)',
            {"a": "2024-01-05T09:30:00+08:00"},
            "2024-01-05 01:31:30Z",
            id="add_seconds keeps the instant",
        ),
        pytest.param(
            'seconds_between(col("A"), col("B"))',
            {"a": "2024-01-05 09:00", "b": "2024-01-05 09:01:30"},
            "90",
            id="seconds_between",
        ),
        pytest.param('text(col("A") * 1)', {"a": "2.50"}, "2.5", id="text"),
    ],
)
def test_computes(text, cells, expected):
    assert evaluate(text, **cells) == expected


def test_file_name_is_the_last_part_of_the_path():
    assert evaluate('split_part(file_name(), ".", 1)', file="lms/a/C1.csv") == "C1"


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        pytest.param('col("A") * 60', {"a": "n/a"}, "n/a", id="vendor's text unchanged"),
        pytest.param('col("A") + col("B")', {"a": "x", "b": "2"}, "x 2", id="inputs joined"),
        pytest.param('1 / col("A")', {"a": "0"}, "0 (not computable)", id="by zero is no value"),
        pytest.param('col("A") * 60', {"a": "nan"}, "nan", id="nan"),
        pytest.param('col("A") * 60', {"a": "1_000"}, "1_000", id="underscore"),
        pytest.param('col("A") * 60', {"a": "1e999"}, "1e999 (not computable)", id="overflow"),
        pytest.param('col("A") * 1e99', {"a": "9e99"}, "9e+198", id="large"),
        pytest.param(
            'col("A") * 1e99 * 1e99 * 1e99', {"a": "9e99"}, "9e99 (not computable)", id="inf"
        ),
        pytest.param(
            'number(col("A")) if col("B") == "Y" else 0',
            {"a": "x", "b": "N"},
            "0",
            id="other branch",
        ),
        pytest.param(
            'number(col("A")) if col("B") == "Y" else 0',
            {"a": "x", "b": "Y"},
            "Y x",
            id="taken branch",
        ),
        pytest.param(
            'coalesce(col("B"), number(col("A")))', {"a": "x", "b": "3"}, "3", id="not needed"
        ),
        pytest.param('coalesce(number(col("A")), 5)', {"a": "x"}, "x", id="broken is not empty"),
        pytest.param(
            'regex_extract(col("A"), "[0-9]+")', {"a": "abc"}, "abc", id="pattern not found"
        ),
        pytest.param('json_value(col("A"), "$.b")', {"a": "{oops"}, "{oops", id="broken JSON"),
        pytest.param(
            'seconds_between(col("A"), col("B"))',
            {"a": "2024-01-05T09:00Z", "b": "2024-01-05 09:01"},
            "2024-01-05T09:00Z 2024-01-05 09:01",
            id="offset with and without",
        ),
    ],
)
def test_a_failure_shows_the_cells_instead_of_nothing(text, cells, expected):
    assert evaluate(text, numeric=True, **cells) == expected


@pytest.mark.parametrize(
    ("text", "cells", "kept"),
    [
        pytest.param('col("A") > 2', {"a": "3"}, True, id="holds"),
        pytest.param('col("A") > 2', {"a": "1"}, False, id="does not hold"),
        pytest.param('col("A") > 2', {}, False, id="empty"),
        pytest.param('col("A") > 2', {"a": "many"}, True, id="cannot be told: kept, to be shown"),
    ],
)
def test_condition(text, cells, kept):
    sql = parse_expression(text).as_condition(resolve)
    row = {name: cells.get(name) for name in HEADERS.values()}
    columns = ", ".join(f"CAST(${name} AS VARCHAR) AS {name}" for name in row)
    found = CONNECTION.execute(f"SELECT {sql} FROM (SELECT {columns}) AS cells", row).fetchall()
    assert found == [(kept,)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            '__import__("os").system("x")', "is not a function", id="import and attribute"
        ),
        pytest.param('__import__("os")', "unknown function '__import__'", id="import"),
        pytest.param('col("A").__class__', "not part of the expression language", id="attribute"),
        pytest.param('col("A")[0]', "not part of the expression language", id="subscript"),
        pytest.param("A", "not part of the expression language", id="bare name"),
        pytest.param("lambda: 1", "not part of the expression language", id="lambda"),
        pytest.param(
            "[x for x in (1,)]", "not part of the expression language", id="comprehension"
        ),
        pytest.param('f"{1}"', "not part of the expression language", id="f-string"),
        pytest.param("(x := 1)", "not part of the expression language", id="walrus"),
        pytest.param("eval('1')", "unknown function 'eval'", id="eval"),
        pytest.param("b'x'", "neither a text nor a usable number", id="bytes"),
        pytest.param("1j", "neither a text nor a usable number", id="complex"),
        pytest.param("1e400", "neither a text nor a usable number", id="infinite literal"),
        pytest.param("2 ** 9", "unknown operator", id="power"),
        pytest.param("~1", "unknown operator", id="invert"),
        pytest.param('col("A") is None', "unknown comparison", id="is"),
        pytest.param('"a" + "b"', r"concat\(a, b\)", id="adding texts"),
        pytest.param('lowr(col("A"))', "did you mean 'lower'", id="near name"),
        pytest.param("lower()", "takes 1 value", id="too few"),
        pytest.param('replace(col("A"), "a")', "takes 3 value", id="too few of three"),
        pytest.param('lower(x=col("A"))', "in order", id="keyword"),
        pytest.param('concat(*col("A"))', "in order", id="star"),
        pytest.param("col()", "takes a header", id="no header"),
        pytest.param('col(concat("a", "b"))', "takes a header written out", id="computed header"),
        pytest.param('regex_extract(col("A"), col("B"))', "written out", id="computed pattern"),
        pytest.param('regex_extract(col("A"), "(")', "not a usable pattern", id="broken pattern"),
        pytest.param('regex_extract(col("A"), "(?=a)")', "not a usable pattern", id="look-ahead"),
        pytest.param('date(col("A"), "dd.mm")', "lacks a day, month or year", id="date format"),
        pytest.param('json_value(col("A"), "a.b")', "not a JSON path", id="path"),
        pytest.param('1 if col("A") else 0', "a condition is needed", id="text as condition"),
        pytest.param('(col("A") == "x") + 1', "is no number", id="condition as number"),
        pytest.param('col("A") in col("B")', "a list of texts", id="in a cell"),
        pytest.param("1 +", "not an expression", id="syntax"),
        pytest.param("1; 2", "not an expression", id="statements"),
        pytest.param("", "not an expression", id="nothing"),
        pytest.param("1\x00", "not an expression", id="NUL"),
        pytest.param("(" * 500, "not an expression", id="brackets"),
        pytest.param("-" * 1500 + "1", "too deeply|not an expression", id="deep"),
        pytest.param("1+" * 1500 + "1", "may be 2000 characters", id="long"),
    ],
)
def test_refuses(text, says):
    with pytest.raises(MappingError, match=says):
        parse_expression(text)


@pytest.mark.parametrize(
    "literal",
    ["'; DROP TABLE cells; --", 'x" OR 1=1 --', "\\'", "$$", "/* */", "a''b"],
    ids=["statement", "quote", "backslash", "dollar", "comment", "doubled"],
)
def test_texts_stay_texts(literal):
    assert evaluate(f"concat({literal!r}, {literal!r})") == literal * 2
    assert evaluate(f"replace(col('A'), {literal!r}, '!')", a=f"<{literal}>") == "<!>"


numbers = st.integers(-1000, 1000).map(str) | st.floats(-1e6, 1e6).map(lambda x: repr(float(x)))
leaves = numbers | st.sampled_from(['col("A")', 'col("B")'])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"abs({x})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} > {t[2]} else {t[2]})"),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(text=trees, a=st.integers(-99, 99), b=st.floats(-99, 99))
def test_numbers_agree_with_python(text, a, b):
    cells = {"A": float(a), "B": float(repr(b))}
    try:
        expected = eval(text, {"col": cells.__getitem__, "abs": abs})  # noqa: S307 - generated above
    except (ZeroDivisionError, OverflowError):
        return
    found = evaluate(f"number({text})", numeric=True, a=str(a), b=repr(b))
    if not math.isfinite(expected):
        assert found is None or "not computable" in found
    else:
        assert found is not None
        assert float(found) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=60)
    | st.text(alphabet="()[]\"'col+-*/,. AB01ifelsnotad_:=<>", max_size=40)
)
def test_random_text_compiles_or_is_refused(text):
    try:
        parse_expression(text)
    except MappingError:
        return
    # What passed is only made of allowed nodes.
    nodes = list(ast.walk(ast.parse(text.strip())))
    assert {node.id for node in nodes if isinstance(node, ast.Name)} <= {"col", *FUNCTIONS}
    assert not any(isinstance(node, ast.Attribute | ast.Subscript) for node in nodes)
