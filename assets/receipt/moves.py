"""How sure a move on the ladder must be: more where it would take the last move back."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from competency.framework import Framework


class Asked(NamedTuple):
    """Probabilities asked of a promotion and of a demotion."""

    up: float
    down: float


def asked_in(framework: Framework, changes: Sequence[tuple[date, str]], month: date) -> Asked:
    """What the rule asks in a month, by the moves before it.

    Args:
        framework: resolved framework.
        changes: months and changes of `agent_ladder`, in order.
        month: first day of a month; changes in it or later do not count.
    """
    rules = framework.ladder
    before = [
        (when, change)
        for when, change in changes
        if when < month and change in ("first", "promoted", "demoted")
    ]
    up, down = rules.promotion.probability, rules.demotion.probability
    if before:
        since, last = before[-1]
        served = (month.year - since.year) * 12 + month.month - since.month
        if served < rules.reversal.months:
            up = rules.reversal.probability if last == "demoted" else up
            down = rules.reversal.probability if last == "promoted" else down
    return Asked(up, down)


def month_after(month: date) -> date:
    """The first day of the next month.

    >>> month_after(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
