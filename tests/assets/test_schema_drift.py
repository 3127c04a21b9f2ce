from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import table
from assets.landing.parts import part_path
from assets.landing.report import Drift, FileReport, Part, TableReport, write_report
from assets.schema_drift import find_drift

SURVEYS = table("crm/surveys")
BEFORE, LATER = date(2026, 2, 28), date(2026, 3, 31)


def report(
    filled: dict[str, dict[str, int]],
    *,
    missing: tuple[str, ...] = (),
    unknown: tuple[str, ...] = (),
    drift: tuple[Drift, ...] = (),
) -> TableReport:
    rows = sum(counts[""] for counts in filled.values())
    return TableReport(
        table="crm/surveys",
        status="ok",
        files=[FileReport(file="crm/surveys.csv", rows_read=rows or 10, accepted=rows)],
        missing_columns=[*missing],
        unknown_columns=[*unknown],
        filled=filled,
        drift=[*drift],
    )


def month(rows: int, csat: int, nps: int = 0) -> dict[str, int]:
    return {"": rows, "survey_id": rows, "interaction_id": rows, "csat": csat, "nps": nps}


GOOD = {"2026-01": month(100, 90), "2026-02": month(100, 95)}


def drift(now: TableReport, before: TableReport, landing: Path, **more: object) -> list[Drift]:
    return find_drift(SURVEYS, now, before, as_of=BEFORE, landing=landing, **more)


def test_the_same_columns_are_no_drift(tmp_path: Path) -> None:
    assert drift(report(GOOD), report(GOOD), tmp_path) == []


def test_a_renamed_column_is_named_with_the_new_one_that_looks_like_it(tmp_path: Path) -> None:
    now = report(
        {"2026-01": month(100, 0), "2026-02": month(100, 0)},
        missing=("csat",),
        unknown=("csat_score (did you mean csat?)", "remark"),
    )
    asked: list[list[str]] = []

    def sample(columns: list[str]) -> dict[str, list[object]]:
        asked.append([*columns])
        return {"csat_score": ["4", "5"], "remark": ["fine", "bad"]}

    found = drift(now, report(GOOD), tmp_path, sample=sample)
    assert asked == [["csat_score", "remark"]]
    assert [(one.kind, one.column, one.near) for one in found] == [
        ("renamed", "csat", "csat_score"),
        ("new", "remark", ""),
    ]
    assert found[0].since == BEFORE
    assert found[0].is_loss
    assert not found[1].is_loss


def test_a_loss_is_told_until_the_values_are_back(tmp_path: Path) -> None:
    lost = report({"2026-01": month(100, 0)}, missing=("csat",), unknown=("csat_score",))
    first = drift(lost, report(GOOD), tmp_path)
    again = find_drift(
        SURVEYS,
        lost,
        lost.model_copy(update={"drift": first}),
        as_of=LATER,
        landing=tmp_path,
    )
    assert [one for one in again if one.is_loss] == [one for one in first if one.is_loss]
    assert first[0].near == "csat_score"
    back = find_drift(
        SURVEYS,
        report(GOOD),
        lost.model_copy(update={"drift": again}),
        as_of=LATER,
        landing=tmp_path,
    )
    assert [(one.kind, one.column) for one in back] == [("gone", "csat_score")]


def test_a_column_that_is_there_without_values_is_emptied(tmp_path: Path) -> None:
    (found,) = drift(report({"2026-01": month(100, 0)}), report(GOOD), tmp_path)
    assert (found.kind, found.column, found.months) == ("emptied", "csat", [])


def test_a_new_month_without_values_is_told_though_others_have_them(tmp_path: Path) -> None:
    now = report({**GOOD, "2026-03": month(80, 0)})
    (found,) = drift(now, report(GOOD), tmp_path)
    assert (found.kind, found.column, found.months) == ("emptied", "csat", ["2026-03"])
    still = report({**GOOD, "2026-03": month(80, 0)}, drift=(found,))
    (again,) = find_drift(SURVEYS, now, still, as_of=LATER, landing=tmp_path)
    assert (again.months, again.since) == (["2026-03"], BEFORE)


def test_a_few_rows_without_values_are_chance(tmp_path: Path) -> None:
    assert drift(report({**GOOD, "2026-03": month(4, 0)}), report(GOOD), tmp_path) == []


def test_a_column_never_filled_is_not_missed(tmp_path: Path) -> None:
    assert drift(report(GOOD, missing=("nps",)), report(GOOD), tmp_path) == []


def test_a_retired_column_is_not_missed(tmp_path: Path) -> None:
    now = report({"2026-01": month(100, 0)}, missing=("csat",))
    assert drift(now, report(GOOD), tmp_path, retired=["crm/surveys.csat"]) == []


@pytest.mark.parametrize(("refused", "kinds"), [(60, ["retyped"]), (20, [])])
def test_a_column_most_of_whose_values_cannot_be_read_is_retyped(
    tmp_path: Path, refused: int, kinds: list[str]
) -> None:
    path = part_path(tmp_path, "crm_surveys", "one", "rejected")
    path.parent.mkdir(parents=True)
    duckdb.execute(
        f"copy (select 'csat' as \"column\", 'not_a_number' as rule from range({refused})) "
        f"to '{path}'"
    )
    now = report({"2026-01": month(100, 90)}).model_copy(
        update={"parts": (Part(rows="", keys="", rejected="one"),)}
    )
    write_report(tmp_path, SURVEYS, now)
    found = drift(now, report(GOOD), tmp_path)
    assert [one.kind for one in found] == kinds


def test_where_no_row_landed_only_what_is_not_there_is_named(tmp_path: Path) -> None:
    (found,) = drift(report({}, missing=("csat",)), report(GOOD), tmp_path)
    assert (found.kind, found.column) == ("vanished", "csat")


def test_a_table_that_is_missing_has_no_drift(tmp_path: Path) -> None:
    assert drift(TableReport(table="crm/surveys", status="missing"), report(GOOD), tmp_path) == []
