"""xAPI statements: valid, nameless, the same for the same revision, voided when it is over."""

import json
from datetime import date
from uuid import UUID

import pytest

from assets.delivery.items import load_items
from assets.delivery.xapi import registered, statement_id, voided, xapi_statements

AS_OF = date(2025, 11, 19)
REGISTERED = "http://adlnet.gov/expapi/verbs/registered"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def _read(content):
    return [json.loads(line) for line in content.decode("utf-8").splitlines()]


def _nulls(value):
    if isinstance(value, dict):
        return any(_nulls(v) for v in value.values())
    return value is None


def test_one_statement_an_item_of_ours_and_none_names_a_person(marts):
    items = [i for i in load_items(marts, AS_OF) if i.is_ours]
    content = xapi_statements(load_items(marts, AS_OF))
    statements = _read(content)
    assert len({s["id"] for s in statements}) == len(statements)
    said = [s for s in statements if s["verb"]["id"] == REGISTERED]
    assert [s["id"] for s in said] == [statement_id(i, i.revision) for i in items if i.is_open]
    for statement in statements:
        assert UUID(statement["id"]).version == 5
        assert "name" not in statement["actor"]
        assert statement["timestamp"] in {"2025-11-05T00:00:00Z", "2025-11-19T00:00:00Z"}
        assert not _nulls(statement)
    names = [name.encode() for name in marts["agents"]["name"]]
    assert not any(name in content for name in names)


def test_a_revision_voids_those_before_and_a_withdrawal_all(make_item):
    first = make_item()
    moved = make_item(revision=2, due=date(2025, 12, 9))
    gone = make_item(revision=2, state="withdrawn", state_since=AS_OF)
    (one,) = _read(xapi_statements([first]))
    *voids, new = _read(xapi_statements([moved]))
    assert [v["verb"]["id"] for v in voids] == [VOIDED, VOIDED]
    assert [v["object"]["id"] for v in voids] == [one["id"], statement_id(first, 1)]
    assert all(v["object"]["objectType"] == "StatementRef" for v in voids)
    assert new["verb"]["id"] == REGISTERED
    assert new["id"] not in {one["id"], statement_id(first, 1)}
    assert new["context"]["extensions"]["urn:ladder:due"] == "2025-12-09"
    *before, last = _read(xapi_statements([gone]))
    assert before == voids, "what was said of the past stays word for word"
    assert last["object"]["id"] == new["id"]
    assert last["timestamp"] == "2025-11-19T00:00:00Z"


@pytest.mark.parametrize(
    "later",
    [
        pytest.param({"state": "started", "state_since": AS_OF}, id="begun"),
        pytest.param({"days_overdue": 3}, id="older"),
        pytest.param({"sequence": 9, "reason": "other", "uplift": 9.0, "team_id": "T9"}, id="path"),
        pytest.param({"in_lms": "open"}, id="seen in the LMS"),
    ],
)
def test_a_store_gets_the_same_bytes_on_another_day(make_item, later):
    assert xapi_statements([make_item()]) == xapi_statements([make_item(**later)])


def test_another_item_has_other_statements(make_item):
    others = [{"agent_id": "B"}, {"course_id": "B"}, {"sent_on": AS_OF}, {"revision": 1}]
    ids = [registered(make_item(**other))["id"] for other in [{}, *others]]
    ids.append(voided(make_item(), 0)["id"])
    assert len(set(ids)) == len(ids)


def test_what_others_enrolled_is_the_lmss_to_report(make_item):
    assert xapi_statements([make_item(origin="lms")]) == b""
