"""The open page on people in figures: mentors, readiness for roles, certificates; names nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assets.report.certificates import held, held_parts
from assets.report.framework_words import setting
from assets.report.leaderboards import boards
from assets.report.next_roles import STATES, role_counts
from assets.report.pairings import pair_counts
from assets.report.people import Person


def people_content(
    marts: Mapping[str, pd.DataFrame], people: Sequence[Person], titles: Mapping[str, str]
) -> dict[str, Any]:
    """The content of `people.html`; figures of groups of at least five."""
    return {
        "held": held(marts, people, titles),
        "certificate_parts": held_parts(),
        "roles": role_counts(marts, people),
        "boards": boards(marts),
        "points": setting(marts, "people", "points") or {},
        "pairs": pair_counts(marts, people),
        "role_states": list(STATES.items()),
        "warning_days": setting(marts, "certificates", "warning_days"),
    }
