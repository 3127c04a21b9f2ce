"""Rows about erased people are refused, say nothing more, and others lose the reference alone."""

from pathlib import Path
from typing import Any

import duckdb

from assets.contracts.catalogue import TABLES
from assets.keys import throwaway_keys
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.parts import landed

Centre = Any  # the class of that name in conftest.py
KEYS = throwaway_keys()


def _land(centre: Centre, **kinds: list[str]) -> list[tuple[Any, ...]]:
    """Land everything with erasures by kind; all refused rows."""
    erased = {
        kind.replace("__", "/"): {KEYS.pseudonym("erased", one) for one in ids}
        for kind, ids in kinds.items()
    }
    for contract in TABLES:
        report = land_table(
            contract, exports=centre.exports, landing=centre.landing, keys=KEYS, erased=erased
        )
        assert report.read == report.accepted + report.rejected + report.duplicates
    collect_rejected_rows(centre.landing)
    return duckdb.execute(
        'select source_table, row_number, "column", value, rule from read_parquet(?) order by all',
        [str(centre.landing / "rejected_rows.parquet")],
    ).fetchall()


def _write(centre: Centre) -> None:
    centre.exports.joinpath("crm").mkdir(exist_ok=True)
    centre.exports.joinpath("qa").mkdir(exist_ok=True)
    centre.write(
        "crm/agents.csv",
        "agent_id,name,mentor_id,hire_date\nA7,Mei Li,,2020-13-01\nA1,Ann,A7,2020-01-01\n",
    )
    centre.write(
        "crm/interactions.csv",
        "interaction_id,agent_id,opened_at\nI1,A7,2024-03-01\nI2,A1,2024-03-01\nI2,A7,2024-03-01\n",
    )
    centre.write(
        "qa/reviews.csv",
        "review_id,agent_id,reviewer_id,reviewed_at\nR1,A7,Q1,2024-03-01\nR2,A1,A7,2024-03-02\n",
    )


def _rows(centre: Centre, table: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(f"from {landed(centre.landing, table)} order by all").fetchall()


def test_nobody_erased_changes_nothing(centre: Centre) -> None:
    _write(centre)
    rules = {row[-1] for row in _land(centre)}
    assert "erased_person" not in rules
    assert len(_rows(centre, "qa_reviews")) == 2


def test_their_rows_are_refused_and_of_them_nothing_else_is_told(centre: Centre) -> None:
    _write(centre)
    assert _land(centre, person=["A7"]) == [
        ("crm/agents", 2, "agent_id", None, "erased_person"),
        ("crm/interactions", 2, "agent_id", None, "erased_person"),
        ("crm/interactions", 4, "agent_id", None, "erased_person"),
        ("qa/reviews", 2, "agent_id", None, "erased_person"),
    ]
    for path in centre.landing.rglob("*.parquet"):
        assert "A7" not in str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()), path


def test_others_keep_their_rows_without_the_reference(centre: Centre) -> None:
    _write(centre)
    _land(centre, person=["A7"])
    agents = centre.query("SELECT agent_id, mentor_id FROM $T", "crm_agents")
    assert agents == [("A1", None)]
    reviews = centre.query("SELECT review_id, reviewer_id FROM $T", "qa_reviews")
    assert reviews == [("R2", "erased")]


def test_one_row_is_refused_by_its_key(centre: Centre) -> None:
    _write(centre)
    found = _land(centre, qa__reviews=["R2"])
    assert ("qa/reviews", 3, "review_id", None, "deleted_row") in found
    assert [row[0] for row in _rows(centre, "qa_reviews")] == ["R1"]


def test_what_is_asked_for_lands_as_a_pseudonym_alone(centre: Centre, tmp_path: Path) -> None:
    centre.write("crm/deletions.csv", "about,id,reason\nperson,A7,asked\nperson,A7,again\n")
    assert [row[-1] for row in _land(centre)] == ["conflicting_duplicate"]
    (row,) = _rows(centre, "crm_deletions")
    assert row[:2] == ("person", KEYS.pseudonym("erased", "A7"))
    for path in centre.landing.rglob("*"):
        if path.suffix == ".parquet":
            held = str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall())
            assert "A7" not in held, path
