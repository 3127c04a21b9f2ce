"""Staging and intermediate models are the same on a Spark cluster, and marts build on its tables.

`make spark`: a standalone cluster on loopback, in the environment build/spark.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from spark.cluster import WORKERS, cluster
from spark.odd_rows import GHOST, HIRED, add_odd_rows, fill_empty_tables
from spark.table_comparison import differences

pytestmark = pytest.mark.spark

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "dbt_project"
ENVIRONMENT = ROOT / "build" / "spark"
DBT = str(Path(sys.executable).parent / "dbt")
LAYERS = ("staging", "intermediate")
MODELS = sorted(
    (layer, file.stem) for layer in LAYERS for file in (PROJECT / "models" / layer).glob("*.sql")
)


#: Of so short a life the second compiler costs more than it saves.
BRIEF = "-XX:TieredStopAtLevel=1"


class Built(NamedTuple):
    """What Spark has built: a folder of Parquet for each table, and for each view."""

    tables: Path
    views: Path

    def relation(self, model: str) -> str:
        """What DuckDB reads it by."""
        folder = self.tables if (self.tables / model).exists() else self.views
        return f"read_parquet('{folder}/{model}/*.parquet')"


def _call(
    command: list[str], work: Path, landing: Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            *command,
            "--no-use-colors",
            "--project-dir",
            str(PROJECT),
            "--profiles-dir",
            str(PROJECT),
        ],
        cwd=work,
        env={
            **os.environ,
            "LADDER_LANDING": str(landing),
            "DBT_TARGET_PATH": str(work / "target"),
            "DBT_LOG_PATH": str(work / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def _run(command: list[str], work: Path, landing: Path, **environment: str) -> None:
    done = _call(command, work, landing, **environment)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def _on_duckdb(work: Path, landing: Path, *arguments: str, **environment: str) -> Path:
    work.mkdir()
    warehouse = work / "ladder.duckdb"
    _run([DBT, "run", *arguments], work, landing, LADDER_WAREHOUSE=str(warehouse), **environment)
    return warehouse


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small made-up centre, with odd rows."""
    folder = tmp_path_factory.mktemp("centre") / "landing"
    shutil.copytree(PROJECT / "sample_landing", folder)
    add_odd_rows(folder)
    return folder


@pytest.fixture(scope="module")
def filled(landing: Path) -> Path:
    """The same, with rows in every table: what no run has written yet is compared as well."""
    folder = landing.with_name("filled")
    shutil.copytree(landing, folder)
    fill_empty_tables(folder)
    return folder


@pytest.fixture(scope="module")
def on_spark(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    work = tmp_path_factory.mktemp("spark")
    built = Built(work / "tables", work / "views")
    with cluster(ENVIRONMENT, work / "cluster", BRIEF) as master:
        _run(
            [
                *(
                    str(ENVIRONMENT / "bin" / "python"),
                    str(Path(__file__).with_name("spark_build.py")),
                ),
                *(str(built.views), "build", "--target", "spark", "--select", *LAYERS),
                # Unit tests prove the SQL, on DuckDB: here they would take as long as all else.
                *("--exclude-resource-type", "unit_test"),
            ],
            work,
            filled,
            LADDER_SPARK_MASTER=master,
            LADDER_SPARK_WORK=str(work / "catalogue"),
            LADDER_INTERMEDIATE=str(built.tables),
            SPARK_LOCAL_IP="127.0.0.1",
            JAVA_TOOL_OPTIONS=BRIEF,
        )
    at_work = [
        one for one in (work / "cluster").glob("worker_*") if list(one.glob("app-*/*/stderr"))
    ]
    assert len(at_work) == WORKERS, "not every worker had a part in it"
    return built


@pytest.fixture(scope="module")
def both(
    filled: Path, on_spark: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Built]]:
    """The models as DuckDB has built them, and as Spark has."""
    warehouse = _on_duckdb(tmp_path_factory.mktemp("both") / "duckdb", filled, "--select", *LAYERS)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection, on_spark


