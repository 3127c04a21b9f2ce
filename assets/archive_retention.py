"""How long landings stay in the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assets.archive_facts import month_number
from assets.archive_ledger import Kept


@dataclass(frozen=True, kw_only=True)
class Retention:
    """What stays; everything else goes.

    Attributes:
        months: landings that closed one of the last so many months, counted from the newest
            landing's own: those months can be rebuilt.
        newest: the newest so many, whatever they closed.
    """

    months: int = 24
    newest: int = 5


def kept_for_good(landings: Sequence[Kept], policy: Retention) -> set[str]:
    """Versions that a policy keeps; of each table the good one with its latest rows always is.

    Args:
        landings: those that are there, oldest first.
        policy: what stays.

    >>> kept_for_good([], Retention())
    set()
    """
    if not landings:
        return set()
    since = month_number(landings[-1].as_of.isoformat()) - policy.months
    closing = {
        one.version
        for one in landings
        if any(month_number(month) >= since for month in one.closed_months)
    }
    newest = {one.version for one in landings[max(0, len(landings) - policy.newest) :]}
    # Later ones replace earlier ones, but not by an export that ends earlier.
    good: dict[str, tuple[date, str]] = {}
    for one in landings:
        for table, facts in one.tables.items():
            last, _ = good.get(table, (date.min, ""))
            ends = facts.latest_event or date.min
            if facts.is_good and ends >= last:
                good[table] = (ends, one.version)
    return closing | newest | {version for _, version in good.values()}
