"""The tables are those of the contract, and models and generated SQL accept the same rows."""

from datetime import datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assets.contracts.catalogue import TABLES, table
from assets.contracts.table import TableContract
from assets.landing.formats import RawTable
from assets.landing.parsing import create_macros
from assets.landing.validation import PROBLEMS, typed_rows
from competency import config_rules

HORIZON = datetime(2026, 1, 1)
ZONE = "Asia/Shanghai"
REQUIRED = {
    "crm/deletions": "about id",
    "crm/agents": "agent_id",
    "crm/interactions": "interaction_id agent_id opened_at",
    "crm/surveys": "survey_id interaction_id",
    "crm/complaints": "complaint_id interaction_id",
    "qa/reviews": "review_id agent_id reviewer_id reviewed_at",
    "qa/review_scores": "review_id criterion score max_score",
    "qa/findings": "finding_id found_at kind subject",
    "qa/feedback_360": "feedback_id agent_id rater_role dimension rating",
    "lms/courses": "course_id title",
    "lms/content_reviews": "content_review_id course_id reviewed_at points_checked points_correct",
    "lms/sessions": "session_id course_id starts_at ends_at seats",
    "lms/enrollments": "enrollment_id agent_id course_id",
    "lms/assessments": "attempt_id agent_id assessment_id taken_at score max_score",
    "lms/overrides": "override_id agent_id course_id action decided_by reason decided_at",
}


def test_the_configuration_knows_the_columns_of_the_contract() -> None:
    """`competency` may not import the contracts, so it says them once more."""
    found = {contract.key: tuple(column.name for column in contract.columns) for contract in TABLES}
    assert found == config_rules.TABLES
    assert list(found) == list(config_rules.TABLES)


def test_tables_and_required_columns_are_those_of_the_contract() -> None:
    found = {contract.key: " ".join(contract.required_columns) for contract in TABLES}
    assert found == REQUIRED


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.key)
def test_parents_stand_before_their_children(contract: TableContract) -> None:
    place = {other.key: index for index, other in enumerate(TABLES)}
    for column in contract.references:
        assert place[column.reference.table] < place[contract.key]
        assert table(column.reference.table).key_columns[0] == column.reference.column


@pytest.mark.parametrize("contract", TABLES, ids=lambda contract: contract.key)
def test_rules_name_columns_that_exist(contract: TableContract) -> None:
    row = contract.row
    named = [
        *row.key,
        *(name for order in row.time_orders for name in (order.earlier, order.later)),
    ]
    named += [name for order in row.parent_orders for name in (order.column, order.via)]
    named += [name for limit in row.limits for name in (limit.column, limit.limit)]
    named += [row.main_time] if row.main_time else []
    assert set(named) <= {column.name for column in contract.columns}
    # An integer becomes INTEGER on landing, so its range must fit one.
    for column in contract.columns:
        if column.kind == "integer":
            assert any(sign == ">" and bound < 2**31 for sign, bound in column.bounds)


def test_an_unknown_table_or_column_is_named() -> None:
    with pytest.raises(KeyError, match="crm/calls"):
        table("crm/calls")
    with pytest.raises(KeyError, match="colour"):
        table("crm/agents").column("colour")


NUMBERS = "5|5.0|5.5|-1|0|1e1|1e400|nan|1_0|+3|.5|0x1|604801|10.5"
WORDS = "| |x|yes|NO|是|maybe|t|true |agent|HARD|peer|failed"
TIMES = (
    "2024-02-29|2023-02-29|2024-03-01T09:00:00|2024-03-01 08:59|2024-03-01|2024-3-1|1999-12-31"
    "|2024-03-01T09:00:00.1234567Z|2024-03-01T23:30-05:30|2024-03-01 09:00 +08|2024-03-01T24:00"
    "|2100-01-01|2026-01-02|09:00|2099-12-31T20:00Z|1999-12-31T16:00Z|2025-12-31T16:00:01Z"
    "|20240301|2024-03-01T"
)
CELLS = st.sampled_from(f"{NUMBERS}|{WORDS}|{TIMES}".split("|")) | st.text(
    alphabet="0123456789-:.TZ+eE ", max_size=12
)


def plausible(contract: TableContract) -> st.SearchStrategy[list[str]]:
    """Rows that are mostly right, so that both verdicts occur."""
    good: dict[str, Any] = {"number": ["1", "2.5"], "integer": ["1", "4"], "flag": ["y", "0"]}
    good |= {"time": ["2024-03-01", "2024-03-01T09:00Z"], "date": ["2024-01-01"], "text": ["a"]}
    return st.tuples(
        *(
            st.sampled_from([*(column.allowed or good[column.kind]), ""]) | CELLS
            for column in contract.columns
        )
    ).map(list)


def sql_verdicts(contract: TableContract, rows: list[list[str]]) -> list[bool]:
    names = [column.name for column in contract.columns]
    with duckdb.connect() as con:
        con.execute(f"SET TimeZone = '{ZONE}'")
        create_macros(con)
        columns = ", ".join(f'"{name}" VARCHAR' for name in names)
        con.execute(f"CREATE TABLE cells (__row BIGINT, {columns})")
        marks = ", ".join("?" * (len(names) + 1))
        con.executemany(
            f"INSERT INTO cells VALUES ({marks})", [[i, *cells] for i, cells in enumerate(rows)]
        )
        raw = RawTable("cells", dict.fromkeys(names, "VARCHAR"), "", "csv")
        sql = typed_rows(contract, raw, {name: name for name in names}, horizon=HORIZON)
        verdicts = con.execute(f"SELECT {PROBLEMS} IS NULL FROM ({sql}) ORDER BY __row").fetchall()
    return [accepted for (accepted,) in verdicts]