@pytest.mark.parametrize(("layer", "model"), MODELS, ids=[model for _, model in MODELS])
def test_every_model_is_the_same_on_both_engines(
    both: tuple[duckdb.DuckDBPyConnection, Built], layer: str, model: str
) -> None:
    connection, built = both
    assert differences(connection, f"{layer}.{model}", built.relation(model)) == []


def test_odd_rows_come_as_far_as_they_should(
    both: tuple[duckdb.DuckDBPyConnection, Built],
) -> None:
    connection, built = both
    cells = built.relation("int_interaction_cells")
    found = connection.execute(f"select distinct agent_id from {cells}").fetchall()
    assert {(GHOST,), (HIRED,)} <= set(found)
    events = built.relation("int_new_hire_events")
    kinds = {"attempt", "completion", "contacts", "complex_review"}
    assert {one for (one,) in connection.execute(f"select kind from {events}").fetchall()} == kinds
    kept = connection.execute(
        f"select count(*) from {built.relation('stg_crm__interactions')} "
        "where interaction_id = 'odd-late'"
    )
    assert kept.fetchall() == [(0,)], "what happened after the as-of day was seen"


def test_marts_that_build_on_sparks_tables_are_the_same(
    landing: Path, on_spark: Built, tmp_path: Path
) -> None:
    alone = _on_duckdb(tmp_path / "alone", landing)
    built_on = _on_duckdb(tmp_path / "on", landing, LADDER_INTERMEDIATE=str(on_spark.tables))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{alone}' as alone (read_only)")
        connection.execute(f"attach '{built_on}' as built_on (read_only)")
        names = [
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() "
                "where database_name = 'alone' and schema_name = 'marts'"
            ).fetchall()
        ]
        found = {
            name: differences(connection, f"alone.marts.{name}", f"built_on.marts.{name}")
            for name in names
        }
    empty = {name for name, told in found.items() if told == ["no rows: nothing was compared"]}
    assert {name: told for name, told in found.items() if told and name not in empty} == {}
    assert {"agent_ladder", "agent_scores", "month_records", "path_assignments"} <= (
        found.keys() - empty
    )


def test_duckdb_takes_what_spark_has_built(landing: Path, on_spark: Built, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(on_spark.tables, tables)
    folder = tables / "int_response_targets"
    with duckdb.connect() as connection:
        marked = (
            f"select * replace (-1.0::double as first_response_seconds) from '{folder}/*.parquet'"
        )
        connection.execute(f"create table marked as {marked}")
        shutil.rmtree(folder)
        folder.mkdir()
        connection.execute(f"copy marked to '{folder}/marked.parquet' (format parquet)")
    warehouse = _on_duckdb(
        tmp_path / "duckdb",
        landing,
        *("--select", "+int_response_targets"),
        LADDER_INTERMEDIATE=str(tables),
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        taken = "select distinct first_response_seconds from intermediate.int_response_targets"
        assert connection.execute(taken).fetchall() == [(-1.0,)]


@pytest.mark.parametrize("table", ["run_context", "landed_parts", "framework_editions"])
def test_tables_of_another_landing_are_refused(
    landing: Path, on_spark: Built, table: str, tmp_path: Path
) -> None:
    changes = {
        "run_context": "* replace (as_of + 1 as as_of)",
        "landed_parts": "* replace ('corrected.parquet' as part)",
        "framework_editions": "* replace (framework_json || ' ' as framework_json)",
    }
    other = tmp_path / "landing"
    shutil.copytree(landing, other)
    with duckdb.connect() as connection:
        file = other / f"{table}.parquet"
        connection.execute(f"create table changed as select {changes[table]} from '{file}'")
        connection.execute(f"copy changed to '{file}' (format parquet)")
    done = _call(
        [DBT, "run", "--select", "int_response_targets"],
        tmp_path,
        other,
        LADDER_WAREHOUSE=str(tmp_path / "ladder.duckdb"),
        LADDER_INTERMEDIATE=str(on_spark.tables),
    )
    assert done.returncode != 0
    assert f"was built from another {table} than lies in the landing" in done.stdout
