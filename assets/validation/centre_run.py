"""One simulated centre through the shipped pipeline, from export files to marts, in a folder."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd

from assets.contracts.catalogue import TABLES
from assets.dbt_runner import DbtError, build_project
from assets.framework_file import framework_of
from assets.landing.landing import collect_rejected_rows, land_table
from assets.run_context import latest_event, unavailable_inputs, write_run_context
from assets.run_settings import RunSettings, horizon
from competency.availability import available_framework
from competency.simulation.centre import Centre, simulate_centre
from competency.simulation.settings import SimulationSettings
from competency.validation.comparison import Comparison, compare

MARTS = (
    "agent_scores", "agent_composites", "agent_ladder", "score_covariances", "dimension_weights",
)  # fmt: skip
_TABLES = {
    **{name: f"marts.{name}" for name in MARTS},
    "measured_agents": "competency.measured_agents",
    "agent_months": "intermediate.int_agent_months",
}
# Data tests check data that the landing has just accepted; the models are what is measured.
_MODELS_ONLY = ("--resource-type", "model")


def run_centre(
    folder: Path, simulated: SimulationSettings, missing: tuple[str, ...] = ()
) -> Comparison:
    """Simulate, export, land, build the marts and hold them against the truth.

    Args:
        folder: what an earlier centre left there is overwritten; dbt parses its project once for
            all centres of a folder and process.
        simulated: the centre.
        missing: export tables that are left out.

    Raises:
        DbtError: a model failed.
        RuntimeError: the landing refused rows, so not all of the centre would be measured.
    """
    centre = simulate_centre(simulated)
    settings = RunSettings(exports=folder / "exports", out=folder / "out")
    write_exports(centre, settings.exports, missing)
    unavailable = _land(settings)
    settings.warehouse.unlink(missing_ok=True)
    selection = ["--select", *(f"+{name}" for name in MARTS), *_MODELS_ONLY]
    build = build_project(settings, selection)
    if build.failures:
        raise DbtError("dbt build failed:\n" + "\n".join(build.failures))
    return compare(
        available_framework(framework_of(None).resolved(), unavailable),
        _read(settings.warehouse),
        centre.truth,
    )


def write_exports(centre: Centre, folder: Path, missing: tuple[str, ...] = ()) -> None:
    """Write a centre's tables as Parquet, the quickest of the forms that land."""
    shutil.rmtree(folder, ignore_errors=True)
    with duckdb.connect() as connection:
        for table, frame in centre.tables.items():
            if table not in missing:
                path = folder / f"{table}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                connection.from_df(frame).write_parquet(str(path))


def _land(settings: RunSettings) -> list[str]:
    """Land every table and write the run context; returns what the exports lack."""
    framework = framework_of(None)
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
    columns = {table.key: [column.name for column in table.columns] for table in TABLES}
    unavailable = unavailable_inputs(settings.landing, columns)
    write_run_context(
        settings.landing,
        as_of=latest_event(settings.landing),
        framework=framework,
        unavailable=unavailable,
    )
    return unavailable


def _read(warehouse: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: connection.execute(f"from {table}").df() for name, table in _TABLES.items()}
