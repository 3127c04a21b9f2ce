"""The whole graph: its assets, groups, checks and jobs."""

from pathlib import Path

import dagster as dg
import pytest

from assets.contracts.catalogue import TABLES
from assets.run_context import EVENT_TIMES
from assets.run_settings import RunSettings
from pipelines.build import build_definitions

# dagster and dbt warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")
KEYS = Path(__file__).with_name("asset_keys.txt")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    folder = tmp_path_factory.mktemp("graph")
    return build_definitions(RunSettings(exports=folder / "exports", out=folder / "out"))


def _specs(definitions: dg.Definitions) -> list[dg.AssetSpec]:
    return list(definitions.resolve_all_asset_specs())


def test_assets_are_those_written_down(definitions: dg.Definitions) -> None:
    """A change here is meant to be seen: asset keys are what schedules and dashboards hang on."""
    keys = sorted(spec.key.to_user_string() for spec in _specs(definitions))
    assert keys == KEYS.read_text("utf-8").split()


def test_every_asset_has_a_group_and_a_description(definitions: dg.Definitions) -> None:
    groups = {spec.group_name for spec in _specs(definitions)}
    assert groups == {
        "crm", "qa", "lms", "landing", "staging", "intermediate", "competency", "marts", "published"
    }  # fmt: skip
    assert [spec.key for spec in _specs(definitions) if not spec.description] == []


def test_every_landed_table_has_a_blocking_check_and_dated_ones_two_that_warn(
    definitions: dg.Definitions,
) -> None:
    specs = [spec for checks in definitions.asset_checks or [] for spec in checks.check_specs]
    blocking = {spec.asset_key.path[-1] for spec in specs if spec.blocking}
    assert blocking >= {table.name for table in TABLES}
    warning = {(spec.asset_key.path[-1], spec.name) for spec in specs if not spec.blocking}
    usual = {(name, check) for name in EVENT_TIMES for check in ("fresh_as_usual", "rows_as_usual")}
    assert warning >= usual


def test_every_landed_table_warns_of_columns_that_changed(definitions: dg.Definitions) -> None:
    specs = [spec for checks in definitions.asset_checks or [] for spec in checks.check_specs]
    told = {s.asset_key.path[-1] for s in specs if s.name == "columns_as_before" and not s.blocking}
    assert told == {table.name for table in TABLES}


def test_a_run_of_dagster_holds_the_folder_and_tells_of_its_end(
    definitions: dg.Definitions,
) -> None:
    assert isinstance((definitions.resources or {})["settings"], dg.ResourceDefinition)
    assert definitions.executor is dg.in_process_executor  # the resource is made once a run
    assert {sensor.name for sensor in definitions.sensors or []} == {
        "exports_changed", "alert_of_failure", "alert_of_stop", "alert_of_result",
    }  # fmt: skip


def test_dbt_tests_are_blocking_checks_too(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    marts = [key for key in graph.asset_check_keys if key.asset_key.path[0] == "marts"]
    assert len(marts) > 15
    assert all(graph.get(key).blocking for key in marts)


@pytest.mark.parametrize(
    ("job", "inside", "outside"),
    [
        pytest.param("everything", ["landing/crm_agents", "published/current"], [], id="all"),
        pytest.param(
            "landing_only", ["landing/run_context"], ["staging/stg_crm__agents"], id="landing"
        ),
        pytest.param(
            "monthly_recalibration",
            ["competency/weighed_dimensions", "marts/agent_ladder", "published/current"],
            ["competency/scored_agents", "landing/crm_agents"],
            id="weights and what rests on them",
        ),
    ],
)
def test_jobs_select_what_they_say(
    definitions: dg.Definitions, job: str, inside: list[str], outside: list[str]
) -> None:
    layer = definitions.resolve_job_def(job).asset_layer
    selected = {key.to_user_string() for key in layer.selected_asset_keys}
    assert set(inside) <= selected
    assert not set(outside) & selected
