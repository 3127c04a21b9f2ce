"""One simulated centre through the shipped pipeline, from export files to marts, in a folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from assets.contracts.catalogue import TABLES
from assets.dbt_runner import DbtError, build_project
from assets.framework_file import framework_of
from assets.landed_parts import land_parts
from assets.landing.landing import collect_rejected_rows, land_table
from assets.run_context import latest_event, unavailable_inputs, write_run_context
from assets.run_settings import RunSettings, horizon
from competency.availability import available_framework
from competency.framework import Framework
from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings
from competency.validation.comparison import Comparison, compare
from competency.validation.scenarios import Scenario
from competency.validation.weighing import Weighing, weigh

# The mart's are rounded for people; these are the ones scores are made with.
_WEIGHTS = {"dimension_weights": "competency.weighed_dimensions"}
_TABLES = {
    "agent_scores": "marts.agent_scores",
    "agent_composites": "marts.agent_composites",
    "agent_ladder": "marts.agent_ladder",
    "score_covariances": "marts.score_covariances",
    **_WEIGHTS,
    "measured_agents": "competency.measured_agents",
    "agent_months": "intermediate.int_agent_months",
}
# Data tests check data that the landing has just accepted; the models are what is measured.
_MODELS_ONLY = ("--resource-type", "model")


def run_centre(
    folder: Path, simulated: SimulationSettings, scenario: Scenario
) -> Comparison | Weighing:
    """Simulate, export, land, build the marts and hold them against the truth.

    Where the scenario judges weights, nothing that depends on them is built.

    Args:
        folder: what an earlier centre left there is overwritten; dbt parses its project once for
            all centres of a folder and process.
        simulated: the centre.
        scenario: which tables are left out, and the configuration.

    Raises:
        DbtError: a model failed.
        RuntimeError: the landing refused rows, so not all of the centre would be measured.
    """
    centre = simulate_centre(simulated)
    settings = RunSettings(exports=folder / "exports", out=folder / "out")
    write_exports(centre, settings.exports, scenario.missing)
    framework = scenario.framework(framework_of(None))
    unavailable = _land(settings, framework)
    settings.warehouse.unlink(missing_ok=True)
    tables = _TABLES if scenario.recalibration is None else _WEIGHTS
    selection = ["--select", *(f"+{name.split('.')[1]}" for name in tables.values())]
    build = build_project(settings, [*selection, *_MODELS_ONLY])
    if build.failures:
        raise DbtError("dbt build failed:\n" + "\n".join(build.failures))
    frames = _read(settings.warehouse, tables)
    if scenario.recalibration is not None:
        return weigh(frames["dimension_weights"], centre.truth)
    return compare(available_framework(framework.resolved(), unavailable), frames, centre.truth)


def write_exports(centre: Centre, folder: Path, missing: tuple[str, ...] = ()) -> None:
    """Write a centre's tables as Parquet, the quickest of the forms that land."""
    shutil.rmtree(folder, ignore_errors=True)
    with duckdb.connect() as connection:
        for table, frame in centre.tables.items():
            if table not in missing:
                path = folder / f"{table}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                connection.from_df(frame).write_parquet(str(path))


def _land(settings: RunSettings, framework: Framework) -> list[str]:
    """Land every table and write the run context; returns what the exports lack."""
    for table in TABLES:
        land_table(
            table,
            exports=settings.exports,
            landing=settings.landing,
            horizon=horizon(),
            time_zone=framework.time_zone,
        )
    refused = collect_rejected_rows(settings.landing)
    if refused:
        raise RuntimeError(f"rows of a simulated centre were refused: {refused}")
    land_parts(settings.landing)
    columns = {table.key: [column.name for column in table.landed_columns] for table in TABLES}
    unavailable = unavailable_inputs(settings.landing, columns)
    write_run_context(
        settings.landing,
        as_of=latest_event(settings.landing),
        framework=framework,
        unavailable=unavailable,
    )
    return unavailable


def _read(warehouse: Path, tables: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: connection.execute(f"from {table}").df() for name, table in tables.items()}
