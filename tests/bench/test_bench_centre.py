"""Made-up centres: sound to the landing, the same in every layout, every column filled."""

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from bench_centre import Centre, day_file, write_centre
from bench_tables import BY_TABLE, LATEST_CHILD
from bench_work import TYPES, files_of
from click.testing import CliRunner

from assets.contracts.catalogue import table
from pipelines.commands import check

SMALL = Centre(1500, agents=15, months=1, courses=12)
STAGING = Path("dbt_project/models/staging/stg_crm__interactions.sql")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    write_centre(folder, SMALL, "csv")
    return folder


def test_nothing_of_it_is_refused(exports: Path) -> None:
    told = CliRunner().invoke(check.command, ["--exports", str(exports)])
    assert told.exit_code == 0, told.output
    assert "0 rejected" in told.output


def test_a_spoiled_row_would_be_refused(tmp_path: Path) -> None:
    write_centre(tmp_path, replace(SMALL, interactions=50), "csv")
    path = tmp_path / "crm/surveys.csv"
    path.write_text(path.read_text() + "S9,I9,A000001,2025-12-01T10:00:00,9,1\n")
    told = CliRunner().invoke(check.command, ["--exports", str(tmp_path)])
    assert told.exit_code == 1, told.output


@pytest.mark.parametrize(("form", "layout"), [("csv", "days"), ("parquet", "one")])
def test_the_same_rows_in_every_layout(
    exports: Path, tmp_path: Path, form: str, layout: str
) -> None:
    write_centre(tmp_path, SMALL, form, layout)
    for key, types in TYPES.items():
        rows = [_rows(folder, key, types) for folder in (exports, tmp_path)]
        assert rows[0], key
        assert rows[0] == rows[1]
    days = SMALL.days if layout == "days" else 1
    assert len(files_of(tmp_path, "crm/interactions")) == days


def test_a_day_alone_is_that_day_of_all(exports: Path, tmp_path: Path) -> None:
    write_centre(tmp_path, SMALL, "csv", only_day=20)
    types = TYPES["crm/surveys"]
    of_day = [
        row
        for row in _rows(exports, "crm/surveys", types)
        if f"{row[3]:%Y-%m-%d}" in day_file(SMALL, "", 20)
    ]
    assert of_day
    assert _rows(tmp_path, "crm/surveys", types) == of_day


def test_every_column_is_filled(exports: Path) -> None:
    """The typed load reads what is there, and interactions have all that staging uses."""
    for key in BY_TABLE:
        header = (exports / f"{key}.csv").read_text().partition("\n")[0].split(",")
        assert header == list(TYPES[key])
        assert set(header) <= {one.name for one in table(key).columns}
        counts = duckdb.execute(
            f"select {', '.join(f'count({one})' for one in header)} from '{exports / key}.csv'"
        ).fetchone()
        assert counts is not None
        assert all(counts), dict(zip(header, counts, strict=True))
    used = set(re.findall(r"\b[a-z_]+\b", STAGING.read_text()))
    contract = {one.name for one in table("crm/interactions").columns}
    assert used & contract <= set(TYPES["crm/interactions"])


def test_late_rows_reach_into_the_month_before(exports: Path) -> None:
    row = duckdb.execute(
        f"select count(*) from '{exports}/crm/surveys.csv' s "
        f"join '{exports}/crm/interactions.csv' i using (interaction_id) "
        "where s.responded_at::date > i.opened_at::date"
    ).fetchone()
    assert row is not None
    assert row[0] > 0
    assert LATEST_CHILD > 31


def _rows(folder: Path, key: str, types: dict[str, str]) -> list[tuple[object, ...]]:
    names = [str(path) for path in files_of(folder, key)]
    reader = "read_csv" if names[0].endswith("csv") else "read_parquet"
    columns = ", ".join(f"{one}::{kind}" for one, kind in types.items())
    return duckdb.execute(f"select {columns} from {reader}({names}) order by all").fetchall()
