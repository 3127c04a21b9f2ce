"""Rules between the fields of the calendar: no day twice, none both off and worked.

Each rule yields findings, as those of `config_rules` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from competency.config_findings import Finding
from competency.framework import Framework


def _days(framework: Framework) -> Iterator[Finding]:
    calendar = framework.calendar
    lists: dict[str, Sequence[object]] = {
        "working_days": calendar.working_days,
        "holidays": calendar.holidays,
        "extra_days": calendar.extra_days,
    }
    for name, days in lists.items():
        for index, day in enumerate(days):
            if day in days[:index]:
                yield Finding(("calendar", name, index), f"{day} is named twice; remove one.")
    for index, day in enumerate(calendar.extra_days):
        if day in calendar.holidays:
            yield Finding(
                ("calendar", "extra_days", index), f"{day} is a holiday too; it cannot be both."
            )


CALENDAR_RULES: tuple[Callable[[Framework], Iterator[Finding]], ...] = (_days,)
