"""xAPI statements: valid, nameless, and the same id for the same assignment."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from assets.delivery.items import load_items
from assets.delivery.xapi import xapi_statement, xapi_statements

AS_OF = date(2025, 11, 19)


@pytest.fixture(scope="module")
def items(marts):
    return load_items(marts)


def _nulls(value):
    if isinstance(value, dict):
        return any(_nulls(v) for v in value.values())
    return value is None


def test_one_statement_an_item(items, marts):
    lines = xapi_statements(items, AS_OF).decode("utf-8").splitlines()
    statements = [json.loads(line) for line in lines]
    assert len({s["id"] for s in statements}) == len(statements) == len(items)
    names = set(marts["agents"]["name"])
    for statement, item in zip(statements, items, strict=True):
        assert UUID(statement["id"]).version == 5
        assert statement["actor"]["account"]["name"] == item.agent_id
        assert "name" not in statement["actor"]
        assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/registered"
        assert statement["timestamp"] == "2025-11-19T00:00:00Z"
        assert not _nulls(statement)
    assert not any(name in line for name in names for line in lines)


def test_ids_are_the_same_on_another_day(items):
    today = [xapi_statement(i, AS_OF)["id"] for i in items]
    assert [xapi_statement(i, date(2025, 11, 20))["id"] for i in items] == today


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"agent_id": "B"}, id="agent"),
        pytest.param({"course_id": "B"}, id="course"),
        pytest.param({"session_id": "B"}, id="session"),
        pytest.param({"due": date(2026, 1, 1)}, id="due"),
    ],
)
def test_another_assignment_has_another_id(items, change):
    item = items[0]
    assert xapi_statement(item, AS_OF)["id"] != xapi_statement(replace(item, **change), AS_OF)["id"]


def test_only_what_a_store_may_ignore_changes_under_the_same_id(items):
    item = items[0]
    later = replace(item, title="Another title", reason="r", sequence=9, status="enrolled")
    one, two = xapi_statement(item, AS_OF), xapi_statement(later, date(2025, 12, 1))
    assert one["id"] == two["id"]
    for statement in (one, two):
        del statement["timestamp"]
        del statement["object"]["definition"]
    assert one == two
