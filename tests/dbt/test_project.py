"""The dbt project as such: it builds alone, all is described, own tests catch what they must."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest

from competency.frames import FRAMES

PROJECT = Path(__file__).parents[2] / "dbt_project"
DBT = Path(sys.executable).parent / "dbt"


def _dbt(
    *arguments: str, target: Path, project: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "LADDER_WAREHOUSE": str(target / "ladder.duckdb"),
        "DBT_LOG_PATH": str(target / "logs"),
        "DBT_TARGET_PATH": str(target),
    }
    return subprocess.run(
        [str(DBT), *arguments, "--no-use-colors"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="module")
def manifest(target: Path) -> dict[str, Any]:
    """A whole build of the bundled landing: models, data tests and unit tests."""
    done = _dbt("build", target=target)
    assert done.returncode == 0, done.stdout[-3000:]
    loaded: dict[str, Any] = json.loads((target / "manifest.json").read_text("utf-8"))
    return loaded


def test_it_builds_alone_and_unit_tests_run(manifest: dict[str, Any], target: Path) -> None:
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    statuses = {result["unique_id"]: result["status"] for result in results}
    units = [status for name, status in statuses.items() if name.startswith("unit_test")]
    assert len(units) >= 5
    assert set(units) == {"pass"}
    with duckdb.connect(str(target / "ladder.duckdb"), read_only=True) as connection:
        placed = connection.execute("select count(*) from marts.agent_ladder").fetchone()
    assert placed is not None
    assert placed[0] > 0


def test_every_model_and_column_is_described_and_the_grain_said(
    manifest: dict[str, Any], target: Path
) -> None:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    with duckdb.connect(str(target / "ladder.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
        ).fetchall()
    built: dict[str, set[str]] = {}
    for table, column in rows:
        built.setdefault(table, set()).add(column)
    assert len(models) > 30
    for model in models:
        assert re.search(r"One row( per [^.]+)?\.$", model["description"]), model["name"]
        described = {name for name, column in model["columns"].items() if column["description"]}
        assert described == built[f"{model['schema']}.{model['name']}"], model["name"]


#: Frames that one step hands to the next; no model has their name.
HANDED_ON = {"ability_evidence", "course_estimates", "review_assignments", "reviewer_links"}


def test_marts_carry_the_columns_the_library_declares(manifest: dict[str, Any]) -> None:
    for name, columns in FRAMES.items():
        if name in HANDED_ON:
            continue
        node = manifest["nodes"].get(f"model.ladder.{name}")
        assert node is not None, name
        assert node["config"]["contract"]["enforced"] or node["fqn"][1] == "competency", name
        assert set(columns) == set(node["columns"]), name


@pytest.mark.parametrize(
    ("test", "good", "bad"),
    [
        pytest.param(
            "grain(columns=['a', 'b'])",
            "select 1 as a, 1 as b union all select 1, 2",
            "select 1 as a, 1 as b union all select 1, 1",
            id="grain: repeated key",
        ),
        pytest.param(
            "grain(columns=['a'])",
            "select 1 as a",
            "select cast(null as integer) as a",
            id="grain: null key",
        ),
        pytest.param(
            "ordered(columns=['0', 'a', 'b'])",
            "select 1 as a, 1 as b union all select null, 5",
            "select 2 as a, 1 as b",
            id="ordered: falls",
        ),
        pytest.param(
            "sums_to(column='a', total=1, by=['b'])",
            "select 0.4 as a, 1 as b union all select 0.6, 1",
            "select 0.4 as a, 1 as b union all select 0.6, 2",
            id="sums_to: groups do not add up",
        ),
        pytest.param(
            "holds(expression='a > 0')",
            "select 1 as a",
            "select cast(null as integer) as a",
            id="holds: unknown is broken",
        ),
    ],
)
def test_own_tests_catch_what_they_must(test: str, good: str, bad: str, tmp_path: Path) -> None:
    name, arguments = test.split("(", 1)
    macro = (PROJECT / "tests" / "generic" / f"{name}.sql").read_text("utf-8")
    macro = macro.replace("{% test ", "{% macro test_").replace("{% endtest %}", "{% endmacro %}")
    found = []
    for rows in (good, bad):
        module = jinja2.Environment(autoescape=False).from_string(macro).module  # noqa: S701  SQL
        call = eval(f"dict({arguments}", {}) if arguments else {}  # noqa: S307  the cases above
        sql = getattr(module, f"test_{name}")(f"({rows})", **call)
        found.append(len(duckdb.execute(sql).fetchall()))
    assert found[0] == 0
    assert found[1] > 0
