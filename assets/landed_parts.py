"""Lands which months the parts of every table have rows of: `landed_parts.parquet`.

What dbt built of a month stands as long as the month's parts are the same.
"""

from contextlib import suppress
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb

from assets.contracts.catalogue import TABLES
from assets.landing.parts import remove_others
from assets.landing.report import read_report
from assets.landing.sql_text import literal
from assets.month_partitions import materializations
from assets.run_settings import RunSettings

NAME = "landed_parts"
_COLUMNS = "source_table varchar, part varchar, period date, interaction_period date, n_rows bigint"


def land_parts(landing: Path) -> set[date]:
    """Write one row a table, part and month; the months that changed. Removes keys of before.

    `period` is the month of the table's main time, `interaction_period` that in which the contact
    was opened that rows refer to; null where there is none.

    Raises:
        FileNotFoundError: a table has not landed.
    """
    for table in TABLES:
        # Tables that refer to this one have landed: nobody asks any more what its keys were.
        remove_others(landing, read_report(landing, table), ("keys",))
    lines = [
        [table.key, f"{part.rows}.parquet", month.period, month.opened, month.rows]
        for table in TABLES
        for part in read_report(landing, table).parts
        for month in part.months
    ]
    path = landing / f"{NAME}.parquet"
    target = literal(str(path))
    with duckdb.connect() as connection:
        connection.execute(f"create table {NAME} ({_COLUMNS})")
        connection.execute(f"create table before as from {NAME}")
        # Without the file of before, or with a damaged one, all months are new.
        with suppress(duckdb.Error):
            connection.execute(f"insert into before by name from read_parquet({target})")
        if lines:
            connection.executemany(f"insert into {NAME} values (?, ?, ?, ?, ?)", lines)
        connection.execute(f"copy (from {NAME} order by all) to {target} (format parquet)")
        changed = connection.execute(f"""
            select distinct period from (
                (from {NAME} except from before) union all (from before except from {NAME})
            ) where period is not null
        """).fetchall()
    return {month for (month,) in changed}


def build_parts_asset(parents: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that lands them.

    Args:
        parents: the landed tables, and what may replace one.
    """

    @dg.asset(
        key=["landing", NAME],
        group_name="landing",
        deps=parents,
        description="Months that the parts of every landed table have rows of.",
        kinds={"parquet"},
    )
    def landed_parts(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult:
        changed = land_parts(settings.landing)
        for event in materializations(changed):
            context.log_event(event)
        months = ", ".join(f"{month:%Y-%m}" for month in sorted(changed))
        return dg.MaterializeResult(metadata={"changed_months": months or "none"})

    return landed_parts
