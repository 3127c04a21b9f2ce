"""The data tests of what was sent catch what they must."""

from pathlib import Path

import duckdb
import jinja2
import pytest

TESTS = Path(__file__).parents[2] / "dbt_project" / "tests" / "singular"
LEDGER = (
    "agent_id varchar, course_id varchar, sent_on date, origin varchar, state varchar, revision int"
)


def _found(test: str, *, assigned: str = "", before: str = "", after: str = "") -> int:
    """Rows a data test finds; the tables' rows as SQL values."""
    sql = (TESTS / f"{test}.sql").read_text("utf-8")
    query = jinja2.Environment(autoescape=False).from_string(sql).render(ref=lambda name: name)  # noqa: S701  SQL
    with duckdb.connect() as connection:
        connection.execute("create table stg_run_context as select date '2026-03-15' as as_of")
        connection.execute("create table agents (agent_id varchar, status varchar)")
        connection.execute("insert into agents values ('A1', 'active'), ('A2', 'left')")
        connection.execute("create table path_assignments (agent_id varchar, course_id varchar)")
        for table in ("path_deliveries", "stg_previous__path_deliveries"):
            connection.execute(f"create table {table} ({LEDGER})")
        for table, rows in (
            ("path_assignments", assigned),
            ("stg_previous__path_deliveries", before),
            ("path_deliveries", after),
        ):
            if rows:
                connection.execute(f"insert into {table} values {rows}")
        return len(connection.execute(query).fetchall())


def _row(state: str, *, agent: str = "A1", sent: str = "2026-03-01", more: str = "'path'") -> str:
    return f"('{agent}', 'C1', '{sent}', {more}, '{state}', 1)"


@pytest.mark.parametrize(
    ("after", "found"),
    [
        pytest.param(_row("sent"), 0, id="sent"),
        pytest.param(f"{_row('failed', sent='2026-02-01')}, {_row('started')}", 0, id="again"),
        pytest.param("", 1, id="not sent"),
        pytest.param(_row("withdrawn"), 1, id="withdrawn"),
        pytest.param(f"{_row('sent', sent='2026-02-01')}, {_row('enrolled')}", 1, id="twice"),
    ],
)
def test_an_assignment_without_one_open_delivery_is_found(after: str, found: int) -> None:
    test = "assert_every_assignment_has_one_open_delivery"
    assert _found(test, assigned="('A1', 'C1'), ('A1', 'C1')", after=after) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        pytest.param(_row("sent"), _row("enrolled"), 0, id="enrolled"),
        pytest.param(_row("enrolled"), _row("sent"), 0, id="taken out of the LMS"),
        pytest.param(_row("started"), _row("dropped"), 0, id="dropped"),
        pytest.param(_row("started"), _row("withdrawn"), 1, id="begun, withdrawn"),
        pytest.param(_row("started"), _row("enrolled"), 1, id="begun, unbegun"),
        pytest.param(
            _row("started", agent="A2"), _row("withdrawn", agent="A2"), 0, id="begun, left"
        ),
        pytest.param(_row("finished"), _row("sent"), 1, id="ended, open"),
        pytest.param(_row("failed"), _row("finished"), 1, id="ended otherwise"),
        pytest.param(_row("withdrawn"), _row("sent"), 1, id="withdrawn, open"),
        pytest.param(
            _row("withdrawn", sent="2026-03-15"), _row("sent", sent="2026-03-15"), 0, id="today"
        ),
        pytest.param(_row("finished"), "", 1, id="forgotten"),
        pytest.param(_row("sent"), _row("sent", more="'lms'"), 1, id="origin"),
        pytest.param(_row("enrolled", more="'lms'"), _row("sent"), 0, id="taken out by others"),
        pytest.param(_row("sent"), "('A1', 'C1', '2026-03-01', 'path', 'sent', 0)", 1, id="count"),
    ],
)
def test_a_move_that_cannot_be_is_found(before: str, after: str, found: int) -> None:
    assert _found("assert_deliveries_go_forward", before=before, after=after) == found
