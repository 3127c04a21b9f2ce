"""The works beside which a run is held: equal where they must be, and a difference is found."""

import os
import subprocess
import sys
from pathlib import Path

import bench_duckdb
import bench_work
import duckdb
import pytest
from bench_centre import Centre, write_centre
from bench_equality import DifferentError, require_equal
from bench_parts import thresholds_of
from bench_work import CELL, CONTACT, TYPES

CENTRE = Centre(20_000, agents=12, months=3, courses=6)
SITE = Path(__file__).parents[2] / "build/bench/site"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("works")
    for form in ("csv", "parquet"):
        write_centre(made / form, CENTRE, form)
        bench_work.main("duckdb", "cells", made / form, made / f"{form}-out", thresholds_of(CENTRE))
    return made


def test_csv_and_parquet_make_the_same_cells(folder: Path) -> None:
    cells = require_equal(folder / "csv-out/cells.parquet", folder / "parquet-out/cells.parquet")
    assert cells > 1000


@pytest.mark.skipif(not SITE.exists(), reason="make bench installs the engines")
@pytest.mark.parametrize("engine", ["polars", "pandas"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_other_engines_make_the_same_cells(folder: Path, engine: str, form: str) -> None:
    out = folder / f"{form}-{engine}"
    subprocess.run(
        [
            sys.executable,
            bench_work.__file__,
            engine,
            "cells",
            str(folder / form),
            str(out),
            thresholds_of(CENTRE).json(),
        ],
        env={**os.environ, "PYTHONPATH": str(SITE)},
        check=True,
        capture_output=True,
    )
    require_equal(folder / "parquet-out/cells.parquet", out / "cells.parquet")


@pytest.mark.parametrize(
    "spoil",
    [
        "* replace (interactions + 1 as interactions)",
        "* replace (repeat_contact__n + 1 as repeat_contact__n)",
        "* replace (handle_minutes__sum * 1.00001 as handle_minutes__sum)",
        "* replace (null as csat__sumsq)",
        "* replace (period + 1 as period)",
    ],
)
def test_a_difference_is_found(folder: Path, tmp_path: Path, spoil: str) -> None:
    sound, spoiled = folder / "csv-out/cells.parquet", tmp_path / "cells.parquet"
    duckdb.execute(f"copy (select {spoil} from '{sound}') to '{spoiled}' (format parquet)")
    with pytest.raises(DifferentError, match="are not equal"):
        require_equal(sound, spoiled)


def test_a_missing_cell_is_found(folder: Path, tmp_path: Path) -> None:
    sound, spoiled = folder / "csv-out/cells.parquet", tmp_path / "cells.parquet"
    duckdb.execute(f"copy (from '{sound}' offset 1) to '{spoiled}' (format parquet)")
    with pytest.raises(DifferentError, match="1 of"):
        require_equal(sound, spoiled)


def test_the_floor_has_the_cells_of_contacts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    con = duckdb.connect()
    monkeypatch.setattr(bench_duckdb, "_connect", lambda out: con)
    bench_duckdb.floor(folder / "csv", folder, thresholds_of(CENTRE))
    sums = ", ".join(f"sum({one}__n), sum({one}__sum)" for one in CONTACT)
    query = f"select count(*), sum(interactions), {sums} from "
    floor = con.execute(f"{query} cells").fetchone()
    cells = con.execute(f"{query} '{folder}/csv-out/cells.parquet'").fetchone()
    assert floor == pytest.approx(cells)


def test_the_typed_load_keeps_what_it_refuses(tmp_path: Path) -> None:
    write_centre(tmp_path / "in", Centre(300, agents=6, months=1, courses=6), "csv")
    path = tmp_path / "in/crm/interactions.csv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].replace("2025-12", "2025-13")
    lines[2] += ",one,too,many"
    path.write_text("\n".join(lines) + "\n")
    bench_work.main("duckdb", "load", tmp_path / "in", tmp_path / "out", thresholds_of(CENTRE))

    def count(name: str) -> int:
        row = duckdb.execute(f"select count(*) from '{tmp_path}/out/{name}.parquet'").fetchone()
        assert row is not None
        return int(row[0])

    assert count("crm_interactions.refused") == 1
    assert count("lines") >= 1
    assert count("crm_interactions") == 298
    kinds = dict(
        duckdb.execute(
            "select column_name, column_type from "
            f"(describe '{tmp_path}/out/crm_interactions.parquet')"
        ).fetchall()
    )
    assert kinds["opened_at"] == "TIMESTAMP"
    assert list(kinds) == list(TYPES["crm/interactions"])


def test_an_engine_does_only_its_works(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="polars does cells, not floor"):
        bench_work.main("polars", "floor", tmp_path, tmp_path, thresholds_of(CENTRE))


def test_cells_are_those_of_the_model() -> None:
    """The measures and the key are the ones that the model names, in its order."""
    project = Path("dbt_project")
    model = (project / "macros/each_contact_measure.sql").read_text()
    model += (project / "models/intermediate/int_interaction_cells.sql").read_text()
    for name in [*CONTACT, *bench_work.JOINED]:
        assert f"'{name}'" in model
    for name in CELL:
        assert name in model
