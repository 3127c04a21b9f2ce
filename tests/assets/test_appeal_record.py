"""The record of appeals: sealed, decided once and by another, landed as an earlier day knew it."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.appeal_landing import land_appeals
from assets.appeal_record import (
    AppealedBefore,
    AppealRecordError,
    AppealRefused,
    decide_appeal,
    open_appeal,
    read_appeals,
    record_path,
)

MARCH, APRIL, MAY = (date(2026, month, 28) for month in (3, 4, 5))


def enter(out: Path, by: str = "Ann Lee", as_of: date = MARCH, **changed: str) -> str:
    entered = {
        "agent_id": "A1",
        "run_id": "r1",
        "about": "tier",
        "text": "=1+1 <b>为什么</b>",
        **changed,
    }
    return open_appeal(
        out, by, by.split(maxsplit=1)[0].lower(), as_of=as_of, entered=entered
    ).appeal_id


def answer(out: Path, appeal: str, by: str = "Mei Li", user: str = "mei", **changed: str) -> None:
    given = {"outcome": "partly", "reason": "one case was another's", **changed}
    decide_appeal(out, appeal, by, user, as_of=APRIL, **given)


def test_it_is_decided_once_and_by_another(tmp_path: Path) -> None:
    made = enter(tmp_path)
    for by, user in (("Ann Lee", "x"), ("LEE, ann", "x"), ("Somebody", "ann")):
        with pytest.raises(AppealRefused, match="somebody else"):
            answer(tmp_path, made, by, user)
    answer(tmp_path, made)
    with pytest.raises(AppealRefused, match="decided by Mei Li before"):
        answer(tmp_path, made, "Tom", "tom")
    with pytest.raises(AppealRefused, match="no appeal 'appeal-0'"):
        answer(tmp_path, "appeal-0")

    (found,) = read_appeals(tmp_path)
    assert found.decided is not None
    assert (found.decided.by, found.decided.outcome) == ("Mei Li", "partly")


def test_the_same_again_is_refused_while_it_is_open(tmp_path: Path) -> None:
    made = enter(tmp_path)
    with pytest.raises(AppealedBefore, match=f"{made} says the same"):
        enter(tmp_path)
    enter(tmp_path, text="something else")
    enter(tmp_path, "Bo Li")
    answer(tmp_path, made)
    enter(tmp_path)

    assert len(read_appeals(tmp_path)) == 4


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"about": "boss"}, "about"), ({"text": " "}, "text"), ({"extra": "x"}, "extra")],
)
def test_what_is_no_appeal_is_refused(changed: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(AppealRefused, match=told):
        enter(tmp_path, **changed)


def test_a_changed_line_is_found(tmp_path: Path) -> None:
    enter(tmp_path)
    path = record_path(tmp_path)
    path.write_text(path.read_text().replace("tier", "path_item"))

    with pytest.raises(AppealRecordError, match=r"record\.jsonl:1: this line was changed"):
        read_appeals(tmp_path)
    with pytest.raises(AppealRecordError, match=r"record\.jsonl:1"):
        enter(tmp_path)


def test_an_earlier_day_knows_what_it_knew(tmp_path: Path) -> None:
    first = enter(tmp_path)
    enter(tmp_path, "Bo Li", MAY, about="score", subject="process")
    answer(tmp_path, first)

    def states(as_of: date) -> list[tuple[object, ...]]:
        land_appeals(tmp_path, tmp_path, as_of)
        return duckdb.execute(
            "select opened_by, state, outcome, decided_by, decision_sha256 is null"
            " from read_parquet(?) order by opened_by",
            [str(tmp_path / "appeals.parquet")],
        ).fetchall()

    assert states(date(2026, 2, 28)) == []
    assert states(MARCH) == [("Ann Lee", "open", None, None, True)]
    assert states(APRIL) == [("Ann Lee", "decided", "partly", "Mei Li", False)]
    assert [row[:2] for row in states(MAY)] == [("Ann Lee", "decided"), ("Bo Li", "open")]


def test_lines_cut_off_that_were_published_are_missed(tmp_path: Path) -> None:
    enter(tmp_path)
    enter(tmp_path, "Bo Li")
    marts = tmp_path / "current" / "marts"
    marts.mkdir(parents=True)
    land_appeals(tmp_path, marts, MAY)
    path = record_path(tmp_path)
    path.write_text(path.read_text().splitlines()[0] + "\n")

    with pytest.raises(AppealRecordError, match=r"record\.jsonl:2: the published result cites"):
        read_appeals(tmp_path)


def test_the_small_landing_has_the_columns_that_are_landed(tmp_path: Path) -> None:
    land_appeals(tmp_path, tmp_path, MARCH)
    sample = Path(__file__).parents[2] / "dbt_project" / "sample_landing"
    columns = [
        duckdb.execute(f"describe from read_parquet('{folder}/appeals.parquet')").fetchall()
        for folder in (tmp_path, sample)
    ]
    assert columns[0] == columns[1]
