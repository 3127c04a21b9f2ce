"""Whether the landed tables have as many rows a day as usual, and what is told when they do not."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assets.freshness import lateness
from assets.run_context import EVENT_TIMES
from assets.volume_days import TableDays, days_off, table_days
from competency.availability import Notice
from competency.row_counts import UnusualDay, unusual_days

UNUSUAL, QUIET = "unusual_rows", "quiet_days"
#: Days looked at, so that a centre that publishes monthly hears of the whole month.
JUDGED_DAYS = 28
#: A day on which so many tables at once have few rows is a holiday, or the exports break off.
SHARED = 0.5


class DayOff(NamedTuple):
    """A day out of line, of one table."""

    day: date
    found: UnusualDay

    @property
    def few(self) -> bool:
        """Far fewer rows than usual, not far more."""
        return self.found.deviation < 0


def anomaly_notices(landing: Path, as_of: date) -> list[Notice]:
    """Tell what of the landed tables is late or out of line with its own past.

    Nothing of it switches anything off: what landed is used. People should look, since rows may
    be missing that no rule misses.

    Args:
        landing: folder of the landed tables.
        as_of: last day that may be seen.
    """
    dated = [table_days(landing, name, as_of) for name in EVENT_TIMES]
    tables = [table for table in dated if table is not None]
    late = [notice for table in tables if (notice := lateness(table, as_of)) is not None]
    off = days_off(landing)
    return [*late, *volume_notices([(one, out_of_line(one, off)) for one in tables])]


def out_of_line(table: TableDays, off: Collection[date] = ()) -> list[DayOff]:
    """Days of the last four weeks on which a table has far fewer or far more rows than usual.

    Its newest day may still be filling: it can have too many rows, not too few. Days `off` are
    neither judged nor held against.
    """
    off_numbers = [(day - table.first).days for day in off if table.first <= day <= table.newest]
    flags = np.zeros(table.rows.size, dtype=bool)
    flags[off_numbers] = True
    found = unusual_days(table.rows, judged=JUDGED_DAYS, off=flags)
    days = [DayOff(table.first + timedelta(days=one.index), one) for one in found]
    return [one for one in days if not (one.few and one.day == table.newest)]


def volume_notices(found: Sequence[tuple[TableDays, list[DayOff]]]) -> list[Notice]:
    """Make one notice a table of its days out of line; days that most tables share make one."""
    shared = shared_days(found)
    told = [
        (table.key, [one for one in days if not (one.few and one.day in shared)])
        for table, days in found
    ]
    return [
        *([_quiet(sorted(shared))] if shared else []),
        *(_unusual(key, days) for key, days in told if days),
    ]


def shared_days(found: Sequence[tuple[TableDays, list[DayOff]]]) -> set[date]:
    """Days on which at least half of the tables that reach them have few rows, and two do."""
    few = Counter(one.day for _, days in found for one in days if one.few)
    reached = {day: sum(table.first <= day <= table.newest for table, _ in found) for day in few}
    return {day for day, n in few.items() if n >= 2 and n >= SHARED * reached[day]}


def _unusual(key: str, days: Sequence[DayOff]) -> Notice:
    worst = max(days, key=lambda one: abs(one.found.deviation))
    rows, usual = worst.found.rows, round(worst.found.usual)
    more = len(days) - 1
    others = f", and {more} more {'day' if more == 1 else 'days'} like it" if more else ""
    others_zh = f"，另有 {more} 天类似" if more else ""
    than, than_zh = ("fewer", "少于") if worst.few else ("more", "多于")
    return Notice(
        code=UNUSUAL,
        subject=key,
        text=f"{key} has far {than} rows than usual on {worst.day}: {rows:,}, where {usual:,} "
        f"are usual on that weekday{others}. Is a file missing, cut short or there twice?",
        text_zh=f"{key} 在 {worst.day} 有 {rows:,} 行，明显{than_zh}该星期几通常的 {usual:,} 行"
        f"{others_zh}。请检查文件是否缺失、截断或重复。",
        degrades=False,
    )


def _quiet(days: Sequence[date]) -> Notice:
    listed = ", ".join(map(str, days))
    return Notice(
        code=QUIET,
        subject="exports",
        text=f"Most tables have far fewer rows than usual on {listed}. If these were days off, "
        "list them in the configuration under calendar.holidays; if not, the exports lack rows.",
        text_zh=f"多数表在 {listed} 的行数明显少于平时。若为休息日，请在配置的 calendar.holidays "
        "中列出；否则导出数据缺行。",
        degrades=False,
    )
