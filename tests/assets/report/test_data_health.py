"""Counts of the data check add up on the page as in run.json."""

import pytest

from assets.report.data_health import reject_counts, table_health


def test_counts_are_summed_over_files(run):
    split = {**run, "sources": [*run["sources"], {**run["sources"][1], "file": "second"}]}
    line = next(t for t in table_health(split) if t.key == "crm/interactions")
    assert (line.files, line.read, line.accepted) == (2, 250_000, 249_966)
    assert line.adds_up


def test_a_count_that_does_not_add_up_is_seen(run):
    spoilt = {**run["sources"][1], "accepted": 1}
    line = next(
        t for t in table_health({**run, "sources": [spoilt]}) if t.key == "crm/interactions"
    )
    assert not line.adds_up


@pytest.mark.parametrize(
    ("table", "status", "good", "words"),
    [
        ("lms/overrides", "missing", True, "none given"),
        ("lms/overrides", "failed", False, "could not be read"),
        ("crm/surveys", "missing", False, "no file"),
        ("crm/surveys", "snapshot", False, "taken from the last good landing"),
    ],
)
def test_only_a_table_that_something_needs_is_amiss_when_it_is_not_there(
    table, status, good, words
):
    (line,) = table_health({"tables": [{"table": table, "status": status}]})
    assert (line.good, line.state.en) == (good, words)


def test_the_page_has_every_table(index, run):
    lines = {r.get("data-table"): r for r in index.find("tr", data_table="*")}
    assert set(lines) == {t["table"] for t in run["tables"]}
    assert lines["crm/interactions"].get("data-read") == "125000"
    assert lines["qa/reviews"].get("data-read") == "0"
    for row in lines.values():
        read, *parts = (
            int(row.get(f"data-{n}")) for n in ("read", "accepted", "rejected", "duplicates")
        )
        assert read == sum(parts)


@pytest.mark.parametrize(
    ("rule", "rows"), [("not a time", 12), ("outside the allowed range", 7)], ids=["time", "range"]
)
def test_rejects_by_rule(marts, rule, rows):
    assert [r.rows for r in reject_counts(marts) if r.rule.en == rule] == [rows]
