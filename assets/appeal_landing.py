"""Lands the appeals on record for dbt: `appeals.parquet`.

Appeals and answers that were made to a later result than this run's as-of day are left out: an
earlier day sees nothing of what came later.
"""

from datetime import date
from pathlib import Path

import dagster as dg

from assets.appeal_record import Appeal, read_appeals
from assets.record_rows import land_rows, landed_as_of
from assets.run_settings import RunSettings

LANDING, APPEALS = "landing", "appeals"
_COLUMNS = (
    "appeal_id varchar, agent_id varchar, about varchar, subject varchar, text varchar, "
    "opened_by varchar, opened_at varchar, run_id varchar, state varchar, outcome varchar, "
    "decided_by varchar, decided_at varchar, decision varchar, entry_sha256 varchar, "
    "decision_sha256 varchar"
)


def land_appeals(out: Path, landing: Path, as_of: date) -> int:
    """Write the file, an empty one without a record; how many appeals.

    Args:
        out: folder with the record.
        landing: folder of the landed tables.
        as_of: last day the run may see.

    Raises:
        AppealRecordError: the record was tampered with.
    """
    appeals = [one for appeal in read_appeals(out) if (one := appeal.seen_by(as_of)) is not None]
    land_rows(landing, APPEALS, _COLUMNS, [_row(one) for one in appeals])
    return len(appeals)


def build_appeal_asset() -> dg.AssetsDefinition:
    """The asset that lands them, after the run knows its as-of day."""

    @dg.asset(
        key=[LANDING, APPEALS],
        group_name=LANDING,
        deps=[dg.AssetKey([LANDING, "run_context"])],
        description="Appeals that were entered, and the answers to them. One row an appeal.",
        kinds={"duckdb", "parquet"},
    )
    def appeals(settings: dg.ResourceParam[RunSettings]) -> dg.MaterializeResult[None]:
        as_of = landed_as_of(settings.landing)
        count = land_appeals(settings.out, settings.landing, as_of)
        return dg.MaterializeResult(metadata={"dagster/row_count": count})

    return appeals


def _row(appeal: Appeal) -> list[object]:
    opened, decided = appeal.opened, appeal.decided
    return [
        opened.appeal_id,
        opened.agent_id,
        opened.about,
        opened.subject,
        opened.text,
        opened.by,
        opened.at,
        opened.run_id,
        "decided" if decided else "open",
        decided.outcome if decided else None,
        decided.by if decided else None,
        decided.at if decided else None,
        decided.reason if decided else None,
        appeal.sha256,
        appeal.decision_sha256,
    ]
