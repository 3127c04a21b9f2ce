"""What somebody wants drawn, and whether its months make a design that can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assets.wave_record import Design, Units, WaveError

#: Further ahead, a month is a typing error rather than a plan.
MONTHS_AHEAD = 24


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody wants drawn.

    Attributes:
        course_id: that is given.
        design: 'parallel': one start and a group that waits; 'stepped': all begin, in turn.
        units: 'people' or 'teams'.
        starts: first days of the months in which groups begin, in order.
        ends: first day of the month in which the comparison is over.
        seed: of the lot.
        agents: ids it is about; None: everybody. Likewise `teams`.
        strata: columns within which people are alike: team_id, tier, seniority.
    """

    course_id: str
    design: Design
    units: Units
    starts: Sequence[date]
    ends: date
    seed: int
    agents: Sequence[str] | None = None
    teams: Sequence[str] | None = None
    strata: Sequence[str] = ()


def group_starts(plan: Plan, as_of: date) -> list[date | None]:
    """Return when each group begins, None for never.

    Raises:
        WaveError: the months make no design; says why.
    """
    starts = list(plan.starts)
    if any(day.day != 1 for day in [*starts, plan.ends]):
        raise WaveError("groups begin and waves end with a month")
    if any(one >= other for one, other in pairwise(starts)):
        raise WaveError("--starts must name each month once, the earliest first")
    if plan.design == "parallel" and len(starts) != 1:
        raise WaveError(
            "a parallel wave has one start, and a group that waits until it ends; for several "
            "give --design stepped"
        )
    if plan.design == "stepped" and len(starts) < 2:
        raise WaveError("a stepped wave has two starts or more, one a group")
    first, last = month_number(starts[0]), month_number(starts[-1])
    if first <= month_number(as_of):
        raise WaveError(
            f"{starts[0]:%Y-%m} has begun: the published result sees up to {as_of}; the first "
            "group begins in a later month"
        )
    if max(last, month_number(plan.ends)) > month_number(as_of) + MONTHS_AHEAD:
        raise WaveError(f"that is more than {MONTHS_AHEAD} months ahead: is the year right?")
    if month_number(plan.ends) <= last or month_number(plan.ends) < first + 2:
        raise WaveError(
            f"--ends {plan.ends:%Y-%m} leaves no month to compare: the month a group begins in "
            "counts neither as before nor as after"
        )
    return [*starts, None] if plan.design == "parallel" else [*starts]


def month_number(day: date) -> int:
    """Return a month counted as `competency.columns` does.

    >>> month_number(date(2026, 3, 1))
    24314
    """
    return day.year * 12 + day.month - 1