def model_accepts(contract: TableContract, cells: list[str]) -> bool:
    names = [column.name for column in contract.columns]
    row = dict(zip(names, cells, strict=True))
    # The model's caller gives no key for a required cell that is blank, as for a missing column.
    given_cells = {name: cell for name, cell in row.items() if cell.strip()}
    try:
        contract.row.model_validate(given_cells, context={"horizon": HORIZON, "time_zone": ZONE})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("cell", "accepted"),
    [
        pytest.param("2099-12-31T15:59Z", True, id="last-minute-of-the-centre"),
        pytest.param("2099-12-31T20:00Z", False, id="next-century-in-the-centre"),
        pytest.param("2099-12-31T20:00 +08", True, id="blank-before-the-offset"),
        pytest.param("2099-12-31T20:00:00 Z", False, id="blank-before-the-z"),
        pytest.param("1999-12-31T16:00Z", True, id="first-minute-of-the-centre"),
        pytest.param("1999-12-31T15:59Z", False, id="century-before"),
        pytest.param("9999-12-31T20:00Z", False, id="beyond-all-years"),
        pytest.param("0001-01-01T00:00+14:00", False, id="before-all-years"),
    ],
)
@pytest.mark.parametrize("column", ["launched_at", "not_before"])
def test_bounds_of_time_are_those_of_the_centres_zone(
    column: str, cell: str, accepted: bool
) -> None:
    key, given_cells = (
        ("lms/courses", COURSE) if column == "launched_at" else ("lms/overrides", DECISION)
    )
    contract = table(key)
    cells = [(given_cells | {column: cell}).get(one.name, "") for one in contract.columns]
    assert sql_verdicts(contract, [cells]) == [accepted]
    assert model_accepts(contract, cells) is accepted


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(TABLES).flatmap(
        lambda c: st.tuples(st.just(c), st.lists(plausible(c), min_size=1, max_size=12))
    )
)
def test_model_and_sql_accept_the_same_rows(case: tuple[TableContract, list[list[str]]]) -> None:
    contract, rows = case
    assert sql_verdicts(contract, rows) == [model_accepts(contract, cells) for cells in rows]


AGENT = {"agent_id": "A1", "hire_date": "2020-01-01", "role": "Agent", "service_mentor_id": "A2"}
COURSE = {"course_id": "C1", "title": "t", "card": "Red", "mentoring": "SERVICE"} | {
    "product": "K9",
    "launched_at": "2031-01-01 09:00",
}
FINDING = {
    "finding_id": "N1",
    "found_at": "2024-03-01 09:00",
    "kind": "Theme",
    "subject": "delay",
    "due_at": "2024-04-01",
    "action_kind": "content",
    "action_at": "2024-03-20 10:00",
}
CHECKED = {
    "content_review_id": "P1",
    "course_id": "C1",
    "reviewed_at": "2024-03-01 09:00",
    "points_checked": "40",
    "points_correct": "40",
}
DECISION = {
    "override_id": "O1",
    "agent_id": "A1",
    "course_id": "C1",
    "action": "Pin",
    "decided_by": "Li",
    "reason": "back",
    "decided_at": "2024-03-01 09:00",
    "not_before": "2031-01-01",
}


@pytest.mark.parametrize(
    ("key", "cells", "accepted"),
    [
        pytest.param("crm/agents", AGENT, True, id="agent"),
        pytest.param("crm/agents", AGENT | {"role": "boss"}, False, id="role"),
        pytest.param("crm/agents", AGENT | {"agent_id": ""}, False, id="no-id"),
        pytest.param("lms/courses", COURSE, True, id="course"),
        pytest.param("lms/courses", COURSE | {"card": "blue"}, False, id="card"),
        pytest.param("lms/courses", COURSE | {"mentoring": "both"}, False, id="mentoring"),
        pytest.param("lms/content_reviews", CHECKED, True, id="content"),
        pytest.param("lms/content_reviews", CHECKED | {"points_correct": "41"}, False, id="over"),
        pytest.param("lms/content_reviews", CHECKED | {"points_checked": "0"}, False, id="none"),
        pytest.param("qa/findings", FINDING, True, id="finding"),
        pytest.param("qa/findings", FINDING | {"kind": "mood"}, False, id="finding-kind"),
        pytest.param("qa/findings", FINDING | {"subject": ""}, False, id="finding-subject"),
        pytest.param("qa/findings", FINDING | {"due_at": "2027-01-01"}, True, id="finding-due"),
        pytest.param("qa/findings", FINDING | {"action_at": "2024-01-01"}, False, id="acted-early"),
        pytest.param("lms/overrides", DECISION, True, id="decision"),
        pytest.param("lms/overrides", DECISION | {"action": "drop"}, False, id="action"),
        pytest.param("lms/overrides", DECISION | {"decided_by": " "}, False, id="nobody"),
        pytest.param("lms/overrides", DECISION | {"reason": ""}, False, id="no-reason"),
        pytest.param("lms/overrides", DECISION | {"decided_at": "2027-01-01"}, False, id="future"),
    ],
)
def test_both_give_the_verdict_that_is_right(
    key: str, cells: dict[str, str], accepted: bool
) -> None:
    contract = table(key)
    row = [cells.get(column.name, "") for column in contract.columns]
    assert sql_verdicts(contract, [row]) == [accepted]
    assert model_accepts(contract, row) is accepted


def test_only_what_people_ask_for_may_be_left_out() -> None:
    optional = [contract.key for contract in TABLES if contract.optional]
    assert optional == ["crm/deletions", "qa/findings", "lms/content_reviews", "lms/overrides"]
