"""Courses somebody has to take, where a manager's decision takes them away or delays them."""

from __future__ import annotations

import datetime as dt

from competency.learners import Learner
from competency.path_setting import Setting
from competency.settling import settle


def neglected(setting: Setting, learner: Learner) -> dict[str, dt.date]:
    """Return the duties that managers ruled out or put off past their due day, with that day.

    Duties are what would be planned without the decisions: mandatory and expiring courses, those to
    be taken again after a failed test, those for new products.

    Args:
        setting: what is shared.
        learner: with the decisions followed.
    """
    ruled_out = any(why in ("excluded", "postponed") for why in learner.barred.values())
    if not ruled_out and not learner.earliest:
        return {}
    free = settle(setting, learner.person, {})
    owed = {key: one.due for key, one in free.wanted.items() if one.firm}
    owed |= {key: one.due for key, one in free.kept.items() if key not in learner.kept}
    found = {}
    for key, due in owed.items():
        why, day = learner.barred.get(key), learner.earliest.get(key)
        beyond = why == "postponed" and due <= setting.horizon
        put_off = day is not None and day > due and day != free.earliest.get(key)
        if why == "excluded" or beyond or (why is None and put_off):
            found[key] = due
    return found
