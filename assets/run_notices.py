"""Everything a run says of itself before it scores, in the order in which people should read it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assets.contracts.catalogue import TABLES
from assets.degraded_notices import (
    drift_notices,
    excess_notices,
    freeze_notices,
    late_notices,
    lost_weight_notices,
    snapshot_notices,
    unmended_notices,
)
from assets.input_notices import future_notices, input_notices, month_notices, stale_notices
from assets.landing.report import read_report
from assets.source_plans import read_unmended
from assets.volume import anomaly_notices
from competency.availability import Notice
from competency.config_types import Text
from competency.degradation import lost_weight
from competency.framework import Framework


def run_notices(
    landing: Path,
    framework: Framework,
    as_of: date,
    unavailable: Sequence[str],
    frozen: Text | None = None,
) -> list[Notice]:
    """The plans in force first, then what is amiss with the exports, then what is worth knowing.

    Args:
        landing: folder of the landed tables, with `rejected_rows` and `source_plans`.
        framework: the one in force.
        as_of: last day that may be seen.
        unavailable: tables and columns the exports lack.
        frozen: why tiers and assignments are frozen; None: they are not.
    """
    reports = [read_report(landing, table) for table in TABLES]
    lost = lost_weight(framework, unavailable)
    names = {one.key: one.name for one in framework.dimensions}
    found = [
        *freeze_notices(frozen),
        *excess_notices(lost, frozen),
        *snapshot_notices(reports, as_of),
        *unmended_notices(read_unmended(landing)),
        *input_notices(framework, reports, unavailable),
        *lost_weight_notices(lost, names),
        *drift_notices(reports),
        *late_notices(landing, reports, as_of, framework.degradation),
        *month_notices(landing),
        *future_notices(landing, sum(report.read for report in reports)),
        *stale_notices(landing, as_of),
        *(_worth_knowing(one) for one in anomaly_notices(landing, as_of)),
    ]
    return sorted(found, key=lambda one: not one.degrades)


def _worth_knowing(anomaly: Notice) -> Notice:
    """What landed is used as it is: the result is no worse for it, as far as anybody knows."""
    return anomaly.model_copy(update={"degrades": False})
