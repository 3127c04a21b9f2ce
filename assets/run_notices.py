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
    lost_notices,
    lost_weight_notices,
    snapshot_notices,
    unmended_notices,
)
from assets.input_notices import future_notices, input_notices, month_notices, stale_notices
from assets.landing.report import read_report
from assets.run_mode import PROVISIONAL
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
    later: date | None = None,
) -> list[Notice]:
    """The plans in force first, then what is amiss with the exports, then what is worth knowing.

    Args:
        landing: folder of the landed tables, with `rejected_rows` and `source_plans`.
        framework: the one in force.
        as_of: last day that may be seen.
        unavailable: tables and columns the exports lack.
        frozen: why tiers and assignments are frozen; None: they are not.
        later: as-of day of the newest published result, where it is after this run's.
    """
    reports = [read_report(landing, table) for table in TABLES]
    lost = lost_weight(framework, unavailable)
    names = {one.key: one.name for one in framework.dimensions}
    unmended = read_unmended(landing)
    found = [
        *freeze_notices(frozen),
        *excess_notices(lost, frozen),
        *snapshot_notices(reports, as_of),
        *unmended_notices(unmended.failed),
        *lost_notices(unmended.lost, as_of),
        *input_notices(framework, reports, unavailable),
        *lost_weight_notices(lost, names),
        *drift_notices(reports),
        *late_notices(landing, reports, as_of, framework.degradation),
        *month_notices(landing),
        *future_notices(landing, sum(report.read for report in reports)),
        *stale_notices(landing, as_of),
        *_look_back(as_of, later),
        *(_worth_knowing(one) for one in anomaly_notices(landing, as_of)),
    ]
    return sorted([*found, *_provisional(found)], key=lambda one: not one.degrades)


def _provisional(found: Sequence[Notice]) -> list[Notice]:
    """The notice that this run settles no month; none where it does, or tiers are frozen."""
    subjects = dict.fromkeys(one.subject for one in found if one.code in PROVISIONAL)
    if not subjects or any(one.code == "frozen" for one in found):
        return []
    return [
        Notice(
            code="provisional",
            subject="months",
            text="What is published of months that are over is provisional: tiers do not go on "
            f"record until a run has every source whole (because of: {', '.join(subjects)}).",
            text_zh="已结束月份的结果为暂定：在某次运行的所有数据来源完整之前，等级不予存档"
            f"（原因：{'、'.join(subjects)}）。",
        )
    ]


def _look_back(as_of: date, later: date | None) -> list[Notice]:
    if later is None:
        return []
    return [
        Notice(
            code="look_back",
            subject="run",
            text=f"This run looks back to {as_of}, a result of {later} is published: months are "
            "computed anew as known then; what was published for them stands in the results of "
            "those days.",
            text_zh=f"本次运行回看 {as_of}（已有 {later} 的结果）：各月按当时已知的数据重新计算；"
            "此前公布的内容以当日的结果为准。",
            degrades=False,
        )
    ]


def _worth_knowing(anomaly: Notice) -> Notice:
    """What landed is used as it is: the result is no worse for it, as far as anybody knows."""
    return anomaly.model_copy(update={"degrades": False})
