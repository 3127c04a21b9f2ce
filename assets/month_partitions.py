"""Months as Dagster shows them: which ones a run's exports changed, and past ones built again."""

from collections.abc import Iterable, Iterator
from datetime import date

import dagster as dg

from assets.rebuild import rebuild_month
from assets.run_settings import RunSettings

CHANGED = dg.AssetKey(["landing", "months"])
REBUILT = dg.AssetKey(["published", "rebuilt_month"])
# Contacts of before are not shown; they count all the same.
MONTHS = dg.MonthlyPartitionsDefinition(start_date="2015-01-01", end_offset=1)


def changed_months_spec(parents: Iterable[dg.AssetKey]) -> dg.AssetSpec:
    """Describe the months of which something landed, by partition; runs report them."""
    return dg.AssetSpec(
        CHANGED,
        group_name="landing",
        deps=list(parents),
        partitions_def=MONTHS,
        description="Months with rows that came, changed or went; dbt builds those anew.",
        kinds={"parquet"},
    )


def materializations(months: Iterable[date]) -> Iterator[dg.AssetMaterialization]:
    """Say that months changed.

    >>> [one.partition for one in materializations([date(2026, 3, 1), date(1999, 1, 1)])]
    ['2026-03-01']
    """
    for month in sorted(months):
        if month >= MONTHS.start.date():
            yield dg.AssetMaterialization(CHANGED, partition=month.isoformat())


def build_rebuilt_month_asset() -> dg.AssetsDefinition:
    """A past month's result, built again as it was published; backfills ask for many of them."""

    @dg.asset(
        key=REBUILT,
        group_name="published",
        partitions_def=MONTHS,
        description="A past month's result, equal to the byte, in OUT/rebuilt/YYYY-MM.",
        kinds={"duckdb"},
    )
    def rebuilt_month(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[RunSettings]
    ) -> dg.MaterializeResult:
        month = context.partition_key[:7]
        target = settings.out / "rebuilt" / month
        rebuilt = rebuild_month(settings, month, target.resolve(), tell=context.log.info)
        if rebuilt.folder is None:
            named = ", ".join(rebuilt.differences[:5])
            raise dg.Failure(
                f"{month} is not as it was published ({named}): {'; '.join(rebuilt.reasons)}"
            )
        return dg.MaterializeResult(
            metadata={"run_id": rebuilt.kept.run_id, "as_of": rebuilt.kept.as_of.isoformat()}
        )

    return rebuilt_month
