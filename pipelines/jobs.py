"""Jobs: which assets run together. Times are in pipelines.schedules."""

from typing import Any

import dagster as dg

from assets.month_partitions import REBUILT

# What define_asset_job returns; dagster keeps the class itself private.
AssetJob = Any

# Weights are found anew and everything that rests on them is built again.
WEIGHTS = dg.AssetKey(["competency", "weighed_dimensions"])


def build_jobs() -> dict[str, AssetJob]:
    """The jobs by name: everything, landing only, weights and what rests on them."""
    return {
        "everything": dg.define_asset_job(
            "everything",
            selection=dg.AssetSelection.all() - dg.AssetSelection.assets(REBUILT),
            description="Exports in, scores, ladder, paths, report and delivery out.",
        ),
        "landing_only": dg.define_asset_job(
            "landing_only",
            selection=dg.AssetSelection.groups("crm", "qa", "lms", "landing"),
            description="Reads and validates the exports; builds and publishes nothing.",
        ),
        "monthly_recalibration": dg.define_asset_job(
            "monthly_recalibration",
            selection=dg.AssetSelection.assets(WEIGHTS).downstream(),
            description="Weights of the new month, then ladder, paths and report.",
        ),
        "rebuild_months": dg.define_asset_job(
            "rebuild_months",
            selection=dg.AssetSelection.assets(REBUILT),
            description="Past months built again as they were published; backfill many at once.",
        ),
    }
